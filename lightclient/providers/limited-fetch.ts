/** One HTTP exchange with limits on its time and on the size of its answer. @module */
import type { Signal } from '../sync/index.ts';

/** Why there is no whole answer. */
export type FetchFaultCode = 'unreachable' | 'timed-out' | 'too-large';

/** The exchange failed; `message` says how, for people. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code: FetchFaultCode;

  constructor(code: FetchFaultCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** What an exchange may cost. */
export interface FetchLimits {
  readonly fetch?: typeof fetch | undefined;
  /** For the whole exchange. Default 10 s. */
  readonly timeoutMs?: number | undefined;
  /** Of the answer. Default 16 MiB. */
  readonly maxBytes?: number | undefined;
}

/** An answer that was read whole. */
export interface FetchAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends one request and reads its answer. @throws {FetchError}; the signal's reason when it aborts. */
export type LimitedFetch = (url: string, init: RequestInit, signal?: Signal) => Promise<FetchAnswer>;

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TEXT = 200;

export function createLimitedFetch(limits: FetchLimits): LimitedFetch {
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, fetch: send = fetch } = limits;
  return async (url, init, signal) => {
    const scope = createScope(timeoutMs, signal);
    try {
      const response = await send(url, { ...init, signal: scope.signal });
      const body = await readBody(response, maxBytes);
      return { status: response.status, headers: response.headers, body };
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason ?? error;
      if (error instanceof FetchError) throw error;
      const code = scope.isOverdue() ? 'timed-out' : 'unreachable';
      throw new FetchError(code, describe(error), { cause: error });
    } finally {
      scope.end();
    }
  };
}

/** Cut to what a line of a log takes: it comes from a peer. */
export function shorten(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

/** `fetch failed` says nothing; the reason is in its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? `${error.message}: ${cause.message}` : error.message;
}

interface Scope {
  readonly signal: AbortSignal;
  isOverdue(): boolean;
  end(): void;
}

/** A signal of the platform that ends by time or with the caller's. */
function createScope(timeoutMs: number, signal: Signal | undefined): Scope {
  const controller = new AbortController();
  let overdue = false;
  const timer = setTimeout(() => {
    overdue = true;
    controller.abort(new Error(`no answer after ${timeoutMs} ms`));
  }, timeoutMs);
  const onAbort = () => controller.abort(signal?.reason);
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    isOverdue: () => overdue,
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
      throw new FetchError('too-large', `want at most ${maxBytes} bytes, got more`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
