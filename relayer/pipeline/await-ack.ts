/** `delivered -> ack-final`: the block that wrote the acknowledgement cannot be undone any more. @module */
import { packetKey } from '../ports/packet.ts';
import type { Stage } from './stage.ts';

/** A packet whose acknowledgement was never seen goes on as well: the next stage proves what the destination holds. */
export const awaitAck: Stage = async (batch, { destination }, { signal }) => {
  const head = await destination.events.head(signal);
  return {
    outcomes: batch.map((row) => {
      const key = packetKey(row.packet);
      const written = row.ackHeight ?? 0n;
      return written <= head.height
        ? {
            kind: 'advance',
            key,
            to: 'ack-final',
            why: row.ackHeight === undefined ? 'acknowledgement not seen' : `acknowledged in block ${written}`,
          }
        : { kind: 'wait', key, delayMs: 200, why: `block ${written} is not final yet` };
    }),
  };
};
