/** Watches the calls to one endpoint: each answer and failure counts for its standing and its pace. @module */
import { type FaultCode, RelayerError, type RelayerFault } from '../../ports/fault.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import { createEndpointStanding, type EndpointStanding } from './endpoint-standing.ts';
import type { CallOutcome } from './json-rpc.ts';
import { readAnswer, readInteger, readObject, readText } from './read-json.ts';
import { type CallSite, rpcError } from './rpc-fault.ts';

export interface CallReport {
  readonly endpoint: string;
  readonly method: string;
  readonly ms: number;
  readonly code?: FaultCode;
}

export interface EndpointWatch {
  readonly standing: EndpointStanding;
  readonly calls: number;
  readonly checkedAtMs: number | undefined;
  /** Runs an exchange of so many calls and judges the endpoint by it. */
  judge(calls: number, exchange: () => Promise<readonly CallOutcome[]>): Promise<readonly CallOutcome[]>;
}

export interface EndpointWatchOptions {
  readonly name: string;
  readonly chainId: string;
  readonly limit: ConcurrencyLimit;
  readonly now: () => number;
  readonly report?: (call: CallReport) => void;
}

/** Faults that say something about the endpoint's health; the others are answers about heights or requests. */
const UNHEALTHY: ReadonlySet<FaultCode> = new Set(['RPC_UNREACHABLE', 'RPC_TIMEOUT', 'RPC_BAD_RESPONSE']);
const DEFAULT_REST_MS = 1_000;

export function createEndpointWatch({ name, chainId, limit, now, report }: EndpointWatchOptions): EndpointWatch {
  const standing = createEndpointStanding(now);
  let calls = 0;
  let checkedAtMs: number | undefined;

  /** A status of another chain is no status. */
  function observe(outcome: CallOutcome): CallOutcome {
    if ('error' in outcome) return outcome;
    const { call, result } = outcome;
    const { height } = call.params;
    if (height !== undefined && height !== '0') standing.sawHeight(BigInt(String(height)));
    if (call.site.method !== 'status') return outcome;
    try {
      standing.sawHeight(readStatus(call.site, result, chainId));
      checkedAtMs = now();
      return outcome;
    } catch (error) {
      if (!(error instanceof RelayerError)) throw error;
      checkedAtMs = undefined;
      return { call, error };
    }
  }

  function rate(ms: number, wholeMs: number, fault?: RelayerFault): void {
    if (fault?.code === 'RPC_RATE_LIMITED') {
      limit.overloaded();
      standing.rest(Number(fault.context?.retryAfterMs ?? DEFAULT_REST_MS), fault);
    } else if (fault !== undefined && UNHEALTHY.has(fault.code) && fault.context?.rpcError === undefined) {
      standing.failed(fault, wholeMs);
    } else {
      standing.answered(ms);
      limit.answered(ms, now());
    }
  }

  return {
    standing,
    get calls() {
      return calls;
    },
    get checkedAtMs() {
      return checkedAtMs;
    },
    async judge(count, exchange) {
      calls += count;
      const startedMs = now();
      const outcomes = (await exchange()).map(observe);
      const wholeMs = now() - startedMs;
      const ms = wholeMs / Math.max(1, count);
      for (const outcome of outcomes) {
        const fault = 'error' in outcome ? outcome.error.fault : undefined;
        const { method } = outcome.call.site;
        report?.({ endpoint: name, method, ms, ...(fault === undefined ? {} : { code: fault.code }) });
        rate(ms, wholeMs, fault);
      }
      return outcomes;
    },
  };
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
