/** `npm run bench`: what verification costs, and what relaying between two real chains does. @module */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { benchEncoding, showEncoding } from './contracts/bench-encoding.ts';
import { benchEthereum } from './ethereum/bench-ethereum.ts';
import { benchEthereumParts } from './ethereum/bench-ethereum-parts.ts';
import { showEthereum, showEthereumParts } from './ethereum/show-ethereum.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { benchRelaying } from './relay/bench-relaying.ts';
import { showRestarts, showTraffic } from './relay/show-relaying.ts';
import { showTargets } from './show-targets.ts';
import { benchParts } from './verify/bench-parts.ts';
import { benchVerification } from './verify/bench-verification.ts';
import { showParts, showVerification } from './verify/show-verification.ts';

const VALIDATORS = [4, 50, 100, 150];
const USAGE_ERROR = 64;

function note(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

/** What the numbers depend on. */
function describeMachine() {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    /** Of the last minute, before the start: others disturb every number here. */
    load: loadavg()[0] ?? 0,
    at: new Date().toISOString(),
  };
}

function runVerification({ quick }: Options) {
  note('verification');
  const checks = quick ? { native: 1_500, portable: 150 } : { native: 20_000, portable: 1_500 };
  return {
    verification: benchVerification({ validators: VALIDATORS, backends: ['native', 'portable'], checks }),
    parts: benchParts(quick ? 10 : 100),
  };
}

function runEthereum({ quick }: Options) {
  note('ethereum');
  const rounds = quick
    ? { native: { known: 20, fresh: 3 }, portable: { known: 5, fresh: 2 } }
    : { native: { known: 500, fresh: 60 }, portable: { known: 60, fresh: 9 } };
  return {
    ethereum: benchEthereum(rounds),
    ethereumParts: benchEthereumParts(quick ? 5 : 50),
    encoding: benchEncoding(VALIDATORS, quick ? 5 : 50),
  };
}

async function measure(options: Options) {
  const { sections } = options;
  const verification = sections.includes('verify') ? runVerification(options) : undefined;
  const ethereum = sections.includes('ethereum') ? runEthereum(options) : undefined;
  const isRelaying = sections.includes('relay') || sections.includes('restart');
  const relaying = isRelaying ? await benchRelaying(options, note) : undefined;
  return { ...verification, ...ethereum, ...relaying };
}

type Measured = Awaited<ReturnType<typeof measure>>;

function showAll(measured: Measured): readonly string[] {
  const { verification = [], parts = [], ethereum = [], ethereumParts = [], encoding = [] } = measured;
  const { traffic = [], restarts = [] } = measured;
  const targets = showTargets({ verification, ethereum, traffic, restarts });
  return [
    ...(verification.length === 0 ? [] : [showVerification(verification)]),
    ...(parts.length === 0 ? [] : [showParts(parts)]),
    ...(ethereum.length === 0 ? [] : [showEthereum(ethereum)]),
    ...(ethereumParts.length === 0 ? [] : [showEthereumParts(ethereumParts)]),
    ...(encoding.length === 0 ? [] : [showEncoding(encoding)]),
    ...(traffic.length === 0 ? [] : [showTraffic(traffic)]),
    ...(restarts.length === 0 ? [] : [showRestarts(restarts)]),
    ...(targets === undefined ? [] : [targets]),
  ];
}

async function run(options: Options): Promise<void> {
  const machine = describeMachine();
  const measured = await measure(options);
  const { processor, cores, memoryGiB, node, load } = machine;
  const title = `${processor}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, load ${load.toFixed(1)} at the start`;
  process.stdout.write(`${[title, ...showAll(measured)].join('\n\n')}\n`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ machine, ...measured }, null, 2)}\n`);
}

function parseOptions(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return undefined;
  }
}

const options = parseOptions();
if (options === undefined) process.exitCode = USAGE_ERROR;
else if (options.help) process.stdout.write(USAGE);
else await run(options);
