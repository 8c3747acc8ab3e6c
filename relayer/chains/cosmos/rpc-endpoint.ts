/** JSON-RPC calls to one CometBFT endpoint, watched: every answer and failure counts for its standing. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultCode, RelayerError, type RelayerFault } from '../../ports/fault.ts';
import { createConcurrencyLimit } from './concurrency-limit.ts';
import { createEndpointStanding, type EndpointStanding } from './endpoint-standing.ts';
import { createHttpPoster } from './http-post.ts';
import { readResult } from './json-rpc-reply.ts';
import { type CallSite, rpcError, toPublicUrl } from './rpc-fault.ts';

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
  const url = toPublicUrl(options.url);
  const standing = createEndpointStanding(now);
  const limit = createConcurrencyLimit(options.concurrency);
  const poster = createHttpPoster({ ...options, maxSockets: options.concurrency.most });
  let calls = 0;
  let checkedAtMs: number | undefined;

  function settle(site: CallSite, startedMs: number, fault?: RelayerFault): void {
    const ms = now() - startedMs;
    report?.({ endpoint: url, method: site.method, ms, ...(fault === undefined ? {} : { code: fault.code }) });
    if (fault?.code === 'RPC_RATE_LIMITED') {
      limit.overloaded();
      standing.rest(Number(fault.context?.retryAfterMs ?? DEFAULT_REST_MS), fault);
    } else if (fault !== undefined && UNHEALTHY.has(fault.code) && fault.context?.rpcError === undefined) {
      standing.failed(fault);
    } else {
      standing.answered(ms);
      limit.answered(ms, now());
    }
  }

  /** A failure is returned, an abort thrown. */
  async function callOnce(site: CallSite, params: object, signal?: AbortSignal): Promise<unknown> {
    calls += 1;
    const id = calls;
    const startedMs = now();
    try {
      const request = JSON.stringify({ jsonrpc: '2.0', id, method: site.method, params });
      const result = readResult(site, id, await poster.post(request, site, signal));
      if (site.method === 'status') {
        standing.sawHeight(readStatus(site, result, options.chainId));
        checkedAtMs = now();
      }
      settle(site, startedMs);
      return result;
    } catch (error) {
      // An aborted call is our own decision and says nothing about the endpoint.
      if (!(error instanceof RelayerError)) throw error;
      if (error.fault.code === 'RPC_WRONG_CHAIN') checkedAtMs = undefined;
      settle(site, startedMs, error.fault);
      return error;
    }
  }

  return {
    url,
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
      const site: CallSite = { endpoint: url, method };
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
    close: () => poster.close(),
  };
}

/** The height, once the chain id is right. */
function readStatus(site: CallSite, result: unknown, chainId: string): bigint {
  const { node_info: nodeInfo, sync_info: syncInfo } = result as {
    node_info?: { network?: unknown };
    sync_info?: { latest_block_height?: unknown };
  };
  const height = String(syncInfo?.latest_block_height);
  if (typeof nodeInfo?.network !== 'string' || !/^\d{1,19}$/.test(height)) {
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'node_info and sync_info', got: JSON.stringify(result) });
  }
  if (nodeInfo.network !== chainId) {
    throw rpcError(site, { code: 'RPC_WRONG_CHAIN', want: chainId, got: nodeInfo.network });
  }
  return BigInt(height);
}
