/**
 * Adding jobs to BullMQ.
 *
 * The time at which a job is wanted is kept beside BullMQ, in a sorted set that is merged with `ZADD LT`: the soonest time
 * wins, whoever adds in whatever order. The BullMQ job is only the vehicle. There is one per (name, key), by BullMQ's
 * deduplication: an add finds it waiting (nothing to do), delayed (it is moved) or running, and then BullMQ starts the next
 * one in the same step in which it ends this one. A run takes its wake-up out of the set before it looks at the store.
 * @module
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { AddOptions, Job } from '../ports/job-queue.ts';
import {
  JOB_OPTIONS,
  type JobData,
  SWEEP_PRIORITY,
  toBullmqPriority,
  toDeduplicationId,
  wantedKey,
} from './bullmq-settings.ts';
import { COMMAND_TIMEOUT_MS, unavailable, withDeadline } from './redis.ts';

/** A connection that is being made again is worth a short wait; a Redis that is down is not. */
const RETRIES = 5;
const RETRY_MS = 100;

export interface Producer {
  /** @throws {RelayerError} QUEUE_UNAVAILABLE, within a few seconds */
  add(job: Job, options: AddOptions): Promise<void>;
  /** Makes sure that what was wanted before `olderThanMs` has a vehicle: heals what an outage has torn apart. */
  sweep(name: string, olderThanMs: number): Promise<void>;
}

/** The part of a BullMQ queue that adding needs. */
type Vehicles = Pick<Queue<JobData>, 'add' | 'getJob'>;

interface Parts {
  readonly url: string;
  readonly prefix: string;
  readonly redis: Redis;
  readonly queueOf: (name: string) => Vehicles;
}

export function createProducer(parts: Parts): Producer {
  return {
    add: async (job, options) => {
      const priority = toBullmqPriority(options.priority);
      // The set wants a number; a job for now must not look later than one that was added for now before.
      const atMs = Math.ceil(options.notBeforeMs ?? Date.now());
      await insist(parts.url, () => want(parts, { job, atMs, priority }));
    },
    sweep: async (name, olderThanMs) => {
      const keys = await parts.redis.zrangebyscore(wantedKey(parts.prefix, name), '-inf', olderThanMs, 'LIMIT', 0, 100);
      for (const key of keys) await ensureVehicle(parts, { name, key }, SWEEP_PRIORITY);
    },
  };
}

async function insist(url: string, attempt: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + COMMAND_TIMEOUT_MS;
  for (let retry = 0; ; retry++) {
    try {
      return await withDeadline(attempt(), deadline - Date.now());
    } catch (error) {
      if (retry === RETRIES || Date.now() + RETRY_MS >= deadline) throw unavailable(url, error);
      await delay(RETRY_MS);
    }
  }
}

interface Wish {
  readonly job: Job;
  readonly atMs: number;
  readonly priority: number;
}

async function want(parts: Parts, { job, atMs, priority }: Wish): Promise<void> {
  await parts.redis.zadd(wantedKey(parts.prefix, job.name), 'LT', atMs, job.key);
  await ensureVehicle(parts, job, priority);
}

/** Repeated while somebody else has wanted it sooner in the meantime: the last one to move the vehicle must be right. */
async function ensureVehicle(parts: Parts, job: Job, priority: number): Promise<void> {
  const set = wantedKey(parts.prefix, job.name);
  let wantedAt = await parts.redis.zscore(set, job.key);
  while (wantedAt !== null) {
    const isNew = await addVehicle(parts, job, { atMs: Number(wantedAt), priority });
    if (isNew) return;
    const now = await parts.redis.zscore(set, job.key);
    // Taken out: a run has begun after it was put in.
    if (now === null || Number(now) >= Number(wantedAt)) return;
    wantedAt = now;
  }
}

/** @returns whether there was none. */
async function addVehicle(
  parts: Parts,
  job: Job,
  { atMs, priority }: { readonly atMs: number; readonly priority: number },
): Promise<boolean> {
  const queue = parts.queueOf(job.name);
  const id = toDeduplicationId(job);
  const jobId = `${id}-${randomUUID()}`;
  const added = await queue.add(
    job.name,
    { key: job.key },
    {
      ...JOB_OPTIONS,
      jobId,
      priority,
      delay: Math.max(0, atMs - Date.now()),
      deduplication: { id, keepLastIfActive: true, reschedule: true },
    },
  );
  if (added.id === jobId) return true;
  if (added.id !== undefined) await raisePriority(queue, added.id, priority);
  return false;
}

async function raisePriority(queue: Vehicles, jobId: string, priority: number): Promise<void> {
  const existing = await queue.getJob(jobId);
  // It may have ended since; what comes after it has our priority.
  if (existing === undefined || existing.priority <= priority) return;
  await existing.changePriority({ priority });
}
