/** Packets whose bytes nobody could give yet. @module */
import type { FoundPacket } from '../ports/chain-reader.ts';
import type { Direction } from '../ports/lane.ts';
import type { Outcome } from '../ports/outcome.ts';
import type { Packet } from '../ports/packet.ts';

/** A committed packet of which only the sequence is known. */
export function packetWithoutBytes(direction: Direction, sequence: bigint): Packet {
  return {
    protocol: direction.protocol,
    source: { chain: direction.source.chain, lane: direction.source.lane },
    destination: { chain: direction.destination.chain, lane: direction.destination.lane },
    sequence,
    timeout: {},
    body: new Uint8Array(0),
  };
}

export function isEmptyBody(packet: Packet): boolean {
  return packet.body.length === 0;
}

/** The packet as an endpoint has it now; its commitment is to be proven again. */
export function takeFound({ packet, height, tx }: FoundPacket, why: string): Outcome {
  return { kind: 'replace', packet, to: 'final', sentHeight: height, sentTx: tx, why };
}
