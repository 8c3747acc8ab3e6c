/** The retry schedule: a pure table of waits. @module */
import { expect, test } from 'vitest';
import { backoffMs } from '../../../../relayer/pipeline/backoff.ts';
import { RETRY, type Retry } from '../../../../relayer/ports/fault.ts';

const SETTINGS = { backoffBaseMs: 500, backoffCapMs: 60_000 };

test.each<[Retry, number, number, number]>([
  // retry, attempts, shortest wait, longest wait
  ['now', 1, 50, 50],
  ['now', 3, 150, 150],
  ['now', 4, 2_000, 4_000],
  ['later', 1, 250, 500],
  ['later', 2, 500, 1_000],
  ['later', 7, 16_000, 32_000],
  ['later', 8, 30_000, 60_000],
  ['later', 1_000_000, 30_000, 60_000],
  ['never', 1, 60_000, 60_000],
])('retries %s after %i failed attempts within %i to %i ms', (retry, attempts, shortest, longest) => {
  expect(backoffMs(retry, attempts, SETTINGS, 0)).toBe(shortest);
  expect(backoffMs(retry, attempts, SETTINGS, 1)).toBe(longest);
});

test('waits at least half of the ceiling and less than all of it, wherever the random number falls', () => {
  const waits = [0, 0.25, 0.5, 0.75, 0.999].map((random) => backoffMs('later', 5, SETTINGS, random));
  expect(waits).toEqual([4_000, 5_000, 6_000, 7_000, 7_996]);
});

test('gives every fault code a policy that the schedule knows', () => {
  for (const retry of Object.values(RETRY)) expect(backoffMs(retry, 1, SETTINGS, 0.5)).toBeGreaterThan(0);
});
