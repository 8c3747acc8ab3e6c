/** JSON-RPC calls to one CometBFT endpoint, watched: every answer and failure counts for its standing. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultCode, RelayerError, type RelayerFault } from '../../ports/fault.ts';
import { type ConcurrencyLimit, createConcurrencyLimit } from './concurrency-limit.ts';
import { createEndpointStanding, type EndpointStanding } from './endpoint-standing.ts';
import { createHttpPoster } from './http-post.ts';
import { readResult } from './json-rpc-reply.ts';
import { readAnswer, readInteger, readObject, readText } from './read-json.ts';
import { type CallSite, rpcError } from './rpc-fault.ts';
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

export interface CallReport {
  readonly endpoint: string;
  readonly method: string;
  readonly ms: number;
  readonly code?: FaultCode;
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

/** Faults that say something about the endpoint's health; the others are answers about heights or requests. */
const UNHEALTHY: ReadonlySet<FaultCode> = new Set(['RPC_UNREACHABLE', 'RPC_TIMEOUT', 'RPC_BAD_RESPONSE']);
const DEFAULT_REST_MS = 1_000;
/** A shorter pause that the endpoint asks for is waited out inside the call; a longer one is the caller's business. */
export const LONGEST_PAUSE_MS = 2_000;
const MOST_PAUSES = 3;

export function createRpcEndpoint(options: EndpointOptions): WatchedEndpoint {
  const { now, report } = options;
  const { name } = options;
  const standing = createEndpointStanding(now);
  const limit = createConcurrencyLimit(options.concurrency);
  const poster = createHttpPoster({ ...options, maxSockets: options.concurrency.most });
  let calls = 0;
  let checkedAtMs: number | undefined;

  /** A failure is returned, an abort thrown. */
  async function callOnce(
    site: CallSite,
    params: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<unknown> {
    calls += 1;
    const id = calls;
    const startedMs = now();
    const settle = (fault?: RelayerFault) => {
      const ms = now() - startedMs;
      report?.({ endpoint: name, method: site.method, ms, ...(fault === undefined ? {} : { code: fault.code }) });
      rate({ standing, limit, ms, nowMs: now() }, fault);
    };
    try {
      const request = JSON.stringify({ jsonrpc: '2.0', id, method: site.method, params });
      const result = readResult(site, id, await poster.post(request, site, signal));
      if (site.method === 'status') {
        standing.sawHeight(readStatus(site, result, options.chainId));
        checkedAtMs = now();
      }
      if ('height' in params && params.height !== '0') standing.sawHeight(BigInt(String(params.height)));
      settle();
      return result;
    } catch (error) {
      // An aborted call is our own decision and says nothing about the endpoint.
      if (!(error instanceof RelayerError)) throw error;
      if (error.fault.code === 'RPC_WRONG_CHAIN') checkedAtMs = undefined;
      settle(error.fault);
      return error;
    }
  }

  return {
    url: name,
    standing,
    get checkedAtMs() {
      return checkedAtMs;
    },
    get calls() {
      return calls;
    },
    get concurrency() {
      return { limit: limit.limit, active: limit.active, waiting: limit.waiting };
    },
    async call(method, params, signal) {
      const site: CallSite = { endpoint: name, method };
      const release = await limit.acquire(signal);
      try {
        for (let retries = 0; ; retries++) {
          const outcome = await callOnce(site, params, signal);
          if (!(outcome instanceof RelayerError)) return outcome;
          const pauseMs = standing.restMs();
          const pausing = outcome.fault.code === 'RPC_RATE_LIMITED' && pauseMs <= LONGEST_PAUSE_MS;
          if (!pausing || retries === MOST_PAUSES) throw outcome;
          await sleep(pauseMs, undefined, signal === undefined ? {} : { signal });
        }
      } finally {
        release();
      }
    },
    listen: (query, onEvent, signal) => listenTo({ ...options, query, onEvent, signal }),
    close: () => poster.close(),
  };
}

interface Rating {
  readonly standing: EndpointStanding;
  readonly limit: ConcurrencyLimit;
  readonly ms: number;
  readonly nowMs: number;
}

/** What one call says about the endpoint. */
function rate({ standing, limit, ms, nowMs }: Rating, fault?: RelayerFault): void {
  if (fault?.code === 'RPC_RATE_LIMITED') {
    limit.overloaded();
    standing.rest(Number(fault.context?.retryAfterMs ?? DEFAULT_REST_MS), fault);
  } else if (fault !== undefined && UNHEALTHY.has(fault.code) && fault.context?.rpcError === undefined) {
    standing.failed(fault);
  } else {
    standing.answered(ms);
    limit.answered(ms, nowMs);
  }
}

/** The height, once the chain id is right. */
function readStatus(site: CallSite, result: unknown, chainId: string): bigint {
  const { network, height } = readAnswer(site, () => {
    const status = readObject(result, 'result');
    return {
      network: readText(readObject(status.node_info, 'node_info').network, 'node_info.network'),
      height: readInteger(
        readObject(status.sync_info, 'sync_info').latest_block_height,
        'sync_info.latest_block_height',
      ),
    };
  });
  if (network !== chainId) throw rpcError(site, { code: 'RPC_WRONG_CHAIN', want: chainId, got: network });
  return height;
}
