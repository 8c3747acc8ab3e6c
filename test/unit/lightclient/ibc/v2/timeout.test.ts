/** The boundaries of every timeout rule, on both stacks. @module */
import {
  floorToSeconds,
  hasTimeoutMargin,
  isTimedOut,
  MAX_TIMEOUT_SECONDS,
  timeUntilTimeoutNs,
  validateSendTimeout,
  validateSendTimeoutSolidity,
} from '@causeway/lightclient/ibc';
import { describe, expect, test } from 'vitest';

const SECOND = 1_000_000_000n;
const NOW = 1_700_000_000n;
const DAY = 86_400n;

function codeOf(verdict: ReturnType<typeof validateSendTimeout>): string {
  return verdict.status === 'valid' ? 'valid' : verdict.reason.code;
}

describe('sending on ibc-go', () => {
  const cases = [
    ['valid', NOW + 1n, NOW * SECOND],
    ['valid', NOW + 1n, (NOW + 1n) * SECOND - 1n],
    ['valid', NOW + DAY, NOW * SECOND],
    ['valid', NOW + DAY, NOW * SECOND + 1n],
    ['timeout-elapsed', 0n, NOW * SECOND],
    ['timeout-elapsed', NOW, NOW * SECOND],
    ['timeout-elapsed', NOW, NOW * SECOND + 1n],
    ['timeout-elapsed', NOW - 1n, NOW * SECOND],
    ['timeout-too-far', NOW + DAY, NOW * SECOND - 1n],
    ['timeout-too-far', NOW + DAY + 1n, NOW * SECOND],
    ['timeout-too-far', (NOW + 1n) * SECOND, NOW * SECOND],
  ] as const;
  test.each(cases)('%s: timeout %s s in a block at %s ns', (want, timeout, blockTimeNs) => {
    expect(codeOf(validateSendTimeout(timeout, { blockTimeNs, clientTimeNs: 0n }))).toBe(want);
  });

  test.each([
    ['valid', (NOW + 10n) * SECOND - 1n],
    ['timeout-behind-client', (NOW + 10n) * SECOND],
    ['timeout-behind-client', (NOW + 11n) * SECOND],
  ] as const)('%s: a client that saw %s ns', (want, clientTimeNs) => {
    expect(codeOf(validateSendTimeout(NOW + 10n, { blockTimeNs: NOW * SECOND, clientTimeNs }))).toBe(want);
  });
});

test.each([
  ['timeout-elapsed', NOW - 1n],
  ['timeout-elapsed', NOW],
  ['valid', NOW + 1n],
  ['valid', NOW + DAY],
  ['timeout-too-far', NOW + DAY + 1n],
  ['timeout-too-far', NOW * SECOND],
] as const)('sending on Ethereum, %s: timeout %s s', (want, timeout) => {
  expect(codeOf(validateSendTimeoutSolidity(timeout, { blockTimeSeconds: NOW }))).toBe(want);
});

describe('receiving and timing out', () => {
  const packet = { timeoutSeconds: NOW };

  test.each([
    [false, NOW * SECOND - SECOND],
    [false, NOW * SECOND - 1n],
    [true, NOW * SECOND],
    [true, NOW * SECOND + 1n],
  ])('timed out is %s at %s ns', (want, timeNs) => {
    expect(isTimedOut(packet, { timeNs })).toBe(want);
  });

  test('the time left and the margin', () => {
    const timeNs = (NOW - 3n) * SECOND;
    expect(timeUntilTimeoutNs(packet, { timeNs })).toBe(3n * SECOND);
    expect(timeUntilTimeoutNs(packet, { timeNs: NOW * SECOND + 1n })).toBe(-1n);
    expect(hasTimeoutMargin(packet, { timeNs, marginNs: 3n * SECOND - 1n })).toBe(true);
    expect(hasTimeoutMargin(packet, { timeNs, marginNs: 3n * SECOND })).toBe(false);
  });
});

test('nanoseconds are rounded down to seconds, also before 1970', () => {
  expect([0n, SECOND - 1n, SECOND, -1n, -SECOND, -SECOND - 1n].map(floorToSeconds)).toEqual([
    0n,
    0n,
    1n,
    -1n,
    -1n,
    -2n,
  ]);
  expect(MAX_TIMEOUT_SECONDS).toBe(DAY);
});
