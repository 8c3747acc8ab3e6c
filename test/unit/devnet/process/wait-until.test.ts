/** Waiting for a condition: it comes, it is late, it can never come. @module */
import { expect, test } from 'vitest';
import { waitUntil } from '../../../devnet/process/wait-until.ts';

test('asks again after an error and after nothing, and gives what it got', async () => {
  const answers = [() => Promise.reject(new Error('not listening')), async () => undefined, async () => 7];
  expect(
    await waitUntil({ what: 'a seven', ask: () => answers.shift()?.() ?? Promise.reject(), timeoutMs: 5_000 }),
  ).toBe(7);
});

test('is late: says what was wanted, what came last, and the evidence', async () => {
  const ask = () => Promise.reject(new Error('not listening'));
  await expect(waitUntil({ what: 'a block', ask, timeoutMs: 0, evidence: () => 'last line' })).rejects.toThrow(
    'devnet: want a block, got Error: not listening after 0 ms:\nlast line',
  );
});

test('is hopeless: ends at once', async () => {
  const awaited = { what: 'a block', ask: async () => undefined, timeoutMs: 60_000, hopeless: () => 'the end of geth' };
  await expect(waitUntil(awaited)).rejects.toThrow(/want a block, got the end of geth$/);
});
