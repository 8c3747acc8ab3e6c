/** What a message did to an IBC v2 packet. @module */
import { MsgTransfer, MsgTransferResponse } from 'cosmjs-types/ibc/applications/transfer/v1/tx';
import type { Packet } from 'cosmjs-types/ibc/core/channel/v2/packet';
import {
  MsgAcknowledgement,
  MsgAcknowledgementResponse,
  MsgRecvPacket,
  MsgRecvPacketResponse,
  MsgSendPacket,
  MsgSendPacketResponse,
  MsgTimeout,
  MsgTimeoutResponse,
  ResponseResultType,
} from 'cosmjs-types/ibc/core/channel/v2/tx';
import { unpackMessage } from './pack-message.ts';

/** `noop`: included, and the chain had it done already; `failed`: the whole transaction failed. */
export type StepEffect = 'effective' | 'error-ack' | 'noop' | 'failed';

/** One step of one packet. */
export interface PacketStep {
  readonly step: 'send' | 'recv' | 'ack' | 'timeout';
  readonly sourceClient: string;
  /** A send message does not say it. */
  readonly destinationClient: string | undefined;
  /** 0 for a send that failed: it got no sequence. */
  readonly sequence: bigint;
  readonly signer: string;
  readonly effect: StepEffect;
}

interface PackedMessage {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** Undefined for a message that concerns no packet; `response` is absent when the transaction failed. */
export function readPacketStep(message: PackedMessage, response: Uint8Array | undefined): PacketStep | undefined {
  return readSend(message, response) ?? readRelayed(message, response);
}

function readSend(message: PackedMessage, response: Uint8Array | undefined): PacketStep | undefined {
  const transfer = unpackMessage(MsgTransfer, message);
  if (transfer !== undefined) {
    const sequence = response === undefined ? 0n : MsgTransferResponse.decode(response).sequence;
    return toSend(transfer.sourceChannel, sequence, transfer.sender, response);
  }
  const sent = unpackMessage(MsgSendPacket, message);
  if (sent === undefined) return undefined;
  const sequence = response === undefined ? 0n : MsgSendPacketResponse.decode(response).sequence;
  return toSend(sent.sourceClient, sequence, sent.signer, response);
}

function toSend(sourceClient: string, sequence: bigint, signer: string, response: Uint8Array | undefined): PacketStep {
  const effect = response === undefined ? 'failed' : 'effective';
  return { step: 'send', sourceClient, destinationClient: undefined, sequence, signer, effect };
}

function readRelayed(message: PackedMessage, response: Uint8Array | undefined): PacketStep | undefined {
  const recv = unpackMessage(MsgRecvPacket, message);
  if (recv !== undefined) {
    return toStep('recv', recv, response && MsgRecvPacketResponse.decode(response).result);
  }
  const ack = unpackMessage(MsgAcknowledgement, message);
  if (ack !== undefined) {
    return toStep('ack', ack, response && MsgAcknowledgementResponse.decode(response).result);
  }
  const timeout = unpackMessage(MsgTimeout, message);
  return timeout && toStep('timeout', timeout, response && MsgTimeoutResponse.decode(response).result);
}

function toStep(
  step: PacketStep['step'],
  { packet, signer }: { readonly packet: Packet; readonly signer: string },
  result: ResponseResultType | undefined,
): PacketStep {
  const { sourceClient, destinationClient, sequence } = packet;
  return { step, sourceClient, destinationClient, sequence, signer, effect: toEffect(result) };
}

function toEffect(result: ResponseResultType | undefined): StepEffect {
  if (result === undefined) return 'failed';
  if (result === ResponseResultType.RESPONSE_RESULT_TYPE_NOOP) return 'noop';
  if (result === ResponseResultType.RESPONSE_RESULT_TYPE_FAILURE) return 'error-ack';
  return 'effective';
}
