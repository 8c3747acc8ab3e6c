/** Moves packets whose timeout has passed towards their refund, whatever keeps them from being delivered. @module */
import type { Outcome } from '../ports/outcome.ts';
import { type PacketRow, packetKey } from '../ports/packet.ts';
import type { Stage } from './stage.ts';

/** The states in which nothing of ours is in flight, so that a refund may be sought. */
export const EXPIRABLE = ['seen', 'final', 'proving', 'parked'] as const;

export const expire: Stage = async (batch, { destination, protocol }, { signal }) => {
  const head = await destination.events.head(signal);
  const isDue = (row: PacketRow): boolean =>
    protocol.isTimedOut(row.packet, head) && row.parked?.reason !== 'path-paused';
  const outcomes = batch.filter(isDue).map(
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
