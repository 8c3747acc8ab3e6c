/** A wasm client that follows Ethereum, as its host stores it, proven. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import {
  isExpired,
  unwrapClientState,
  unwrapConsensusState,
  WASM_TYPE_URLS,
  type WasmConsensusState,
  type WrappedClientState,
} from '@causeway/lightclient/ethereum/wasm-client';
import { clientStateKey, consensusStateKey, formatHeight } from '@causeway/lightclient/ibc';
import type { ClientStatus } from '../../ports/client-driver.ts';
import { RelayerError } from '../../ports/fault.ts';
import { decodeAny } from '../cometbft/client-records.ts';
import { readProven } from '../cometbft/proven-read.ts';
import type { VerifiedHeaders } from '../cometbft/verified-headers.ts';

export interface HostedWasmClient {
  /** Time of the host's header under which all of this is proven, ns. */
  readonly hostTimeNs: bigint;
  readonly clientState: WrappedClientState;
  /** What the client knows of its latest slot. */
  readonly latest: WasmConsensusState;
}

const NS_PER_SECOND = 1_000_000_000n;

/** @throws {RelayerError} CLIENT_NOT_FOUND, CLIENT_EXPIRED without a latest state, RPC_*; CONFIG_INVALID for another client. */
export async function readWasmClient(
  host: VerifiedHeaders,
  clientId: string,
  signal?: AbortSignal,
): Promise<HostedWasmClient> {
  const { pool } = host;
  const header = await host.head({ signal });
  const context = { chain: pool.chain, client: clientId };
  const stored = await readProven({ pool, header, signal }, clientStateKey(clientId));
  if (stored.value === undefined) {
    const message = `${pool.chain}: there is no client ${clientId}`;
    throw new RelayerError({ code: 'CLIENT_NOT_FOUND', message, context });
  }
  const clientState = decode(host, clientId, stored.value, (bytes) =>
    unwrapClientState(decodeAny(bytes, WASM_TYPE_URLS.clientState, 'clientState')),
  );
  const { latestHeight } = clientState;
  const { value } = await readProven({ pool, header, signal }, consensusStateKey(clientId, latestHeight));
  if (value === undefined) {
    const message = `${pool.chain}: ${clientId} has no consensus state at ${formatHeight(latestHeight)}`;
    throw new RelayerError({ code: 'CLIENT_EXPIRED', message, context });
  }
  const latest = decode(host, clientId, value, (bytes) =>
    unwrapConsensusState(decodeAny(bytes, WASM_TYPE_URLS.consensusState, 'consensusState')),
  );
  return { hostTimeNs: header.time, clientState, latest };
}

/** What is proven cannot be an endpoint's fault. */
function decode<T>({ pool }: VerifiedHeaders, clientId: string, value: Uint8Array, read: (value: Uint8Array) => T): T {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const message = `${pool.chain}: ${clientId} is no client of Ethereum that this version can read: ${error.field}`;
    throw new RelayerError({ code: 'CONFIG_INVALID', message, want: error.want, got: error.got }, { cause: error });
  }
}

/** By the host's time. */
export function wasmClientStatus({ clientState, latest, hostTimeNs }: HostedWasmClient): ClientStatus {
  if (clientState.state.isFrozen) return 'frozen';
  return isExpired(clientState.state, latest.timestamp, hostTimeNs / NS_PER_SECOND) ? 'expired' : 'active';
}

/** @throws {RelayerError} CLIENT_FROZEN, CLIENT_EXPIRED */
export function requireActiveWasm(client: HostedWasmClient, chain: string, clientId: string): void {
  const status = wasmClientStatus(client);
  if (status === 'active') return;
  const isFrozen = status === 'frozen';
  throw new RelayerError({
    code: isFrozen ? 'CLIENT_FROZEN' : 'CLIENT_EXPIRED',
    message: `${chain}: ${clientId} ${isFrozen ? 'is frozen' : 'has expired'}`,
    hint: 'Only the governance of the host can recover it.',
    context: { chain, client: clientId },
  });
}
