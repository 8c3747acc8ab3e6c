/** Starts a proof-of-stake Ethereum (geth and Prysm) and hands out what a test does with it. @module */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BeaconConfig } from '@causeway/lightclient/ethereum';
import { buildEthereum, type EthereumPrograms } from '../build/build-ethereum.ts';
import { runToEnd } from '../build/build-program.ts';
import { bigintAt, textAt } from '../client/read-json.ts';
import { type BeaconClient, createBeaconClient } from '../ethereum-client/beacon-client.ts';
import { createExecutionClient, type ExecutionClient } from '../ethereum-client/execution-client.ts';
import { type PortReservation, reservePorts } from '../process/reserve-ports.ts';
import { waitUntil } from '../process/wait-until.ts';
import { buildExecutionGenesis } from './build-execution-genesis.ts';
import { deriveEthereumAccount, type EthereumAccount } from './derive-account.ts';
import { deriveValidatorKey, type ValidatorKey } from './derive-validators.ts';
import {
  ETHEREUM_CHAIN_ID,
  type EthereumProfile,
  FORK_VERSIONS,
  formatChainConfig,
  isActive,
  PROFILES,
  SECONDS_PER_SLOT,
  SYNC_COMMITTEE_SIZE,
  VALIDATOR_COUNT,
} from './profiles.ts';
import { createService, type Service } from './run-service.ts';
import { beaconArguments, type EthereumPorts, gethArguments, validatorArguments } from './service-arguments.ts';
import { createWaits, type EthereumWaits } from './wait-for-chain.ts';

/** Options of a chain; none is needed. */
export interface EthereumOptions {
  /** Default: `electra`. */
  readonly profile?: EthereumProfile;
  /** Names of accounts that hold 10,000 ether each. Default: `alice` and `bob`. */
  readonly accounts?: readonly string[];
  /** Leaves the data folder in place when the chain stops. */
  readonly keep?: boolean;
  /** How long the first block may take. Default 120,000. */
  readonly startTimeoutMs?: number;
  /** Takes progress lines of a build, should one be needed. */
  readonly log?: (line: string) => void;
}

/** A running chain. */
export interface EthereumChain extends EthereumWaits {
  readonly profile: EthereumProfile;
  /** Of the execution chain, as transactions sign it. */
  readonly chainId: number;
  /** REST API of the beacon node, without a slash at the end; it serves light clients. */
  readonly beaconUrl: string;
  /** JSON-RPC of the execution node; it keeps all states. */
  readonly executionUrl: string;
  /** What a light client must know of this chain. */
  readonly config: BeaconConfig;
  /** All validators, by index: the sync committees consist of them, so that tests can sign real misbehaviour. */
  readonly validatorKeys: readonly ValidatorKey[];
  readonly beacon: BeaconClient;
  readonly execution: ExecutionClient;
  /** geth, the beacon node and the validator. */
  readonly services: readonly Service[];
  readonly folder: string;
  /** @throws {Error} for a name that `accounts` did not list. */
  account(name: string): EthereumAccount;
  /** Freezes all processes at once: the endpoints accept connections and never answer. */
  pause(): void;
  resume(): void;
  /** Ends the chain for good and removes its data. */
  stop(): Promise<void>;
}

/**
 * How far in the past genesis lies: no epoch before the third can be justified, so that nothing is lost when the first two
 * pass before the validators are awake.
 */
const SKIPPED_EPOCHS = 2;
/** How long the programs take until they sign; a few slots more do no harm. */
const AWAKE_SECONDS = 8;

/** Builds the programs if need be, prepares genesis, starts them and waits for the first block. */
export async function startEthereum(options: EthereumOptions = {}): Promise<EthereumChain> {
  const programs = await buildEthereum(options.log === undefined ? {} : { log: options.log });
  const folder = mkdtempSync(join(tmpdir(), 'causeway-ethereum-'));
  const accounts = (options.accounts ?? ['alice', 'bob']).map(deriveEthereumAccount);
  const site: Site = { options, programs, folder, accounts, services: [], reservation: await reservePorts(7) };
  try {
    const ports = await prepare(site);
    for (const service of site.services) await service.start();
    return await createChain(site, ports);
  } catch (error) {
    await stopSite(site);
    throw error;
  }
}

/** Everything of a chain that changes or must be given back. */
interface Site {
  readonly options: EthereumOptions;
  readonly programs: EthereumPrograms;
  readonly folder: string;
  readonly accounts: readonly EthereumAccount[];
  readonly services: Service[];
  readonly reservation: PortReservation;
}

async function prepare(site: Site): Promise<EthereumPorts> {
  const { programs, folder, options } = site;
  const profile = options.profile ?? 'electra';
  const [geth, beacon, validator] = ['geth', 'beacon', 'validator'].map((name) => join(folder, name));
  if (geth === undefined || beacon === undefined || validator === undefined)
    throw new Error('unreachable: three names');
  mkdirSync(geth);
  const files = {
    config: join(geth, 'config.yml'),
    secret: join(geth, 'jwt.hex'),
    genesis: join(geth, 'genesis.json'),
    state: join(geth, 'genesis.ssz'),
  };
  const draft = join(geth, 'draft.json');
  writeFileSync(files.config, formatChainConfig(profile));
  writeFileSync(files.secret, randomBytes(32).toString('hex'));
  writeFileSync(draft, JSON.stringify(buildExecutionGenesis(profile, site.accounts)));
  const skippedSeconds = SKIPPED_EPOCHS * PROFILES[profile].slotsPerEpoch * SECONDS_PER_SLOT;
  const genesisTime = Math.floor(Date.now() / 1000) - skippedSeconds + AWAKE_SECONDS;
  const genesisArguments = [
    ...['testnet', 'generate-genesis', '--fork', profile, '--num-validators', String(VALIDATOR_COUNT)],
    ...['--genesis-time', String(genesisTime), '--chain-config-file', files.config],
    ...['--geth-genesis-json-in', draft, '--geth-genesis-json-out', files.genesis, '--output-ssz', files.state],
  ];
  await runToEnd({ command: programs.prysmctl, args: genesisArguments, cwd: geth });
  const init = ['init', '--datadir', join(geth, 'data'), '--state.scheme', 'hash', files.genesis];
  await runToEnd({ command: programs.geth, args: init, cwd: geth });
  const [rpc = 0, engine = 0, api = 0, grpc = 0, tcp = 0, udp = 0, quic = 0] = site.reservation.ports;
  const ports = { rpc, engine, api, grpc, tcp, udp, quic };
  const keep = options.keep ?? false;
  const layout = { ...files, ports };
  site.services.push(
    createService({ name: 'geth', command: programs.geth, args: gethArguments(layout), home: geth, keep }),
    createService({ name: 'beacon', command: programs.beaconChain, args: beaconArguments(layout), home: beacon, keep }),
    createService({
      name: 'validator',
      command: programs.validator,
      args: validatorArguments(layout),
      home: validator,
      keep,
    }),
  );
  return ports;
}

async function createChain(site: Site, ports: EthereumPorts): Promise<EthereumChain> {
  const { options, services, folder, accounts } = site;
  const profile = options.profile ?? 'electra';
  const beaconUrl = `http://127.0.0.1:${ports.api}`;
  const executionUrl = `http://127.0.0.1:${ports.rpc}`;
  const beacon = createBeaconClient(beaconUrl);
  const execution = createExecutionClient(executionUrl, ETHEREUM_CHAIN_ID);
  const waits = createWaits({ beacon, services, profile });
  const timeoutMs = options.startTimeoutMs ?? 120_000;
  await waits.waitForSlot(1n, timeoutMs);
  const blockNumber = async () => BigInt(String(await execution.call('eth_blockNumber'))) > 0n || undefined;
  await waitUntil({ what: 'a block of the execution chain', ask: blockNumber, timeoutMs });
  return {
    ...waits,
    profile,
    chainId: ETHEREUM_CHAIN_ID,
    beaconUrl,
    executionUrl,
    config: buildConfig(profile, await beacon.get('/eth/v1/beacon/genesis')),
    validatorKeys: Array.from({ length: VALIDATOR_COUNT }, (_, index) => deriveValidatorKey(index)),
    beacon,
    execution,
    services,
    folder,
    account: (name) => {
      const found = accounts.find((account) => account.name === name);
      if (found !== undefined) return found;
      throw new Error(`devnet: want one of the accounts ${accounts.map((one) => one.name).join(', ')}, got ${name}`);
    },
    pause: () => {
      for (const service of services) service.pause();
    },
    resume: () => {
      for (const service of services) service.resume();
    },
    stop: () => stopSite(site),
  };
}

function buildConfig(profile: EthereumProfile, genesis: unknown): BeaconConfig {
  const { slotsPerEpoch, epochsPerSyncCommitteePeriod } = PROFILES[profile];
  return {
    preset: 'mainnet',
    syncCommitteeSize: SYNC_COMMITTEE_SIZE,
    slotsPerEpoch: BigInt(slotsPerEpoch),
    epochsPerSyncCommitteePeriod: BigInt(epochsPerSyncCommitteePeriod),
    slotDurationMs: BigInt(SECONDS_PER_SLOT) * 1000n,
    genesisTime: bigintAt(genesis, 'data.genesis_time'),
    genesisValidatorsRoot: Uint8Array.from(
      Buffer.from(textAt(genesis, 'data.genesis_validators_root').slice(2), 'hex'),
    ),
    forks: FORK_VERSIONS.filter(([name]) => isActive(profile, name)).map(([name, version]) => ({
      name,
      version: Uint8Array.from(Buffer.from(version.toString(16), 'hex')),
      epoch: 0n,
    })),
  };
}

async function stopSite(site: Site): Promise<void> {
  await Promise.all(site.services.map((service) => service.stop('SIGKILL')));
  site.reservation.release();
  if (!site.options.keep) rmSync(site.folder, { recursive: true, force: true });
}
