/** JSON-RPC over HTTP to one node, with limits on time and size. @module */
import { ProviderError, type ProviderFaultCode, type Signal } from '../sync/index.ts';
import { createLimitedFetch, FetchError, type FetchLimits, shorten } from './limited-fetch.ts';

/** The `result` of a JSON-RPC call. @throws {ProviderError} */
export type RpcCall = (method: string, params: Readonly<Record<string, unknown>>, signal?: Signal) => Promise<unknown>;

/** How one node is called. */
export interface RpcCallOptions extends FetchLimits {
  /** Of the node's RPC, such as `http://localhost:26657`. */
  readonly url: string;
  /** Names the node in errors. Default: the host of the URL. */
  readonly id?: string | undefined;
}

/** To a CometBFT node, whose parameters have names. @throws {TypeError} when the URL is none. */
export function createRpcCall(options: RpcCallOptions): RpcCall {
  return createJsonRpc(options, classifyNodeError);
}

/**
 * To any node.
 * @param classify What the text of a node's error says about the block that was asked for.
 * @throws {TypeError} when the URL is none.
 */
export function createJsonRpc<Params extends object>(
  options: RpcCallOptions,
  classify: (text: string) => ProviderFaultCode,
): (method: string, params: Params, signal?: Signal) => Promise<unknown> {
  const { url } = options;
  const id = options.id ?? new URL(url).host;
  const send = createLimitedFetch(options);
  let count = 0;
  return async (method, params, signal) => {
    count += 1;
    const body = JSON.stringify({ jsonrpc: '2.0', id: count, method, params });
    const headers = { 'content-type': 'application/json' };
    const answer = await send(url, { method: 'POST', headers, body }, signal).catch((error: unknown) => {
      if (!(error instanceof FetchError)) throw error;
      const got = shorten(`${method}: ${error.message}`);
      throw new ProviderError(id, { code: 'no-response', want: 'an answer', got }, { cause: error });
    });
    const reply = readReply(id, `${method}: HTTP ${answer.status}`, answer.body);
    if ('result' in reply) return reply.result;
    const got = shorten(`${method}: HTTP ${answer.status}: ${reply.error}`);
    throw new ProviderError(id, { code: classify(reply.error), want: 'a result', got });
  };
}

/** Nodes answer errors with status 200 or 500 and a JSON-RPC body, proxies before them with anything at all. */
function readReply(id: string, site: string, body: string): { readonly result: unknown } | { readonly error: string } {
  const reply = parseJson(body);
  if (!isObject(reply) || reply.jsonrpc === undefined) {
    const got = shorten(`${site}: ${body === '' ? 'nothing' : body}`);
    throw new ProviderError(id, { code: 'no-response', want: 'a JSON-RPC reply', got });
  }
  if (reply.error === undefined || reply.error === null) return { result: reply.result };
  return { error: describeError(reply.error) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function describeError(error: unknown): string {
  if (!isObject(error)) return String(error);
  return [error.message, error.data].filter((part) => part !== undefined && part !== '').join(': ');
}

/** Texts of CometBFT 0.34 to 0.40 and of the SDK for a height that is not there yet. */
const TOO_HIGH = [
  /must be less than or equal to the current blockchain height/,
  /height in the future/,
  /height \d+ is not available yet/,
];
/** For a height whose data the node has deleted, or never had. */
const PRUNED = [
  /is not available, lowest height is/,
  /could not find validator set for height/,
  /pruned/i,
  /version does not exist/,
  /failed to load state at height/,
  /proof is unexpectedly empty/,
];

/** What the text of a node's error says about the height that was asked for; otherwise just no answer. */
export function classifyNodeError(text: string): ProviderFaultCode {
  if (TOO_HIGH.some((pattern) => pattern.test(text))) return 'height-too-high';
  return PRUNED.some((pattern) => pattern.test(text)) ? 'pruned' : 'no-response';
}
