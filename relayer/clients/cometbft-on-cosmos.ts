/** The driver of a 07-tendermint client: of a CometBFT chain, on a Cosmos SDK chain. @module */
import { formatHeight } from '@causeway/lightclient/ibc';
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  type ConsensusState,
  clientStatus,
  type Header,
  type SignatureVerifier,
} from '@causeway/lightclient/tendermint';
import type { ClientDriver, ClientView, ProofBound, ProofTarget, ProvenRead } from '../ports/client-driver.ts';
import { RelayerError } from '../ports/fault.ts';
import type { ChainHeight } from '../ports/packet.ts';
import { buildUpdates } from './cometbft/build-updates.ts';
import { readManyProven } from './cometbft/proven-read.ts';
import {
  type ClientPlace,
  type HostedClient,
  readClient,
  requireActive,
  requireAgreement,
  toStoredClient,
} from './cometbft/read-client.ts';
import type { VerifiedHeaders } from './cometbft/verified-headers.ts';

export interface CometbftOnCosmosOptions {
  /** The chain that has the client. */
  readonly host: VerifiedHeaders;
  /** The chain that the client follows. */
  readonly counterparty: VerifiedHeaders;
  readonly clientId: string;
  /** Address on the host that submits updates. */
  readonly signer: string;
  /** Part of the trusting period, as numerator and denominator, after which the client is refreshed. Default 1/3. */
  readonly refreshRate?: { readonly numerator: bigint; readonly denominator: bigint } | undefined;
  /** Default: `node:crypto`, with the portable one behind it. */
  readonly verifier?: SignatureVerifier | undefined;
}

/** A known height this far below the tip is proven at, rather than to pay for an update; nodes may have deleted older state. */
const REUSE_WITHIN = 20n;

export function createCometbftOnCosmos(options: CometbftOnCosmosOptions): ClientDriver {
  const { host, counterparty, clientId } = options;
  const driver: Driver = {
    options,
    verifier: options.verifier ?? createNativeVerifier(),
    refreshRate: options.refreshRate ?? { numerator: 1n, denominator: 3n },
    place: { host, clientId, known: new Map<string, ConsensusState>() },
    client: undefined,
    agreed: undefined,
    target: undefined,
    provableFrom: 0n,
  };
  return {
    type: '07-tendermint',
    host: host.pool.chain,
    counterparty: counterparty.pool.chain,
    clientId,
    view: async (signal) => toView(await currentClient(driver, signal)),
    target: (bound, signal) => chooseTarget(driver, bound, signal),
    read: (height, paths, signal) => readPaths(driver, { height, paths, signal }),
    refresh: (signal) => refreshTarget(driver, signal),
  };
}

interface Driver {
  readonly options: CometbftOnCosmosOptions;
  readonly verifier: SignatureVerifier;
  readonly refreshRate: NonNullable<CometbftOnCosmosOptions['refreshRate']>;
  readonly place: ClientPlace;
  /** As of the newest host header that we have looked under. */
  client: HostedClient | undefined;
  /** The latest height at which the client and our own light client were found to agree. */
  agreed: string | undefined;
  /** Built last: several stages ask for the same within a block. */
  target: { readonly key: string; readonly target: ProofTarget } | undefined;
  /** Below this height the endpoints have deleted what a proof needs. */
  provableFrom: bigint;
}

/** Read again once the host has a new block; until then nothing can have changed. */
async function currentClient(driver: Driver, signal: AbortSignal | undefined): Promise<HostedClient> {
  const { place, options } = driver;
  const head = await place.host.head({ signal });
  if (driver.client?.hostHeader.height === head.height) return driver.client;
  const client = await readClient(place, signal);
  const latest = formatHeight(client.clientState.latestHeight);
  if (driver.agreed !== latest) {
    const isCompared = await requireAgreement(place, options.counterparty, client, signal);
    await keepTrusted(driver, client.clientState.latestHeight.revisionHeight, signal);
    if (isCompared) driver.agreed = latest;
  }
  driver.client = client;
  return client;
}

/** The block that the next update starts from stays in our store: nodes may delete its validators, and with them the way on. */
async function keepTrusted({ options, place }: Driver, height: bigint, signal: AbortSignal | undefined): Promise<void> {
  const { counterparty } = options;
  counterparty.pin(`${place.host.pool.chain}/${place.clientId}`, height);
  try {
    if ((await counterparty.oldest(signal)) <= height) await counterparty.block(height, signal);
  } catch (error) {
    // Nothing depends on it now; an endpoint that has it may do when it is needed.
    if (!(error instanceof RelayerError)) throw error;
  }
}

function toView(client: HostedClient): ClientView {
  const { clientState, latest, hostHeader } = client;
  return {
    status: clientStatus(toStoredClient(client), hostHeader.time),
    latestHeight: clientState.latestHeight,
    latestTimeNs: latest.timestamp,
    trustingPeriodNs: clientState.trustingPeriod,
    expiresAtNs: latest.timestamp + clientState.trustingPeriod,
  };
}

async function chooseTarget(driver: Driver, bound: ProofBound, signal: AbortSignal | undefined): Promise<ProofTarget> {
  const { counterparty } = driver.options;
  const atLeast = bound.afterBlock === undefined ? undefined : bound.afterBlock + 1n;
  const [client, head] = await Promise.all([currentClient(driver, signal), counterparty.head({ atLeast, signal })]);
  requireActive(driver.place, client);
  const known = { height: client.clientState.latestHeight.revisionHeight, time: client.latest.timestamp };
  const isProvable = known.height + REUSE_WITHIN >= head.height && known.height >= driver.provableFrom;
  if (satisfies(known, bound) && isProvable) {
    return { height: client.clientState.latestHeight, timeNs: known.time, updates: [] };
  }
  if (!satisfies(head, bound)) throw notYet(driver, bound, head);
  return updateTo(driver, client, head, signal);
}

function satisfies({ height, time }: Pick<Header, 'height' | 'time'>, { afterBlock, timeNs }: ProofBound): boolean {
  return (afterBlock === undefined || height > afterBlock) && (timeNs === undefined || time >= timeNs);
}

function notYet({ options }: Driver, { afterBlock, timeNs }: ProofBound, head: Header): RelayerError {
  const { chain } = options.counterparty.pool;
  const wants = [
    ...(afterBlock === undefined ? [] : [`a block above ${afterBlock}`]),
    ...(timeNs === undefined ? [] : [`time ${timeNs} ns`]),
  ];
  return new RelayerError({
    code: 'CHAIN_NOT_FINAL',
    message: `${chain}: its newest block cannot prove this yet`,
    want: wants.join(' and '),
    got: `block ${head.height} at ${head.time} ns`,
  });
}

async function updateTo(
  driver: Driver,
  client: HostedClient,
  head: Header,
  signal: AbortSignal | undefined,
): Promise<ProofTarget> {
  const { options, place, verifier } = driver;
  const { clientState } = client;
  if (head.height <= clientState.latestHeight.revisionHeight) {
    return { height: clientState.latestHeight, timeNs: client.latest.timestamp, updates: [] };
  }
  const height = { ...clientState.latestHeight, revisionHeight: head.height };
  const key = `${formatHeight(clientState.latestHeight)}>${formatHeight(height)}`;
  if (driver.target?.key === key) return driver.target.target;
  const { counterparty, signer } = options;
  const plan = { client, clientId: place.clientId, counterparty, signer, verifier, signal };
  const target = { height, timeNs: head.time, updates: await buildUpdates(plan, head.height) };
  driver.target = { key, target };
  return target;
}

interface PathsRead {
  readonly height: ChainHeight;
  readonly paths: readonly Uint8Array[];
  readonly signal: AbortSignal | undefined;
}

async function readPaths(driver: Driver, { height, paths, signal }: PathsRead): Promise<readonly ProvenRead[]> {
  if (paths.length === 0) return [];
  const { counterparty } = driver.options;
  const header = await counterparty.header(height.revisionHeight, signal);
  const values = await readManyProven({ pool: counterparty.pool, header, signal }, paths).catch((error: unknown) => {
    // The next target is then a newer block, although the client would have to learn it.
    if (error instanceof RelayerError && error.fault.code === 'RPC_PRUNED') driver.provableFrom = header.height + 1n;
    throw error;
  });
  return values.map(({ value, proof }, index) => ({ path: paths[index] ?? new Uint8Array(0), value, proof }));
}

async function refreshTarget(driver: Driver, signal: AbortSignal | undefined): Promise<ProofTarget | undefined> {
  const { refreshRate, options } = driver;
  const client = await currentClient(driver, signal);
  requireActive(driver.place, client);
  const { clientState, latest, hostHeader } = client;
  const age = hostHeader.time - latest.timestamp;
  if (age * refreshRate.denominator < clientState.trustingPeriod * refreshRate.numerator) return undefined;
  const target = await updateTo(driver, client, await options.counterparty.head({ signal }), signal);
  return target.updates.length === 0 ? undefined : target;
}
