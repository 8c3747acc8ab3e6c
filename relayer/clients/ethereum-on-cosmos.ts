/** The driver of a wasm client: of Ethereum, on a Cosmos SDK chain with 08-wasm. @module */
import type { BlsVerifier } from '@causeway/lightclient/ethereum';
import { type EthProof, verifyEthProof } from '@causeway/lightclient/ethereum/execution';
import {
  encodeWasmMembershipProof,
  periodAt,
  type WasmClientState,
  wasmCommitmentSlot,
} from '@causeway/lightclient/ethereum/wasm-client';
import type { ClientDriver, ClientView, ProofBound, ProofTarget, ProvenRead } from '../ports/client-driver.ts';
import { RelayerError } from '../ports/fault.ts';
import type { ChainHeight, ChainName } from '../ports/packet.ts';
import type { BeaconSource } from './ethereum-wasm/beacon-source.ts';
import { toMembershipProof } from './ethereum-wasm/build-messages.ts';
import { planHeaders, toUpdates, type WasmStep, type WasmUpdatePlan } from './ethereum-wasm/build-updates.ts';
import { type HostedWasmClient, requireActiveWasm, wasmClientStatus } from './ethereum-wasm/read-client.ts';

export interface EthereumOnCosmosOptions {
  readonly host: ChainName;
  readonly counterparty: ChainName;
  readonly clientId: string;
  /** Address on the host that submits updates. */
  readonly signer: string;
  /** The client as the host proves it. */
  readonly readClient: (signal?: AbortSignal) => Promise<HostedWasmClient>;
  readonly source: BeaconSource;
  /** `eth_getProof` at an execution block: claims, verified here. */
  readonly proofAt: (
    address: Uint8Array,
    slots: readonly Uint8Array[],
    blockNumber: bigint,
    signal?: AbortSignal,
  ) => Promise<EthProof>;
  readonly bls: BlsVerifier;
  /** Part of the trusting period, as numerator and denominator, after which the client is refreshed. Default 1/3. */
  readonly refreshRate?: { readonly numerator: bigint; readonly denominator: bigint } | undefined;
}

const NS_PER_SECOND = 1_000_000_000n;
/** For a client that never expires. */
const NEVER_NS = (1n << 63n) - 1n;
/** Slots of which it is remembered what they finalized: targets are read at soon or not at all. */
const KEPT_SLOTS = 64;

/** What a finalized slot proves. */
interface Finalized {
  readonly blockNumber: bigint;
  readonly stateRoot: Uint8Array;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
}

interface Driver extends EthereumOnCosmosOptions {
  readonly finalized: Map<bigint, Finalized>;
}

export function createEthereumOnCosmos(options: EthereumOnCosmosOptions): ClientDriver {
  const driver: Driver = { ...options, finalized: new Map() };
  return {
    type: '08-wasm',
    host: options.host,
    counterparty: options.counterparty,
    clientId: options.clientId,
    view: async (signal) => toView(await options.readClient(signal)),
    target: (bound, signal) => chooseTarget(driver, bound, signal),
    read: (height, paths, signal) => readPaths(driver, height, paths, signal),
    refresh: (signal) => refreshTarget(driver, signal),
  };
}

function heightOf(slot: bigint): ChainHeight {
  return { revisionNumber: 0n, revisionHeight: slot };
}

function toView(client: HostedWasmClient): ClientView {
  const { state } = client.clientState;
  const latestTimeNs = client.latest.timestamp * NS_PER_SECOND;
  const period = state.trustingPeriod === undefined ? undefined : state.trustingPeriod * NS_PER_SECOND;
  return {
    status: wasmClientStatus(client),
    latestHeight: heightOf(state.latestSlot),
    latestTimeNs,
    trustingPeriodNs: period ?? NEVER_NS,
    expiresAtNs: period === undefined ? NEVER_NS : latestTimeNs + period,
  };
}

/** The state after a block is in the block's own root. */
function satisfies({ blockNumber, timestamp }: Finalized, { afterBlock, timeNs }: ProofBound): boolean {
  const isAfter = afterBlock === undefined || blockNumber >= afterBlock;
  return isAfter && (timeNs === undefined || timestamp * NS_PER_SECOND >= timeNs);
}

async function chooseTarget(driver: Driver, bound: ProofBound, signal: AbortSignal | undefined): Promise<ProofTarget> {
  const client = await driver.readClient(signal);
  requireActiveWasm(client, driver.host, driver.clientId);
  const { state } = client.clientState;
  const { stateRoot, timestamp } = client.latest;
  const known = { blockNumber: state.latestExecutionBlockNumber, stateRoot, timestamp };
  remember(driver, state.latestSlot, known);
  if (satisfies(known, bound)) {
    return { height: heightOf(state.latestSlot), timeNs: timestamp * NS_PER_SECOND, updates: [] };
  }
  const target = await newestTarget(driver, client, signal);
  const reached = target === undefined ? known : driver.finalized.get(target.height.revisionHeight);
  if (target !== undefined && reached !== undefined && satisfies(reached, bound)) return target;
  throw notYet(driver, bound, reached ?? known);
}

function notYet({ counterparty }: Driver, { afterBlock, timeNs }: ProofBound, reached: Finalized): RelayerError {
  const wants = [
    ...(afterBlock === undefined ? [] : [`block ${afterBlock}`]),
    ...(timeNs === undefined ? [] : [`time ${timeNs} ns`]),
  ];
  return new RelayerError({
    code: 'CHAIN_NOT_FINAL',
    message: `${counterparty}: what is final cannot prove this yet`,
    want: wants.join(' and '),
    got: `block ${reached.blockNumber} at ${reached.timestamp * NS_PER_SECOND} ns`,
  });
}

/** As far as updates lead; `undefined` when the client is there already. */
async function newestTarget(
  driver: Driver,
  { clientState, latest, hostTimeNs }: HostedWasmClient,
  signal: AbortSignal | undefined,
): Promise<ProofTarget | undefined> {
  const { clientId, source, bls, signer } = driver;
  const now = hostTimeNs / NS_PER_SECOND;
  const plan: WasmUpdatePlan = {
    clientId,
    client: clientState.state,
    trusted: latest,
    source,
    now,
    bls,
    signer,
    signal,
  };
  const steps = await planHeaders(plan);
  for (const step of steps) remember(driver, step.consensus.slot, toFinalized(step));
  const last = steps.at(-1);
  if (last === undefined) return undefined;
  const { slot, timestamp } = last.consensus;
  return { height: heightOf(slot), timeNs: timestamp * NS_PER_SECOND, updates: toUpdates(plan, steps) };
}

function toFinalized({ client, consensus }: WasmStep): Finalized {
  const { stateRoot, timestamp } = consensus;
  return { blockNumber: client.latestExecutionBlockNumber, stateRoot, timestamp };
}

function remember({ finalized }: Driver, slot: bigint, what: Finalized): void {
  finalized.delete(slot);
  finalized.set(slot, what);
  const [oldest] = finalized.keys();
  if (finalized.size > KEPT_SLOTS && oldest !== undefined) finalized.delete(oldest);
}

async function readPaths(
  driver: Driver,
  { revisionHeight: slot }: ChainHeight,
  paths: readonly Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<readonly ProvenRead[]> {
  if (paths.length === 0) return [];
  const { state } = (await driver.readClient(signal)).clientState;
  const at = driver.finalized.get(slot);
  if (at === undefined) {
    const message = `${driver.counterparty}: slot ${slot} is no target that was given`;
    throw new RelayerError({ code: 'PROOF_UNAVAILABLE', message });
  }
  const slots = paths.map((path) => wasmCommitmentSlot(state, path));
  const answer = await driver.proofAt(state.ibcContractAddress, slots, at.blockNumber, signal);
  return toReads(driver, state, { paths, slots, stateRoot: at.stateRoot, answer });
}

interface Answered {
  readonly paths: readonly Uint8Array[];
  readonly slots: readonly Uint8Array[];
  readonly stateRoot: Uint8Array;
  readonly answer: EthProof;
}

/** @throws {RelayerError} RPC_DISTRUSTED for an answer that its state root contradicts. */
function toReads(
  { counterparty }: Driver,
  { ibcContractAddress: address }: WasmClientState,
  { paths, slots, stateRoot, answer }: Answered,
): readonly ProvenRead[] {
  const reading = verifyEthProof(stateRoot, answer, { address });
  if (reading.status === 'invalid') {
    const { code, want, got } = reading.reason;
    const message = `${counterparty}: an answer of eth_getProof is not of the finalized state (${code})`;
    throw new RelayerError({ code: 'RPC_DISTRUSTED', message, want, got });
  }
  return slots.map((slot, index) => {
    const proof = toMembershipProof(answer, slot);
    const { value } = proof.storageProof;
    const word = Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
    return {
      path: paths[index] ?? new Uint8Array(0),
      value: value === 0n ? undefined : Uint8Array.from(word),
      proof: encodeWasmMembershipProof(proof),
    };
  });
}

/** Before it expires; one that never does, before it falls more than a period behind. */
async function refreshTarget(driver: Driver, signal: AbortSignal | undefined): Promise<ProofTarget | undefined> {
  const { refreshRate = { numerator: 1n, denominator: 3n } } = driver;
  const client = await driver.readClient(signal);
  requireActiveWasm(client, driver.host, driver.clientId);
  const { state } = client.clientState;
  const now = client.hostTimeNs / NS_PER_SECOND;
  const present = (now - state.genesisTime) / state.secondsPerSlot + state.genesisSlot;
  const age = now - client.latest.timestamp;
  const isDue =
    state.trustingPeriod === undefined
      ? periodAt(state, present) > periodAt(state, state.latestSlot)
      : age * refreshRate.denominator >= state.trustingPeriod * refreshRate.numerator;
  return isDue ? await newestTarget(driver, client, signal) : undefined;
}
