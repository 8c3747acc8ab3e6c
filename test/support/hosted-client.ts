/** Two chains in memory, one of which hosts a 07-tendermint client of the other. @module */
import { bytesField, concatBytes, stringField } from '@causeway/lightclient/codec';
import { clientStateKey, consensusStateKey } from '@causeway/lightclient/ibc';
import { SDK_SPECS } from '@causeway/lightclient/proofs';
import {
  type ClientState,
  type ConsensusState,
  encodeClientState,
  encodeConsensusState,
  TENDERMINT_TYPE_URLS,
} from '@causeway/lightclient/tendermint';
import { createVerifiedHeaders } from '../../relayer/clients/cometbft/verified-headers.ts';
import { createCometbftOnCosmos } from '../../relayer/clients/cometbft-on-cosmos.ts';
import type { LightBlockStore } from '../../relayer/ports/store.ts';
import {
  buildChain,
  type ChainOptions,
  createTestValidators,
  GENESIS_TIME,
  SECOND,
  type TestChain,
} from './build-chain.ts';
import { buildStores, type Entry } from './build-proof.ts';
import { type ChainNode, createChainNode } from './chain-node.ts';
import { createMemoryLightBlocks } from './memory-light-blocks.ts';
import { createNodePool, type NodePool } from './node-pool.ts';

export const CLIENT_ID = '07-tendermint-0';
export const TRUSTING_PERIOD = 3600n * SECOND;
const filler: Entry = [new TextEncoder().encode('clients/07-tendermint-0'), Uint8Array.of(1)];
const end: Entry = [new TextEncoder().encode('zzz'), Uint8Array.of(1)];

/** The state of a chain after a block. */
type StateAt = (height: bigint) => readonly Entry[];

/** A chain whose headers commit to its state. */
function buildStatefulChain(options: ChainOptions, state: StateAt): TestChain {
  const roots = new Map<readonly Entry[], Uint8Array>();
  const rootOf = (height: bigint) => {
    const entries = state(height);
    const root = roots.get(entries) ?? buildStores(entries).root;
    roots.set(entries, root);
    return root;
  };
  return buildChain({
    ...options,
    header: (height) => ({ appHash: rootOf(height - 1n), ...options.header?.(height) }),
  });
}

export interface HostedClientOptions {
  /** Of the followed chain. */
  readonly counterparty?: Partial<ChainOptions>;
  /** Of the host. */
  readonly host?: Partial<ChainOptions>;
  /** Entries of the followed chain's store. */
  readonly entries?: readonly Entry[];
  /** Latest height of the client; default 5. */
  readonly latest?: bigint;
  readonly clientState?: Partial<ClientState>;
  readonly consensusState?: Partial<ConsensusState>;
  /** Leaves these out of the host's store. */
  readonly omit?: readonly ('client' | 'consensus')[];
  /** Names of endpoints of each chain. Default one. */
  readonly endpoints?: readonly string[];
  /** What the relayer kept of the followed chain. Default: nothing yet. */
  readonly store?: LightBlockStore;
}

const four = createTestValidators(4);
const three = createTestValidators(3, 'h');

/** Its newest block has the time of the followed chain's newest. */
const HOST_LENGTH = 8n;
const hostTime = (height: bigint) => GENESIS_TIME + (40n - HOST_LENGTH + height) * SECOND;

interface FollowedChain {
  readonly chain: TestChain;
  readonly state: readonly Entry[];
}

/** Built once for all tests that want nothing special of it. */
let plain: FollowedChain | undefined;

function followedChain({ counterparty, entries }: HostedClientOptions): FollowedChain {
  const isPlain = counterparty === undefined && entries === undefined;
  if (isPlain && plain !== undefined) return plain;
  const state: readonly Entry[] = [filler, ...(entries ?? []), end];
  const options = { chainId: 'alpha-1', length: 40n, validators: () => four, ...counterparty };
  const built = { chain: buildStatefulChain(options, () => state), state };
  if (isPlain) plain = built;
  return built;
}

export function buildHostedClient(options: HostedClientOptions = {}) {
  const { chain: counterparty, state: counterpartyState } = followedChain(options);
  const hostState = storeClient(counterparty, options);
  const host = buildStatefulChain(
    { chainId: 'beta-1', length: HOST_LENGTH, time: hostTime, validators: () => three, ...options.host },
    () => hostState,
  );
  const alpha = serve('alpha', counterparty, () => counterpartyState, options);
  const beta = serve('beta', host, () => hostState, { endpoints: options.endpoints ?? ['one'] });
  const driver = createCometbftOnCosmos({
    host: beta.headers,
    counterparty: alpha.headers,
    clientId: CLIENT_ID,
    signer: 'cosmos1signer',
  });
  return { driver, alpha, beta };
}

interface Served {
  readonly chain: TestChain;
  readonly nodes: Readonly<Record<string, ChainNode>>;
  readonly pool: NodePool;
  readonly headers: ReturnType<typeof createVerifiedHeaders>;
  readonly clock: { nowMs: number };
  /** Methods that reached the nodes, in order. */
  methods(): readonly string[];
}

/** A chain behind endpoints, followed from its first block. */
function serve(
  name: string,
  chain: TestChain,
  state: StateAt,
  { endpoints = ['one'], store = createMemoryLightBlocks() }: Pick<HostedClientOptions, 'endpoints' | 'store'> = {},
): Served {
  const nodes = Object.fromEntries(endpoints.map((url) => [url, createChainNode(chain, { state })]));
  const pool = createNodePool(name, chain.chainId, nodes);
  const clock = { nowMs: Number((GENESIS_TIME + 100n * SECOND) / 1_000_000n) };
  const headers = createVerifiedHeaders({
    pool,
    store,
    trust: { height: 1n, hash: chain.hash(1n) },
    trustingPeriodNs: 2n * TRUSTING_PERIOD,
    clock: { now: () => clock.nowMs },
  });
  const methods = () => Object.values(nodes).flatMap(({ calls }) => calls.map(({ method }) => method));
  return { chain, nodes, pool, headers, clock, methods };
}

/** The host's entries for a client that knows the counterparty up to `latest`. */
function storeClient(
  counterparty: TestChain,
  { latest = 5n, clientState = {}, consensusState = {}, omit = [] }: HostedClientOptions,
): readonly Entry[] {
  const { header } = counterparty.block(latest).signedHeader;
  const height = { revisionNumber: 1n, revisionHeight: latest };
  const state: ClientState = {
    chainId: counterparty.chainId,
    trustLevel: { numerator: 1n, denominator: 3n },
    trustingPeriod: TRUSTING_PERIOD,
    unbondingPeriod: 2n * TRUSTING_PERIOD,
    maxClockDrift: 10n * SECOND,
    frozenHeight: { revisionNumber: 0n, revisionHeight: 0n },
    latestHeight: height,
    proofSpecs: SDK_SPECS,
    upgradePath: ['upgrade', 'upgradedIBCState'],
    ...clientState,
  };
  const consensus: ConsensusState = {
    timestamp: header.time,
    root: header.appHash,
    nextValidatorsHash: header.nextValidatorsHash,
    ...consensusState,
  };
  const entries: Entry[] = [filler, end];
  if (!omit.includes('client')) {
    entries.push([clientStateKey(CLIENT_ID), toAny(TENDERMINT_TYPE_URLS.clientState, encodeClientState(state))]);
  }
  if (!omit.includes('consensus')) {
    const value = toAny(TENDERMINT_TYPE_URLS.consensusState, encodeConsensusState(consensus));
    entries.push([consensusStateKey(CLIENT_ID, state.latestHeight), value]);
  }
  return entries;
}

function toAny(typeUrl: string, value: Uint8Array): Uint8Array {
  return concatBytes(stringField(1, typeUrl), bytesField(2, value));
}
