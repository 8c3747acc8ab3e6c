/**
 * Prometheus metrics. The names are those of the Hermes relayer, so that its dashboards work unchanged; a channel is the
 * client (the lane of IBC v2) and the port is the protocol. Client expiry and stage times are ours.
 * @module
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ChainMetrics, Metrics } from '../ports/metrics.ts';
import type { LaneEnd, Step } from '../ports/packet.ts';

export interface MetricsRegistry {
  readonly metrics: Metrics & ChainMetrics;
  /** The text that `/metrics` serves, and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const PORT = 'v2';
const LANE = ['chain', 'counterparty', 'channel', 'port'] as const;
const ENDS = ['src_chain', 'dst_chain', 'src_channel', 'dst_channel', 'src_port', 'dst_port'] as const;
const CLIENT = ['src_chain', 'dst_chain', 'client'] as const;
const LATENCY_MS = [100, 250, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 12_000, 20_000, 30_000, 60_000, 120_000, 300_000];
const STAGE_MS = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];

export function createMetrics(): MetricsRegistry {
  const registry = new Registry();
  const metrics = {
    ...packetMetrics(registry),
    ...txMetrics(registry),
    ...clientMetrics(registry),
    ...chainMetrics(registry),
  };
  addProcessMetrics(registry);
  return {
    metrics,
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function laneLabels(source: LaneEnd, destination: LaneEnd): Record<(typeof LANE)[number], string> {
  return { chain: source.chain, counterparty: destination.chain, channel: source.lane, port: PORT };
}

function endLabels(source: LaneEnd, destination: LaneEnd): Record<(typeof ENDS)[number], string> {
  return {
    ...{ src_chain: source.chain, dst_chain: destination.chain },
    ...{ src_channel: source.lane, dst_channel: destination.lane },
    ...{ src_port: PORT, dst_port: PORT },
  };
}

type PacketMetrics = Pick<
  Metrics,
  'stageDone' | 'packetSent' | 'ackWritten' | 'packetTimedOut' | 'stepConfirmed' | 'backlog'
>;

function packetMetrics(registry: Registry): PacketMetrics {
  const registers = [registry];
  const count = (name: string, help: string, labelNames: readonly string[]) =>
    new Counter({ name, help, labelNames: [...labelNames], registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: [...LANE], registers });
  const sent = count('send_packet_events_total', 'Packets seen as sent', LANE);
  const acknowledged = count('acknowledgement_events_total', 'Acknowledgements seen as written', LANE);
  const timedOut = count('timeout_events_total', 'Packets that timed out', LANE);
  const clearedSent = count('cleared_send_packet_events_total', 'Packets found by reconciling', LANE);
  const clearedAcks = count('cleared_acknowledgment_events_total', 'Acknowledgements found by reconciling', LANE);
  const confirmed: Readonly<Record<Step, Counter>> = {
    recv: count('receive_packets_confirmed_total', 'Packets that we delivered', ENDS),
    ack: count('acknowledgment_packets_confirmed_total', 'Acknowledgements that we delivered', ENDS),
    timeout: count('timeout_packets_confirmed_total', 'Timeouts that we delivered', ENDS),
  };
  const help = 'Milliseconds from first sight of a packet to a confirmed step';
  const latency = new Histogram({
    name: 'tx_latency_confirmed',
    help,
    labelNames: [...LANE],
    buckets: LATENCY_MS,
    registers,
  });
  const oldest = gauge('backlog_oldest_sequence', 'Oldest open sequence; 0 when there is none');
  const updated = gauge('backlog_latest_update_timestamp', 'When the backlog was last counted, seconds since 1970');
  const size = gauge('backlog_size', 'Open packets');
  const stageHelp = 'Milliseconds that one run of a stage took';
  const stage = new Histogram({
    name: 'stage_duration_ms',
    help: stageHelp,
    labelNames: ['stage'],
    buckets: STAGE_MS,
    registers,
  });
  const stagePackets = count('stage_packets_total', 'Packets that a stage decided about', ['stage']);
  return {
    stageDone: (name, ms, packets) => {
      stage.observe({ stage: name }, ms);
      stagePackets.inc({ stage: name }, packets);
    },
    packetSent: (source, destination, cleared) => {
      sent.inc(laneLabels(source, destination));
      if (cleared) clearedSent.inc(laneLabels(source, destination));
    },
    ackWritten: (source, destination, cleared) => {
      acknowledged.inc(laneLabels(source, destination));
      if (cleared) clearedAcks.inc(laneLabels(source, destination));
    },
    packetTimedOut: (source, destination) => timedOut.inc(laneLabels(source, destination)),
    stepConfirmed: (step, source, destination, ms) => {
      confirmed[step].inc(endLabels(source, destination));
      latency.observe(laneLabels(source, destination), ms);
    },
    backlog: (source, destination, open, oldestSequence) => {
      const labels = laneLabels(source, destination);
      size.set(labels, open);
      oldest.set(labels, Number(oldestSequence));
      updated.set(labels, Math.floor(Date.now() / 1000));
    },
  };
}

function txMetrics(
  registry: Registry,
): Pick<Metrics, 'txSubmitted' | 'broadcastError' | 'simulateError' | 'walletBalance'> {
  const registers = [registry];
  const messagesHelp = 'Messages in transactions that were handed to a node';
  const messages = new Counter({
    name: 'messages_submitted_total',
    help: messagesHelp,
    labelNames: ['chain'],
    registers,
  });
  const help = 'Milliseconds from first sight of the packets to the submitted transaction';
  const latency = new Histogram({
    name: 'tx_latency_submitted',
    help,
    labelNames: [...LANE],
    buckets: LATENCY_MS,
    registers,
  });
  const errorLabels = ['chain', 'reason'];
  const broadcast = new Counter({
    name: 'broadcast_errors_total',
    help: 'Refused transactions',
    labelNames: errorLabels,
    registers,
  });
  const simulate = new Counter({
    name: 'simulate_errors_total',
    help: 'Failed simulations',
    labelNames: ['chain'],
    registers,
  });
  const walletLabels = ['chain', 'account', 'denom'];
  const wallet = new Gauge({
    name: 'wallet_balance',
    help: 'Balance of a signer',
    labelNames: walletLabels,
    registers,
  });
  return {
    txSubmitted: (chain, counterparty, count, ms) => {
      messages.inc({ chain }, count);
      const channel = { counterparty: counterparty?.chain ?? '', channel: counterparty?.lane ?? '' };
      latency.observe({ chain, ...channel, port: PORT }, ms);
    },
    broadcastError: (chain, reason) => broadcast.inc({ chain, reason }),
    simulateError: (chain) => simulate.inc({ chain }),
    walletBalance: (chain, account, denom, amount) => wallet.set({ chain, account, denom }, Number(amount)),
  };
}

type ClientMetrics = Pick<Metrics, 'clientUpdated' | 'clientUpdateSkipped' | 'clientState' | 'misbehaviour'>;

function clientMetrics(registry: Registry): ClientMetrics {
  const registers = [registry];
  const count = (name: string, help: string) => new Counter({ name, help, labelNames: [...CLIENT], registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ['chain', 'client'], registers });
  const updated = count('client_updates_submitted_total', 'Client updates that we submitted');
  const skipped = count('client_updates_skipped_total', 'Client updates that were not needed');
  const misbehaviours = count('client_misbehaviours_submitted_total', 'Misbehaviours that we submitted');
  const expiry = gauge('client_expiration_seconds', 'Seconds until the client expires when nobody updates it');
  const period = gauge('client_trusting_period_seconds', 'Trusting period of the client');
  return {
    clientUpdated: (src_chain, dst_chain, client) => updated.inc({ src_chain, dst_chain, client }),
    clientUpdateSkipped: (src_chain, dst_chain, client) => skipped.inc({ src_chain, dst_chain, client }),
    misbehaviour: (src_chain, dst_chain, client) => misbehaviours.inc({ src_chain, dst_chain, client }),
    clientState: (chain, client, secondsToExpiry, trustingPeriodSeconds) => {
      expiry.set({ chain, client }, secondsToExpiry);
      period.set({ chain, client }, trustingPeriodSeconds);
    },
  };
}

function chainMetrics(registry: Registry): Pick<Metrics, 'chainHeight'> & ChainMetrics {
  const registers = [registry];
  const count = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const height = new Gauge({ name: 'chain_height', help: 'Newest verified height', labelNames: ['chain'], registers });
  const queries = count('queries_total', 'Requests to endpoints', ['chain', 'query_type']);
  const failed = count('queries_failed_total', 'Requests to endpoints that failed', ['chain', 'query_type', 'reason']);
  const hits = count('queries_cache_hits_total', 'Requests that were not needed', ['chain', 'query_type']);
  const events = count('ws_events_total', 'Messages received over WebSockets', ['chain']);
  const reconnects = count('ws_reconnect_total', 'WebSockets that were opened again', ['chain']);
  const workers = new Gauge({
    name: 'workers',
    help: 'Jobs that are being worked on',
    labelNames: ['type'],
    registers,
  });
  const jobs = new Gauge({ name: 'queue_jobs', help: 'Jobs in the queue', labelNames: ['type', 'state'], registers });
  return {
    chainHeight: (chain, value) => height.set({ chain }, Number(value)),
    queryDone: (chain, query_type, fault) => {
      queries.inc({ chain, query_type });
      if (fault !== undefined) failed.inc({ chain, query_type, reason: fault });
    },
    queryCached: (chain, query_type) => hits.inc({ chain, query_type }),
    socketEvent: (chain) => events.inc({ chain }),
    socketReconnected: (chain) => reconnects.inc({ chain }),
    jobCounts: (counts) => {
      for (const [type, { active, waiting, delayed, failed: lost }] of Object.entries(counts)) {
        workers.set({ type }, active);
        for (const [state, value] of Object.entries({ active, waiting, delayed, failed: lost }))
          jobs.set({ type, state }, value);
      }
    },
  };
}

/** The two of the usual process metrics that cost nothing until somebody asks. */
function addProcessMetrics(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of this process',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.set((user + system) / 1e6);
    },
  });
}
