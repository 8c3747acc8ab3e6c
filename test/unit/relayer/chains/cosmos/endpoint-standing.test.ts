/** What we think of an endpoint, over time. @module */
import { expect, test } from 'vitest';
import { createEndpointStanding } from '../../../../../relayer/chains/cosmos/endpoint-standing.ts';
import type { RelayerFault } from '../../../../../relayer/ports/fault.ts';

const LIE: RelayerFault = { code: 'RPC_DISTRUSTED', message: 'a lie' };
const DOWN: RelayerFault = { code: 'RPC_UNREACHABLE', message: 'down' };
const MINUTE = 60_000;

function standingAt(startMs: number) {
  const clock = { nowMs: startMs };
  return { clock, standing: createEndpointStanding(() => clock.nowMs) };
}

test('puts a liar aside for minutes, twice as long each time, with its reason', () => {
  const { clock, standing } = standingAt(1_000);
  standing.setAside(LIE);
  expect(standing.view()).toMatchObject({ state: 'aside', untilMs: 1_000 + 2 * MINUTE, reason: LIE });
  // Calls under way find the same lie: that is one offence.
  standing.setAside(LIE);
  clock.nowMs += 2 * MINUTE;
  expect(standing.view()).toMatchObject({ state: 'probation', reason: LIE });
  standing.setAside(LIE);
  expect(standing.view()).toMatchObject({ state: 'aside', untilMs: clock.nowMs + 4 * MINUTE });
  for (let i = 0; i < 10; i++) {
    clock.nowMs += 600 * MINUTE;
    standing.setAside(LIE);
  }
  expect(standing.view().untilMs).toBe(clock.nowMs + 120 * MINUTE);
});

test('puts the last one aside for a shorter while: there is nobody else to ask', () => {
  const { clock, standing } = standingAt(0);
  standing.setAside(LIE, true);
  expect(standing.view()).toMatchObject({ state: 'aside', untilMs: MINUTE / 4 });
  clock.nowMs = MINUTE;
  standing.setAside(LIE, true);
  expect(standing.view().untilMs).toBe(clock.nowMs + MINUTE / 2);
  for (let i = 0; i < 10; i++) {
    clock.nowMs += 600 * MINUTE;
    standing.setAside(LIE, true);
  }
  expect(standing.view().untilMs).toBe(clock.nowMs + 10 * MINUTE);
});

test('takes it back after ten clean pieces of work', () => {
  const { clock, standing } = standingAt(0);
  standing.setAside(LIE);
  clock.nowMs = 2 * MINUTE;
  for (let i = 0; i < 9; i++) standing.proved();
  expect(standing.view().state).toBe('probation');
  standing.proved();
  expect(standing.view().state).toBe('ready');
  expect(standing.view().reason).toBeUndefined();
});

test('ranks by latency, errors and lag', () => {
  const fast = standingAt(0).standing;
  const slow = standingAt(0).standing;
  for (let i = 0; i < 50; i++) {
    fast.answered(5);
    slow.answered(80);
  }
  expect(fast.score(0n)).toBeLessThan(slow.score(0n));
  fast.sawHeight(90n);
  slow.sawHeight(100n);
  expect(fast.score(100n)).toBeGreaterThan(slow.score(100n));
});

test('bounds how far a boast about heights can push others back', () => {
  const { standing } = standingAt(0);
  standing.sawHeight(10n);
  const modest = standing.score(10n);
  expect(standing.score(10n ** 18n) - modest).toBeLessThanOrEqual(5_000);
});

test('forgives failures with time and at once after an answer', () => {
  const { clock, standing } = standingAt(0);
  standing.failed(DOWN);
  standing.failed(DOWN);
  expect(standing.view()).toMatchObject({ state: 'struggling', untilMs: 1_000, reason: DOWN });
  clock.nowMs = 1_000;
  expect(standing.view().state).toBe('ready');
  standing.failed(DOWN);
  standing.answered(10);
  expect(standing.view().state).toBe('ready');
});

test('leaves an endpoint alone for at least as long as a failure takes', () => {
  const { clock, standing } = standingAt(0);
  standing.failed(DOWN, 10_000);
  expect(standing.view().untilMs).toBe(10_000);
  clock.nowMs = 10_000;
  standing.failed(DOWN, 3);
  expect(standing.view().untilMs).toBe(30_000);
  standing.answered(10);
  standing.failed(DOWN);
  expect(standing.view().untilMs).toBe(10_500);
});

test('rests as long as the endpoint asked for', () => {
  const { clock, standing } = standingAt(0);
  standing.rest(5_000, { code: 'RPC_RATE_LIMITED', message: 'slow down' });
  standing.rest(1_000, { code: 'RPC_RATE_LIMITED', message: 'slow down' });
  expect(standing.restMs()).toBe(5_000);
  expect(standing.view()).toMatchObject({ state: 'resting', untilMs: 5_000 });
  clock.nowMs = 5_000;
  expect(standing.restMs()).toBe(0);
  expect(standing.view().state).toBe('ready');
});
