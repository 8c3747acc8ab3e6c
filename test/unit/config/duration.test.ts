/** Durations as Go reads them. @module */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../config/duration.ts';

describe('parseDuration', () => {
  test.each([
    ['0', 0n],
    ['+5s', 5_000_000_000n],
    ['336h', 1_209_600_000_000_000n],
    ['1500ns', 1_500n],
    ['1h30m', 5_400_000_000_000n],
    ['1.5h', 5_400_000_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['2us', 2_000n],
    ['2µs', 2_000n],
    ['2μs', 2_000n],
    ['1m0.000000001s', 60_000_000_001n],
    ['0.4ns', 0n],
    ['5m5m', 600_000_000_000n],
    ['9223372036854775807ns', 9_223_372_036_854_775_807n],
  ])('accepts %s', (text, ns) => {
    expect(parseDuration(text)).toBe(ns);
  });

  test.each([
    '',
    '-1s',
    '-0',
    '1',
    '1.5',
    's',
    '.s',
    '1d',
    '1 s',
    ' 1s',
    '1S',
    '1,5s',
    '1e3s',
    '0x1s',
    '9223372036854775808ns',
  ])('rejects %j', (text) => {
    expect(() => parseDuration(text)).toThrow(RangeError);
  });

  test('rejects a text that is too long to be a duration', () => {
    expect(() => parseDuration(`${'0'.repeat(200)}1s`)).toThrow(/want a duration/);
  });

  test('reads back what formatDuration writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (ns) => parseDuration(formatDuration(ns)) === ns),
    );
  });
});
