/** When to try again. Pure: the random number is an argument. @module */
import type { Clock } from '../ports/clock.ts';
import type { Retry } from '../ports/fault.ts';

export interface BackoffSettings {
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
}

/**
 * Milliseconds to wait before attempt `attempts + 1`: exponential with full jitter for `later`, a short constant step for
 * the first retries of `now`, and the cap for `never`, whose packets are parked and looked at again from time to time.
 * @param random A number in [0, 1).
 */
export function backoffMs(retry: Retry, attempts: number, settings: BackoffSettings, random: number): number {
  const { backoffBaseMs: base, backoffCapMs: cap } = settings;
  if (retry === 'never') return cap;
  // "At once" ends after a few tries: an endpoint set that keeps failing must not be hammered.
  if (retry === 'now' && attempts <= 3) return Math.round((base / 10) * attempts);
  const ceiling = Math.min(cap, base * 2 ** Math.min(attempts - 1, 20));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

/** The wall-clock time (ms) of the next attempt. */
export function nextAttemptMs(retry: Retry, attempts: number, { clock, settings, random }: Schedule): number {
  return clock.now() + backoffMs(retry, attempts, settings, random());
}

interface Schedule {
  readonly clock: Clock;
  readonly settings: BackoffSettings;
  readonly random: () => number;
}
