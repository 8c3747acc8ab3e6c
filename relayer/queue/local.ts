/** The queue in this process's memory: nothing to install, and refilled from the store after a restart. @module */
import type { Clock } from '../ports/clock.ts';
import type { AddOptions, Job, JobCounts, JobHandler, JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import { backoffMs, isHopeless } from './backoff.ts';

export interface LocalQueueOptions {
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** In [0, 1), for the jitter. */
  readonly random?: () => number;
}

const DEFAULT_PRIORITY = 1;
const DEFAULT_GRACE_MS = 10_000;
/** Timers hold 31 bits of milliseconds; a longer wait is looked at again on the way. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Wakeup {
  readonly atMs: number;
  readonly priority: number;
}

/** One (name, key): at most one run going on and one wanted after it. */
interface Entry {
  readonly job: Job;
  waiting: Wakeup | undefined;
  running: Promise<void> | undefined;
  failures: number;
  /** Its last run ended with a fault that no repetition cures. */
  hopeless: boolean;
}

/** All jobs of one name. */
interface Lane {
  /** Longest waiting first among equals: an entry that starts to wait moves to the end. */
  readonly entries: Map<string, Entry>;
  worker: { readonly concurrency: number; readonly handler: JobHandler } | undefined;
  active: number;
  timer: NodeJS.Timeout | undefined;
}

/** What the functions below share. */
interface State {
  readonly lanes: Map<string, Lane>;
  readonly clock: Clock;
  readonly logger: Logger | undefined;
  readonly random: () => number;
  readonly abort: AbortController;
  paused: boolean;
}

export function createLocalQueue(options: LocalQueueOptions = {}): JobQueue {
  const state: State = {
    lanes: new Map(),
    clock: options.clock ?? { now: () => Date.now() },
    logger: options.logger,
    random: options.random ?? Math.random,
    abort: new AbortController(),
    paused: false,
  };
  return {
    add: async (job, wish) => add(state, job, wish),
    process: async (name, concurrency, handler) => {
      const lane = laneOf(state, name);
      if (lane.worker !== undefined) throw new Error(`unreachable: jobs named ${name} have a handler already`);
      lane.worker = { concurrency, handler };
      startDue(state, lane);
    },
    counts: async () => Object.fromEntries([...state.lanes].map(([name, lane]) => [name, count(lane, state.clock)])),
    pause: async () => {
      state.paused = true;
    },
    resume: async () => {
      state.paused = false;
      for (const lane of state.lanes.values()) startDue(state, lane);
    },
    close: (graceMs) => close(state, graceMs),
  };
}

function laneOf(state: State, name: string): Lane {
  const lane = state.lanes.get(name) ?? { entries: new Map(), worker: undefined, active: 0, timer: undefined };
  state.lanes.set(name, lane);
  return lane;
}

function add(state: State, job: Job, wish: AddOptions = {}): void {
  // A job that is added while everything stops is found again in the store.
  if (state.abort.signal.aborted) return;
  const lane = laneOf(state, job.name);
  const entry = lane.entries.get(job.key) ?? {
    job: { name: job.name, key: job.key },
    ...{ waiting: undefined, running: undefined, failures: 0, hopeless: false },
  };
  const wakeup = { atMs: wish.notBeforeMs ?? 0, priority: wish.priority ?? DEFAULT_PRIORITY };
  wait(lane, entry, entry.waiting === undefined ? wakeup : sooner(entry.waiting, wakeup));
  startDue(state, lane);
}

function sooner(a: Wakeup, b: Wakeup): Wakeup {
  return { atMs: Math.min(a.atMs, b.atMs), priority: Math.min(a.priority, b.priority) };
}

function wait(lane: Lane, entry: Entry, wakeup: Wakeup): void {
  if (entry.waiting === undefined) lane.entries.delete(entry.job.key);
  lane.entries.set(entry.job.key, entry);
  entry.waiting = wakeup;
  entry.hopeless = false;
}

/** Starts what is due, as far as the worker's concurrency goes, and sets the timer for the next one. */
function startDue(state: State, lane: Lane): void {
  clearTimeout(lane.timer);
  lane.timer = undefined;
  const { worker } = lane;
  if (worker === undefined || state.paused || state.abort.signal.aborted) return;
  const now = state.clock.now();
  while (lane.active < worker.concurrency) {
    const next = pickDue(lane, now);
    if (next === undefined) break;
    lane.active++;
    next.running = run(state, lane, next, worker.handler);
  }
  if (lane.active < worker.concurrency) setTimer(state, lane, now);
}

function pickDue(lane: Lane, now: number): Entry | undefined {
  let best: Entry | undefined;
  let bestPriority = Number.POSITIVE_INFINITY;
  for (const entry of lane.entries.values()) {
    const { waiting } = entry;
    if (waiting === undefined || entry.running !== undefined || waiting.atMs > now) continue;
    if (waiting.priority >= bestPriority) continue;
    best = entry;
    bestPriority = waiting.priority;
  }
  return best;
}

function setTimer(state: State, lane: Lane, now: number): void {
  let atMs = Number.POSITIVE_INFINITY;
  for (const { waiting, running } of lane.entries.values()) {
    if (waiting !== undefined && running === undefined) atMs = Math.min(atMs, waiting.atMs);
  }
  if (atMs === Number.POSITIVE_INFINITY) return;
  const delay = Math.min(MAX_TIMER_MS, Math.max(0, Math.ceil(atMs - now)));
  lane.timer = setTimeout(() => startDue(state, lane), delay);
}

async function run(state: State, lane: Lane, entry: Entry, handler: JobHandler): Promise<void> {
  const priority = entry.waiting?.priority ?? DEFAULT_PRIORITY;
  entry.waiting = undefined;
  try {
    // The caller must see this run as going on before the handler can add its own job.
    await Promise.resolve();
    await handler(entry.job, state.abort.signal);
    entry.failures = 0;
  } catch (error) {
    afterFailure(state, lane, entry, { error, priority });
  }
  entry.running = undefined;
  lane.active--;
  if (entry.waiting === undefined && !entry.hopeless) lane.entries.delete(entry.job.key);
  startDue(state, lane);
}

function afterFailure(state: State, lane: Lane, entry: Entry, failed: { error: unknown; priority: number }): void {
  entry.failures++;
  // What ends because we close has not failed.
  if (!state.abort.signal.aborted) {
    state.logger?.error({ ...entry.job, failures: entry.failures, err: failed.error }, 'a job failed');
  }
  if (isHopeless(failed.error)) {
    entry.hopeless = entry.waiting === undefined;
    return;
  }
  // A run is wanted anyway, so a wake-up that came in the meantime is served by it.
  const atMs = state.clock.now() + backoffMs(entry.failures, state.random());
  wait(lane, entry, { atMs, priority: Math.min(failed.priority, entry.waiting?.priority ?? failed.priority) });
}

function count(lane: Lane, clock: Clock): JobCounts {
  const now = clock.now();
  const entries = [...lane.entries.values()];
  const waiting = entries.filter((entry) => entry.waiting !== undefined && entry.running === undefined);
  const delayed = waiting.filter((entry) => (entry.waiting?.atMs ?? 0) > now).length;
  const failed = entries.filter((entry) => entry.hopeless).length;
  return { waiting: waiting.length - delayed, delayed, active: lane.active, failed };
}

async function close(state: State, graceMs: number = DEFAULT_GRACE_MS): Promise<void> {
  state.abort.abort();
  const running: Promise<void>[] = [];
  for (const lane of state.lanes.values()) {
    clearTimeout(lane.timer);
    for (const entry of lane.entries.values()) if (entry.running !== undefined) running.push(entry.running);
  }
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([Promise.all(running), grace]);
  clearTimeout(timer);
}
