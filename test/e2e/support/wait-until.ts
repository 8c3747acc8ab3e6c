/** Waiting for something to become true, with an error that says what did not. @module */
import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  /** Completes "waited for". */
  readonly what: string;
  /** What to show when it did not happen. */
  readonly tail?: () => string;
  readonly everyMs?: number;
}

/** Asks again and again until the answer is neither `undefined` nor `false`, and gives it. @throws {Error} */
export async function waitUntil<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs, what, tail, everyMs = 50 }: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) {
      throw new Error(`waited ${timeoutMs / 1_000} s in vain for ${what}\n${tail?.() ?? ''}`.trim());
    }
    await sleep(everyMs);
  }
}
