/** Moves packets whose timeout has passed towards their refund, whatever keeps them from being delivered. @module */
import type { ChainHead } from '../ports/events.ts';
import type { Outcome } from '../ports/outcome.ts';
import { type PacketRow, type ParkReason, packetKey } from '../ports/packet.ts';
import { confirmedHead } from './confirmed-head.ts';
import type { Stage } from './stage.ts';

/** A stopped path stays stopped; what cannot be read cannot be refunded either. */
const STAYING: readonly (ParkReason | undefined)[] = ['path-paused', 'bytes-unavailable'];

/** The states in which nothing of ours is in flight, so that a refund may be sought. */
export const EXPIRABLE = ['seen', 'final', 'proving', 'parked'] as const;

export const expire: Stage = async (batch, { destination, protocol }, { signal }) => {
  const isDue = (row: PacketRow, head: ChainHead): boolean =>
    protocol.isTimedOut(row.packet, head) && !STAYING.includes(row.parked?.reason);
  const head = await confirmedHead(destination, (claimed) => batch.some((row) => isDue(row, claimed)), signal);
  const due = batch.filter((row) => isDue(row, head));
  const outcomes = due.map(
    ({ packet }): Outcome => ({
      kind: 'advance',
      key: packetKey(packet),
      to: 'timing-out',
      why: `timed out at destination block ${head.height}`,
      patch: { parked: null },
    }),
  );
  return { outcomes };
};
