/** SQLite's result codes as faults. @module */
import { RelayerError } from '../ports/fault.ts';

/** The low byte of an extended result code: the primary one. */
const PRIMARY = 0xff;
const GENERIC = 1;
const BUSY = 5;
const FULL = 13;
const OWN_IT = 'run this as the user of the service, who must own the file and its folder';
const RESTORE = 'put a backup in its place, or begin with a new store: docs/runbook.md says what is lost';
/** What is wrong, and what to do about it. */
const UNAVAILABLE: ReadonlyMap<number, readonly [what: string, hint: string]> = new Map([
  [BUSY, ['it is locked by another process', 'wait for that one, or stop it']],
  [6, ['it is locked', 'wait, and try again']],
  [8, ['it cannot be written to', OWN_IT]],
  [10, ['reading or writing the disk failed', 'look at the disk and at the log of the system']],
  [11, ['it is damaged', RESTORE]],
  [14, ['it cannot be opened', OWN_IT]],
  [26, ['it is not a store', 'check store.sqlite in the configuration']],
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
  const [what, hint] = problem;
  const message = `the store ${file}: ${what} (${error instanceof Error ? error.message : String(error)})`;
  return new RelayerError({ code: 'STORE_UNAVAILABLE', message, hint, context }, { cause: error });
}
