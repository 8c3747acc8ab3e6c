/** The number of calls under way: grows with good answers, shrinks with slow and refused ones. @module */
import { expect, test } from 'vitest';
import { createConcurrencyLimit } from '../../../../../relayer/chains/cosmos/concurrency-limit.ts';

const BOUNDS = { least: 4, start: 8, most: 16 };

test('lets no more in than the limit, and the rest in the order of their coming', async () => {
  const limit = createConcurrencyLimit({ least: 1, start: 2, most: 2 });
  const order: number[] = [];
  const first = await limit.acquire();
  const second = await limit.acquire();
  const waiting = [3, 4].map(async (name) => {
    const release = await limit.acquire();
    order.push(name);
    return release;
  });
  expect(limit).toMatchObject({ active: 2, waiting: 2 });
  first();
  (await waiting[0])?.();
  second();
  (await waiting[1])?.();
  expect(order).toEqual([3, 4]);
  expect(limit).toMatchObject({ active: 0, waiting: 0 });
});

test('grows by one after as many good answers as it admits, up to the most', () => {
  const limit = createConcurrencyLimit(BOUNDS);
  for (let i = 0; i < 9; i++) limit.answered(5, 0);
  expect(limit.limit).toBe(9);
  for (let i = 0; i < 1_000; i++) limit.answered(5, 0);
  expect(limit.limit).toBe(16);
});

test('shrinks once a second while answers are slow, not below the least', () => {
  const limit = createConcurrencyLimit(BOUNDS);
  limit.answered(20, 0);
  for (let i = 0; i < 5; i++) limit.answered(2_000, 1_000);
  expect(limit.limit).toBe(6);
  for (let second = 2; second < 9; second++) limit.answered(60_000, second * 1_000);
  expect(limit.limit).toBe(4);
});

test('halves when the endpoint says that it is too much, down to one', () => {
  const limit = createConcurrencyLimit(BOUNDS);
  limit.overloaded();
  expect(limit.limit).toBe(4);
  for (let i = 0; i < 5; i++) limit.overloaded();
  expect(limit.limit).toBe(1);
});

test('forgets a caller that gives up while it waits', async () => {
  const limit = createConcurrencyLimit({ least: 1, start: 1, most: 1 });
  const release = await limit.acquire();
  const giveUp = new AbortController();
  const waiting = limit.acquire(giveUp.signal);
  giveUp.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(limit.waiting).toBe(0);
  release();
  expect(limit.active).toBe(0);
  await expect(limit.acquire(giveUp.signal)).rejects.toThrow('enough');
});
