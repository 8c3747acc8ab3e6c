/** Metric names and labels that dashboards rely on, and that every report reaches one. @module */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMetrics } from '../../../../relayer/ops/create-metrics.ts';

const A = { chain: 'alpha', lane: '07-tendermint-0' };
const B = { chain: 'beta', lane: '07-tendermint-1' };
const LANE_A = 'chain="alpha",counterparty="beta",channel="07-tendermint-0",port="transfer"';
const LANE_B = 'chain="beta",counterparty="alpha",channel="07-tendermint-1",port="transfer"';
const ENDS =
  'src_chain="alpha",dst_chain="beta",src_channel="07-tendermint-0",dst_channel="07-tendermint-1",src_port="transfer",dst_port="transfer"';
const CLIENT = 'src_chain="beta",dst_chain="alpha",client="07-tendermint-0"';

/** Every report once, and the line that it must lead to. */
const EXPECTED = [
  `backlog_oldest_sequence{${LANE_A}} 4`,
  `backlog_size{${LANE_A}} 3`,
  `acknowledgement_events_total{${LANE_B}} 2`,
  `receive_packets_confirmed_total{${ENDS}} 1`,
  `acknowledgment_packets_confirmed_total{${ENDS}} 1`,
  `timeout_packets_confirmed_total{${ENDS}} 1`,
  `cleared_send_packet_events_total{${LANE_A}} 1`,
  `cleared_acknowledgment_events_total{${LANE_B}} 1`,
  `client_misbehaviours_submitted_total{${CLIENT}} 1`,
  `client_updates_submitted_total{${CLIENT}} 1`,
  `client_updates_skipped_total{${CLIENT}} 1`,
  'messages_submitted_total{chain="alpha"} 5',
  `send_packet_events_total{${LANE_A}} 2`,
  `timeout_events_total{${LANE_A}} 1`,
  'wallet_balance{chain="alpha",account="cosmos1x",denom="stake"} 12',
  'ws_events_total{chain="alpha"} 1',
  'ws_reconnect_total{chain="alpha"} 1',
  `tx_latency_submitted_bucket{le="100",${LANE_A}} 0`,
  `tx_latency_submitted_bucket{le="250",${LANE_A}} 1`,
  `tx_latency_submitted_count{${LANE_A}} 1`,
  `tx_latency_confirmed_bucket{le="250",${LANE_B}} 0`,
  `tx_latency_confirmed_bucket{le="500",${LANE_B}} 1`,
  `tx_latency_confirmed_bucket{le="500",${LANE_A}} 2`,
  'queries_total{chain="alpha",query_type="status"} 2',
  'causeway_queries_failed_total{chain="alpha",query_type="status",reason="RPC_TIMEOUT"} 1',
  'queries_cache_hits_total{chain="alpha",query_type="block"} 1',
  'workers{type="triage"} 1',
  'causeway_queue_jobs{type="triage",state="waiting"} 2',
  'causeway_endpoint_state{chain="alpha",endpoint="http://h:1",state="ready"} 1',
  'causeway_endpoint_height{chain="alpha",endpoint="http://h:1"} 9',
  'causeway_endpoint_latency_seconds{chain="alpha",endpoint="http://h:1"} 0.5',
  'broadcast_errors_total{chain="alpha",reason="out-of-gas"} 1',
  'simulate_errors_total{chain="alpha"} 1',
  'causeway_client_expiration_seconds{chain="alpha",client="07-tendermint-0"} 3600',
  'causeway_client_trusting_period_seconds{chain="alpha",client="07-tendermint-0"} 7200',
  'causeway_chain_height{chain="alpha"} 99',
  `causeway_parked_packets{${LANE_A}} 2`,
  'causeway_path_stopped{path="main"} 1',
  'causeway_stage_packets_total{stage="triage"} 7',
  'causeway_stage_duration_seconds_bucket{le="0.01",stage="triage"} 0',
  'causeway_stage_duration_seconds_bucket{le="0.025",stage="triage"} 1',
];

async function renderAll(): Promise<{ readonly contentType: string; readonly text: string }> {
  const { metrics, render } = createMetrics();
  metrics.stageDone('triage', 20, 7);
  metrics.packetSent(A, B, false);
  metrics.packetSent(A, B, true);
  metrics.ackWritten(A, B, false);
  metrics.ackWritten(A, B, true);
  metrics.packetTimedOut(A, B);
  for (const step of ['recv', 'ack', 'timeout'] as const) metrics.stepConfirmed(step, A, B, 400);
  metrics.txSubmitted('alpha', 4, { own: A, counterparty: B, latencyMs: 200 });
  metrics.txSubmitted('alpha', 1);
  metrics.broadcastError('alpha', 'out-of-gas');
  metrics.simulateError('alpha');
  metrics.clientUpdated('beta', 'alpha', '07-tendermint-0');
  metrics.clientUpdateSkipped('beta', 'alpha', '07-tendermint-0');
  metrics.misbehaviour('beta', 'alpha', '07-tendermint-0');
  metrics.clientState('alpha', '07-tendermint-0', 3600, 7200);
  metrics.chainHeight('alpha', 99n);
  metrics.chainState('alpha', 'moving');
  metrics.walletBalance('alpha', 'cosmos1x', 'stake', 12n);
  metrics.backlog(A, B, 3, 4n);
  metrics.parked(A, B, 2);
  metrics.pathStopped('main', true);
  metrics.queryDone('alpha', 'status');
  metrics.queryDone('alpha', 'status', 'RPC_TIMEOUT');
  metrics.queryCached('alpha', 'block');
  metrics.socketEvent('alpha');
  metrics.socketReconnected('alpha');
  metrics.endpointState('alpha', { url: 'http://h:1', state: 'ready', height: 9n, latencyMs: 500, calls: 1 });
  metrics.jobCounts({ triage: { active: 1, waiting: 2, delayed: 0, failed: 0 } });
  return await render();
}

describe('names', () => {
  test('every report leads to its metric', async () => {
    const { contentType, text } = await renderAll();
    expect(contentType).toMatch(/^text\/plain/);
    const lines = text.split('\n');
    for (const line of EXPECTED) expect(lines).toContain(line);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
    expect(text).toMatch(/^process_start_time_seconds \d{10}$/m);
  });

  // What guide/src/assets/grafana_template.json of informalsystems/hermes queries (a033550), with the labels it shows.
  test.each<[string, readonly string[]]>([
    ['acknowledgement_events_total', ['chain', 'counterparty', 'channel', 'port']],
    ['acknowledgment_packets_confirmed_total', ['src_chain', 'src_channel', 'src_port']],
    ['backlog_latest_update_timestamp', ['chain', 'counterparty', 'channel', 'port']],
    ['backlog_oldest_sequence', ['chain', 'counterparty', 'channel', 'port']],
    ['backlog_size', ['chain', 'counterparty', 'channel', 'port']],
    ['cleared_acknowledgment_events_total', ['chain', 'counterparty', 'channel', 'port']],
    ['cleared_send_packet_events_total', ['chain', 'counterparty', 'channel', 'port']],
    ['client_misbehaviours_submitted_total', ['src_chain', 'dst_chain', 'client']],
    ['client_updates_submitted_total', ['src_chain', 'dst_chain', 'client']],
    ['messages_submitted_total', ['chain']],
    ['queries_cache_hits_total', ['chain']],
    ['queries_total', ['chain']],
    ['receive_packets_confirmed_total', ['src_chain', 'src_channel', 'src_port']],
    ['send_packet_events_total', ['chain', 'counterparty', 'channel', 'port']],
    ['timeout_events_total', ['chain', 'counterparty', 'channel', 'port']],
    ['timeout_packets_confirmed_total', ['src_chain', 'src_channel', 'src_port']],
    ['tx_latency_confirmed_bucket', ['chain', 'le']],
    ['tx_latency_submitted_bucket', ['chain', 'le']],
    ['wallet_balance', ['chain', 'account']],
    ['workers', ['type']],
    ['ws_events_total', ['chain']],
    ['ws_reconnect_total', ['chain']],
  ])('the Hermes dashboard finds %s', async (name, labels) => {
    const lines = (await renderAll()).text.split('\n').filter((line) => line.startsWith(`${name}{`));
    expect(lines).not.toEqual([]);
    for (const line of lines) for (const label of labels) expect(line).toContain(`${label}="`);
  });

  test('docs/metrics.md lists each metric, and no other', async () => {
    const given = [...(await renderAll()).text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
    const listed = [...readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(given.toSorted());
  });
});

test('keeps two registries apart', async () => {
  createMetrics().metrics.simulateError('alpha');
  expect((await createMetrics().render()).text).not.toContain('simulate_errors_total{');
});

test('a chain’s socket counters begin at 0', async () => {
  const { metrics, render } = createMetrics();
  metrics.chainHeight('alpha', 1n);
  const { text } = await render();
  expect(text).toContain('ws_events_total{chain="alpha"} 0');
  expect(text).toContain('ws_reconnect_total{chain="alpha"} 0');
});

describe('backlog_latest_update_timestamp', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('moves only when the backlog does', async () => {
    const { metrics, render } = createMetrics();
    const at = async (seconds: number, size: number, oldest: bigint): Promise<number> => {
      vi.setSystemTime(seconds * 1_000);
      metrics.backlog(A, B, size, oldest);
      const [, value] = /^backlog_latest_update_timestamp\{.*\} (\d+)$/m.exec((await render()).text) ?? [];
      return Number(value);
    };
    expect(await at(1_000, 2, 5n)).toBe(1_000);
    expect(await at(1_010, 2, 5n)).toBe(1_000);
    expect(await at(1_020, 2, 6n)).toBe(1_020);
    expect(await at(1_030, 1, 6n)).toBe(1_030);
  });
});
