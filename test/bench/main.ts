/** `npm run bench`: what verification costs, and what relaying between two real chains does. @module */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { type Options, readOptions, USAGE } from './options.ts';
import { benchRelaying } from './relay/bench-relaying.ts';
import { showRelaying } from './relay/show-relaying.ts';
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
    node: process.version,
    /** Of the last minute, before the start: others disturb every number here. */
    load: loadavg()[0] ?? 0,
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

async function run(options: Options): Promise<void> {
  const machine = describeMachine();
  const verification = options.verify ? runVerification(options) : undefined;
  const relaying = options.relay ? await benchRelaying(options, note) : undefined;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ machine, ...verification, ...relaying })}\n`);
    return;
  }
  const { processor, cores, node, load } = machine;
  const tables = [
    `${processor}, ${cores} cores, Node ${node}, load ${load.toFixed(1)} at the start`,
    ...(verification === undefined ? [] : [showVerification(verification.verification), showParts(verification.parts)]),
    ...(relaying === undefined ? [] : [showRelaying(relaying)]),
  ];
  process.stdout.write(`${tables.join('\n\n')}\n`);
}

function parseOptions(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return undefined;
  }
}

const options = parseOptions();
if (options === undefined) process.exitCode = USAGE_ERROR;
else await run(options);
