/** Counts how often an endpoint was contradicted by another where nobody can prove who is right. @module */

export interface EndpointDoubts {
  /** Notes one more contradiction; `true` once there are so many that it can hardly be by chance. */
  add(name: string): boolean;
}

/** One may be a block behind, another may know a transaction already: it takes more than one contradiction. */
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
