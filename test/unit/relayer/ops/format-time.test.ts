/** Times and ages for people. @module */
import { expect, test } from 'vitest';
import { formatAge, formatClock, nsToMs } from '../../../../relayer/ops/format-time.ts';

test.each([
  [0, '0ms'],
  [-5, '0ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [61_000, '1m 1s'],
  [3_600_000, '1h'],
  [3_601_000, '1h'],
  [90_061_000, '1d 1h'],
])('shows an age of %d ms as %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test('shows a time in UTC, and survives one that no calendar has', () => {
  expect(formatClock(nsToMs(1_767_225_600_999_999_999n))).toBe('2026-01-01 00:00:00Z');
  expect(formatClock(Number.MAX_SAFE_INTEGER)).toBe('a time beyond all calendars');
});
