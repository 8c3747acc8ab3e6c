/** Waiting times after failures. @module */
import { describe, expect, test } from 'vitest';
import { RelayerError } from '../../../../relayer/ports/fault.ts';
import { backoffMs, isHopeless } from '../../../../relayer/queue/backoff.ts';

describe('backoffMs', () => {
  test('doubles with each failure up to a minute', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((failures) => backoffMs(failures, 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('spreads over the whole time, but never down to a busy loop', () => {
    expect(backoffMs(3, 0.5)).toBe(2_000);
    expect(backoffMs(3, 0)).toBe(50);
  });
});

describe('isHopeless', () => {
  test('accepts only faults that no repetition cures', () => {
    expect(isHopeless(new RelayerError({ code: 'STORE_FULL', message: '' }))).toBe(true);
    expect(isHopeless(new RelayerError({ code: 'RPC_TIMEOUT', message: '' }))).toBe(false);
    expect(isHopeless(new RelayerError({ code: 'CHAIN_TX_EXPIRED', message: '' }))).toBe(false);
    expect(isHopeless(new Error('a bug'))).toBe(false);
    expect(isHopeless(undefined)).toBe(false);
  });
});
