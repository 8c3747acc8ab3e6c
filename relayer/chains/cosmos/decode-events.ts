/** Turns events of ibc-go into what the relayer works with. Source: ibc-go `04-channel/v2/keeper/events.go`, `02-client/keeper/events.go`. @module */
import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import { decodeAcknowledgement } from '@causeway/lightclient/ibc';
import type { IbcEvent } from '../../ports/events.ts';
import { type ChainName, type LaneEnd, type Packet, packetKey } from '../../ports/packet.ts';
import { toPacket } from '../../protocols/ibc-v2.ts';
import type { ChainEvent } from './read-block-results.ts';

/** Types that are worth reading. Classic channels use the same names with other attributes. */
export const IBC_EVENT_TYPES: ReadonlySet<string> = new Set([
  'send_packet',
  'write_acknowledgement',
  'acknowledge_packet',
  'timeout_packet',
  'update_client',
]);

export interface DecodeContext {
  readonly chain: ChainName;
  /** The other end of a lane on this chain; `undefined` for lanes that are not ours. */
  readonly peerOf: (lane: string) => LaneEnd | undefined;
}

export interface BlockToDecode {
  readonly height: bigint;
  readonly events: readonly ChainEvent[];
  /** The name of the transaction at this position. */
  readonly txAt: (txIndex: number | undefined) => string;
}

/** Whether the block says anything about packets on our lanes, so that transaction hashes are worth fetching. */
export function hasPacketEvents(events: readonly ChainEvent[], context: DecodeContext): boolean {
  return events.some((event) => isPacketEvent(event) && context.peerOf(laneHere(event)) !== undefined);
}

/** Each event once, in the chain's order; what should be readable and is not becomes an `unreadable` entry. */
export function decodeEvents(block: BlockToDecode, context: DecodeContext): readonly IbcEvent[] {
  const seen = new Set<string>();
  return block.events.flatMap((event, index): readonly IbcEvent[] => {
    // Nodes may list an event of a transaction with the block's own events once more.
    const fingerprint = JSON.stringify([event.type, ...event.attributes]);
    if (seen.has(fingerprint)) return [];
    seen.add(fingerprint);
    try {
      const decoded = isPacketEvent(event)
        ? decodePacketEvent(event, block, context)
        : decodeClientEvent(event, block, context);
      return decoded === undefined ? [] : [decoded];
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return [{ type: 'unreadable', why: `${event.type}: ${error.message}`, height: block.height, index }];
    }
  });
}

function isPacketEvent({ attributes }: ChainEvent): boolean {
  return attributes.has('encoded_packet_hex');
}

/** The lane on this chain: the destination's where an acknowledgement is written, else the source's. */
function laneHere({ type, attributes }: ChainEvent): string {
  return attributes.get(type === 'write_acknowledgement' ? 'packet_dest_client' : 'packet_source_client') ?? '';
}

function decodePacketEvent(event: ChainEvent, block: BlockToDecode, context: DecodeContext): IbcEvent | undefined {
  const here: LaneEnd = { chain: context.chain, lane: laneHere(event) };
  const peer = context.peerOf(here.lane);
  if (peer === undefined) return undefined;
  const body = fromHex(event.attributes.get('encoded_packet_hex') ?? '', 'encoded_packet_hex');
  const tx = block.txAt(event.txIndex);
  if (event.type === 'write_acknowledgement') {
    const packet = readPacket(body, { source: peer, destination: here });
    const acknowledgement = fromHex(
      event.attributes.get('encoded_acknowledgement_hex') ?? '',
      'encoded_acknowledgement_hex',
    );
    decodeAcknowledgement(acknowledgement, 'encoded_acknowledgement_hex');
    return { type: 'ack-written', key: packetKey(packet), destination: packet.destination, acknowledgement, tx };
  }
  const packet = readPacket(body, { source: here, destination: peer });
  if (event.type === 'send_packet') return { type: 'packet-sent', packet, tx };
  return { type: 'packet-closed', key: packetKey(packet), by: event.type === 'timeout_packet' ? 'timeout' : 'ack', tx };
}

/** The packet must be one between the two ends; the attributes beside it are not what the chain commits to. */
function readPacket(body: Uint8Array, ends: { readonly source: LaneEnd; readonly destination: LaneEnd }): Packet {
  const packet = toPacket(body, { source: ends.source.chain, destination: ends.destination.chain });
  const want = `${ends.source.lane} to ${ends.destination.lane}`;
  const got = `${packet.source.lane} to ${packet.destination.lane}`;
  if (want !== got) throw new DecodeError('encoded_packet_hex', `a packet from ${want}`, got);
  if (packet.sequence === 0n) throw new DecodeError('encoded_packet_hex.sequence', '1 or more', '0');
  return packet;
}

function decodeClientEvent(event: ChainEvent, block: BlockToDecode, context: DecodeContext): IbcEvent | undefined {
  const clientId = event.attributes.get('client_id');
  if (event.type !== 'update_client' || clientId === undefined) return undefined;
  const heights = event.attributes.get('consensus_heights') ?? event.attributes.get('consensus_height') ?? '';
  return {
    type: 'client-updated',
    chain: context.chain,
    clientId,
    heights: heights.split(',').filter((height) => height !== ''),
    tx: block.txAt(event.txIndex),
  };
}
