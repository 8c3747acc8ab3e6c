/** Statistics of small samples, and how tables show them. */
import { expect, test } from 'vitest';
import { median, percentile } from '../../bench/percentile.ts';
import { showSpread, showTable } from '../../bench/show-table.ts';

test.each([
  [0.5, 3],
  [0.95, 5],
  [0, 1],
  [1, 5],
])('gives the value below which %d of the values lie', (share, expected) => {
  expect(percentile([5, 1, 4, 2, 3], share)).toBe(expected);
});

test('takes a value that was measured as the median', () => {
  expect(median([10, 1])).toBe(1);
});

test('shows the range of values that differ', () => {
  expect([showSpread([1.26, 1.24, 1.31], 1), showSpread([2, 2], 0)]).toEqual(['1.3 (1.2–1.3)', '2']);
});

test('lines columns up, numbers to the right', () => {
  expect(showTable(['part', 'µs'], [['proof', '7']])).toBe('| part  |  µs |\n| ----- | --: |\n| proof |   7 |');
});
