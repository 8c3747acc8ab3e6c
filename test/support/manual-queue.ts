/** A job queue that runs only when a test says so. @module */
import type { Clock } from '../../relayer/ports/clock.ts';
import type { JobHandler, JobQueue } from '../../relayer/ports/job-queue.ts';

interface ManualQueue extends JobQueue {
  /** Runs everything due, until nothing is. */
  drain(): Promise<void>;
}

export function createManualQueue(clock: Clock): ManualQueue {
  const handlers = new Map<string, JobHandler>();
  const waiting = new Map<string, { name: string; key: string; notBeforeMs: number }>();
  const never = new AbortController().signal;
  return {
    async add({ name, key }, { notBeforeMs = 0 } = {}) {
      const id = `${name} ${key}`;
      const before = waiting.get(id);
      if (before === undefined || notBeforeMs < before.notBeforeMs) waiting.set(id, { name, key, notBeforeMs });
    },
    async process(name, _concurrency, handler) {
      handlers.set(name, handler);
    },
    async drain() {
      for (let rounds = 0; rounds < 1_000; rounds++) {
        const due = [...waiting].find(([, job]) => job.notBeforeMs <= clock.now());
        if (due === undefined) return;
        waiting.delete(due[0]);
        await handlers.get(due[1].name)?.(due[1], never);
      }
      throw new Error('the queue does not come to rest');
    },
    counts: async () => ({}),
    pause: async () => undefined,
    resume: async () => undefined,
    close: async () => undefined,
  };
}
