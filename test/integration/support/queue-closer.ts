/** A process that takes jobs until Redis is gone, then closes its queue; nothing may keep it alive after that. @module */
import { setTimeout as delay } from 'node:timers/promises';
import { createBullmqQueue } from '../../../relayer/queue/bullmq.ts';

const [url = '', prefix = ''] = process.argv.slice(2);
const queue = await createBullmqQueue({ url, prefix });
await queue.process('prove', 1, async () => undefined);
process.stdout.write('ready\n');
const reached = (): Promise<boolean> =>
  queue.counts().then(
    () => true,
    () => false,
  );
while (await reached()) await delay(20);
await queue.close(100);
