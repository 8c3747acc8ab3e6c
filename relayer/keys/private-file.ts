/** Files that nobody but their owner may read. @module */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { RelayerError } from '../ports/fault.ts';
import { describeFileError, fileErrorCode } from '../ports/file-error.ts';
import { syncFolder } from './sync-folder.ts';

const OWNER_ONLY = 0o600;

/** @throws {RelayerError} CONFIG_INVALID when it is missing or open to others. */
export function readPrivateFile(file: string): string {
  const descriptor = openOrExplain(file);
  try {
    // Asked of the open file, so that nothing can be swapped in between.
    const mode = fstatSync(descriptor).mode & 0o777;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new RelayerError({
        code: 'CONFIG_INVALID',
        message: `${file} is open to other users`,
        want: 'mode 0600',
        got: `0${mode.toString(8)}`,
        hint: `Run: chmod 600 ${file}`,
      });
    }
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a new file whole or not at all; refuses to replace one. @throws {RelayerError} CONFIG_INVALID when it exists. */
export function createPrivateFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, 'wx', OWNER_ONLY);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // Unlike a rename, a link fails when the name is taken.
    linkSync(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    if (fileErrorCode(error) !== 'EEXIST') throw unwritable(file, error);
    throw new RelayerError({
      code: 'CONFIG_INVALID',
      message: `${file} exists already and is not replaced`,
      want: 'a new name',
      got: 'one that is taken',
    });
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A folder that cannot be written to, a full disk; anything else is a broken invariant. */
function unwritable(file: string, error: unknown): unknown {
  if (fileErrorCode(error) === undefined) return error;
  const message = `${file} cannot be written`;
  const got = describeFileError(error);
  return new RelayerError({ code: 'CONFIG_INVALID', message, want: 'a folder of ours', got }, { cause: error });
}

function openOrExplain(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (fileErrorCode(error) === undefined) throw error;
    const message = `${file} cannot be read`;
    const got = describeFileError(error);
    throw new RelayerError({ code: 'CONFIG_INVALID', message, want: 'a readable file', got }, { cause: error });
  }
}
