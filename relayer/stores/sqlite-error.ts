/** SQLite's result codes as faults. @module */
import { RelayerError } from '../ports/fault.ts';

/** The low byte of an extended result code: the primary one. */
const PRIMARY = 0xff;
const GENERIC = 1;
const BUSY = 5;
const FULL = 13;
const UNAVAILABLE = new Map([
  [BUSY, 'it is locked by another process'],
  [6, 'it is locked'],
  [8, 'it cannot be written to'],
  [10, 'reading or writing the disk failed'],
  [11, 'it is damaged'],
  [14, 'it cannot be opened'],
  [26, 'it is not a store'],
]);

function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Somebody else has what we want. */
export function isLocked(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (code & PRIMARY) === BUSY;
}

export function isNothingToRollBack(error: unknown): boolean {
  return codeOf(error) === GENERIC && error instanceof Error && error.message.includes('no transaction is active');
}

/** @returns a RelayerError when the file or the disk is to blame; otherwise `error` itself: a mistake of this program. */
export function toSqliteError(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const context = { file, sqlite: String(code) };
  const primary = code & PRIMARY;
  if (primary === FULL) {
    const fault = {
      code: 'STORE_FULL',
      message: `the store ${file} cannot grow`,
      hint: 'free space on its disk, then start again: nothing that was committed is lost',
      context,
    } as const;
    return new RelayerError(fault, { cause: error });
  }
  const problem = UNAVAILABLE.get(primary);
  if (problem === undefined) return error;
  const message = `the store ${file}: ${problem} (${String(error)})`;
  return new RelayerError({ code: 'STORE_UNAVAILABLE', message, context }, { cause: error });
}
