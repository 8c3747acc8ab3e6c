/** The queue on a real Redis: the suite of every driver, and what can go wrong with Redis and with processes. @module */
import { afterAll, beforeAll } from 'vitest';
import { createBullmqQueue } from '../../relayer/queue/bullmq.ts';
import { describeJobQueue } from '../conformance/job-queue.ts';
import { type RedisServer, startRedis } from '../support/start-redis.ts';

let redis: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

/** Each test has its own keys. */
const newPrefix = (): string => `{test-${prefixes++}}`;

describeJobQueue('bullmq', () => createBullmqQueue({ url: redis.url, prefix: newPrefix() }));
