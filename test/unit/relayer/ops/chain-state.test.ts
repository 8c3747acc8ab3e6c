/** What we call a chain that makes blocks, and one that does not. @module */
import { describe, expect, test } from 'vitest';
import { chainState, movedAt } from '../../../../relayer/ops/chain-state.ts';

const NOW = 1_767_225_600_000;
const NS_PER_MS = 1_000_000n;
const at = (ms: number) => BigInt(ms) * NS_PER_MS;
const endpoint = (state: string) => ({ url: 'http://h:1', state, height: 9n, latencyMs: 1, calls: 1 });

test.each([
  ['starting', { height: 0n, movedAtMs: NOW, endpoints: [endpoint('ready')] }],
  ['moving', { height: 9n, movedAtMs: NOW - 60_000, endpoints: [endpoint('struggling')] }],
  ['halted', { height: 9n, movedAtMs: NOW - 60_001, endpoints: [endpoint('struggling'), endpoint('ready')] }],
  ['unreachable', { height: 9n, movedAtMs: NOW - 60_001, endpoints: [endpoint('struggling'), endpoint('aside')] }],
])('a chain is %s', (state, signs) => {
  expect(chainState(signs, NOW)).toBe(state);
});

describe('a chain has moved', () => {
  test.each([
    ['when its block was made, whenever that is noticed', { height: 9n, timeNs: at(NOW - 90_000) }, NOW - 90_000],
    ['now, at the latest, though its clock is ahead', { height: 9n, timeNs: at(NOW + 5_000) }, NOW],
    ['now, when nothing is known of it', { height: 0n, timeNs: 0n }, NOW],
  ])('%s', (_, head, atMs) => {
    expect(movedAt(head, undefined, NOW)).toEqual({ height: head.height, atMs });
  });

  test('once, for as long as there is no higher block', () => {
    const before = { height: 9n, atMs: NOW - 70_000 };
    expect(movedAt({ height: 9n, timeNs: at(NOW) }, before, NOW)).toBe(before);
    expect(movedAt({ height: 10n, timeNs: at(NOW - 1) }, before, NOW)).toEqual({ height: 10n, atMs: NOW - 1 });
  });
});
