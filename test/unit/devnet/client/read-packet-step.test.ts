/** What included messages did to packets. @module */
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { MsgTransferResponse } from 'cosmjs-types/ibc/applications/transfer/v1/tx';
import {
  MsgAcknowledgement,
  MsgRecvPacket,
  MsgRecvPacketResponse,
  MsgTimeout,
  type ResponseResultType,
} from 'cosmjs-types/ibc/core/channel/v2/tx';
import { expect, test } from 'vitest';
import { buildTransfer } from '../../../devnet/client/build-transfer.ts';
import { packMessage } from '../../../devnet/client/pack-message.ts';
import { readPacketStep } from '../../../devnet/client/read-packet-step.ts';

const packet = { sequence: 303n, sourceClient: '07-tendermint-0', destinationClient: '07-tendermint-4' };
const recv = packMessage(MsgRecvPacket, MsgRecvPacket.fromPartial({ packet, signer: 'cosmos1relayer' }));

function respond(result: ResponseResultType): Uint8Array {
  return MsgRecvPacketResponse.encode({ result }).finish();
}

test.each([
  [1, 'noop'],
  [2, 'effective'],
  [3, 'error-ack'],
] as const)('reads response result %i of a receive as %s', (result, effect) => {
  expect(readPacketStep(recv, respond(result))).toEqual({ step: 'recv', signer: 'cosmos1relayer', effect, ...packet });
});

test('reads a message of a failed transaction as failed', () => {
  expect(readPacketStep(recv, undefined)).toMatchObject({ step: 'recv', sequence: 303n, effect: 'failed' });
});

test('reads acknowledgements and timeouts', () => {
  const ack = packMessage(MsgAcknowledgement, MsgAcknowledgement.fromPartial({ packet, signer: 'one' }));
  const timeout = packMessage(MsgTimeout, MsgTimeout.fromPartial({ packet, signer: 'two' }));
  expect(readPacketStep(ack, respond(2))).toMatchObject({ step: 'ack', signer: 'one', effect: 'effective' });
  expect(readPacketStep(timeout, respond(1))).toMatchObject({ step: 'timeout', signer: 'two', effect: 'noop' });
});

test('reads a transfer with the sequence that the chain gave it', () => {
  const transfer = buildTransfer({
    sourceClient: '07-tendermint-0',
    sender: 'cosmos1alice',
    receiver: 'cosmos1bob',
    token: { denom: 'token', amount: 5n },
    timeoutSeconds: 100n,
  });
  const response = MsgTransferResponse.encode({ sequence: 47n }).finish();
  const sent = { step: 'send', sourceClient: '07-tendermint-0', destinationClient: undefined, signer: 'cosmos1alice' };
  expect(readPacketStep(transfer, response)).toEqual({ ...sent, sequence: 47n, effect: 'effective' });
  expect(readPacketStep(transfer, undefined)).toEqual({ ...sent, sequence: 0n, effect: 'failed' });
});

test('reads nothing in a message of another kind', () => {
  expect(readPacketStep(packMessage(MsgSend, MsgSend.fromPartial({})), new Uint8Array())).toBeUndefined();
});
