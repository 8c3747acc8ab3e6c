/** Postgres' SQL states as faults. @module */
import { RelayerError } from '../ports/fault.ts';

const DISK_FULL = '53100';
/** Serialization failure and deadlock: the same transaction, started again, may well succeed. */
const CONFLICTS = ['40001', '40P01'];
/** Classes: connection, authorization, unknown database, resources, operator intervention, system error. */
const UNAVAILABLE_CLASSES = ['08', '28', '3D', '53', '57', '58'];
/** Two letters or digits of class, three of the condition. No class begins with E; the system's errors, such as EPIPE, do. */
const SQL_STATE = /^(?!E)[0-9A-Z]{5}$/;

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function isConflict(error: unknown): boolean {
  return CONFLICTS.includes(codeOf(error) ?? '');
}

/** @returns a RelayerError when the server or the way to it is to blame; otherwise `error` itself: a mistake of this program. */
export function toPostgresError(error: unknown): unknown {
  if (error instanceof RelayerError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  if (code === DISK_FULL) {
    const hint = 'free space on its disk: nothing that was committed is lost';
    const message = 'the Postgres store cannot grow';
    return new RelayerError({ code: 'STORE_FULL', message, hint, context: { sqlState: code } }, { cause: error });
  }
  if (!isUnavailable(error, code)) return error;
  const message = `the Postgres store: ${error.message === '' ? 'cannot be reached' : error.message}`;
  const context = code === undefined ? {} : { sqlState: code };
  return new RelayerError({ code: 'STORE_UNAVAILABLE', message, context }, { cause: error });
}

/** Without an SQL state it comes from the driver: refused, reset, terminated, timed out. */
function isUnavailable(error: Error, code: string | undefined): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  if (code === undefined) return /connect|timeout|terminat/i.test(error.message);
  return !SQL_STATE.test(code) || UNAVAILABLE_CLASSES.includes(code.slice(0, 2)) || CONFLICTS.includes(code);
}
