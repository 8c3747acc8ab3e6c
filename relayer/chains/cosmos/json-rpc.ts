/** JSON-RPC over one HTTP exchange: one call, or a few of them in a batch. @module */
import { RelayerError } from '../../ports/fault.ts';
import { cutEvents } from './cut-events.ts';
import { IBC_EVENT_TYPES } from './decode-events.ts';
import type { HttpAnswer, HttpPoster } from './http-post.ts';
import { type CallSite, classifyHeightText, refusalContext, rpcError, shorten } from './rpc-fault.ts';

export interface RpcCall {
  readonly id: number;
  readonly site: CallSite;
  readonly params: Readonly<Record<string, unknown>>;
}

export type CallOutcome = { readonly call: RpcCall } & (
  | { readonly result: unknown }
  | { readonly error: RelayerError }
);

/** One outcome a call, in order. Throws only when the signal ends it. */
export type Exchange = (calls: readonly RpcCall[], signal?: AbortSignal) => Promise<readonly CallOutcome[]>;

/** An endpoint that answers a batch with a single error does not take batches: from then on it gets single calls. */
export function createExchange(poster: HttpPoster): Exchange {
  let takesBatches = true;
  async function exchangeOne(call: RpcCall, signal?: AbortSignal): Promise<CallOutcome> {
    try {
      const answer = await poster.post(JSON.stringify(toRequest(call)), call.site, signal);
      return { call, result: readResult(call.site, call.id, answer) };
    } catch (error) {
      if (error instanceof RelayerError) return { call, error };
      throw error;
    }
  }
  return async (calls, signal) => {
    const [first] = calls;
    if (first === undefined) return [];
    if (calls.length > 1 && takesBatches) {
      const outcomes = await exchangeBatch(poster, calls, first.site);
      if (outcomes !== undefined) return outcomes;
      takesBatches = false;
    }
    return Promise.all(calls.map((call) => exchangeOne(call, signal)));
  };
}

/** `undefined` when the endpoint does not take batches. */
async function exchangeBatch(
  poster: HttpPoster,
  calls: readonly RpcCall[],
  site: CallSite,
): Promise<readonly CallOutcome[] | undefined> {
  try {
    const answer = await poster.post(JSON.stringify(calls.map(toRequest)), site);
    const replies = parseJson(answer.body);
    if (Array.isArray(replies)) return calls.map((call) => outcomeOf(call, replies, answer));
    if (isReply(replies)) return undefined;
    throw httpError(site, answer);
  } catch (error) {
    if (!(error instanceof RelayerError)) throw error;
    return calls.map((call) => ({ call, error }));
  }
}

function toRequest({ id, site, params }: RpcCall) {
  return { jsonrpc: '2.0', id, method: site.method, params };
}

function outcomeOf(call: RpcCall, replies: readonly unknown[], answer: HttpAnswer): CallOutcome {
  const { id, site } = call;
  const reply = replies.find((each) => isReply(each) && each.id === id);
  try {
    if (isReply(reply)) return { call, result: resultOf(site, reply) };
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: `an answer to request ${id}`, got: answer.body });
  } catch (error) {
    if (error instanceof RelayerError) return { call, error };
    throw error;
  }
}

/** Answers of these are events for the most part. */
const WITH_EVENTS = new Set(['block_results', 'tx_search']);

/**
 * The result of a single reply. Nodes answer errors with status 200, 400 or 500 and a JSON-RPC body; proxies before them
 * with anything at all.
 * @throws {RelayerError} RPC_*
 */
export function readResult(site: CallSite, id: number, answer: HttpAnswer): unknown {
  const { body } = answer;
  const reply = parseJson(WITH_EVENTS.has(site.method) ? cutEvents(body, IBC_EVENT_TYPES) : body);
  if (!isReply(reply)) throw httpError(site, answer);
  if (reply.error === undefined && reply.id !== id) {
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: `the answer to request ${id}`, got: `id ${reply.id}` });
  }
  return resultOf(site, reply);
}

interface Reply {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'jsonrpc' in value;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function resultOf(site: CallSite, { result, error }: Reply): unknown {
  if (error !== undefined && error !== null) throw replyError(site, error);
  if (result !== undefined && result !== null) return result;
  throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'a result', got: `${result}` });
}

function httpError(site: CallSite, { status, body, retryAfterMs }: HttpAnswer): RelayerError {
  const got = `HTTP ${status} ${body === '' ? 'without a body' : shorten(body)}`;
  const limited = status === 429 || (status === 503 && retryAfterMs !== undefined);
  if (limited) return rateLimited(site, got, retryAfterMs);
  if (status >= 500) return rpcError(site, { code: 'RPC_UNREACHABLE', want: 'HTTP 200', got });
  return rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'a JSON-RPC reply', got });
}

function rateLimited(site: CallSite, got: string, retryAfterMs?: number): RelayerError {
  const context = retryAfterMs === undefined ? {} : { retryAfterMs: String(retryAfterMs) };
  return rpcError(site, { code: 'RPC_RATE_LIMITED', got }, { context });
}

function replyError(site: CallSite, error: unknown): RelayerError {
  const text = errorText(error);
  if (/too many requests|rate limit/i.test(text)) return rateLimited(site, text);
  const code = classifyHeightText(text) ?? 'RPC_BAD_RESPONSE';
  return rpcError(site, { code, got: text }, { context: refusalContext(text) });
}

function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const parts = 'message' in error ? [error.message] : [];
  if ('data' in error) parts.push(error.data);
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(': ');
}
