/** Packets: events, confirmed steps, backlog, and how long each stage takes. @module */
import type { Counter, Registry } from 'prom-client';
import type { ChainMetrics, Metrics } from '../../ports/metrics.ts';
import type { LaneEnd, Step } from '../../ports/packet.ts';
import { createInstruments, ENDS_LABELS, endsLabels, LANE_LABELS, LATENCY_MS, laneLabels } from './instruments.ts';

type PacketMetrics = Pick<
  Metrics,
  'stageDone' | 'packetSent' | 'ackWritten' | 'packetTimedOut' | 'stepConfirmed' | 'backlog'
> &
  Pick<ChainMetrics, 'parked' | 'pathStopped'>;

const STAGE_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createPacketMetrics(registry: Registry): PacketMetrics {
  const { counter } = createInstruments(registry);
  const sent = counter('send_packet_events_total', 'Packets seen as sent', LANE_LABELS);
  const acknowledged = counter('acknowledgement_events_total', 'Acknowledgements seen as written', LANE_LABELS);
  const timedOut = counter('timeout_events_total', 'Packets seen as timed out, by whomever', LANE_LABELS);
  const clearedSent = counter('cleared_send_packet_events_total', 'Packets found by reconciling', LANE_LABELS);
  const clearedAcks = counter(
    'cleared_acknowledgment_events_total',
    'Acknowledgements found by reconciling',
    LANE_LABELS,
  );
  const steps = createStepMetrics(registry);
  const backlog = createBacklog(registry);
  const startAtZero = (source: LaneEnd, destination: LaneEnd): void => {
    for (const counted of [sent, timedOut, clearedSent]) counted.inc(laneLabels(source, destination), 0);
    for (const counted of [acknowledged, clearedAcks]) counted.inc(laneLabels(destination, source), 0);
    for (const step of Object.values(steps.confirmed)) step.inc(endsLabels(source, destination), 0);
  };
  return {
    ...createTroubleMetrics(registry),
    stageDone: createStageMetrics(registry),
    packetSent: (source, destination, cleared) => {
      sent.inc(laneLabels(source, destination));
      if (cleared) clearedSent.inc(laneLabels(source, destination));
    },
    // The event happens on the destination.
    ackWritten: (source, destination, cleared) => {
      acknowledged.inc(laneLabels(destination, source));
      if (cleared) clearedAcks.inc(laneLabels(destination, source));
    },
    packetTimedOut: (source, destination) => timedOut.inc(laneLabels(source, destination)),
    stepConfirmed: steps.stepConfirmed,
    backlog: (source, destination, size, oldestSequence) => {
      // A counter that first appears with 1 looks to a dashboard as if nothing had happened.
      startAtZero(source, destination);
      backlog(source, destination, size, oldestSequence);
    },
  };
}

function createStepMetrics(
  registry: Registry,
): Pick<Metrics, 'stepConfirmed'> & { readonly confirmed: Readonly<Record<Step, Counter>> } {
  const { counter, histogram } = createInstruments(registry);
  const confirmed = {
    recv: counter('receive_packets_confirmed_total', 'Packets that we delivered', ENDS_LABELS),
    ack: counter('acknowledgment_packets_confirmed_total', 'Acknowledgements that we delivered', ENDS_LABELS),
    timeout: counter('timeout_packets_confirmed_total', 'Timeouts that we delivered', ENDS_LABELS),
  };
  const latency = histogram({
    name: 'tx_latency_confirmed',
    help: 'Milliseconds from first sight of a packet to a confirmed step, by the chain of that step',
    labels: LANE_LABELS,
    buckets: LATENCY_MS,
  });
  return {
    confirmed,
    stepConfirmed: (step, source, destination, ms) => {
      confirmed[step].inc(endsLabels(source, destination));
      latency.observe(step === 'recv' ? laneLabels(destination, source) : laneLabels(source, destination), ms);
    },
  };
}

function createBacklog(registry: Registry): Metrics['backlog'] {
  const { gauge } = createInstruments(registry);
  const oldest = gauge('backlog_oldest_sequence', 'Oldest open sequence; 0 when there is none', LANE_LABELS);
  const updated = gauge('backlog_latest_update_timestamp', 'When it last changed, seconds since 1970', LANE_LABELS);
  const size = gauge('backlog_size', 'Open packets', LANE_LABELS);
  const last = new Map<string, string>();
  return (source, destination, open, oldestSequence) => {
    const labels = laneLabels(source, destination);
    size.set(labels, open);
    oldest.set(labels, Number(oldestSequence));
    // Counted often, but a backlog that stands still must look so.
    const key = `${source.chain}/${source.lane}`;
    const seen = `${open} ${oldestSequence}`;
    if (last.get(key) === seen) return;
    last.set(key, seen);
    updated.set(labels, Math.floor(Date.now() / 1000));
  };
}

/** What needs a person. */
function createTroubleMetrics(registry: Registry): Pick<PacketMetrics, 'parked' | 'pathStopped'> {
  const { gauge } = createInstruments(registry);
  const parked = gauge('causeway_parked_packets', 'Packets that wait for something outside of us', LANE_LABELS);
  const stopped = gauge('causeway_path_stopped', '1 for a path that a conflict has stopped', ['path']);
  return {
    parked: (source, destination, count) => parked.set(laneLabels(source, destination), count),
    pathStopped: (path, isStopped) => stopped.set({ path }, isStopped ? 1 : 0),
  };
}

function createStageMetrics(registry: Registry): Metrics['stageDone'] {
  const { counter, histogram } = createInstruments(registry);
  const duration = histogram({
    name: 'causeway_stage_duration_seconds',
    help: 'How long one run of a stage took',
    labels: ['stage'],
    buckets: STAGE_SECONDS,
  });
  const packets = counter('causeway_stage_packets_total', 'Packets that a stage decided about', ['stage']);
  return (stage, ms, count) => {
    duration.observe({ stage }, ms / 1_000);
    packets.inc({ stage }, count);
  };
}
