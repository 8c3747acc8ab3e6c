/** Times and ages for people. @module */

const STEPS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** The two largest units: `3d 4h`, `12m 5s`, `800ms`. */
export function formatAge(ms: number): string {
  const age = Math.max(0, Math.round(ms));
  const largest = STEPS.findIndex(([, size]) => age >= size);
  if (largest < 0) return `${age}ms`;
  let rest = age;
  const parts = STEPS.slice(largest, largest + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** The last moment that a Date can hold. */
const LATEST_MS = 8.64e15;

/** UTC to the second: `2026-01-31 12:00:00Z`. */
export function formatClock(ms: number): string {
  if (!(Math.abs(ms) <= LATEST_MS)) return 'a time beyond all calendars';
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** Decimal nanoseconds since 1970, to whole milliseconds. */
export function nsToMs(ns: bigint): number {
  return Number(ns / 1_000_000n);
}
