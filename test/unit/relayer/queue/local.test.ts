/** The queue in memory, by the suite that every driver passes. @module */
import { expect, test } from 'vitest';
import { createLocalQueue } from '../../../../relayer/queue/local.ts';
import { describeJobQueue } from '../../../conformance/job-queue.ts';

describeJobQueue('local', async () => createLocalQueue({ random: () => 0.2 }));

test('reports a job that fails, but not one that ends because the queue is closed', async () => {
  const errors: object[] = [];
  const ignore = (): void => undefined;
  const logger = { debug: ignore, info: ignore, warn: ignore, error: (fields: object) => void errors.push(fields) };
  const queue = createLocalQueue({ random: () => 0.2, logger });
  const started = new Promise<void>((resolve) => {
    void queue.process('prove', 2, async ({ key }, signal) => {
      if (key === 'bad') throw new Error('a bug');
      resolve();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
  });
  for (const key of ['bad', 'patient']) await queue.add({ name: 'prove', key });
  await started;
  await queue.close(1_000);
  expect(errors).toMatchObject([{ name: 'prove', key: 'bad' }]);
});
