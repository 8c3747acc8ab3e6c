/** Keys of packet records: raw bytes without separators. Source: ibc-go `24-host/v2/packet_keys.go`, `04-channel/v2/types/keys.go`. @module */
import { concatBytes, encodeUtf8, uint64ToBytes } from '../../codec/index.ts';
import type { IbcPacket } from './packet.ts';

const COMMITMENT = Uint8Array.of(1);
const RECEIPT = Uint8Array.of(2);
const ACKNOWLEDGEMENT = Uint8Array.of(3);

/** Where the sender stores a packet's commitment. */
export function packetCommitmentKey(sourceClient: string, sequence: bigint): Uint8Array {
  return concatBytes(encodeUtf8(sourceClient), COMMITMENT, uint64ToBytes(sequence));
}

/** Where the receiver notes that a packet arrived. */
export function packetReceiptKey(destinationClient: string, sequence: bigint): Uint8Array {
  return concatBytes(encodeUtf8(destinationClient), RECEIPT, uint64ToBytes(sequence));
}

/** Where the receiver stores the commitment to a packet's acknowledgement. */
export function packetAcknowledgementKey(destinationClient: string, sequence: bigint): Uint8Array {
  return concatBytes(encodeUtf8(destinationClient), ACKNOWLEDGEMENT, uint64ToBytes(sequence));
}

/** The three keys of one packet. */
export function packetKeys(packet: Pick<IbcPacket, 'sequence' | 'sourceClient' | 'destinationClient'>): {
  readonly commitment: Uint8Array;
  readonly receipt: Uint8Array;
  readonly acknowledgement: Uint8Array;
} {
  return {
    commitment: packetCommitmentKey(packet.sourceClient, packet.sequence),
    receipt: packetReceiptKey(packet.destinationClient, packet.sequence),
    acknowledgement: packetAcknowledgementKey(packet.destinationClient, packet.sequence),
  };
}

/** Where a sender keeps its next sequence, as releases v10 and v11 have it: present once the counterparty is registered. */
export function nextSequenceSendKey(clientId: string): Uint8Array {
  return encodeUtf8(`nextSequenceSend/${clientId}`);
}

/** Where a receiver keeps a packet whose application acknowledges later. */
export function asyncPacketKey(destinationClient: string, sequence: bigint): Uint8Array {
  return concatBytes(encodeUtf8(`${destinationClient}async_packet`), uint64ToBytes(sequence));
}

/** Where the base client of an aliased classic channel is noted. */
export function aliasKey(alias: string): Uint8Array {
  return encodeUtf8(`${alias}alias`);
}
