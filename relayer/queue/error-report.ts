/** Logging what connections and workers complain about: while Redis is away each of them says the same, again and again. @module */
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';

export type ErrorReport = (error: unknown, fields?: object) => void;

const SAME_AGAIN_AFTER_MS = 30_000;
/** Messages may name jobs, so there is no end to different ones. */
const REMEMBERED = 100;

interface Told {
  readonly atMs: number;
  readonly suppressed: number;
}

/** @returns a function that logs an error unless the same one was logged half a minute ago or less */
export function createErrorReport(logger: Logger | undefined, clock: Clock = { now: () => Date.now() }): ErrorReport {
  const told = new Map<string, Told>();
  return (error, fields = {}) => {
    const text = error instanceof Error ? error.message : String(error);
    const last = told.get(text);
    const now = clock.now();
    told.delete(text);
    if (last !== undefined && now - last.atMs < SAME_AGAIN_AFTER_MS) {
      told.set(text, { atMs: last.atMs, suppressed: last.suppressed + 1 });
      return;
    }
    told.set(text, { atMs: now, suppressed: 0 });
    const [oldest] = told.keys();
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
    const suppressed = last === undefined || last.suppressed === 0 ? {} : { suppressed: last.suppressed };
    logger?.warn({ ...fields, ...suppressed, err: error }, 'the queue reports an error');
  };
}
