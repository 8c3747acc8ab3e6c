/** Waits for a condition by asking for it again and again. @module */
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** What is waited for. */
export interface Awaited<T> {
  /** In words, such as `a finalized block of slot 12`. */
  readonly what: string;
  /** The wanted value; undefined, or an error, while it is not there. */
  readonly ask: () => Promise<T | undefined>;
  readonly timeoutMs: number;
  /** Why it can never come, if so. */
  readonly hopeless?: () => string | undefined;
  /** What to show with a failure, such as the end of a log. */
  readonly evidence?: () => string;
}

/** @throws {Error} that says what was wanted and what was got, when it is hopeless or too late. */
export async function waitUntil<T>({ what, ask, timeoutMs, hopeless, evidence }: Awaited<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown = 'nothing';
  for (;;) {
    try {
      const got = await ask();
      if (got !== undefined) return got;
      last = 'not yet';
    } catch (error) {
      last = error; // not listening yet, or it does not know
    }
    const end = hopeless?.();
    const late = Date.now() > deadline ? `${String(last)} after ${timeoutMs} ms` : undefined;
    const got = end ?? late;
    if (got !== undefined) {
      const shown = evidence?.() ?? '';
      throw new Error(`devnet: want ${what}, got ${got}${shown === '' ? '' : `:\n${shown}`}`, { cause: last });
    }
    await sleep(POLL_MS);
  }
}
