/** The queue in memory, by the suite that every driver passes. @module */
import { createLocalQueue } from '../../../../relayer/queue/local.ts';
import { describeJobQueue } from '../../../conformance/job-queue.ts';

describeJobQueue('local', async () => createLocalQueue({ random: () => 0.2 }));
