/** JSON-RPC calls to one CometBFT endpoint: bounded in number, batched where small, watched. @module */
import { createCallBatcher } from './call-batcher.ts';
import { createConcurrencyLimit } from './concurrency-limit.ts';
import type { EndpointStanding } from './endpoint-standing.ts';
import { type CallReport, createEndpointWatch } from './endpoint-watch.ts';
import { createHttpPoster } from './http-post.ts';
import { type CallOutcome, createExchange, type RpcCall } from './json-rpc.ts';
import { sleep } from './sleep.ts';
import { listenTo } from './subscription.ts';

/** One node, pinned: everything asked here is answered by the same endpoint. */
export interface RpcEndpoint {
  /** As shown to people; holds no secrets. */
  readonly url: string;
  /**
   * The `result` of a JSON-RPC call.
   * @throws {RelayerError} RPC_* naming the endpoint and method. When the node itself answered with an error, its text
   * is in the fault's `context.rpcError`.
   */
  call(method: string, params: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<unknown>;
  /**
   * Subscribes to a CometBFT query and hands over each `result`. Goes on until the signal ends it.
   * @throws {RelayerError} RPC_UNREACHABLE, RPC_BAD_RESPONSE when the subscription ends; the signal's reason when aborted.
   */
  listen(query: string, onEvent: (result: unknown) => void, signal: AbortSignal): Promise<never>;
}

export interface WatchedEndpoint extends RpcEndpoint {
  readonly standing: EndpointStanding;
  /** When it last told its chain id and height (wall clock, ms); `undefined` before the first time. */
  readonly checkedAtMs: number | undefined;
  readonly calls: number;
  readonly concurrency: { readonly limit: number; readonly active: number; readonly waiting: number };
  close(): void;
}

export interface EndpointOptions {
  readonly url: string;
  /** Without secrets: how the endpoint is called in logs and faults. */
  readonly name: string;
  readonly chainId: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly concurrency: { readonly least: number; readonly start: number; readonly most: number };
  readonly now: () => number;
  readonly report?: (call: CallReport) => void;
}

/** A shorter pause that the endpoint asks for is waited out inside the call; a longer one is the caller's business. */
export const LONGEST_PAUSE_MS = 2_000;
const MOST_PAUSES = 3;

export function createRpcEndpoint(options: EndpointOptions): WatchedEndpoint {
  const { name } = options;
  const limit = createConcurrencyLimit(options.concurrency);
  const poster = createHttpPoster({ ...options, maxSockets: options.concurrency.most });
  const exchange = createExchange(poster);
  const watch = createEndpointWatch({ ...options, limit });

  /** Short pauses that the endpoint asks for are waited out; what was asked is taken when there is a place for it. */
  async function send(take: () => readonly RpcCall[], signal?: AbortSignal): Promise<readonly CallOutcome[]> {
    const release = await limit.acquire(signal);
    try {
      const calls = take();
      for (let retries = 0; ; retries++) {
        const outcomes = await watch.judge(calls.length, () => exchange(calls, signal));
        const pauseMs = watch.standing.restMs();
        if (!outcomes.some(isRateLimited) || pauseMs > LONGEST_PAUSE_MS || retries === MOST_PAUSES) return outcomes;
        await sleep(pauseMs, signal);
      }
    } finally {
      release();
    }
  }

  const batcher = createCallBatcher(send);
  let lastId = 0;
  return {
    url: name,
    standing: watch.standing,
    get checkedAtMs() {
      return watch.checkedAtMs;
    },
    get calls() {
      return watch.calls;
    },
    get concurrency() {
      return { limit: limit.limit, active: limit.active, waiting: limit.waiting };
    },
    async call(method, params, signal) {
      const call: RpcCall = { id: ++lastId, site: { endpoint: name, method }, params };
      const outcome = isSmall(call) ? await batcher.add(call, signal) : (await send(() => [call], signal))[0];
      if (outcome === undefined) throw new Error('unreachable: each call has an outcome');
      if ('error' in outcome) throw outcome.error;
      return outcome.result;
    },
    listen: (query, onEvent, signal) => listenTo({ ...options, query, onEvent, signal }),
    close: () => poster.close(),
  };
}

function isRateLimited(outcome: CallOutcome): boolean {
  return 'error' in outcome && outcome.error.fault.code === 'RPC_RATE_LIMITED';
}

const MOST_BATCHED_DIGITS = 4_096;

/** Reads of single keys; a simulation carries a whole transaction and would fill a request alone. */
function isSmall({ site, params }: RpcCall): boolean {
  return site.method === 'abci_query' && String(params.data).length <= MOST_BATCHED_DIGITS;
}
