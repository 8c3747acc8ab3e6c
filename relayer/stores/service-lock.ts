/** At most one service per SQLite file: a lock of the operating system, which is gone with its process, however that ends. @module */
import { DatabaseSync } from 'node:sqlite';
import { RelayerError } from '../ports/fault.ts';
import { isLocked, toSqliteError } from './sqlite-error.ts';

/**
 * Takes the lock of a store: a second, empty database beside it that is kept locked.
 *
 * @returns a function that gives it back
 * @throws {RelayerError} STORE_UNAVAILABLE while another service works on the store
 */
export function lockService(file: string): () => void {
  const unlock = lockFile(`${file}.service`);
  if (unlock !== undefined) return unlock;
  throw new RelayerError({
    code: 'STORE_UNAVAILABLE',
    message: `another causeway service works on the store ${file}`,
    want: 'one service per store',
    got: 'a second one',
    hint: 'stop the other service, or give this one a store of its own',
    context: { file },
  });
}

/**
 * Creates a file and locks it.
 *
 * @returns a function that gives it back; undefined while another process has it
 * @throws {RelayerError} STORE_UNAVAILABLE when it cannot be created
 */
export function lockFile(file: string): (() => void) | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const held = database;
    let isHeld = true;
    return () => {
      if (isHeld) held.close();
      isHeld = false;
    };
  } catch (error) {
    database?.close();
    if (isLocked(error)) return undefined;
    throw toSqliteError(error, file);
  }
}
