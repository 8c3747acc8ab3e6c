/** ABCI queries: gRPC services and provable store reads over the same CometBFT RPC. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { RelayerError } from '../../ports/fault.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { classifyHeightText, rpcError } from './rpc-fault.ts';

export interface AbciQuery {
  /** `/service/method` for gRPC, `store/ibc/key` for a store. */
  readonly path: string;
  readonly data: Uint8Array;
  /** State after this block; omitted: the newest. */
  readonly height?: bigint;
  readonly prove?: boolean;
}

export interface ProofOp {
  readonly type: string;
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

export interface AbciAnswer {
  readonly key: Uint8Array;
  /** Empty when there is nothing under the key. */
  readonly value: Uint8Array;
  /** The block whose state answered; its root is in the header of the next block. */
  readonly height: bigint;
  /** Leaf to root; empty unless asked for. */
  readonly proofOps: readonly ProofOp[];
}

const NOTHING = new Uint8Array(0);

/**
 * Asks one endpoint.
 * @throws {RelayerError} RPC_LAGGING or RPC_PRUNED for a height that it does not have; RPC_BAD_RESPONSE with the
 * application's words in `context.rpcError` and its code in `context.abciCode` when the application refuses the query.
 */
export async function abciQuery(endpoint: RpcEndpoint, query: AbciQuery, signal?: AbortSignal): Promise<AbciAnswer> {
  const params = {
    path: query.path,
    data: Buffer.from(query.data).toString('hex'),
    height: String(query.height ?? 0n),
    prove: query.prove ?? false,
  };
  const result = await endpoint.call('abci_query', params, signal);
  const site = { endpoint: endpoint.url, method: `abci_query ${query.path}` };
  const response = (result as { response?: RawResponse }).response;
  if (typeof response !== 'object' || response === null) {
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'a response', got: JSON.stringify(result) });
  }
  if (response.code !== undefined && response.code !== 0) {
    const got = `${response.log ?? ''}`;
    const code = classifyHeightText(got) ?? 'RPC_BAD_RESPONSE';
    throw rpcError(site, { code, got }, { context: { rpcError: got, abciCode: `${response.code}` } });
  }
  const answer = readAnswer(response, site);
  if (query.height !== undefined && query.height !== 0n && answer.height !== query.height) {
    const got = `an answer for height ${answer.height}`;
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: `an answer for height ${query.height}`, got });
  }
  return answer;
}

/** The text with which the node or the application refused a call; `undefined` for other faults. */
export function refusalOf(error: unknown): string | undefined {
  return error instanceof RelayerError ? error.fault.context?.rpcError : undefined;
}

interface RawResponse {
  readonly code?: number;
  readonly log?: unknown;
  readonly key?: unknown;
  readonly value?: unknown;
  readonly height?: unknown;
  readonly proofOps?: { readonly ops?: unknown } | null;
}

function readAnswer(response: RawResponse, site: { endpoint: string; method: string }): AbciAnswer {
  try {
    const ops = response.proofOps?.ops ?? [];
    if (!Array.isArray(ops)) throw new DecodeError('proofOps.ops', 'an array', typeof ops);
    return {
      key: decodeBase64(response.key, 'key'),
      value: decodeBase64(response.value, 'value'),
      height: decodeHeight(response.height),
      proofOps: ops.map(decodeProofOp),
    };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: error.want, got: `${error.field}: ${error.got}` });
  }
}

function decodeProofOp(op: unknown, index: number): ProofOp {
  const field = `proofOps.ops[${index}]`;
  const { type, key, data } = Object(op) as { type?: unknown; key?: unknown; data?: unknown };
  if (typeof type !== 'string') throw new DecodeError(`${field}.type`, 'text', typeof type);
  return { type, key: decodeBase64(key, `${field}.key`), data: decodeBase64(data, `${field}.data`) };
}

/** Heights are decimal text; a node omits zero. */
function decodeHeight(height: unknown): bigint {
  if (height === undefined || height === null) return 0n;
  if (typeof height !== 'string' || !/^\d{1,19}$/.test(height)) {
    throw new DecodeError('height', 'decimal text', JSON.stringify(height));
  }
  return BigInt(height);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Go writes an absent byte string as null. */
function decodeBase64(text: unknown, field: string): Uint8Array {
  if (text === undefined || text === null || text === '') return NOTHING;
  if (typeof text !== 'string' || !BASE64.test(text)) throw new DecodeError(field, 'base64', shown(text));
  // Copied: Buffer.from takes small values from a shared pool, which would keep 8 KiB alive for 32 bytes.
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function shown(value: unknown): string {
  return `${JSON.stringify(value)}`.slice(0, 40);
}
