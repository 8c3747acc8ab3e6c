/**
 * Prometheus metrics. Where the Hermes relayer has one, its name and labels are used, so that its dashboards work unchanged:
 * a channel is the lane (in IBC v2 the client), the port is that of token transfer. What is ours begins with `causeway_`.
 * @module
 */
import { Registry } from 'prom-client';
import type { ChainMetrics, Metrics } from '../ports/metrics.ts';
import { createChainMetrics } from './metrics/chain-metrics.ts';
import { createClientMetrics } from './metrics/client-metrics.ts';
import { createPacketMetrics } from './metrics/packet-metrics.ts';
import { addProcessMetrics } from './metrics/process-metrics.ts';
import { createTxMetrics } from './metrics/tx-metrics.ts';

export interface MetricsRegistry {
  readonly metrics: Metrics & ChainMetrics;
  /** The text that `/metrics` serves, and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** A registry of its own: two relayers in one process do not mix. */
export function createMetrics(): MetricsRegistry {
  const registry = new Registry();
  const { startClientAtZero, ...clients } = createClientMetrics(registry);
  const packets = createPacketMetrics(registry);
  const metrics: Metrics & ChainMetrics = {
    ...{ ...packets, ...createTxMetrics(registry), ...clients, ...createChainMetrics(registry) },
    backlog: (source, destination, ...open) => {
      // A lane is a client on its chain, which follows the other one.
      startClientAtZero(destination.chain, source.chain, source.lane);
      packets.backlog(source, destination, ...open);
    },
  };
  addProcessMetrics(registry);
  return {
    metrics,
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
