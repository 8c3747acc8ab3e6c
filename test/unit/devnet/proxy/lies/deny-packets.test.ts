/** Lies about which packets are pending. @module */
import { toBase64, toHex } from '@cosmjs/encoding';
import {
  QueryNextSequenceSendResponse,
  QueryPacketAcknowledgementsResponse,
  QueryPacketCommitmentResponse,
  QueryPacketCommitmentsResponse,
  QueryPacketReceiptResponse,
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
} from 'cosmjs-types/ibc/core/channel/v2/query';
import { describe, expect, test } from 'vitest';
import { bigintAt, textAt } from '../../../../devnet/client/read-json.ts';
import { withAt } from '../../../../devnet/proxy/change-json.ts';
import type { Fault } from '../../../../devnet/proxy/fault.ts';
import {
  changeCommitments,
  claimAllDone,
  claimNothingDone,
  hideAcknowledgements,
  hideCommitments,
  misstateNextSequence,
} from '../../../../devnet/proxy/lies/index.ts';
import { callPast, readRecorded, resultOf } from '../../../../support/canned-node.ts';

const recorded = readRecorded('abci_query_with_existing_key');
const height = { revisionNumber: 1n, revisionHeight: 254n };
const state = { clientId: '07-tendermint-0', sequence: 3n, data: new Uint8Array([4, 5]) };

async function ask(fault: Fault, method: string, honest: Uint8Array, request: Uint8Array = new Uint8Array()) {
  const answer = { ...Object(withAt(recorded, 'response.value', toBase64(honest))) };
  const path = `/ibc.core.channel.v2.Query/${method}`;
  return resultOf(await callPast(fault, { abci_query: answer }, 'abci_query', { path, data: toHex(request) }));
}

function toldValue(told: unknown): Uint8Array {
  expect(bigintAt(told, 'response.height')).toBe(254n);
  return Buffer.from(textAt(told, 'response.value'), 'base64');
}

const unreceived = QueryUnreceivedPacketsResponse.encode({ sequences: [2n], height }).finish();
const unreceivedAcks = QueryUnreceivedAcksResponse.encode({ sequences: [2n], height }).finish();

describe('claimAllDone', () => {
  test('says that nothing is unreceived', async () => {
    const packets = toldValue(await ask(claimAllDone(), 'UnreceivedPackets', unreceived));
    expect(QueryUnreceivedPacketsResponse.decode(packets)).toEqual({ sequences: [], height });
    const acks = toldValue(await ask(claimAllDone(), 'UnreceivedAcks', unreceivedAcks));
    expect(QueryUnreceivedAcksResponse.decode(acks)).toEqual({ sequences: [], height });
  });

  test('says that there is a receipt', async () => {
    const honest = QueryPacketReceiptResponse.fromPartial({ received: false });
    const told = toldValue(
      await ask(claimAllDone(), 'PacketReceipt', QueryPacketReceiptResponse.encode(honest).finish()),
    );
    expect(QueryPacketReceiptResponse.decode(told)).toEqual({ ...honest, received: true });
  });
});

test('says that nothing asked for was received', async () => {
  const sequences = [1n, 2n, 3n];
  const clientId = '07-tendermint-0';
  const request = QueryUnreceivedPacketsRequest.encode({ clientId, sequences }).finish();
  const packets = toldValue(await ask(claimNothingDone(), 'UnreceivedPackets', unreceived, request));
  expect(QueryUnreceivedPacketsResponse.decode(packets)).toEqual({ sequences, height });
  const ackRequest = QueryUnreceivedAcksRequest.encode({ clientId, packetAckSequences: sequences }).finish();
  const acks = toldValue(await ask(claimNothingDone(), 'UnreceivedAcks', unreceivedAcks, ackRequest));
  expect(QueryUnreceivedAcksResponse.decode(acks)).toEqual({ sequences, height });
});

test('hides commitments: none listed, none found', async () => {
  const honest = QueryPacketCommitmentsResponse.fromPartial({ commitments: [state], height });
  const listed = await ask(
    hideCommitments(),
    'PacketCommitments',
    QueryPacketCommitmentsResponse.encode(honest).finish(),
  );
  const { commitments, height: told } = QueryPacketCommitmentsResponse.decode(toldValue(listed));
  expect(commitments).toEqual([]);
  expect(told).toEqual(height);
  expect(await ask(hideCommitments(), 'PacketCommitment', new Uint8Array([1]))).toMatchObject({
    response: { code: 22, codespace: 'sdk', value: null, log: expect.stringContaining('commitment hash not found') },
  });
});

test('hides acknowledgements: none listed, none found', async () => {
  const honest = QueryPacketAcknowledgementsResponse.fromPartial({ acknowledgements: [state], height });
  const bytes = QueryPacketAcknowledgementsResponse.encode(honest).finish();
  const listed = await ask(hideAcknowledgements(), 'PacketAcknowledgements', bytes);
  expect(QueryPacketAcknowledgementsResponse.decode(toldValue(listed)).acknowledgements).toEqual([]);
  expect(await ask(hideAcknowledgements(), 'PacketAcknowledgement', new Uint8Array([1]))).toMatchObject({
    response: { code: 22, log: expect.stringContaining('acknowledgement hash not found') },
  });
});

test('changes commitments by one bit', async () => {
  const list = QueryPacketCommitmentsResponse.fromPartial({ commitments: [state], height });
  const listed = await ask(
    changeCommitments(),
    'PacketCommitments',
    QueryPacketCommitmentsResponse.encode(list).finish(),
  );
  expect(QueryPacketCommitmentsResponse.decode(toldValue(listed)).commitments).toEqual([
    { ...state, data: new Uint8Array([5, 5]) },
  ]);
  const one = QueryPacketCommitmentResponse.fromPartial({ commitment: new Uint8Array([8]) });
  const found = await ask(changeCommitments(), 'PacketCommitment', QueryPacketCommitmentResponse.encode(one).finish());
  expect([...QueryPacketCommitmentResponse.decode(toldValue(found)).commitment]).toEqual([9]);
});

test.each([
  [3n, 10n],
  [-3n, 4n],
  [-50n, 1n],
])('moves the next sequence by %s', async (by, expected) => {
  const honest = QueryNextSequenceSendResponse.fromPartial({ nextSequenceSend: 7n });
  const told = await ask(
    misstateNextSequence(by),
    'NextSequenceSend',
    QueryNextSequenceSendResponse.encode(honest).finish(),
  );
  expect(QueryNextSequenceSendResponse.decode(toldValue(told)).nextSequenceSend).toBe(expected);
});
