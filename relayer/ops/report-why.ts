/** Why a packet is where it is: its row, history and transactions, and the same in sentences. @module */
import type { WhyReport } from '../ports/control.ts';
import type { PacketKey } from '../ports/packet.ts';
import type { Store } from '../ports/store.ts';
import { explainPacket } from './explain-packet.ts';
import { summarizePacket, summarizeTx } from './summarize.ts';

/** `undefined` when the store does not know the packet. */
export async function readWhy(store: Store, key: PacketKey, nowMs: number): Promise<WhyReport | undefined> {
  const [row] = await store.packets.find([key]);
  if (row === undefined) return undefined;
  const history = await store.packets.history(key);
  const rows = await store.txs.txsOf(key);
  const transactions = rows.map(summarizeTx).sort((a, b) => a.createdAtMs - b.createdAtMs);
  const lanes = await store.chains.lanes();
  const paused = lanes.find((lane) => lane.chain === key.chain && lane.lane === key.lane)?.paused;
  const packet = summarizePacket(row);
  const explanation = explainPacket({ packet, history, transactions, paused, nowMs });
  return { ...packet, history, transactions, explanation };
}
