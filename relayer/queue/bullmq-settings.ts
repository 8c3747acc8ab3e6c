/** The names and numbers of the BullMQ driver, each an answer to one of its traps. @module */
import type { JobsOptions } from 'bullmq';
import type { Job } from '../ports/job-queue.ts';

/** What a BullMQ job carries: what to do is in the store. */
export interface JobData {
  readonly key: string;
}

/** The braces keep all keys of a prefix on one node of a Redis cluster, which scripts over several keys need. */
export const DEFAULT_PREFIX = '{causeway}';

/**
 * The job of a killed process runs again after at most `lockDuration + stalledInterval`, which must stay under 10 s. The
 * lock is renewed three times in its life, so that one slow answer does not lose it.
 */
export const WORKER_TIMES = { lockDuration: 6_000, lockRenewTime: 2_000, stalledInterval: 1_000 } as const;

/** A job that was on many killed processes has done nothing wrong: the schedule and the giving up are the store's. */
export const MAX_STALLED = 1_000_000;

/** After a lost connection BullMQ waits this long before it reports a finished job again (its default: 15 s). */
export const RUN_RETRY_MS = 500;

/** An idle worker looks at least this often; a new job wakes it at once. */
export const DRAIN_DELAY_S = 5;

/** Streams of events and finished jobs would otherwise grow for ever. */
export const MAX_EVENTS = 1_000;

export const JOB_OPTIONS = {
  attempts: 1_000_000,
  backoff: { type: 'custom' },
  removeOnComplete: { age: 3_600, count: 1_000 },
  removeOnFail: { age: 86_400, count: 1_000 },
  keepLogs: 20,
  stackTraceLimit: 5,
} as const satisfies JobsOptions;

/** BullMQ takes priorities from 1 (first) to 2^21. */
const LOWEST_PRIORITY = 2 ** 21;
const DEFAULT_PRIORITY = 1;
/** For jobs that are found lying about: behind live work, like clearing. */
export const SWEEP_PRIORITY = 10;

export function toBullmqPriority(priority: number = DEFAULT_PRIORITY): number {
  return Math.min(LOWEST_PRIORITY, Math.max(1, Math.round(priority)));
}

/** A part of a Redis key: BullMQ's own separator `:` must not appear, and it must not be empty. */
export function toDeduplicationId(job: Job): string {
  return `k-${encodeURIComponent(job.key)}`;
}

/** The sorted set of wanted wake-ups of a name: key of the job, time in ms. */
export function wantedKey(prefix: string, name: string): string {
  return `${prefix}:wanted:${name}`;
}
