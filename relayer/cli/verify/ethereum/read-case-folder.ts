/** The files of a test case, from its folder. @module */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DecodeError } from '@causeway/lightclient/codec';
import { describeFileError, fileErrorCode } from '../../../ports/file-error.ts';
import { CliError } from '../../cli-error.ts';
import { EXIT } from '../../exit-code.ts';
import type { CaseFiles } from './case-yaml.ts';

/** Cases of the specification have a few dozen files of some kilobytes. */
const MAX_FILES = 10_000;
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const OF_A_CASE = /\.(?:yaml|ssz_snappy)$/;

/** @throws {CliError} NO_INPUT */
export function requireFolder(folder: string): void {
  try {
    readdirSync(folder);
  } catch (cause) {
    const message = `${folder} cannot be read`;
    const got = describeFileError(cause);
    throw new CliError(
      { code: 'NO_INPUT', exitCode: EXIT.noInput, message, want: 'the folder of a case', got },
      { cause },
    );
  }
}

/** @throws {DecodeError} when the folder or one of its files cannot be read. */
export function readCaseFolder(folder: string): CaseFiles {
  const names = attempt(folder, () => readdirSync(folder)).filter((name) => OF_A_CASE.test(name));
  if (names.length > MAX_FILES) throw new DecodeError('case', `at most ${MAX_FILES} files`, `${names.length}`);
  return new Map(names.map((name) => [name, readCaseFile(join(folder, name), name)]));
}

function readCaseFile(file: string, name: string): Uint8Array {
  const { size } = attempt(name, () => statSync(file));
  if (size > MAX_FILE_BYTES) throw new DecodeError(name, `at most ${MAX_FILE_BYTES} bytes`, `${size}`);
  return attempt(name, () => new Uint8Array(readFileSync(file)));
}

function attempt<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (fileErrorCode(error) === undefined) throw error;
    throw new DecodeError('case', `${name} to be readable`, describeFileError(error));
  }
}
