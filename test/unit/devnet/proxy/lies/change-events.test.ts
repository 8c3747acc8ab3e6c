/** Lies about packet events. @module */
import { fromHex, toHex } from '@cosmjs/encoding';
import { Acknowledgement, Packet } from 'cosmjs-types/ibc/core/channel/v2/packet';
import { expect, test } from 'vitest';
import { at, listAt, textAt } from '../../../../devnet/client/read-json.ts';
import { withAt } from '../../../../devnet/proxy/change-json.ts';
import { changeAcknowledgements, changePackets, omitEvents } from '../../../../devnet/proxy/lies/index.ts';
import { callPast, readRecorded, resultOf } from '../../../../support/canned-node.ts';

const packet = Packet.fromPartial({
  sequence: 47n,
  sourceClient: '07-tendermint-0',
  destinationClient: '07-tendermint-1',
  timeoutTimestamp: 100n,
  payloads: [{ sourcePort: 'transfer', value: new TextEncoder().encode('{"amount":"5"}') }],
});
const packetHex = toHex(Packet.encode(packet).finish());
const ackHex = toHex(Acknowledgement.encode({ appAcknowledgements: [new Uint8Array([1, 2])] }).finish());

const event = (type: string, attributes: Readonly<Record<string, string>>) => ({
  type,
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value, index: true })),
});
const sent = event('send_packet', { packet_sequence: '47', encoded_packet_hex: packetHex });
const written = event('write_acknowledgement', { encoded_packet_hex: packetHex, encoded_acknowledgement_hex: ackHex });
const other = event('message', { module: 'ibc_channelv2' });

const blockResults = withAt(
  withAt(readRecorded('block_results_at_height_10'), 'txs_results', [
    { code: 0, gas_wanted: '1', gas_used: '1', events: [other, sent] },
    { code: 0, gas_wanted: '1', gas_used: '1', events: [other] },
  ]),
  'finalize_block_events',
  [written],
);
const search = withAt(readRecorded('tx_search_no_prove'), 'txs.1.tx_result.events', [sent]);
const answers = {
  block_results: { ...Object(blockResults) },
  tx_search: { ...Object(search) },
  tx: { hash: 'AA', height: '5', tx_result: { code: 0, events: [other, sent] } },
};

test.each([
  ['block_results', 'txs_results.0.events.1.attributes.1.value'],
  ['block_results', 'finalize_block_events.0.attributes.0.value'],
  ['tx_search', 'txs.1.tx_result.events.0.attributes.1.value'],
  ['tx', 'tx_result.events.1.attributes.1.value'],
] as const)('gives another payload of a packet in %s at %s', async (method, path) => {
  const told = resultOf(await callPast(changePackets(), answers, method));
  const [payload] = packet.payloads;
  const spoiled = new TextEncoder().encode('{"amount":"5#}');
  expect(Packet.decode(fromHex(textAt(told, path)))).toEqual({ ...packet, payloads: [{ ...payload, value: spoiled }] });
  expect(at(answers[method], path)).toBe(packetHex);
});

test('gives a packet as the caller alters it', async () => {
  const told = resultOf(
    await callPast(
      changePackets((honest) => ({ ...honest, sequence: 48n })),
      answers,
      'tx',
    ),
  );
  const altered = textAt(told, 'tx_result.events.1.attributes.1.value');
  expect(Packet.decode(fromHex(altered))).toEqual({ ...packet, sequence: 48n });
});

test('gives another acknowledgement and leaves the packet beside it alone', async () => {
  const told = resultOf(await callPast(changeAcknowledgements(), answers, 'block_results'));
  const ack = textAt(told, 'finalize_block_events.0.attributes.1.value');
  expect(Acknowledgement.decode(fromHex(ack)).appAcknowledgements).toEqual([new Uint8Array([0, 2])]);
  expect(withAt(told, 'finalize_block_events.0.attributes.1.value', ackHex)).toEqual(answers.block_results);
});

test('leaves packet events out of blocks', async () => {
  const told = resultOf(await callPast(omitEvents(), answers, 'block_results'));
  expect(listAt(told, 'txs_results').map((result) => listAt(result, 'events'))).toEqual([[other], [other]]);
  expect(listAt(told, 'finalize_block_events')).toEqual([]);
  const some = resultOf(await callPast(omitEvents(['send_packet']), answers, 'block_results'));
  expect(listAt(some, 'finalize_block_events')).toEqual([written]);
});

test('does not find a transaction whose events are left out', async () => {
  const told = resultOf(await callPast(omitEvents(), answers, 'tx_search'));
  expect(told).toMatchObject({ total_count: '8' });
  expect(listAt(told, 'txs').map((tx) => textAt(tx, 'height'))).not.toContain('225');
});

test('leaves a block without packets alone', async () => {
  const quiet = readRecorded('block_results_at_height_10');
  for (const fault of [changePackets(), changeAcknowledgements(), omitEvents()]) {
    expect(resultOf(await callPast(fault, { block_results: quiet }, 'block_results'))).toEqual(quiet);
  }
});
