/** Lists packets, newest first, a page at a time. @module */
import type { PacketPage } from '../ports/control.ts';
import { formatPacketKey, type PacketKey, type PacketState, packetKey } from '../ports/packet.ts';
import type { Store } from '../ports/store.ts';
import { present, summarizePacket } from './summarize.ts';

export interface PacketQuery {
  readonly chain?: string | undefined;
  readonly lane?: string | undefined;
  readonly states?: readonly PacketState[] | undefined;
  readonly sequences?: readonly bigint[] | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: PacketKey | undefined;
}

export async function readPackets(store: Store, query: PacketQuery): Promise<PacketPage> {
  const rows = await store.packets.list({ limit: query.limit, ...present(query) });
  const last = rows.at(-1);
  const more = last !== undefined && rows.length === query.limit;
  return { packets: rows.map(summarizePacket), ...(more ? { next: formatPacketKey(packetKey(last.packet)) } : {}) };
}
