/** Chains, their endpoints and the queue. @module */
import type { Registry } from 'prom-client';
import { CHAIN_STATES } from '../../ports/control.ts';
import type { ChainMetrics, Metrics } from '../../ports/metrics.ts';
import { createInstruments, type Instruments } from './instruments.ts';

export function createChainMetrics(
  registry: Registry,
): Pick<Metrics, 'chainHeight'> & Omit<ChainMetrics, 'parked' | 'pathStopped'> {
  const instruments = createInstruments(registry);
  const { counter, gauge } = instruments;
  const height = gauge('causeway_chain_height', 'Newest height that we know', ['chain']);
  const query = ['chain', 'query_type'] as const;
  const queries = counter('queries_total', 'Requests to endpoints', query);
  const hits = counter('queries_cache_hits_total', 'Requests that were not needed', query);
  const failed = counter('causeway_queries_failed_total', 'Requests that failed', [...query, 'reason']);
  const events = counter('ws_events_total', 'Messages received over WebSockets', ['chain']);
  const reconnects = counter('ws_reconnect_total', 'WebSockets that were opened again', ['chain']);
  return {
    chainHeight: (chain, value) => {
      height.set({ chain }, Number(value));
      for (const counted of [events, reconnects]) counted.inc({ chain }, 0);
    },
    queryDone: (chain, query_type, fault) => {
      queries.inc({ chain, query_type });
      if (fault !== undefined) failed.inc({ chain, query_type, reason: fault });
    },
    queryCached: (chain, query_type) => hits.inc({ chain, query_type }),
    socketEvent: (chain) => events.inc({ chain }),
    socketReconnected: (chain) => reconnects.inc({ chain }),
    chainState: createStateMetric(instruments),
    endpointState: createEndpointMetrics(instruments),
    jobCounts: createJobMetrics(instruments),
  };
}

function createStateMetric({ gauge }: Instruments): ChainMetrics['chainState'] {
  const states = gauge('causeway_chain_state', '1 for the state that the chain is in', ['chain', 'state']);
  return (chain, now) => {
    for (const state of CHAIN_STATES) states.set({ chain, state }, state === now ? 1 : 0);
  };
}

function createEndpointMetrics({ gauge }: Instruments): ChainMetrics['endpointState'] {
  const labels = ['chain', 'endpoint'] as const;
  const standing = gauge('causeway_endpoint_state', '1 for the state that the endpoint is in', [...labels, 'state']);
  const height = gauge('causeway_endpoint_height', 'Newest height that the endpoint gave', labels);
  const latency = gauge('causeway_endpoint_latency_seconds', 'How long the endpoint usually takes', labels);
  const before = new Map<string, string>();
  return (chain, { url: endpoint, state, height: newest, latencyMs }) => {
    const key = `${chain} ${endpoint}`;
    const last = before.get(key);
    if (last !== undefined && last !== state) standing.set({ chain, endpoint, state: last }, 0);
    before.set(key, state);
    standing.set({ chain, endpoint, state }, 1);
    height.set({ chain, endpoint }, Number(newest));
    latency.set({ chain, endpoint }, latencyMs / 1_000);
  };
}

function createJobMetrics({ gauge }: Instruments): ChainMetrics['jobCounts'] {
  const workers = gauge('workers', 'Jobs that are being worked on', ['type']);
  const jobs = gauge('causeway_queue_jobs', 'Jobs in the queue', ['type', 'state']);
  return (counts) => {
    for (const [type, states] of Object.entries(counts)) {
      workers.set({ type }, states.active);
      for (const [state, count] of Object.entries(states)) jobs.set({ type, state }, count);
    }
  };
}
