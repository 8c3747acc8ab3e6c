/** JSON-RPC over HTTP to one CometBFT node, with limits on time and size. @module */
import { ProviderError, type ProviderFaultCode, type Signal } from '../sync/index.ts';

/** The `result` of a JSON-RPC call. @throws {ProviderError} */
export type RpcCall = (method: string, params: Readonly<Record<string, unknown>>, signal?: Signal) => Promise<unknown>;

/** How one node is called. */
export interface RpcCallOptions {
  /** Of the node's RPC, such as `http://localhost:26657`. */
  readonly url: string;
  /** Names the node in errors. Default: the host of the URL. */
  readonly id?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** For one call. Default 10 s. */
  readonly timeoutMs?: number | undefined;
  /** Of one answer. Default 16 MiB. */
  readonly maxBytes?: number | undefined;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TEXT = 200;

/** @throws {TypeError} when the URL is none. */
export function createRpcCall(options: RpcCallOptions): RpcCall {
  const { url, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  const id = options.id ?? new URL(url).host;
  const send = options.fetch ?? fetch;
  let count = 0;
  return async (method, params, signal) => {
    count += 1;
    const body = JSON.stringify({ jsonrpc: '2.0', id: count, method, params });
    const scope = createScope(timeoutMs, signal);
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await send(url, { method: 'POST', headers, body, signal: scope.signal });
      return readReply(id, `${method}: HTTP ${response.status}`, await readBody(response, maxBytes));
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      if (signal?.aborted === true) throw signal.reason ?? error;
      const got = `${method}: ${error instanceof Error ? error.message : String(error)}`;
      throw new ProviderError(id, { code: 'no-response', want: 'an answer', got: shorten(got) }, { cause: error });
    } finally {
      scope.end();
    }
  };
}

/** A signal of the platform that ends by time or with the caller's. */
function createScope(timeoutMs: number, signal: Signal | undefined): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no answer after ${timeoutMs} ms`)), timeoutMs);
  const onAbort = () => controller.abort(signal?.reason);
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

async function readBody(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw new Error(`want at most ${maxBytes} bytes, got more`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Nodes answer errors with status 200 or 500 and a JSON-RPC body, proxies before them with anything at all. */
function readReply(id: string, site: string, body: string): unknown {
  const reply = parseJson(body);
  if (!isObject(reply) || reply.jsonrpc === undefined) {
    const got = shorten(`${site}: ${body === '' ? 'nothing' : body}`);
    throw new ProviderError(id, { code: 'no-response', want: 'a JSON-RPC reply', got });
  }
  if (reply.error === undefined || reply.error === null) return reply.result;
  const text = describeError(reply.error);
  throw new ProviderError(id, { code: classifyNodeError(text), want: 'a result', got: shorten(`${site}: ${text}`) });
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

export function shorten(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
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
