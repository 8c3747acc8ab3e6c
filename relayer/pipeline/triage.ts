/** `final ->`: what does this packet still need? The destination is asked once for the whole batch. @module */
import type { ChainHead } from '../ports/events.ts';
import type { Outcome } from '../ports/outcome.ts';
import { type PacketRow, packetKey } from '../ports/packet.ts';
import { confirmedHead } from './confirmed-head.ts';
import type { DirectionDeps } from './deps.ts';
import type { Stage } from './stage.ts';

export interface DestinationView {
  readonly head: ChainHead;
  /** Sequences that the destination says it has not received: a claim. */
  readonly unreceived: ReadonlySet<bigint>;
}

/** Answers are claims: `delivered` leads to a proof of the acknowledgement, `timing-out` to a proof of absence. */
export const triage: Stage = async (batch, deps, { signal }) => {
  const { destination, direction, protocol } = deps;
  const isLate = (head: ChainHead): boolean => batch.some(({ packet }) => protocol.isTimedOut(packet, head));
  const sequences = batch.map(({ packet }) => packet.sequence);
  const [head, unreceived] = await Promise.all([
    confirmedHead(destination, isLate, signal),
    destination.reader.claims.unreceived(direction.destination.lane, sequences, { signal }),
  ]);
  return { outcomes: batch.map((row) => triagePacket(row, deps, { head, unreceived })) };
};

/** Pure: the decision for one packet. */
export function triagePacket(
  row: PacketRow,
  { protocol }: Pick<DirectionDeps, 'protocol'>,
  view: DestinationView,
): Outcome {
  const key = packetKey(row.packet);
  if (!view.unreceived.has(row.packet.sequence)) {
    return { kind: 'advance', key, to: 'delivered', why: 'the destination says it was received already' };
  }
  if (protocol.isTimedOut(row.packet, view.head)) {
    return { kind: 'advance', key, to: 'timing-out', why: `timed out at destination block ${view.head.height}` };
  }
  return { kind: 'advance', key, to: 'proving', why: 'not received yet' };
}
