/** `start` and `link` of a relayer, for as long as the command line has neither. @module */
import { loadConfig } from '../../../config/load-config.ts';
import { createRelayer, openStore } from '../../../relayer/main.ts';
import { createLogger } from '../../../relayer/ops/create-logger.ts';
import { createMetrics } from '../../../relayer/ops/create-metrics.ts';
import { waitForShutdown } from '../../../relayer/ops/shutdown.ts';

const [command] = process.argv.slice(2);
const config = loadConfig({ home: process.env.CAUSEWAY_HOME });
const store = await openStore(config);
const logger = createLogger(config.log);
const loadKey = async (): Promise<Uint8Array> => Buffer.from(process.env.CAUSEWAY_KEY_RELAYER ?? '', 'hex');
const relayer = await createRelayer({ config, store, logger, metrics: createMetrics().metrics, loadKey });
if (command === 'link') {
  const [path] = config.paths;
  const report = await relayer.link(path?.name ?? '', { progress: (line) => logger.info({}, line) });
  await relayer.stop();
  await store.close();
  process.stdout.write(`${JSON.stringify(report)}\n`);
} else {
  await relayer.start();
  await waitForShutdown({ stop: (graceMs) => relayer.stop(graceMs), logger });
  await store.close();
}
