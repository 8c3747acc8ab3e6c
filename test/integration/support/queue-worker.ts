/** A process that works on queue jobs until it is killed; it prints a line when a job begins. @module */
import { createBullmqQueue } from '../../../relayer/queue/bullmq.ts';

const [url = '', prefix = ''] = process.argv.slice(2);
const queue = await createBullmqQueue({ url, prefix });
await queue.process('prove', 1, async ({ key }) => {
  process.stdout.write(`${key}\n`);
  await new Promise(() => undefined);
});
