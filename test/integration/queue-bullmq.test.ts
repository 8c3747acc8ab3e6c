/** The queue on a real Redis: the suite of every driver, and what can go wrong with Redis and with processes. @module */
import { kill } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Job } from '../../relayer/ports/job-queue.ts';
import { type BullmqQueue, createBullmqQueue } from '../../relayer/queue/bullmq.ts';
import { createConsumer } from '../../relayer/queue/bullmq-consumer.ts';
import { createProducer } from '../../relayer/queue/bullmq-producer.ts';
import { connectProducer, connectWorkers } from '../../relayer/queue/redis.ts';
import { describeJobQueue } from '../conformance/job-queue.ts';
import { readFirstLine, runModule, waitForEnd } from '../support/run-module.ts';
import { type RedisServer, startRedis } from '../support/start-redis.ts';

const WORK: Job = { name: 'prove', key: 'alpha/07-tendermint-0>beta' };
const WAIT = { timeout: 15_000, interval: 20 };

let redis: RedisServer;
let prefixes = 0;
let prefix = '';
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

/** Each queue under test has its own keys, and is closed at the end. */
async function open(url = redis.url, takeOver = false): Promise<BullmqQueue> {
  const queue = await createBullmqQueue({ url, prefix, takeOver });
  onTestFinished(() => queue.close(0));
  return queue;
}

const newPrefix = (): string => `{test-${prefixes++}}`;
beforeEach(() => {
  prefix = newPrefix();
});

describeJobQueue('bullmq', () => createBullmqQueue({ url: redis.url, prefix: newPrefix() }));

interface Signal<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function createSignal<T>(): Signal<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Looks at a queue as bull-board would. */
function look(name: string): Queue {
  const { port } = new URL(redis.url);
  const queue = new Queue(name, { connection: { port: Number(port) }, prefix });
  onTestFinished(() => queue.close());
  return queue;
}

describe('jobs in Redis', () => {
  test('carry only a key and an id that BullMQ accepts', async () => {
    const queue = await open();
    await queue.add({ name: 'submit', key: '12:34' }, { notBeforeMs: Date.now() + 60_000, priority: 10 });
    await queue.add({ name: 'prove', key: '1234' });
    const [delayed] = await look('submit').getDelayed();
    const [waiting] = await look('prove').getPrioritized();
    expect([delayed?.name, delayed?.data, delayed?.priority]).toEqual(['submit', { key: '12:34' }, 10]);
    expect([waiting?.name, waiting?.data, waiting?.priority]).toEqual(['prove', { key: '1234' }, 1]);
    for (const id of [delayed?.id, waiting?.id]) expect(id).toMatch(/^k-[^:]+$/);
  });

  test('are forgotten some time after they ended, and so are their events', async () => {
    const queue = await open();
    let runs = 0;
    await queue.process('prove', 8, async () => {
      runs++;
    });
    const total = 1_300;
    for (let i = 0; i < total; i += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, j) => queue.add({ name: 'prove', key: `${i + j}` })));
    }
    await vi.waitFor(() => expect(runs).toBe(total), WAIT);
    await vi.waitFor(async () => expect((await queue.counts()).prove?.active).toBe(0), WAIT);
    expect(await look('prove').getCompletedCount()).toBe(1_000);
    // Streams are trimmed by whole nodes of 100 entries.
    expect(Number((await redis.command('XLEN', `${prefix}:prove:events`)).slice(1))).toBeLessThan(1_200);
    expect(await redis.command('ZCARD', `${prefix}:wanted:prove`)).toBe(':0');
  });

  test('wait for their retry as delayed jobs', async () => {
    const queue = await open();
    await queue.process('prove', 1, async () => {
      throw new Error('down for a while');
    });
    await queue.add(WORK);
    await vi.waitFor(async () => {
      const [job] = await look('prove').getDelayed();
      expect(job?.attemptsMade).toBeGreaterThanOrEqual(2);
      expect(job?.failedReason).toBe('down for a while');
    }, WAIT);
  });

  test('are shared by processes, and none runs in two of them at once', async () => {
    const going = new Set<string>();
    let runs = 0;
    let clashes = 0;
    const queues = await Promise.all([open(), open(), open()]);
    for (const queue of queues) {
      await queue.process('prove', 2, async ({ key }) => {
        if (going.has(key)) clashes++;
        going.add(key);
        await delay(2);
        going.delete(key);
        runs++;
      });
    }
    for (let i = 0; i < 40; i++) {
      await Promise.all(queues.map((queue, n) => queue.add({ name: 'prove', key: `${(i + n) % 4}` })));
    }
    await vi.waitFor(async () => {
      expect((await queues[0]?.counts())?.prove).toEqual({ waiting: 0, delayed: 0, active: 0, failed: 0 });
    }, WAIT);
    expect(runs).toBeGreaterThan(4);
    expect(clashes).toBe(0);
  });

  /** Starts a process that works on a job, kills it and starts another that takes jobs. @returns ms until the job ran again */
  async function killAndRestart(takeOver: boolean): Promise<number> {
    const child = runModule(new URL('./support/queue-worker.ts', import.meta.url).href, [redis.url, prefix]);
    const queue = await open(redis.url, takeOver);
    await queue.add(WORK);
    expect(await readFirstLine(child)).toBe(WORK.key);
    child.kill('SIGKILL');
    await waitForEnd(child);
    const killedAt = Date.now();
    const began = createSignal<Job>();
    await queue.process('prove', 1, async (job) => began.resolve(job));
    // A service adds everything again from the store, which must not wait behind the dead run for ever.
    await queue.add(WORK);
    expect(await began.promise).toEqual(WORK);
    return Date.now() - killedAt;
  }

  test('are given to another process within 10 s when theirs is killed', async () => {
    expect(await killAndRestart(false)).toBeLessThan(10_000);
  });

  test('are given to a successor that knows itself alone at once', async () => {
    // Far less than the lock of a job lasts.
    expect(await killAndRestart(true)).toBeLessThan(3_000);
  });
});

test('the soonest time wins when somebody else adds in the middle of an add', async () => {
  const ours = await connectProducer(redis.url);
  const queue = new Queue<{ readonly key: string }>('prove', { connection: ours, prefix });
  onTestFinished(async () => {
    await queue.close();
    ours.disconnect();
  });
  const parts = { url: redis.url, prefix, redis: ours };
  const sooner = createProducer({ ...parts, queueOf: () => queue });
  const meddle = vi.fn(() => sooner.add(WORK, {}));
  const add: typeof queue.add = async (...args) => {
    if (meddle.mock.calls.length === 0) await meddle();
    return queue.add(...args);
  };
  await sooner.add(WORK, { notBeforeMs: Date.now() + 120_000 });
  const later = createProducer({ ...parts, queueOf: () => ({ add, getJob: (id) => queue.getJob(id) }) });
  await later.add(WORK, { notBeforeMs: Date.now() + 60_000 });
  expect(meddle).toHaveBeenCalledOnce();
  // BullMQ keeps times with 12 more bits, and calls a job delayed until a worker looks.
  const due = String((Date.now() + 1) * 4_096);
  expect(await redis.command('ZCOUNT', `${prefix}:prove:delayed`, '0', due)).toBe(':1');
});

describe('a worker', () => {
  test('aborts a run whose lock is lost, and does not run it beside itself', async () => {
    const queue = await open();
    const signals: AbortSignal[] = [];
    let going = 0;
    await queue.process('prove', 2, async (_, signal) => {
      signals.push(signal);
      expect(++going).toBe(1);
      if (signals.length === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      going--;
    });
    await queue.add(WORK);
    await vi.waitFor(() => expect(signals).toHaveLength(1), WAIT);
    const [job] = await look('prove').getActive();
    await redis.command('DEL', `${prefix}:prove:${job?.id}:lock`);
    await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true), WAIT);
    await vi.waitFor(() => expect(signals).toHaveLength(2), WAIT);
    await vi.waitFor(async () => expect((await queue.counts()).prove?.active).toBe(0), WAIT);
  });

  /** A consumer with a quick watchdog, and what it is made of. */
  async function startWatched() {
    const [ours, workers] = await Promise.all([connectProducer(redis.url), connectWorkers(redis.url)]);
    const queue = new Queue<{ readonly key: string }>('prove', { connection: ours, prefix });
    const producer = createProducer({ url: redis.url, prefix, redis: ours, queueOf: () => queue });
    const runs: string[] = [];
    const consumer = createConsumer({
      ...{ prefix, name: 'prove', concurrency: 1, queue, producer, redis: ours, workerRedis: workers },
      handler: async ({ key }) => void runs.push(key),
      logger: undefined,
      report: () => undefined,
      watch: { everyMs: 50, stuckAfterMs: 200 },
    });
    onTestFinished(async () => {
      await consumer.close(0);
      await queue.close();
      for (const client of [ours, workers]) client.disconnect();
    });
    return { consumer, producer, runs };
  }

  test('is replaced when it has stopped taking jobs', async () => {
    const { consumer, producer, runs } = await startWatched();
    const stuck = consumer.worker();
    await stuck.pause(true);
    await producer.add(WORK, {});
    await vi.waitFor(() => expect(runs).toEqual([WORK.key]), WAIT);
    expect(consumer.worker()).not.toBe(stuck);
  });

  test('stays while it takes jobs', async () => {
    const { consumer, producer, runs } = await startWatched();
    const worker = consumer.worker();
    for (let i = 1; i <= 20; i++) {
      await producer.add(WORK, { notBeforeMs: Date.now() + 30 });
      await vi.waitFor(() => expect(runs).toHaveLength(i), { ...WAIT, interval: 5 });
    }
    expect(consumer.worker()).toBe(worker);
  });

  test('finds what is wanted but has lost its job', async () => {
    const { runs } = await startWatched();
    await redis.command('ZADD', `${prefix}:wanted:prove`, '1', WORK.key);
    await vi.waitFor(() => expect(runs).toEqual([WORK.key]), WAIT);
  });
});

describe('a Redis in trouble', () => {
  /** A server of its own, which ends after the queues that use it. */
  async function startOwn(): Promise<RedisServer> {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    return server;
  }

  /** Counts the runs of a key, each of which takes a moment. */
  async function startCounting(queue: BullmqQueue): Promise<Map<string, number>> {
    const runs = new Map<string, number>();
    await queue.process('prove', 2, async ({ key }) => {
      await delay(5);
      runs.set(key, (runs.get(key) ?? 0) + 1);
    });
    return runs;
  }

  test('goes on with waiting, delayed and new jobs after it was killed and started again', async () => {
    const server = await startOwn();
    const queue = await open(server.url);
    const runs = await startCounting(queue);
    await queue.add({ name: 'prove', key: 'before' });
    await vi.waitFor(() => expect(runs.get('before')).toBe(1), WAIT);
    await queue.add({ name: 'prove', key: 'delayed' }, { notBeforeMs: Date.now() + 1_500 });
    for (let i = 0; i < 20; i++) await queue.add({ name: 'prove', key: `${i}` });
    await server.kill9();
    await server.restart();
    await vi.waitFor(() => queue.add({ name: 'prove', key: 'after' }), WAIT);
    const expected = ['before', 'delayed', 'after', ...Array.from({ length: 20 }, (_, i) => `${i}`)];
    await vi.waitFor(() => expect([...runs.keys()].sort()).toEqual(expected.sort()), WAIT);
  });

  test('takes a job that ran while it was away again, or counts it as done', async () => {
    const server = await startOwn();
    const queue = await open(server.url);
    let runs = 0;
    const release = createSignal<void>();
    await queue.process('prove', 1, async () => {
      if (runs++ === 0) await release.promise;
    });
    await queue.add(WORK);
    await vi.waitFor(() => expect(runs).toBe(1), WAIT);
    await server.kill9();
    release.resolve();
    await server.restart();
    await vi.waitFor(async () => {
      expect((await queue.counts()).prove).toMatchObject({ waiting: 0, delayed: 0, active: 0 });
    }, WAIT);
    await queue.add(WORK);
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), WAIT);
  });

  test('starts afresh after it has lost everything', async () => {
    const server = await startOwn();
    const queue = await open(server.url);
    let runs = 0;
    const release = createSignal<void>();
    await queue.process('prove', 2, async ({ key }) => {
      if (key === 'running') await release.promise;
      runs++;
    });
    await queue.add({ name: 'prove', key: 'running' });
    await vi.waitFor(async () => expect((await queue.counts()).prove?.active).toBe(1), WAIT);
    await queue.add(WORK, { notBeforeMs: Date.now() + 60_000 });
    await server.flushAll();
    expect((await queue.counts()).prove).toEqual({ waiting: 0, delayed: 0, active: 0, failed: 0 });
    release.resolve();
    await vi.waitFor(() => expect(runs).toBe(1), WAIT);
    // What is added again is not taken for a job that exists.
    await queue.add(WORK);
    await queue.add({ name: 'prove', key: 'running' });
    await vi.waitFor(() => expect(runs).toBe(3), WAIT);
  });

  test('is an error within seconds for whoever adds, when it is down or does not answer', async () => {
    const server = await startOwn();
    const queue = await open(server.url);
    await queue.add(WORK);
    const pid = server.pid();
    if (pid === undefined) throw new Error('want a running server');
    kill(pid, 'SIGSTOP');
    const frozenAt = Date.now();
    await expect(queue.add(WORK)).rejects.toMatchObject({ fault: { code: 'QUEUE_UNAVAILABLE' } });
    await server.kill9();
    await expect(queue.add(WORK)).rejects.toMatchObject({ fault: { code: 'QUEUE_UNAVAILABLE' } });
    await expect(queue.counts()).rejects.toMatchObject({ fault: { code: 'QUEUE_UNAVAILABLE' } });
    await expect(queue.check()).rejects.toMatchObject({ fault: { code: 'QUEUE_UNAVAILABLE' } });
    expect(Date.now() - frozenAt).toBeLessThan(8_000);
  });

  test('can be closed while it is down', async () => {
    const server = await startOwn();
    const queue = await createBullmqQueue({ url: server.url, prefix });
    await startCounting(queue);
    await server.kill9();
    const startedAt = Date.now();
    await queue.close(100);
    expect(Date.now() - startedAt).toBeLessThan(6_000);
  });

  test('keeps no process from ending that was closed while it is down', async () => {
    const server = await startOwn();
    const child = runModule(new URL('./support/queue-closer.ts', import.meta.url).href, [server.url, prefix]);
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await readFirstLine(child)).toBe('ready');
    await server.kill9();
    expect(await waitForEnd(child)).toBe(0);
  });
});

describe('createBullmqQueue', () => {
  test('rejects a Redis that is not there, without naming the password (QUEUE_UNAVAILABLE)', async () => {
    const url = 'redis://user:secret@127.0.0.1:1/0';
    const error = await createBullmqQueue({ url }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ fault: { code: 'QUEUE_UNAVAILABLE' } });
    expect(String(error)).toContain('redis://127.0.0.1:1/0');
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  test('finds a maxmemory-policy that throws jobs away', async () => {
    expect(await (await open()).check()).toEqual([]);
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    onTestFinished(async () => void (await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')));
    const warnings: string[] = [];
    const note = (): void => undefined;
    const logger = { debug: note, info: note, error: note, warn: (_: object, text: string) => warnings.push(text) };
    const queue = await createBullmqQueue({ url: redis.url, prefix, logger });
    onTestFinished(() => queue.close(0));
    expect(await queue.check()).toMatchObject([{ want: 'maxmemory-policy noeviction', got: 'allkeys-lru' }]);
    expect(warnings).toEqual([expect.stringContaining('may throw jobs away')]);
  });
});
