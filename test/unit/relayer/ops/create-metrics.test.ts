/** Metric names that dashboards rely on, and that every report reaches one. @module */
import { expect, test } from 'vitest';
import { createMetrics } from '../../../../relayer/ops/create-metrics.ts';

const A = { chain: 'alpha', lane: '07-tendermint-0' };
const B = { chain: 'beta', lane: '07-tendermint-1' };
const LANE = 'chain="alpha",counterparty="beta",channel="07-tendermint-0",port="v2"';
const ENDS =
  'src_chain="alpha",dst_chain="beta",src_channel="07-tendermint-0",dst_channel="07-tendermint-1",src_port="v2",dst_port="v2"';

/** Every metric that the published Hermes dashboard draws, as this relayer fills it. */
const EXPECTED = [
  `backlog_oldest_sequence{${LANE}} 4`,
  `backlog_size{${LANE}} 3`,
  `acknowledgement_events_total{${LANE}} 1`,
  `receive_packets_confirmed_total{${ENDS}} 1`,
  `acknowledgment_packets_confirmed_total{${ENDS}} 1`,
  `timeout_packets_confirmed_total{${ENDS}} 1`,
  `cleared_send_packet_events_total{${LANE}} 1`,
  `cleared_acknowledgment_events_total{${LANE}} 1`,
  'client_misbehaviours_submitted_total{src_chain="beta",dst_chain="alpha",client="07-tendermint-0"} 1',
  'client_updates_submitted_total{src_chain="beta",dst_chain="alpha",client="07-tendermint-0"} 1',
  'client_updates_skipped_total{src_chain="beta",dst_chain="alpha",client="07-tendermint-0"} 1',
  'messages_submitted_total{chain="alpha"} 5',
  `send_packet_events_total{${LANE}} 2`,
  `timeout_events_total{${LANE}} 1`,
  'wallet_balance{chain="alpha",account="cosmos1x",denom="stake"} 12',
  'ws_events_total{chain="alpha"} 1',
  'ws_reconnect_total{chain="alpha"} 1',
  `tx_latency_submitted_bucket{le="250",chain="alpha",counterparty="beta",channel="07-tendermint-1",port="v2"} 1`,
  `tx_latency_confirmed_bucket{le="500",${LANE}} 3`,
  'queries_total{chain="alpha",query_type="status"} 2',
  'queries_failed_total{chain="alpha",query_type="status",reason="RPC_TIMEOUT"} 1',
  'queries_cache_hits_total{chain="alpha",query_type="block"} 1',
  'workers{type="triage"} 1',
  'queue_jobs{type="triage",state="waiting"} 2',
  'broadcast_errors_total{chain="alpha",reason="out-of-gas"} 1',
  'simulate_errors_total{chain="alpha"} 1',
  'client_expiration_seconds{chain="alpha",client="07-tendermint-0"} 3600',
  'client_trusting_period_seconds{chain="alpha",client="07-tendermint-0"} 7200',
  'chain_height{chain="alpha"} 99',
  'stage_packets_total{stage="triage"} 7',
  'stage_duration_ms_bucket{le="25",stage="triage"} 1',
];

test('gives every metric under its name', async () => {
  const { metrics, render } = createMetrics();
  metrics.stageDone('triage', 20, 7);
  metrics.packetSent(A, B, false);
  metrics.packetSent(A, B, true);
  metrics.ackWritten(A, B, true);
  metrics.packetTimedOut(A, B);
  for (const step of ['recv', 'ack', 'timeout'] as const) metrics.stepConfirmed(step, A, B, 400);
  metrics.txSubmitted('alpha', B, 5, 200);
  metrics.broadcastError('alpha', 'out-of-gas');
  metrics.simulateError('alpha');
  metrics.clientUpdated('beta', 'alpha', '07-tendermint-0');
  metrics.clientUpdateSkipped('beta', 'alpha', '07-tendermint-0');
  metrics.misbehaviour('beta', 'alpha', '07-tendermint-0');
  metrics.clientState('alpha', '07-tendermint-0', 3600, 7200);
  metrics.chainHeight('alpha', 99n);
  metrics.walletBalance('alpha', 'cosmos1x', 'stake', 12n);
  metrics.backlog(A, B, 3, 4n);
  metrics.queryDone('alpha', 'status');
  metrics.queryDone('alpha', 'status', 'RPC_TIMEOUT');
  metrics.queryCached('alpha', 'block');
  metrics.socketEvent('alpha');
  metrics.socketReconnected('alpha');
  metrics.jobCounts({ triage: { active: 1, waiting: 2, delayed: 0, failed: 0 } });
  const { contentType, text } = await render();
  expect(contentType).toMatch(/^text\/plain/);
  const lines = text.split('\n');
  for (const line of EXPECTED) expect(lines).toContain(line);
  expect(text).toMatch(/^backlog_latest_update_timestamp\{.*\} \d{10}$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
});

test('keeps two registries apart', async () => {
  createMetrics().metrics.simulateError('alpha');
  expect((await createMetrics().render()).text).not.toContain('simulate_errors_total{');
});
