/** When a job that threw runs again, in every driver. @module */
import { RETRY, RelayerError } from '../ports/fault.ts';

const BASE_MS = 500;
const CAP_MS = 60_000;
/** So that full jitter never makes a busy loop. */
const FLOOR_MS = 50;

/**
 * Exponential with full jitter: many jobs that failed together do not come back together.
 *
 * @param failures - failed runs in a row, 1 or more
 * @param random - in [0, 1)
 */
export function backoffMs(failures: number, random: number = Math.random()): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failures, 30));
  return Math.max(FLOOR_MS, Math.round(random * ceiling));
}

/** Running the job again cannot help before somebody has changed something and adds it again. */
export function isHopeless(error: unknown): boolean {
  return error instanceof RelayerError && RETRY[error.fault.code] === 'never';
}
