/** CometBFT's JSON-RPC over HTTP, as small as tests need it. @module */
import { fromBase64, toHex } from '@cosmjs/encoding';
import { at, bigintAt, textAt } from './read-json.ts';

/** The node understood the call and answered with an error. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly data: string;

  constructor(method: string, code: number, message: string, data: string) {
    super(`${method}: ${message} (${code}) ${data}`);
    this.code = code;
    this.data = data;
  }
}

/** An answer of the application. */
export interface AbciAnswer {
  readonly code: number;
  readonly log: string;
  readonly value: Uint8Array;
  readonly height: bigint;
  /** As the node sent it; proofs are under `proofOps.ops`. */
  readonly raw: unknown;
}

/** A query to the application. */
export interface AbciQuery {
  readonly path: string;
  readonly data: Uint8Array;
  /** Default: the latest. */
  readonly height?: bigint;
  readonly prove?: boolean;
}

/** A node's state. */
export interface NodeStatus {
  readonly chainId: string;
  readonly height: bigint;
  readonly timeNs: bigint;
  readonly catchingUp: boolean;
}

/** A connection to one endpoint. */
export interface Rpc {
  readonly url: string;
  /** @throws {RpcError} for an error answer, {TypeError} when there is no connection. */
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
  status(): Promise<NodeStatus>;
  abciQuery(query: AbciQuery): Promise<AbciAnswer>;
}

/** A client of the endpoint at `url`. */
export function createRpc(url: string, timeoutMs = 20_000): Rpc {
  const call: Rpc['call'] = async (method, params = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (!response.ok && !text.startsWith('{'))
      throw new Error(`${method}: HTTP ${response.status} ${text.slice(0, 200)}`);
    const answer: unknown = JSON.parse(text);
    const error = at(answer, 'error');
    if (error === undefined) return at(answer, 'result');
    throw new RpcError(
      method,
      Number(at(error, 'code')),
      String(at(error, 'message')),
      String(at(error, 'data') ?? ''),
    );
  };
  return {
    url,
    call,
    status: async () => toStatus(await call('status')),
    abciQuery: (query) => abciQuery(call, query),
  };
}

/** Nanoseconds since 1970 of an RFC 3339 time in UTC. */
export function parseTimeNs(text: string): bigint {
  const [, seconds, fraction = ''] = /^([\d-]+T[\d:]+)(?:\.(\d{1,9}))?Z$/.exec(text) ?? [];
  const ms = Date.parse(`${seconds}Z`);
  if (seconds === undefined || Number.isNaN(ms)) throw new Error(`devnet: want a time in UTC, got ${text}`);
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function toStatus(result: unknown): NodeStatus {
  return {
    chainId: textAt(result, 'node_info.network'),
    height: bigintAt(result, 'sync_info.latest_block_height'),
    timeNs: parseTimeNs(textAt(result, 'sync_info.latest_block_time')),
    catchingUp: at(result, 'sync_info.catching_up') === true,
  };
}

async function abciQuery(call: Rpc['call'], query: AbciQuery): Promise<AbciAnswer> {
  const params = {
    path: query.path,
    data: toHex(query.data),
    ...(query.height === undefined ? {} : { height: String(query.height) }),
    ...(query.prove ? { prove: true } : {}),
  };
  const raw = at(await call('abci_query', params), 'response');
  const value = at(raw, 'value');
  return {
    code: Number(at(raw, 'code') ?? 0),
    log: String(at(raw, 'log') ?? ''),
    value: typeof value === 'string' ? fromBase64(value) : new Uint8Array(),
    height: bigintAt(raw, 'height'),
    raw,
  };
}
