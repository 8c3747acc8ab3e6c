/** Messages and responses, read by another implementation of the same definitions. @module */

import { encodeAcknowledgement, encodePacket } from '@causeway/lightclient/ibc';
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci';
import { MsgTransfer } from 'cosmjs-types/ibc/applications/transfer/v1/tx';
import {
  MsgAcknowledgement,
  MsgAcknowledgementResponse,
  MsgRecvPacket,
  MsgRecvPacketResponse,
  MsgTimeout,
  MsgTimeoutResponse,
  ResponseResultType,
} from 'cosmjs-types/ibc/core/channel/v2/tx';
import {
  MsgCreateClient,
  MsgCreateClientResponse,
  MsgUpdateClient,
  MsgUpdateClientResponse,
} from 'cosmjs-types/ibc/core/client/v1/tx';
import { MsgRegisterCounterparty } from 'cosmjs-types/ibc/core/client/v2/tx';
import { describe, expect, test } from 'vitest';
import {
  buildCreateClient,
  buildRegisterCounterparty,
  buildTransfer,
  buildUpdateClient,
  readCreatedClientId,
} from '../../../../../relayer/chains/cosmos/message-builders.ts';
import { ibcGoMessages } from '../../../../../relayer/chains/cosmos/message-codec.ts';
import { toPacket } from '../../../../../relayer/protocols/ibc-v2.ts';

const WIRE = {
  sequence: 300n,
  sourceClient: '07-tendermint-0',
  destinationClient: '07-tendermint-3',
  timeoutSeconds: 1_800_000_000n,
  payloads: [
    {
      sourcePort: 'transfer',
      destinationPort: 'transfer',
      version: 'ics20-1',
      encoding: 'application/json',
      value: Uint8Array.of(1),
    },
  ],
};
const packet = toPacket(encodePacket(WIRE), { source: 'alpha', destination: 'beta' });
const REQUEST = {
  packet,
  acknowledgement: encodeAcknowledgement({ appAcknowledgements: [Uint8Array.of(7, 8)] }),
  proof: Uint8Array.of(3, 4, 5),
  proofHeight: { revisionNumber: 1n, revisionHeight: 1_000n },
  signer: 'cosmos1relayer',
};
const DECODED = {
  packet: {
    sequence: 300n,
    sourceClient: '07-tendermint-0',
    destinationClient: '07-tendermint-3',
    timeoutTimestamp: 1_800_000_000n,
  },
  proofHeight: { revisionNumber: 1n, revisionHeight: 1_000n },
  signer: 'cosmos1relayer',
};

describe('packet messages', () => {
  test('accepts a receive', () => {
    const { type, bytes } = ibcGoMessages.build({ ...REQUEST, step: 'recv' });
    expect(type).toBe(MsgRecvPacket.typeUrl);
    expect(MsgRecvPacket.decode(bytes)).toMatchObject({ ...DECODED, proofCommitment: REQUEST.proof });
    expect(MsgRecvPacket.encode(MsgRecvPacket.decode(bytes)).finish()).toEqual(bytes);
  });

  test('accepts an acknowledgement', () => {
    const { type, bytes } = ibcGoMessages.build({ ...REQUEST, step: 'ack' });
    expect(type).toBe(MsgAcknowledgement.typeUrl);
    expect(MsgAcknowledgement.decode(bytes)).toMatchObject({
      ...DECODED,
      proofAcked: REQUEST.proof,
      acknowledgement: { appAcknowledgements: [Uint8Array.of(7, 8)] },
    });
    expect(MsgAcknowledgement.encode(MsgAcknowledgement.decode(bytes)).finish()).toEqual(bytes);
    const { acknowledgement: _, ...without } = REQUEST;
    expect(() => ibcGoMessages.build({ ...without, step: 'ack' })).toThrow('unreachable');
  });

  test('accepts a timeout, whose signer is field 5', () => {
    const { type, bytes } = ibcGoMessages.build({ ...REQUEST, step: 'timeout' });
    expect(type).toBe(MsgTimeout.typeUrl);
    expect(MsgTimeout.decode(bytes)).toMatchObject({ ...DECODED, proofUnreceived: REQUEST.proof });
    expect(MsgTimeout.encode(MsgTimeout.decode(bytes)).finish()).toEqual(bytes);
    expect(Buffer.from(bytes).includes(Buffer.from([0x2a, 14, ...Buffer.from('cosmos1relayer')]))).toBe(true);
  });

  test('accepts packet bytes as they came, in whatever order their chain wrote them', () => {
    // Fields in another order: decoding and encoding again would change the bytes.
    const body = Buffer.concat([packet.body.subarray(3), packet.body.subarray(0, 3)]);
    const { bytes } = ibcGoMessages.build({ ...REQUEST, packet: { ...packet, body }, step: 'recv' });
    expect(Buffer.from(bytes).subarray(2, 2 + body.length)).toEqual(body);
  });
});

const responses = (...entries: readonly [string, Uint8Array][]) =>
  TxMsgData.encode({ data: [], msgResponses: entries.map(([typeUrl, value]) => ({ typeUrl, value })) }).finish();

describe('responses', () => {
  test('accepts one outcome a message', () => {
    const {
      RESPONSE_RESULT_TYPE_NOOP: noop,
      RESPONSE_RESULT_TYPE_SUCCESS: success,
      RESPONSE_RESULT_TYPE_FAILURE: failure,
    } = ResponseResultType;
    const data = responses(
      [MsgUpdateClientResponse.typeUrl, new Uint8Array()],
      [MsgRecvPacketResponse.typeUrl, MsgRecvPacketResponse.encode({ result: success }).finish()],
      [MsgRecvPacketResponse.typeUrl, MsgRecvPacketResponse.encode({ result: noop }).finish()],
      [MsgAcknowledgementResponse.typeUrl, MsgAcknowledgementResponse.encode({ result: success }).finish()],
      [MsgTimeoutResponse.typeUrl, MsgTimeoutResponse.encode({ result: failure }).finish()],
      [MsgTimeoutResponse.typeUrl, new Uint8Array()],
      [MsgTimeoutResponse.typeUrl, Uint8Array.of(8, 99)],
    );
    expect(ibcGoMessages.readResponses(data)).toEqual([
      'other',
      'success',
      'noop',
      'success',
      'failure',
      'failure',
      'failure',
    ]);
    expect(ibcGoMessages.readResponses(new Uint8Array())).toEqual([]);
  });

  test('rejects result data that is cut', () => {
    const data = responses([MsgRecvPacketResponse.typeUrl, Uint8Array.of(8, 2)]);
    expect(() => ibcGoMessages.readResponses(data.subarray(0, -1))).toThrow('data');
  });

  test('accepts the id of a created client, wherever it is', () => {
    const created = MsgCreateClientResponse.encode({ clientId: '07-tendermint-12' }).finish();
    const other: [string, Uint8Array] = [MsgUpdateClientResponse.typeUrl, new Uint8Array()];
    expect(readCreatedClientId(responses(other, [MsgCreateClientResponse.typeUrl, created]))).toBe('07-tendermint-12');
    expect(readCreatedClientId(responses(other))).toBeUndefined();
  });
});

describe('messages that set things up', () => {
  const any = (type: string, byte: number) => ({ type, bytes: Uint8Array.of(byte) });

  test('accepts a client creation and an update', () => {
    const create = buildCreateClient(any('/state', 1), any('/consensus', 2), 'cosmos1me');
    expect(create.type).toBe(MsgCreateClient.typeUrl);
    expect(MsgCreateClient.decode(create.bytes)).toEqual({
      clientState: { typeUrl: '/state', value: Uint8Array.of(1) },
      consensusState: { typeUrl: '/consensus', value: Uint8Array.of(2) },
      signer: 'cosmos1me',
    });
    const update = buildUpdateClient('07-tendermint-0', any('/header', 3), 'cosmos1me');
    expect(update.type).toBe(MsgUpdateClient.typeUrl);
    expect(MsgUpdateClient.decode(update.bytes)).toEqual({
      clientId: '07-tendermint-0',
      clientMessage: { typeUrl: '/header', value: Uint8Array.of(3) },
      signer: 'cosmos1me',
    });
  });

  test('accepts a counterparty with an empty prefix element, which must be written', () => {
    const prefix = [Buffer.from('ibc'), new Uint8Array()];
    const registration = { clientId: '07-tendermint-0', prefix, counterpartyClientId: '07-tendermint-3' };
    const { type, bytes } = buildRegisterCounterparty(registration, 'cosmos1me');
    expect(type).toBe(MsgRegisterCounterparty.typeUrl);
    const decoded = MsgRegisterCounterparty.decode(bytes);
    expect(decoded).toMatchObject({
      clientId: '07-tendermint-0',
      counterpartyClientId: '07-tendermint-3',
      signer: 'cosmos1me',
    });
    expect(decoded.counterpartyMerklePrefix.map((element) => Buffer.from(element).toString())).toEqual(['ibc', '']);
  });

  test('accepts a transfer of a large amount', () => {
    const transfer = {
      sourceClient: '07-tendermint-0',
      token: { denom: 'token', amount: 2n ** 255n },
      sender: 'cosmos1me',
      receiver: 'cosmos1you',
      timeoutSeconds: 1_800_000_000n,
    };
    const { type, bytes } = buildTransfer({ ...transfer, memo: 'hello' });
    expect(type).toBe(MsgTransfer.typeUrl);
    expect(MsgTransfer.decode(bytes)).toMatchObject({
      sourcePort: 'transfer',
      sourceChannel: '07-tendermint-0',
      token: { denom: 'token', amount: `${2n ** 255n}` },
      sender: 'cosmos1me',
      receiver: 'cosmos1you',
      timeoutTimestamp: 1_800_000_000n,
      memo: 'hello',
      encoding: 'application/json',
    });
    expect(MsgTransfer.decode(buildTransfer({ ...transfer, encoding: 'application/x-protobuf' }).bytes).encoding).toBe(
      'application/x-protobuf',
    );
  });
});
