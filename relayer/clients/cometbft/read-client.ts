/** A client as its host stores it, proven, and checked against what we know of the chain that it follows. @module */
import { DecodeError, equalBytes, toHex } from '@causeway/lightclient/codec';
import { clientStateKey, consensusStateKey, formatHeight, type Height } from '@causeway/lightclient/ibc';
import {
  type ClientState,
  type ConsensusState,
  clientStatus,
  decodeClientState,
  decodeConsensusState,
  formatTime,
  type Header,
  type StoredClient,
  TENDERMINT_TYPE_URLS,
} from '@causeway/lightclient/tendermint';
import { RelayerError } from '../../ports/fault.ts';
import { decodeAny } from './client-records.ts';
import { readProven } from './proven-read.ts';
import type { VerifiedHeaders } from './verified-headers.ts';

export interface HostedClient {
  /** The host's header under which all of this is proven; its time is the host's time. */
  readonly hostHeader: Header;
  readonly clientState: ClientState;
  readonly latest: ConsensusState;
}

export interface ClientPlace {
  readonly host: VerifiedHeaders;
  readonly clientId: string;
  /** Consensus states proven before, by height: they never change. */
  readonly known: Map<string, ConsensusState>;
}

const KEPT_STATES = 64;

/** @throws {RelayerError} CLIENT_NOT_FOUND, RPC_*; CONFIG_INVALID when it is no Tendermint client. */
export async function readClient(place: ClientPlace, signal?: AbortSignal): Promise<HostedClient> {
  const { host, clientId } = place;
  const { pool } = host;
  const hostHeader = await host.head({ signal });
  const { value } = await readProven({ pool, header: hostHeader, signal }, clientStateKey(clientId));
  if (value === undefined) {
    const message = `${pool.chain}: there is no client ${clientId}`;
    const hint = "Correct 'client' in the path, or leave it out: 'causeway link' creates one.";
    throw new RelayerError({
      code: 'CLIENT_NOT_FOUND',
      message,
      hint,
      context: { chain: pool.chain, client: clientId },
    });
  }
  const clientState = decode(place, () =>
    decodeClientState(decodeAny(value, TENDERMINT_TYPE_URLS.clientState, 'clientState')),
  );
  const latest = await readConsensus(place, { hostHeader, height: clientState.latestHeight, signal });
  return { hostHeader, clientState, latest };
}

interface ConsensusQuestion {
  readonly hostHeader: Header;
  readonly height: Height;
  readonly signal: AbortSignal | undefined;
}

async function readConsensus(
  place: ClientPlace,
  { hostHeader, height, signal }: ConsensusQuestion,
): Promise<ConsensusState> {
  const { host, clientId, known } = place;
  const name = formatHeight(height);
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const { value } = await readProven(
    { pool: host.pool, header: hostHeader, signal },
    consensusStateKey(clientId, height),
  );
  if (value === undefined) {
    // ibc-go calls such a client expired.
    const message = `${host.pool.chain}: ${clientId} has no consensus state at its latest height ${name}`;
    throw new RelayerError({ code: 'CLIENT_EXPIRED', message, context: { chain: host.pool.chain, client: clientId } });
  }
  const state = decode(place, () =>
    decodeConsensusState(decodeAny(value, TENDERMINT_TYPE_URLS.consensusState, 'consensusState')),
  );
  known.set(name, state);
  const [oldest] = known.keys();
  if (known.size > KEPT_STATES && oldest !== undefined) known.delete(oldest);
  return state;
}

/** What is proven cannot be an endpoint's fault. */
function decode<T>({ host, clientId }: ClientPlace, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const message = `${host.pool.chain}: ${clientId} is no Tendermint client that this version can read: ${error.field}`;
    const fault = { code: 'CONFIG_INVALID', message, want: error.want, got: error.got } as const;
    throw new RelayerError(fault, { cause: error });
  }
}

/** The client as the verifier takes it. */
export function toStoredClient({ clientState, latest }: HostedClient): StoredClient {
  return { clientState, consensusStates: [{ height: clientState.latestHeight, consensusState: latest }] };
}

/** @throws {RelayerError} CLIENT_FROZEN, CLIENT_EXPIRED, by the host's time. */
export function requireActive({ host, clientId }: ClientPlace, client: HostedClient): void {
  const { clientState, latest, hostHeader } = client;
  const status = clientStatus(toStoredClient(client), hostHeader.time);
  if (status === 'active') return;
  const { chain } = host.pool;
  const context = { chain, client: clientId };
  if (status === 'frozen') {
    const message = `${chain}: ${clientId} is frozen`;
    const hint = 'Misbehaviour was shown to it. Only the governance of the host can recover it.';
    throw new RelayerError({ code: 'CLIENT_FROZEN', message, hint, context });
  }
  throw new RelayerError({
    code: 'CLIENT_EXPIRED',
    message: `${chain}: ${clientId} has expired`,
    want: `host time before ${formatTime(latest.timestamp + clientState.trustingPeriod)}`,
    got: formatTime(hostHeader.time),
    hint: 'Only the governance of the host can recover it.',
    context,
  });
}

/** Blocks below our oldest that are still compared: further down the hash chain it would cost too much. */
const WORTH_GOING_DOWN = 50n;

/**
 * The two roots of trust must tell the same story: the host's client, and our own light client of that chain. A state
 * older than our own root is left alone; what follows from it is compared instead. False while the client is ahead of us, so
 * that there is nothing to compare yet.
 * @throws {RelayerError} HEADER_CONFLICT with both sides in its context.
 */
export async function requireAgreement(
  { host, clientId }: ClientPlace,
  counterparty: VerifiedHeaders,
  { clientState, latest }: HostedClient,
  signal?: AbortSignal,
): Promise<boolean> {
  const height = clientState.latestHeight.revisionHeight;
  if (height + WORTH_GOING_DOWN < (await counterparty.oldest(signal))) return true;
  const own = await findOwn(counterparty, height, signal);
  if (own === undefined) return true;
  // Below it, and not earlier: time only grows, so its block can never be one of ours.
  const isBehind = own.height < height;
  if (isBehind && own.time < latest.timestamp) return false;
  const isSame =
    !isBehind &&
    own.time === latest.timestamp &&
    equalBytes(own.appHash, latest.root) &&
    equalBytes(own.nextValidatorsHash, latest.nextValidatorsHash);
  if (isSame) return true;
  const { chain } = host.pool;
  throw new RelayerError({
    code: 'HEADER_CONFLICT',
    message: `${clientId} on ${chain} and our own light client know different blocks ${height} of ${counterparty.pool.chain}`,
    want: `block ${own.height}: app hash ${toHex(own.appHash)} at ${formatTime(own.time)}`,
    got: `block ${height}: app hash ${toHex(latest.root)} at ${formatTime(latest.timestamp)}`,
    hint: 'One of the two was given a history that the chain did not have. Compare with a source that you trust.',
    context: {
      chain,
      client: clientId,
      height: formatHeight(clientState.latestHeight),
      ourNextValidators: toHex(own.nextValidatorsHash),
      theirNextValidators: toHex(latest.nextValidatorsHash),
    },
  });
}

/** Our newest one when ours are behind the client; undefined when no endpoint has a block that old any more. */
async function findOwn(
  counterparty: VerifiedHeaders,
  height: bigint,
  signal: AbortSignal | undefined,
): Promise<Header | undefined> {
  try {
    return await counterparty.header(height, signal);
  } catch (error) {
    const code = error instanceof RelayerError ? error.fault.code : undefined;
    if (code === 'RPC_PRUNED') return undefined;
    if (code !== 'CHAIN_NOT_FINAL') throw error;
  }
  const head = await counterparty.head({ signal });
  // We may have got there just now.
  return head.height > height ? counterparty.header(height, signal) : head;
}
