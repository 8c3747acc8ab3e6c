/** Reads a JSON-RPC reply: the result, or a fault that says what the endpoint meant. @module */
import type { RelayerError } from '../../ports/fault.ts';
import type { HttpAnswer } from './http-post.ts';
import { type CallSite, classifyHeightText, rpcError, shorten } from './rpc-fault.ts';

/**
 * Nodes answer errors with status 200, 400 or 500 and a JSON-RPC body; proxies before them with anything at all.
 * @throws {RelayerError} RPC_*
 */
export function readResult(site: CallSite, id: number, answer: HttpAnswer): unknown {
  const reply = parseReply(answer.body);
  if (reply === undefined) throw httpError(site, answer);
  if (reply.error !== undefined) throw replyError(site, reply.error);
  if (reply.id !== id) {
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: `the answer to request ${id}`, got: `id ${reply.id}` });
  }
  if (reply.result === undefined || reply.result === null) {
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'a result', got: answer.body });
  }
  return reply.result;
}

interface Reply {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

function parseReply(body: string): Reply | undefined {
  try {
    const reply: unknown = JSON.parse(body);
    return typeof reply === 'object' && reply !== null && 'jsonrpc' in reply ? (reply as Reply) : undefined;
  } catch {
    return undefined;
  }
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
  return rpcError(site, { code, got: text }, { context: { rpcError: shorten(text) } });
}

function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const parts = 'message' in error ? [error.message] : [];
  if ('data' in error) parts.push(error.data);
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(': ');
}
