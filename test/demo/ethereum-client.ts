/** `npm run demo:ethereum-client`: a real proof-of-stake chain, followed and read by the light client alone. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fromHex } from '@causeway/lightclient/codec';
import { createNativeBls } from '@causeway/lightclient/native';
import { createBeaconLightClient } from '@causeway/lightclient/providers/beacon-api';
import {
  buildEthereum,
  deployStorageContract,
  type EthereumChain,
  ethereumLies,
  mappingSlot,
  type StorageContract,
  startEthereum,
  startFaultProxy,
} from 'causeway/devnet';
import { followAcrossPeriods } from './follow-headers.ts';
import { proveStorage } from './prove-storage.ts';
import type { Steps } from './show-steps.ts';
import { type CleanUp, type Surroundings, tellStory } from './tell-story.ts';
import { timeBls } from './time-bls.ts';

const USAGE = `npm run demo:ethereum-client -- [--verbose]

  --verbose   show where an error came from
`;

/** What the contract holds: a mapping's entry, and the value of it. */
const KEY = `0x${'2a'.padStart(64, '0')}` as const;
const VALUE = `0x${'c0ffee'.padStart(64, '0')}` as const;

/** Roots are shown by their first digits. */
const LONG_HEX = /\b([0-9a-f]{8})[0-9a-f]{24,}\b/g;

async function main(): Promise<number> {
  const options = readOptions();
  return typeof options === 'number' ? options : tellStory(runDemo, options);
}

/** What to do, or the exit code when there is nothing to do. */
function readOptions(): { readonly verbose: boolean } | number {
  try {
    const { values } = parseArgs({
      options: { verbose: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    if (!values.help) return values;
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 64;
  }
}

async function runDemo({ steps, cleanUp }: Surroundings): Promise<number> {
  const startedAt = Date.now();
  steps.print();
  steps.print('  Causeway: Ethereum, believed by signatures and proofs alone');
  steps.print();
  await steps.run('Chain software (geth and Prysm, from source)', async (note) => {
    let isBuilt = false;
    const log = (line: string): void => {
      isBuilt = true;
      note(line);
    };
    await buildEthereum({ log, logEveryMs: process.stdout.isTTY ? 1_000 : 20_000 });
    note(isBuilt ? 'built, and kept for the next time' : 'cached');
  });
  const chain = await startChain(steps, cleanUp);
  const contract = await steps.run('A contract, and a value in its storage', async (note) => {
    const deployed = await deployStorageContract(chain.execution, chain.account('alice'));
    await deployed.write(mappingSlot(KEY, 0n), VALUE);
    note(deployed.address);
    return deployed;
  });
  const checkpoint = await steps.run('The first block that cannot be undone', async (note) => {
    const { slot } = await chain.waitForFinalizedSlot();
    const { root } = await chain.beacon.finalizedCheckpoint();
    note(`slot ${slot}`);
    return root;
  });
  const isProven = await runClient({ chain, contract, checkpoint }, { steps, cleanUp });
  steps.print();
  steps.print('  All that was trusted is the checkpoint. Each header carries the signatures of');
  steps.print('  its sync committee, each committee was proven by the one before it, and the');
  steps.print('  value hangs on the state root of such a header.');
  steps.print(`  ${((Date.now() - startedAt) / 1_000).toFixed(1)} s in all.`);
  steps.print();
  return isProven ? 0 : 1;
}

async function startChain(steps: Steps, cleanUp: CleanUp): Promise<EthereumChain> {
  return steps.run('A proof-of-stake chain with 64 validators', async (note) => {
    const chain = await startEthereum();
    cleanUp.push(() => chain.stop());
    const { slotDurationMs, slotsPerEpoch, epochsPerSyncCommitteePeriod } = chain.config;
    const seconds = Number(slotDurationMs * slotsPerEpoch * epochsPerSyncCommitteePeriod) / 1_000;
    note(`a new committee of 512 every ${seconds} s`);
    return chain;
  });
}

interface World {
  readonly chain: EthereumChain;
  readonly contract: StorageContract;
  /** Root of a finalized block. */
  readonly checkpoint: string;
}

/** Whether the value was proven, and what is not true was refused. */
async function runClient({ chain, contract, checkpoint }: World, { steps, cleanUp }: Surroundings): Promise<boolean> {
  const liar = await startFaultProxy({ target: chain.beaconUrl });
  cleanUp.push(() => liar.stop());
  const bls = createNativeBls();
  const timed = timeBls(bls.verifier);
  const follower = await steps.run('A light client, from the root of that block', async (note) => {
    const created = await createBeaconLightClient({
      urls: [liar.url, chain.beaconUrl],
      checkpointRoot: fromHex(checkpoint.slice(2)),
      bls: timed.verifier,
      onAside: ({ outcome, detail }) => {
        steps.print(`  ✗ an endpoint is put aside: ${outcome}`);
        steps.print(`    ${detail.replaceAll(LONG_HEX, '$1…')}`);
      },
    });
    note(`${checkpoint.slice(0, 10)}…, signatures by ${bls.backend}`);
    return created;
  });
  liar.use(ethereumLies.changePayloadHeader());
  steps.print();
  steps.print('  Two endpoints, one of which names another state root than the chain’s:');
  steps.print();
  const header = await followAcrossPeriods({ follower, timed, print: steps.print, pause: () => sleep(500) });
  steps.print();
  return proveStorage({
    execution: chain.execution,
    executionUrl: chain.executionUrl,
    contract,
    header,
    key: KEY,
    value: VALUE,
    surroundings: { steps, cleanUp },
  });
}

process.exitCode = await main();
