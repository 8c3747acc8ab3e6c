/** What a chain stores for a packet, its receipt and its acknowledgement. Source: ibc-go `04-channel/v2/types/commitment.go`. @module */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, encodeUtf8, uint64ToBytes } from '../../codec/index.ts';
import type { IbcAcknowledgement } from './acknowledgement.ts';
import type { IbcPacket, IbcPayload } from './packet.ts';

/** Sets v2 commitments apart from those of classic channels. */
const VERSION = Uint8Array.of(2);

/** The value under a packet's receipt key on an ibc-go chain. Only its absence is ever proven. */
export const PACKET_RECEIPT: Uint8Array = Uint8Array.of(2);

/**
 * The 32 bytes a sender stores: `H(0x02 || H(destinationClient) || H(u64be(timeout)) || H(payload hashes))`.
 * Source client and sequence are in the key only.
 */
export function commitPacket(packet: IbcPacket): Uint8Array {
  return sha256(
    concatBytes(
      VERSION,
      sha256(encodeUtf8(packet.destinationClient)),
      sha256(uint64ToBytes(packet.timeoutSeconds)),
      sha256(concatBytes(...packet.payloads.map(hashPayload))),
    ),
  );
}

/** The 32 bytes a receiver stores: `H(0x02 || H(ack_1) || H(ack_2) ...)`. */
export function commitAcknowledgement(acknowledgement: IbcAcknowledgement): Uint8Array {
  return sha256(concatBytes(VERSION, ...acknowledgement.appAcknowledgements.map((ack) => sha256(ack))));
}

function hashPayload(payload: IbcPayload): Uint8Array {
  return sha256(
    concatBytes(
      sha256(encodeUtf8(payload.sourcePort)),
      sha256(encodeUtf8(payload.destinationPort)),
      sha256(encodeUtf8(payload.version)),
      sha256(encodeUtf8(payload.encoding)),
      sha256(payload.value),
    ),
  );
}
