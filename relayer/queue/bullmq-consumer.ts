/** Working on BullMQ jobs of one name, with a watchdog that replaces a worker which has stopped taking jobs. @module */
import { type Job as BullmqJob, type Queue, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobHandler } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import { backoffMs, isHopeless } from './backoff.ts';
import type { Producer } from './bullmq-producer.ts';
import { DRAIN_DELAY_S, type JobData, MAX_STALLED, RUN_RETRY_MS, WORKER_TIMES, wantedKey } from './bullmq-settings.ts';
import type { ErrorReport } from './error-report.ts';
import { withDeadline } from './redis.ts';

const CLOSE_WITHIN_MS = 1_000;
/** BullMQ shifts the time of a delayed job by these 12 bits, to keep those of one millisecond in order. */
const DELAYED_SCORE_UNIT = 4_096;

export interface WatchTimes {
  readonly everyMs: number;
  /** A job that nobody has taken for this long, though there is room, means that the worker is stuck. */
  readonly stuckAfterMs: number;
}

export const WATCH_TIMES: WatchTimes = { everyMs: 5_000, stuckAfterMs: 10_000 };

export interface ConsumerParts {
  readonly prefix: string;
  readonly name: string;
  readonly concurrency: number;
  readonly handler: JobHandler;
  readonly queue: Queue<JobData>;
  readonly producer: Producer;
  /** For commands of ours. */
  readonly redis: Redis;
  /** For BullMQ's workers. */
  readonly workerRedis: Redis;
  readonly logger: Logger | undefined;
  readonly report: ErrorReport;
  readonly watch: WatchTimes;
}

export interface Consumer {
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Aborts what runs and waits for it. */
  close(graceMs: number): Promise<void>;
  /** The worker that takes the jobs at the moment. */
  worker(): Worker<JobData>;
}

/** A handler that is going on. Its job's lock may be gone, and another run of it may want to begin. */
interface Run {
  readonly jobId: string | undefined;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

interface State {
  readonly parts: ConsumerParts;
  /** By key. */
  readonly runs: Map<string, Run>;
  /** The waiting time that the failed run of a job was given. */
  readonly backoffs: WeakMap<object, number>;
  worker: Worker<JobData>;
  /** When the worker last took a job. */
  takenAtMs: number;
  /** Since when jobs are due although there is room for them. */
  lyingSinceMs: number | undefined;
  paused: boolean;
  closing: boolean;
}

export function createConsumer(parts: ConsumerParts): Consumer {
  const state: State = {
    parts,
    runs: new Map(),
    backoffs: new WeakMap(),
    worker: createWorker(parts, () => state),
    takenAtMs: Date.now(),
    lyingSinceMs: undefined,
    paused: false,
    closing: false,
  };
  const watchdog = setInterval(
    () => void watch(state).catch((error: unknown) => report(state, error)),
    parts.watch.everyMs,
  );
  return {
    pause: async () => {
      state.paused = true;
      await state.worker.pause(true);
    },
    resume: async () => {
      state.paused = false;
      state.lyingSinceMs = undefined;
      await state.worker.resume();
    },
    close: async (graceMs) => {
      state.closing = true;
      clearInterval(watchdog);
      await close(state, graceMs);
    },
    worker: () => state.worker,
  };
}

function createWorker(parts: ConsumerParts, state: () => State): Worker<JobData> {
  const worker = new Worker<JobData>(parts.name, (job) => runJob(state(), job), {
    connection: parts.workerRedis,
    prefix: parts.prefix,
    concurrency: parts.concurrency,
    ...WORKER_TIMES,
    maxStalledCount: MAX_STALLED,
    runRetryDelay: RUN_RETRY_MS,
    drainDelay: DRAIN_DELAY_S,
    settings: {
      backoffStrategy: (attempts, _type, _error, job) =>
        (job === undefined ? undefined : state().backoffs.get(job)) ?? backoffMs(attempts),
    },
  });
  worker.on('error', (error) => report(state(), error));
  worker.on('active', () => {
    state().takenAtMs = Date.now();
  });
  worker.on('stalled', (jobId) => {
    parts.logger?.warn({ queue: parts.name, jobId }, 'a job was left by its process and runs again');
  });
  worker.on('lockRenewalFailed', (jobIds) => abortLost(state(), jobIds));
  return worker;
}

function report({ parts, closing }: State, error: unknown): void {
  if (!closing) parts.report(error, { queue: parts.name });
}

/** Without its lock a job may run elsewhere already, so this run must end. */
function abortLost(state: State, jobIds: readonly string[]): void {
  for (const run of state.runs.values()) {
    if (run.jobId !== undefined && jobIds.includes(run.jobId))
      run.abort.abort(new Error('the lock of the job is lost'));
  }
}

async function runJob(state: State, job: BullmqJob<JobData>): Promise<void> {
  const { key } = job.data;
  const { prefix, name, redis, handler } = state.parts;
  // Only after its lock was lost can a job come twice.
  while (state.runs.has(key)) await state.runs.get(key)?.ended;
  const run = startRun(job.id);
  state.runs.set(key, run);
  try {
    if (state.closing) throw new Error('the queue is closing');
    await redis.zrem(wantedKey(prefix, name), key);
    await handler({ name, key }, run.abort.signal);
  } catch (error) {
    throw await prepareRetry(state, job, error);
  } finally {
    state.runs.delete(key);
    run.end();
  }
}

function startRun(jobId: string | undefined): Run {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { jobId, abort: new AbortController(), ended, end };
}

/** The retry is a wake-up like any other: an add for a later time must not move it back. */
async function prepareRetry(state: State, job: BullmqJob<JobData>, error: unknown): Promise<unknown> {
  const { parts, backoffs, closing } = state;
  const failures = job.attemptsMade + 1;
  if (!closing) parts.logger?.error({ queue: parts.name, key: job.data.key, failures, err: error }, 'a job failed');
  if (isHopeless(error)) return new UnrecoverableError(error instanceof Error ? error.message : String(error));
  const delayMs = backoffMs(failures);
  backoffs.set(job, delayMs);
  await parts.redis
    .zadd(wantedKey(parts.prefix, parts.name), 'LT', Date.now() + delayMs, job.data.key)
    .catch((cause: unknown) => report(state, cause));
  return error;
}

/** Heals what an outage has torn apart, and replaces a worker that leaves jobs lying. */
async function watch(state: State): Promise<void> {
  const { parts } = state;
  const { stuckAfterMs } = parts.watch;
  if (state.paused || state.closing || parts.redis.status !== 'ready') return;
  const now = Date.now();
  await parts.producer.sweep(parts.name, now - stuckAfterMs);
  const isLying = state.runs.size < parts.concurrency && (await hasDueJobs(parts, now));
  if (!isLying || state.lyingSinceMs === undefined || state.lyingSinceMs < state.takenAtMs) {
    state.lyingSinceMs = isLying ? now : undefined;
    return;
  }
  if (now - state.lyingSinceMs < stuckAfterMs) return;
  parts.logger?.warn({ queue: parts.name }, 'a worker has stopped taking jobs and is replaced');
  state.lyingSinceMs = undefined;
  const stuck = state.worker;
  state.worker = createWorker(parts, () => state);
  await closeWorker(state, stuck, true);
}

async function hasDueJobs({ queue, redis }: ConsumerParts, now: number): Promise<boolean> {
  const counts = await queue.getJobCounts('waiting', 'prioritized');
  if (Object.values(counts).some((count) => count > 0)) return true;
  return (await redis.zcount(queue.toKey('delayed'), 0, now * DELAYED_SCORE_UNIT)) > 0;
}

async function close(state: State, graceMs: number): Promise<void> {
  const { runs, worker, parts } = state;
  await worker.pause(true);
  for (const run of runs.values()) run.abort.abort(new Error('the queue is closing'));
  const ended = Promise.all([...runs.values()].map((run) => run.ended));
  await withDeadline(ended, graceMs).catch(() => undefined);
  // A job that still runs keeps its lock; when that is gone, another process takes the job over.
  // Without Redis a worker that is closed gently waits for it, and its timer keeps the process.
  await closeWorker(state, worker, runs.size > 0 || parts.workerRedis.status !== 'ready');
}

/** Also when Redis does not answer: then there is nobody to say goodbye to. */
async function closeWorker(state: State, worker: Worker<JobData>, force: boolean): Promise<void> {
  try {
    await withDeadline(worker.close(force), CLOSE_WITHIN_MS);
  } catch (error) {
    report(state, error);
    await withDeadline(worker.disconnect(), CLOSE_WITHIN_MS).catch((cause: unknown) => report(state, cause));
  }
}
