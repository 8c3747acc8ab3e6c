/** IBC v2: which keys prove a packet's steps, and what its acknowledgements mean. @module */
import { DecodeError, encodeUtf8 } from '@causeway/lightclient/codec';
import {
  commitAcknowledgement,
  commitPacket,
  decodeAcknowledgement,
  decodePacket,
  encodeAcknowledgement,
  isErrorAcknowledgement,
  isTimedOut,
  PACKET_RECEIPT,
  packetAcknowledgementKey,
  packetCommitmentKey,
  packetReceiptKey,
  UNIVERSAL_ERROR_ACKNOWLEDGEMENT,
} from '@causeway/lightclient/ibc';
import type { Packet } from '../ports/packet.ts';
import type { PacketProtocol } from '../ports/packet-protocol.ts';

const NS_PER_SECOND = 1_000_000_000n;

/** What ICS-20 answers to a transfer it took, and the one answer of every application that refuses. */
const COMMON_ACKNOWLEDGEMENTS = [encodeUtf8('{"result":"AQ=="}'), UNIVERSAL_ERROR_ACKNOWLEDGEMENT].map((answer) =>
  encodeAcknowledgement({ appAcknowledgements: [answer] }),
);

export const ibcV2: PacketProtocol = {
  protocol: 'v2',

  isTimedOut(packet, destination) {
    const { atNs } = packet.timeout;
    return atNs !== undefined && isTimedOut({ timeoutSeconds: atNs / NS_PER_SECOND }, destination);
  },

  commitment(packet) {
    return {
      path: packetCommitmentKey(packet.source.lane, packet.sequence),
      // Bytes that no endpoint can give leave the value unknown; nothing matches an empty one.
      value: packet.body.length === 0 ? new Uint8Array(0) : commitPacket(decodePacket(packet.body)),
    };
  },

  receipt(packet) {
    return { path: packetReceiptKey(packet.destination.lane, packet.sequence), value: PACKET_RECEIPT };
  },

  acknowledgement(packet, acknowledgement) {
    const path = packetAcknowledgementKey(packet.destination.lane, packet.sequence);
    if (acknowledgement === undefined) return { path, value: undefined };
    return { path, value: commitAcknowledgement(decodeAcknowledgement(acknowledgement)) };
  },

  commonAcknowledgements: COMMON_ACKNOWLEDGEMENTS,

  readAcknowledgement(acknowledgement) {
    return isErrorAcknowledgement(decodeAcknowledgement(acknowledgement)) ? 'error' : 'success';
  },
};

/** The last second whose nanoseconds fit 64 bits, in the year 2554: no chain lets a packet live so long. */
const LAST_SECOND = (2n ** 64n - 1n) / NS_PER_SECOND;

/**
 * A packet in the relayer's terms from its wire form. `chains` says where the two client ids live.
 * @throws {DecodeError}
 */
export function toPacket(body: Uint8Array, chains: { readonly source: string; readonly destination: string }): Packet {
  const wire = decodePacket(body);
  if (wire.timeoutSeconds > LAST_SECOND) {
    throw new DecodeError('packet.timeout_timestamp', `at most ${LAST_SECOND} s`, `${wire.timeoutSeconds} s`);
  }
  return {
    protocol: 'v2',
    source: { chain: chains.source, lane: wire.sourceClient },
    destination: { chain: chains.destination, lane: wire.destinationClient },
    sequence: wire.sequence,
    timeout: { atNs: wire.timeoutSeconds * NS_PER_SECOND },
    body,
  };
}
