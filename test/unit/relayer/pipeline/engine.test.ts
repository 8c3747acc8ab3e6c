/** The engine by itself: what it does when its queue cannot be reached. @module */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../relayer/pipeline/deps.ts';
import { createEngine, type Engine } from '../../../../relayer/pipeline/engine.ts';
import { RelayerError } from '../../../../relayer/ports/fault.ts';
import type { JobQueue } from '../../../../relayer/ports/job-queue.ts';
import { createFakeWorld, type FakeWorld, noMetrics, silent } from '../../../support/fake-world.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
  vi.useFakeTimers();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

interface TornQueue extends JobQueue {
  readonly added: string[];
  isAway: boolean;
}

function createTornQueue(): TornQueue {
  const queue: TornQueue = {
    added: [],
    isAway: false,
    async add({ name, key }) {
      if (queue.isAway) throw new RelayerError({ code: 'QUEUE_UNAVAILABLE', message: 'the queue cannot be reached' });
      queue.added.push(`${name} ${key}`);
    },
    process: async () => undefined,
    counts: async () => ({}),
    pause: async () => undefined,
    resume: async () => undefined,
    close: async () => undefined,
  };
  return queue;
}

function engineOn(queue: JobQueue): Engine {
  const { store, ab } = world;
  const settings = { ...DEFAULT_SETTINGS, reconcileEveryMs: 30_000 };
  const services = { store, clock: Date, logger: silent, settings, random: () => 0.5 };
  const chains = [ab.source, ab.destination];
  return createEngine({ services, queue, metrics: noMetrics, chains, directions: [ab], owner: 'test' });
}

test('adds every job at its start and every 30 s', async () => {
  const queue = createTornQueue();
  const engine = engineOn(queue);
  await engine.start();
  const all = [...queue.added];
  expect(all).toEqual(expect.arrayContaining(['watch a', 'submit b', 'triage a/07-tendermint-0>b', 'confirm a']));
  await vi.advanceTimersByTimeAsync(29_999);
  expect(queue.added).toEqual(all);
  await vi.advanceTimersByTimeAsync(1);
  expect(queue.added).toEqual([...all, ...all]);
  await engine.stop(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(queue.added).toEqual([...all, ...all]);
});

test('starts while its queue is away, and adds every job as soon as it is back', async () => {
  const queue = createTornQueue();
  queue.isAway = true;
  const engine = engineOn(queue);
  await engine.start();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(queue.added).toEqual([]);
  queue.isAway = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(queue.added).toEqual(expect.arrayContaining(['watch a', 'watch b', 'confirm b']));
  await engine.stop(0);
});
