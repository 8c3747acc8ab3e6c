/** The manifest of a deployment on disk: one program works on it at a time, and what is written stays written. @module */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Manifest } from '../chains/ethereum/deploy/manifest.ts';
import { formatManifest, parseManifest } from '../chains/ethereum/deploy/manifest-json.ts';
import { syncFolder } from '../keys/sync-folder.ts';
import { RelayerError } from '../ports/fault.ts';
import { describeFileError, fileErrorCode } from '../ports/file-error.ts';
import { lockFile } from '../stores/service-lock.ts';

/** An open file. */
export interface ManifestFile {
  /** What it held when it was opened; undefined when there was none. */
  readonly manifest: Manifest | undefined;
  /** Whole or not at all, and on the disk when it returns. @throws {RelayerError} CONFIG_INVALID */
  save(manifest: Manifest): void;
  close(): void;
}

/** @throws {RelayerError} INPUT_INVALID for another file; CONFIG_INVALID when another program works on it, or it cannot be used. */
export function openManifest(file: string): ManifestFile {
  const unlock = explain(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    return lockFile(`${file}.lock`);
  });
  if (unlock === undefined) {
    const message = `another causeway works on ${file}`;
    throw new RelayerError({ code: 'CONFIG_INVALID', message, want: 'one deployment at a time', got: 'a second one' });
  }
  try {
    return { manifest: readManifest(file), save: (manifest) => writeManifest(file, manifest), close: unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Without a lock, to look at it. @throws {RelayerError} INPUT_INVALID, CONFIG_INVALID */
export function readManifest(file: string): Manifest | undefined {
  return explain(file, () => (existsSync(file) ? parseManifest(readFileSync(file, 'utf8'), file) : undefined));
}

function writeManifest(file: string, manifest: Manifest): void {
  explain(file, () => {
    const draft = `${file}.tmp`;
    const descriptor = openSync(draft, 'w');
    try {
      writeFileSync(descriptor, formatManifest(manifest));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
    syncFolder(dirname(file));
  });
}

function explain<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RelayerError || fileErrorCode(error) === undefined) throw error;
    const [message, got] = [`${file} cannot be used`, describeFileError(error)];
    throw new RelayerError({ code: 'CONFIG_INVALID', message, want: 'a file of ours', got }, { cause: error });
  }
}
