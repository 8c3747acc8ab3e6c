/** `parked ->`: looks again whether the cause has gone away. @module */
import type { Outcome } from '../ports/outcome.ts';
import { type PacketRow, packetKey } from '../ports/packet.ts';
import type { DirectionDeps } from './deps.ts';
import { isEmptyBody, takeFound } from './import-packet.ts';
import type { Stage, StageContext } from './stage.ts';

export const revive: Stage = async (batch, deps, context) => ({
  outcomes: await Promise.all(batch.map((row) => reviveOne(row, deps, context))),
});

async function reviveOne(row: PacketRow, deps: DirectionDeps, context: StageContext): Promise<Outcome> {
  const key = packetKey(row.packet);
  const { parked } = row;
  if (parked === undefined) throw new Error('unreachable: a parked packet has a reason');
  if (parked.reason === 'bytes-unavailable' && isEmptyBody(row.packet)) {
    const found = await deps.source.reader.claims.findPacket(key.lane, key.sequence, context.signal);
    if (found === undefined)
      return { kind: 'park', key, reason: parked.reason, resumeTo: parked.resumeTo, detail: parked.detail };
    return takeFound(found, 'an endpoint has its bytes now');
  }
  return {
    kind: 'advance',
    key,
    to: parked.resumeTo,
    why: `trying again after: ${parked.detail}`,
    patch: { parked: null },
  };
}
