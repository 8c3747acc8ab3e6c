/**
 * JSON-RPC calls as they travel: single or batched in a POST body, or as a GET with the method in the path. CometBFT takes
 * parameters by name or by position, Ethereum by position only. The beacon API's requests: `beacon-call.ts`.
 * @module
 */
import { isObject } from '../client/read-json.ts';

/** One call. */
export interface RpcCall {
  readonly method: string;
  /** By name, also when the caller gave them by position. */
  readonly params: Readonly<Record<string, unknown>>;
  /** As the caller chose it; undefined for a notification, which gets no answer. */
  readonly id: unknown;
}

/** What a call is answered with. */
export type RpcReply =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: string } };

/** All calls of one HTTP request, and how they were written. */
export interface RpcExchange {
  readonly form: 'single' | 'batch' | 'get' | 'rest';
  readonly calls: readonly RpcCall[];
}

/** The order of parameters, for the methods that faults look into. */
const POSITIONS: Readonly<Record<string, readonly string[]>> = {
  abci_query: ['path', 'data', 'height', 'prove'],
  block: ['height'],
  block_results: ['height'],
  blockchain: ['minHeight', 'maxHeight'],
  broadcast_tx_async: ['tx'],
  broadcast_tx_commit: ['tx'],
  broadcast_tx_sync: ['tx'],
  commit: ['height'],
  consensus_params: ['height'],
  eth_getBalance: ['address', 'block'],
  eth_getBlockByHash: ['hash', 'full'],
  eth_getBlockByNumber: ['block', 'full'],
  eth_getBlockReceipts: ['block'],
  eth_getProof: ['address', 'slots', 'block'],
  eth_getStorageAt: ['address', 'slot', 'block'],
  header: ['height'],
  tx: ['hash', 'prove'],
  tx_search: ['query', 'prove', 'page', 'per_page', 'order_by'],
  validators: ['height', 'page', 'per_page'],
};

/** Undefined for a body that is no JSON-RPC: the node itself shall answer that. */
export function parsePost(body: string): RpcExchange | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const calls = (Array.isArray(json) ? json : [json]).map(parseCall);
  if (calls.length === 0 || !calls.every((call) => call !== undefined)) return undefined;
  return { form: Array.isArray(json) ? 'batch' : 'single', calls };
}

/** Undefined for the root path, where the node lists its methods. */
export function parseGet(pathAndQuery: string): RpcExchange | undefined {
  const url = new URL(pathAndQuery, 'http://endpoint');
  const method = url.pathname.slice(1);
  if (method === '') return undefined;
  const params = Object.fromEntries([...url.searchParams].map(([name, value]) => [name, parseUriValue(value)]));
  return { form: 'get', calls: [{ method, params, id: -1 }] };
}

/** The request line's path for a call made by GET. */
export function formatGet(call: RpcCall): string {
  const query = Object.entries(call.params).map(
    ([name, value]) => `${name}=${encodeURIComponent(formatUriValue(value))}`,
  );
  return `/${call.method}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** `params` of a call's body. */
export function formatParams({ method, params }: Pick<RpcCall, 'method' | 'params'>): unknown {
  if (!/^(?:eth|net|web3|debug)_/.test(method)) return params;
  const names = POSITIONS[method] ?? Object.keys(params);
  return names.filter((name) => name in params).map((name) => params[name]);
}

/** The body of a reply to a call. */
export function formatReply(id: unknown, reply: RpcReply): Record<string, unknown> {
  return { jsonrpc: '2.0', id: id ?? null, ...reply };
}

/** @throws {Error} when `json` is no answer. */
export function toReply(json: unknown): RpcReply {
  if (isObject(json) && isObject(json.error)) {
    const { code, message, data } = json.error;
    const error = { code: Number(code), message: String(message) };
    return { error: data === undefined ? error : { ...error, data: String(data) } };
  }
  if (isObject(json) && 'result' in json) return { result: json.result };
  throw new Error(`devnet: want a JSON-RPC answer, got ${JSON.stringify(json)?.slice(0, 200)}`);
}

/** CometBFT's own form of an error inside a method. */
export function internalError(data: string): RpcReply {
  return { error: { code: -32603, message: 'Internal error', data } };
}

/** The height that a call names; undefined when it wants the latest. */
export function heightOf(call: RpcCall): bigint | undefined {
  const { height } = call.params;
  const text = typeof height === 'number' || typeof height === 'string' ? String(height) : '';
  return /^[1-9]\d*$/.test(text) ? BigInt(text) : undefined;
}

/** The path of an `abci_query`, such as `store/ibc/key` or `/cosmos.bank.v1beta1.Query/Balance`. */
export function abciPath(call: RpcCall): string | undefined {
  const { path } = call.params;
  return call.method === 'abci_query' && typeof path === 'string' ? path : undefined;
}

function parseCall(json: unknown): RpcCall | undefined {
  if (!isObject(json) || typeof json.method !== 'string') return undefined;
  return { method: json.method, params: nameParams(json.method, json.params), id: json.id };
}

function nameParams(method: string, params: unknown): Readonly<Record<string, unknown>> {
  if (!Array.isArray(params)) return isObject(params) ? params : {};
  const names = POSITIONS[method] ?? [];
  return Object.fromEntries(params.map((value, i) => [names[i] ?? String(i), value]));
}

/** Text is quoted in a URI; bytes begin with 0x; the rest is numbers and booleans. */
function parseUriValue(text: string): unknown {
  if (/^".*"$/s.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

function formatUriValue(value: unknown): string {
  if (typeof value === 'string' && !value.startsWith('0x')) return `"${value}"`;
  return String(value);
}
