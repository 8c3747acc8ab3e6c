/** Counts how often an endpoint was wrong where an honest one can be, too. @module */

export interface EndpointDoubts {
  /** Notes one more error; `true` once there are so many that it can hardly be by chance. */
  add(name: string): boolean;
}

/** A node may be a block behind, or know of a transaction that nobody else does: it takes more than one error. */
const TOO_MANY = 3;
const WINDOW_MS = 5 * 60_000;

export function createEndpointDoubts(now: () => number): EndpointDoubts {
  const times = new Map<string, readonly number[]>();
  return {
    add(name) {
      const nowMs = now();
      const recent = [...(times.get(name) ?? []), nowMs].filter((atMs) => nowMs - atMs < WINDOW_MS);
      const isTooMuch = recent.length >= TOO_MANY;
      times.set(name, isTooMuch ? [] : recent);
      return isTooMuch;
    },
  };
}
