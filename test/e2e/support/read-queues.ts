/** Looks into the BullMQ queues of a relayer from outside, as an operator's dashboard does. @module */
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';

export interface QueueView {
  /** Jobs that a queue holds, finished ones included, by the name of the queue. */
  all(): Promise<ReadonlyMap<string, number>>;
  /** Jobs whose time has not come. */
  delayed(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

export function openQueueView(url: string): QueueView {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const queues = new Map<string, Queue>();
  const count = async (
    states: readonly ('waiting' | 'prioritized' | 'active' | 'delayed' | 'completed' | 'failed')[],
  ) => {
    // The prefix is the relayer's own affair: every queue has a key of this form.
    for (const key of await redis.keys('*:meta')) {
      const [prefix, name] = key.split(':');
      if (prefix === undefined || name === undefined || queues.has(name)) continue;
      queues.set(name, new Queue(name, { connection: redis, prefix }));
    }
    const counted = [...queues].map(async ([name, queue]): Promise<[string, number]> => {
      const counts = await queue.getJobCounts(...states);
      return [name, Object.values(counts).reduce((sum, jobs) => sum + jobs, 0)];
    });
    return new Map(await Promise.all(counted));
  };
  return {
    all: () => count(['waiting', 'prioritized', 'active', 'delayed', 'completed', 'failed']),
    delayed: () => count(['delayed']),
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}
