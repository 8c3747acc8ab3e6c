/** The queue port: jobs are hints to drain due rows of the store, so a lost job loses nothing. @module */

/** `name` picks the stage, `key` what it works on (a lane direction or a chain). One (name, key) never runs twice at once. */
export interface Job {
  readonly name: string;
  readonly key: string;
}

export interface AddOptions {
  /** Not before this wall-clock time (ms); omitted: now. */
  readonly notBeforeMs?: number;
  /** Smaller is sooner; live work 1, clearing 10. */
  readonly priority?: number;
}

export interface JobCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly failed: number;
}

/** Handles a job. A throw is a bug or an outage: the driver runs the job again with backoff. */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<void>;

/**
 * `add` is idempotent: a job that already waits is moved forward when the new time is sooner; a job that is running
 * right now runs once more afterwards. No wake-up is ever lost while the process and the queue's server live.
 */
export interface JobQueue {
  add(job: Job, options?: AddOptions): Promise<void>;
  /** Starts working on jobs of this name. */
  process(name: string, concurrency: number, handler: JobHandler): Promise<void>;
  counts(): Promise<Readonly<Record<string, JobCounts>>>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Stops taking jobs, aborts the signal of running ones, waits up to `graceMs` for them. */
  close(graceMs?: number): Promise<void>;
}
