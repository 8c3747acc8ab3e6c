/** Asking many at once: how long each is waited for. @module */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askAll } from '../../../../../relayer/chains/cosmos/ask-all.ts';
import { sleep } from '../../../../../relayer/chains/cosmos/sleep.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Answers after `ms`, or tells why it was ended. */
const question = (ms: number, outcome = 'answer', isHealthy = true) => ({
  isHealthy,
  ask: (signal: AbortSignal) =>
    sleep(ms, signal)
      .then(() => outcome)
      .catch((reason: unknown) => `ended: ${reason}`),
});

async function ask(questions: readonly ReturnType<typeof question>[], signal?: AbortSignal) {
  const startedMs = Date.now();
  const options = { isAnswer: (outcome: string) => outcome === 'answer', patienceMs: 3_000, tooLate: 'too late' };
  const asked = askAll(questions, signal === undefined ? options : { ...options, signal });
  await vi.runAllTimersAsync();
  return { outcomes: await asked, lastedMs: Date.now() - startedMs };
}

test('waits for all that are quick enough', async () => {
  const { outcomes } = await ask([question(100), question(3_000), question(5)]);
  expect(outcomes).toEqual(['answer', 'answer', 'answer']);
});

test('gives up those far slower than the first answer', async () => {
  const { outcomes } = await ask([question(10_000), question(100), question(50, 'fault')]);
  expect(outcomes).toEqual(['ended: too late', 'answer', 'fault']);
});

test('waits no longer for those that struggle than for the healthy ones', async () => {
  const { outcomes } = await ask([question(2_000, 'answer', false), question(100), question(200)]);
  expect(outcomes).toEqual(['ended: too late', 'answer', 'answer']);
});

test('waits for whoever is left while there is no answer', async () => {
  expect((await ask([question(9_000), question(50, 'fault')])).outcomes).toEqual(['answer', 'fault']);
  const struggling = [question(9_000, 'answer', false), question(9_500, 'answer', false)];
  expect((await ask(struggling)).outcomes).toEqual(['answer', 'answer']);
  expect((await ask([])).outcomes).toEqual([]);
});

test('ends with the caller', async () => {
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort('enough'), 500);
  expect((await ask([question(9_000)], giveUp.signal)).outcomes).toEqual(['ended: enough']);
});
