/** The queue on Redis, through BullMQ: one BullMQ queue per job name, so that every stage can be watched and paused. @module */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobCounts, JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import { type Consumer, createConsumer, WATCH_TIMES } from './bullmq-consumer.ts';
import { createProducer, type Producer } from './bullmq-producer.ts';
import { DEFAULT_PREFIX, type JobData, MAX_EVENTS } from './bullmq-settings.ts';
import { createErrorReport, type ErrorReport } from './error-report.ts';
import {
  COMMAND_TIMEOUT_MS,
  connectProducer,
  connectWorkers,
  findProblems,
  type QueueProblem,
  readInfo,
  requireVersion,
  unavailable,
  withDeadline,
} from './redis.ts';

export interface BullmqOptions {
  /** `redis://` or `rediss://`, with user, password and database where needed. */
  readonly url: string;
  /** Keeps several relayers on one Redis apart. In braces, so that a Redis cluster keeps it on one node. */
  readonly prefix?: string;
  /**
   * No other process works on these queues, as the owner of an SQLite store knows: what is marked as running was left by one
   * that was killed, and runs again at once instead of when its lock is gone.
   */
  readonly takeOver?: boolean;
  readonly logger?: Logger;
}

export interface BullmqQueue extends JobQueue {
  /** What is wrong with the settings of Redis; empty when all is well. @throws {RelayerError} QUEUE_UNAVAILABLE */
  check(): Promise<readonly QueueProblem[]>;
}

const DEFAULT_GRACE_MS = 10_000;

interface State {
  readonly url: string;
  readonly prefix: string;
  readonly takeOver: boolean;
  readonly logger: Logger | undefined;
  readonly report: ErrorReport;
  readonly redis: Redis;
  readonly workerRedis: Redis;
  readonly queues: Map<string, Queue<JobData>>;
  readonly consumers: Map<string, Consumer>;
  readonly producer: Producer;
  paused: boolean;
  closing: Promise<void> | undefined;
}

/**
 * Connects to Redis and queues there. Nothing is remembered on this side: a Redis that lost its data is an empty queue.
 *
 * @throws {RelayerError} QUEUE_UNAVAILABLE when Redis does not answer, CONFIG_INVALID when it is too old
 */
export async function createBullmqQueue(options: BullmqOptions): Promise<BullmqQueue> {
  const state = await connect(options);
  for (const problem of await check(state)) state.logger?.warn(problem, problem.message);
  return {
    add: async (job, wish = {}) => {
      // A job that is added while everything stops is found again in the store.
      if (state.closing === undefined) await state.producer.add(job, wish);
    },
    process: async (name, concurrency, handler) => {
      if (state.consumers.has(name)) throw new Error(`unreachable: jobs named ${name} have a handler already`);
      const { prefix, producer, redis, workerRedis, logger, report } = state;
      if (state.takeOver) await reach(state, releaseRunning(redis, queueOf(state, name)));
      const parts = { prefix, name, concurrency, handler, producer, redis, workerRedis, logger, report };
      const consumer = createConsumer({ ...parts, queue: queueOf(state, name), watch: WATCH_TIMES });
      state.consumers.set(name, consumer);
      if (state.paused) await consumer.pause();
    },
    counts: () => reach(state, counts(state)),
    pause: async () => {
      state.paused = true;
      await Promise.all([...state.consumers.values()].map((consumer) => consumer.pause()));
    },
    resume: async () => {
      state.paused = false;
      await Promise.all([...state.consumers.values()].map((consumer) => consumer.resume()));
    },
    close: (graceMs = DEFAULT_GRACE_MS) => {
      state.closing ??= close(state, graceMs);
      return state.closing;
    },
    check: () => check(state),
  };
}

async function connect({ url, prefix = DEFAULT_PREFIX, takeOver = false, logger }: BullmqOptions): Promise<State> {
  const redis = await connectProducer(url);
  const workerRedis = await connectWorkers(url).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  const report = createErrorReport(logger);
  for (const client of [redis, workerRedis]) client.on('error', (error) => report(error));
  const producer = createProducer({ url, prefix, redis, queueOf: (name) => queueOf(state, name) });
  const state: State = {
    ...{ url, prefix, takeOver, logger, report, redis, workerRedis, producer },
    queues: new Map(),
    consumers: new Map(),
    paused: false,
    closing: undefined,
  };
  try {
    requireVersion(url, await reach(state, readInfo(redis)));
    return state;
  } catch (error) {
    await close(state, 0);
    throw error;
  }
}

function queueOf(state: State, name: string): Queue<JobData> {
  const existing = state.queues.get(name);
  if (existing !== undefined) return existing;
  const { prefix, redis, report } = state;
  const streams = { events: { maxLen: MAX_EVENTS } };
  const queue = new Queue<JobData>(name, { connection: redis, prefix, streams, skipWaitingForReady: true });
  queue.on('error', (error) => report(error, { queue: name }));
  state.queues.set(name, queue);
  return queue;
}

async function check(state: State): Promise<readonly QueueProblem[]> {
  return findProblems(state.url, await reach(state, readInfo(state.redis)));
}

async function reach<T>({ url }: State, answer: Promise<T>): Promise<T> {
  try {
    return await withDeadline(answer, COMMAND_TIMEOUT_MS);
  } catch (error) {
    throw unavailable(url, error);
  }
}

async function counts({ queues }: State): Promise<Readonly<Record<string, JobCounts>>> {
  const all = [...queues].map(async ([name, queue]) => {
    const found = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed');
    const { waiting = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = found;
    return [name, { waiting: waiting + prioritized, delayed, active, failed }] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

/** Takes the locks away and marks the jobs as stalled, so that the first check of the new worker finds them. */
async function releaseRunning(redis: Redis, queue: Queue<JobData>): Promise<void> {
  const running = await queue.getActive();
  const ids = running.flatMap((job) => job.id ?? []);
  if (ids.length === 0) return;
  await redis.del(ids.map((id) => `${queue.toKey(id)}:lock`));
  await redis.sadd(queue.toKey('stalled'), ids);
}

async function close({ consumers, queues, redis, workerRedis }: State, graceMs: number): Promise<void> {
  await Promise.all([...consumers.values()].map((consumer) => consumer.close(graceMs)));
  // The connections are ours: closing a BullMQ queue only takes its listeners away.
  await Promise.all([...queues.values()].map((queue) => queue.close()));
  redis.disconnect();
  workerRedis.disconnect();
}
