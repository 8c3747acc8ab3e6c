/** Counters, gauges and histograms of one registry, and the label sets that several of them share. @module */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LaneEnd } from '../../ports/packet.ts';

/** IBC v2 has ports inside its payloads only; what dashboards know is the port of token transfer. */
const PORT = 'transfer';

export const LANE_LABELS = ['chain', 'counterparty', 'channel', 'port'] as const;
export const ENDS_LABELS = ['src_chain', 'dst_chain', 'src_channel', 'dst_channel', 'src_port', 'dst_port'] as const;
export const CLIENT_LABELS = ['src_chain', 'dst_chain', 'client'] as const;

/** Milliseconds from a second to five minutes: blocks take seconds, recoveries take minutes. */
export const LATENCY_MS = [
  100, 250, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 12_000, 20_000, 30_000, 60_000, 120_000, 300_000,
];

/** The lane on `own`, as seen from its chain. */
export function laneLabels(own: LaneEnd, other: LaneEnd): Record<(typeof LANE_LABELS)[number], string> {
  return { chain: own.chain, counterparty: other.chain, channel: own.lane, port: PORT };
}

export function endsLabels(source: LaneEnd, destination: LaneEnd): Record<(typeof ENDS_LABELS)[number], string> {
  return {
    ...{ src_chain: source.chain, dst_chain: destination.chain },
    ...{ src_channel: source.lane, dst_channel: destination.lane },
    ...{ src_port: PORT, dst_port: PORT },
  };
}

export interface Instruments {
  counter<Label extends string>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  gauge<Label extends string>(name: string, help: string, labels?: readonly Label[]): Gauge<Label>;
  histogram<Label extends string>(options: HistogramOptions<Label>): Histogram<Label>;
}

export interface HistogramOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
  readonly buckets: readonly number[];
}

export function createInstruments(registry: Registry): Instruments {
  const registers = [registry];
  return {
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, labels = []) => new Gauge({ name, help, labelNames: [...labels], registers }),
    histogram: ({ name, help, labels, buckets }) =>
      new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers }),
  };
}
