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
  const lockFile = `${file}.service`;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockFile);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const held = database;
    let isHeld = true;
    return () => {
      if (isHeld) held.close();
      isHeld = false;
    };
  } catch (error) {
    database?.close();
    if (!isLocked(error)) throw toSqliteError(error, lockFile);
    throw new RelayerError(
      {
        code: 'STORE_UNAVAILABLE',
        message: `another causeway service works on the store ${file}`,
        want: 'one service per store',
        got: 'a second one',
        hint: 'stop the other service, or give this one a store of its own',
        context: { file },
      },
      { cause: error },
    );
  }
}
