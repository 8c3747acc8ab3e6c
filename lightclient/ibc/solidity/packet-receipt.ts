/** The receipt of a packet in the Solidity router. @module */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeUtf8 } from '../../codec/index.ts';
import type { IbcPacket, IbcPayload } from '../v2/packet.ts';
import { type AbiValue, encodeAbi } from './abi.ts';

/**
 * `keccak256(abi.encode(packet))` over the whole packet: the router tells by it a packet delivered twice from another one
 * under the same sequence.
 */
export function hashPacketReceipt(packet: IbcPacket): Uint8Array {
  return keccak_256(encodePacketAbi(packet));
}

/** `abi.encode(packet)` of (uint64 sequence, string sourceClient, string destClient, uint64 timeoutTimestamp, Payload[] payloads). */
export function encodePacketAbi(packet: IbcPacket): Uint8Array {
  const fields: readonly AbiValue[] = [
    { type: 'uint', value: packet.sequence },
    text(packet.sourceClient),
    text(packet.destinationClient),
    { type: 'uint', value: packet.timeoutSeconds },
    { type: 'array', items: packet.payloads.map(toTuple) },
  ];
  return encodeAbi([{ type: 'tuple', fields }]);
}

function toTuple(payload: IbcPayload): AbiValue {
  return {
    type: 'tuple',
    fields: [
      text(payload.sourcePort),
      text(payload.destinationPort),
      text(payload.version),
      text(payload.encoding),
      { type: 'bytes', value: payload.value },
    ],
  };
}

function text(value: string): AbiValue {
  return { type: 'bytes', value: encodeUtf8(value) };
}
