/** `npm run demo`: two real chains, a relayer between them, tokens both ways, and the books at the end. @module */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildSimd, type Devnet, startDevnet } from 'causeway/devnet';
import { loadConfig } from '../../config/load-config.ts';
import { removeServiceFile, writeServiceFile } from '../../relayer/cli/service-file.ts';
import { createRelayer, openStore } from '../../relayer/main.ts';
import { createLogger } from '../../relayer/ops/create-logger.ts';
import { createMetrics, type MetricsRegistry } from '../../relayer/ops/create-metrics.ts';
import { createHttpServer } from '../../relayer/ops/http/create-http-server.ts';
import type { Relayer } from '../../relayer/ports/control.ts';
import type { Logger } from '../../relayer/ports/logger.ts';
import type { Store } from '../../relayer/ports/store.ts';
import { VERSION } from '../../relayer/version.ts';
import { createRelayerHome, type RelayerHome } from '../support/relayer-home.ts';
import { startRedis } from '../support/start-redis.ts';
import { checkSupply, type SupplyEnd } from './check-supply.ts';
import { fundRelayer } from './fund-relayer.ts';
import { buildPacketTable } from './packet-table.ts';
import { sendBothWays, sendHomeAndLate } from './send-transfers.ts';
import type { Steps } from './show-steps.ts';
import { type CleanUp, type Surroundings, tellStory } from './tell-story.ts';

const USAGE = `npm run demo -- [--keep] [--queue local|bullmq] [--verbose]

  --keep      leave chains and relayer running, and print the addresses of API and metrics; Ctrl-C ends it
  --queue     where jobs wait: in memory (local) or in a private Redis (bullmq)
  --verbose   show the relayer's log, and where an error came from
`;

interface Options {
  readonly keep: boolean;
  readonly queue: 'local' | 'bullmq';
  readonly verbose: boolean;
}

/** Less than three blocks once it is seen: the relayer does not pay for a delivery that may come too late. */
const LATE_SECONDS = 4n;
const SETTLE_WITHIN_MS = 120_000;

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  return tellStory(({ steps, cleanUp }) => runDemo(options, steps, cleanUp), options);
}

/** What to do, or the exit code when there is nothing to do. */
function readOptions(): Options | number {
  try {
    const { values } = parseArgs({
      options: {
        keep: { type: 'boolean', default: false },
        queue: { type: 'string', default: 'local' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { keep, queue, verbose, help } = values;
    if (help) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (queue === 'local' || queue === 'bullmq') return { keep, queue, verbose };
    process.stderr.write(`--queue: want local or bullmq, got '${queue}'\n\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n`);
  }
  process.stderr.write(USAGE);
  return 64;
}

async function runDemo(options: Options, steps: Steps, cleanUp: CleanUp): Promise<number> {
  const startedAt = Date.now();
  steps.print();
  steps.print('  Causeway: tokens between two chains, and nobody to trust in the middle');
  steps.print();
  await steps.run('Chain software (ibc-go, built from source)', async (note) => {
    let isBuilt = false;
    const log = (line: string): void => {
      isBuilt = true;
      note(line);
    };
    await buildSimd({ log, logEveryMs: process.stdout.isTTY ? 1_000 : 20_000 });
    note(isBuilt ? 'built, and kept for the next time' : 'cached');
  });
  const devnet = await steps.run('Two chains with two validators each', async () => startChains(cleanUp));
  const home = await createHome(devnet, options, { steps, cleanUp });
  const opened = await openRelayer(home, options, cleanUp);
  const { relayer, store } = opened;
  const [a, b] = await linkChains({ devnet, home, relayer }, steps);

  await relayer.start();
  cleanUp.push(() => relayer.stop());
  await steps.run('Three transfers to beta, two to alpha', async (note) => {
    await waitUntilClosed(store, await sendBothWays(a, b), note);
  });
  await steps.run('One goes home, one cannot arrive in time', async (note) => {
    await waitUntilClosed(store, 5 + (await sendHomeAndLate(a, b, LATE_SECONDS)), note);
  });

  steps.print();
  const rows = await store.packets.list({ limit: 100 });
  for (const line of await buildPacketTable(store, rows, process.stdout.columns)) steps.print(line);
  steps.print();
  const books = await Promise.all([checkSupply(a, b), checkSupply(b, a)]);
  for (const { isBalanced, line } of books) steps.print(`  ${isBalanced ? '✓' : '✗'} ${line}`);
  steps.print();
  steps.print('  Every header was checked by its validators’ signatures, every proof against');
  steps.print('  such a header, before anything was signed. Who ended a packet is read from');
  steps.print('  blocks proven the same way.');
  steps.print(`  ${((Date.now() - startedAt) / 1_000).toFixed(1)} s in all.`);
  steps.print();
  if (options.keep) await keepRunning({ ...opened, home, devnet, steps, cleanUp });
  return books.every(({ isBalanced }) => isBalanced) ? 0 : 1;
}

async function startChains(cleanUp: CleanUp): Promise<Devnet> {
  const defaults = { accounts: ['user'], validators: 2, blockTimeMs: 900 };
  const devnet = await startDevnet({ chains: ['alpha-1', 'beta-1'], defaults });
  cleanUp.push(() => devnet.stop());
  return devnet;
}

async function createHome(devnet: Devnet, { queue }: Options, { steps, cleanUp }: Surroundings): Promise<RelayerHome> {
  const key = randomBytes(32).toString('hex');
  const redis = queue === 'bullmq' ? await steps.run('A private Redis for the queue', () => startRedis()) : undefined;
  if (redis !== undefined) cleanUp.push(() => redis.stop());
  const chains = ['alpha', 'beta'].map((name) => {
    const chain = devnet.chain(`${name}-1`);
    return { name, chainId: chain.chainId, rpc: chain.nodes.map(({ rpcUrl }) => rpcUrl) };
  });
  const [alpha, beta] = chains;
  if (alpha === undefined || beta === undefined) throw new Error('unreachable: two chains were started');
  await fundRelayer(devnet, key);
  const home = createRelayerHome({ chains: [alpha, beta], key, redisUrl: redis?.url });
  cleanUp.push(() => rmSync(home.folder, { recursive: true, force: true }));
  return home;
}

interface Opened {
  readonly relayer: Relayer;
  readonly store: Store;
  readonly metrics: MetricsRegistry;
  readonly logger: Logger;
}

async function openRelayer(home: RelayerHome, { verbose }: Options, cleanUp: CleanUp): Promise<Opened> {
  const config = loadConfig({ home: home.folder });
  const store = await openStore(config, { service: true });
  cleanUp.push(() => store.close());
  const logger = createLogger({ level: verbose ? 'info' : 'silent', format: 'auto' });
  const metrics = createMetrics();
  const loadKey = async (): Promise<Uint8Array> => Buffer.from(home.env.CAUSEWAY_KEY_RELAYER ?? '', 'hex');
  const relayer = await createRelayer({ config, store, logger, metrics: metrics.metrics, loadKey });
  return { relayer, store, metrics, logger };
}

interface Linking {
  readonly devnet: Devnet;
  readonly home: RelayerHome;
  readonly relayer: Relayer;
}

async function linkChains({ devnet, home, relayer }: Linking, steps: Steps): Promise<readonly [SupplyEnd, SupplyEnd]> {
  const report = await steps.run('Light clients created, registered and proven', async (note) => {
    const linked = await relayer.link(home.path, { progress: note });
    note(`${linked.a.clientId} on ${linked.a.chain}, ${linked.b.clientId} on ${linked.b.chain}`);
    return linked;
  });
  const toEnd = ({ chain: name, clientId }: typeof report.a): SupplyEnd => ({
    name,
    clientId,
    chain: devnet.chain(`${name}-1`),
  });
  return [toEnd(report.a), toEnd(report.b)];
}

/** @throws {Error} when some packet is still open after two minutes. */
async function waitUntilClosed(store: Store, wanted: number, note: (text: string) => void): Promise<void> {
  const deadline = Date.now() + SETTLE_WITHIN_MS;
  for (;;) {
    const counts = await store.chains.counts();
    const closed = counts
      .filter(({ state }) => state === 'done' || state === 'timed-out')
      .reduce((sum, { count }) => sum + count, 0);
    note(`${closed} of ${wanted} packets settled`);
    if (closed >= wanted) return;
    if (Date.now() > deadline) {
      const open = counts.map(({ chain, state, count }) => `${count} ${state} from ${chain}`).join(', ');
      throw new Error(
        `want ${wanted} packets settled within ${SETTLE_WITHIN_MS / 1_000} s, got ${closed} (${open}); try --verbose`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

interface Kept extends Opened, Surroundings {
  readonly devnet: Devnet;
  readonly home: RelayerHome;
}

async function keepRunning({ relayer, store, metrics, logger, home, devnet, steps, cleanUp }: Kept): Promise<void> {
  const server = await createHttpServer({
    host: '127.0.0.1',
    port: 0,
    version: VERSION,
    store,
    chains: ['alpha', 'beta'],
    paths: [home.path],
    live: () => relayer.live(),
    metrics,
    clock: Date,
    logger,
  });
  cleanUp.push(() => server.close());
  // The commands beside it ask the service where this says.
  const config = loadConfig({ home: home.folder });
  writeServiceFile(config, { pid: process.pid, url: server.url, startedAtMs: Date.now() });
  cleanUp.push(() => removeServiceFile(config));
  steps.print(`  API       ${server.url}/api/v1/packets`);
  steps.print(`  metrics   ${server.url}/metrics`);
  steps.print(`  health    ${server.url}/health and ${server.url}/ready`);
  for (const chain of devnet.chains) steps.print(`  ${chain.chainId.padEnd(9)} ${chain.rpcUrl}`);
  steps.print();
  steps.print(`  export CAUSEWAY_HOME=${home.folder}    # then, in this folder:`);
  steps.print('  npx causeway status --watch');
  steps.print('  npx causeway packets');
  steps.print('  npx causeway why alpha/1');
  steps.print();
  steps.print('  Running until Ctrl-C.');
  await new Promise(() => undefined);
}

process.exitCode = await main();
