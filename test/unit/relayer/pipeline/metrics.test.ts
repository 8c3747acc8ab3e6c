/** What the pipeline reports and logs about the packets that it carries. @module */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMetrics, type MetricsRegistry } from '../../../../relayer/ops/create-metrics.ts';
import { START_NS } from '../../../support/fake-chain.ts';
import { createFakeWorld, type FakeWorld } from '../../../support/fake-world.ts';

let registry: MetricsRegistry;
let world: FakeWorld;
let logged: object[];
beforeEach(async () => {
  registry = createMetrics();
  logged = [];
  const note = (fields: object): void => void logged.push(fields);
  world = await createFakeWorld(registry.metrics, { debug() {}, info: note, warn: note, error: note });
});
afterEach(() => world.close());

/** `name{labels}` to value, of all that is not 0. */
async function readMetrics(): Promise<ReadonlyMap<string, number>> {
  const { text } = await registry.render();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const values = lines.map((line): [string, number] => {
    const end = line.lastIndexOf(' ');
    return [line.slice(0, end), Number(line.slice(end + 1))];
  });
  return new Map(values.filter(([, value]) => value !== 0));
}

const ON_A = 'chain="a",counterparty="b",channel="07-tendermint-0",port="transfer"';
const ON_B = 'chain="b",counterparty="a",channel="07-tendermint-1",port="transfer"';
const A_TO_B =
  'src_chain="a",dst_chain="b",src_channel="07-tendermint-0",dst_channel="07-tendermint-1",src_port="transfer",dst_port="transfer"';

test('logs each step of a packet with its id, to the last', async () => {
  world.a.send(START_NS / 1_000_000_000n + 3_600n);
  await world.step(8);
  const steps = logged.flatMap((fields) => ('to' in fields && 'packet' in fields ? [fields] : []));
  expect(steps.map(({ to }) => to)).toEqual([
    'final',
    'proving',
    'delivering',
    'delivered',
    'ack-final',
    'acknowledging',
    'done',
  ]);
  expect(steps).toEqual(steps.map(() => expect.objectContaining({ path: 'a-b', packet: 'a/07-tendermint-0/1' })));
});

test('counts events, steps, messages and client updates of packets that arrive', async () => {
  for (let i = 0; i < 3; i++) world.a.send(START_NS / 1_000_000_000n + 3_600n);
  await world.step(8);
  const metrics = await readMetrics();
  expect(metrics.get(`send_packet_events_total{${ON_A}}`)).toBe(3);
  expect(metrics.get(`acknowledgement_events_total{${ON_B}}`)).toBe(3);
  expect(metrics.get(`receive_packets_confirmed_total{${A_TO_B}}`)).toBe(3);
  expect(metrics.get(`acknowledgment_packets_confirmed_total{${A_TO_B}}`)).toBe(3);
  expect(metrics.has(`timeout_packets_confirmed_total{${A_TO_B}}`)).toBe(false);
  const onB = 'client_updates_submitted_total{src_chain="a",dst_chain="b",client="07-tendermint-1"}';
  const onA = 'client_updates_submitted_total{src_chain="b",dst_chain="a",client="07-tendermint-0"}';
  expect(metrics.get(onB)).toBe(1);
  expect(metrics.get(onA)).toBe(1);
  for (const chain of ['a', 'b']) expect(metrics.get(`messages_submitted_total{chain="${chain}"}`)).toBe(4);
  for (const lane of [ON_A, ON_B]) expect(metrics.get(`tx_latency_submitted_count{${lane}}`)).toBe(1);
  for (const lane of [ON_A, ON_B]) expect(metrics.get(`tx_latency_confirmed_count{${lane}}`)).toBe(3);
  expect(metrics.get('causeway_chain_height{chain="a"}')).toBeGreaterThan(5);
  expect(metrics.get('causeway_stage_packets_total{stage="prove-recv"}')).toBeGreaterThanOrEqual(3);
});

test('counts a timeout that we delivered', async () => {
  world.a.send(START_NS / 1_000_000_000n + 5n);
  await world.step(12);
  const metrics = await readMetrics();
  expect(metrics.get(`timeout_packets_confirmed_total{${A_TO_B}}`)).toBe(1);
  expect(metrics.has(`receive_packets_confirmed_total{${A_TO_B}}`)).toBe(false);
});
