/** How many calls may be on their way to one endpoint: grows slowly while it answers well, shrinks fast when not. @module */

export interface ConcurrencyBounds {
  readonly least: number;
  readonly start: number;
  readonly most: number;
}

export interface ConcurrencyLimit {
  readonly limit: number;
  readonly active: number;
  readonly waiting: number;
  /** Waits for a place, first come first served. Call the result once to give the place back. */
  acquire(signal?: AbortSignal): Promise<() => void>;
  /** A good answer after `ms`: additive increase, or decrease when answers have become much slower. */
  answered(ms: number, nowMs: number): void;
  /** The endpoint said that it is too much: halves, even below `least`. */
  overloaded(): void;
}

/** An answer this many times slower than usual, and slower than the floor, means that the node queues our calls. */
const SLOW_FACTOR = 4;
const SLOW_FLOOR_MS = 250;
/** One burst of slow answers counts once. */
const CUT_INTERVAL_MS = 1_000;
const SMOOTHING = 0.05;

interface Waiter {
  readonly admit: () => void;
}

export function createConcurrencyLimit({ least, start, most }: ConcurrencyBounds): ConcurrencyLimit {
  let limit = start;
  let active = 0;
  let usualMs = 0;
  let lastCutMs = Number.NEGATIVE_INFINITY;
  const queue: Waiter[] = [];

  function release(): void {
    active -= 1;
    admitNext();
  }
  function admitNext(): void {
    while (active < Math.floor(limit)) {
      const next = queue.shift();
      if (next === undefined) return;
      active += 1;
      next.admit();
    }
  }
  function cut(factor: number, floor: number): void {
    limit = Math.max(floor, limit * factor);
  }

  return {
    get limit() {
      return Math.floor(limit);
    },
    get active() {
      return active;
    },
    get waiting() {
      return queue.length;
    },
    acquire(signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (active < Math.floor(limit) && queue.length === 0) {
        active += 1;
        return Promise.resolve(release);
      }
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          queue.splice(queue.indexOf(waiter), 1);
          reject(signal?.reason);
        };
        const waiter: Waiter = {
          admit: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve(release);
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        queue.push(waiter);
      });
    },
    answered(ms, nowMs) {
      const slow = usualMs > 0 && ms > SLOW_FLOOR_MS && ms > usualMs * SLOW_FACTOR;
      usualMs = usualMs === 0 ? ms : usualMs + SMOOTHING * (ms - usualMs);
      if (!slow) limit = Math.min(most, limit + 1 / limit);
      else if (nowMs - lastCutMs >= CUT_INTERVAL_MS) {
        lastCutMs = nowMs;
        cut(0.75, least);
      }
      admitNext();
    },
    overloaded: () => cut(0.5, 1),
  };
}
