/** `seen -> final`: the source block cannot be undone any more. @module */
import { packetKey } from '../ports/packet.ts';
import type { Stage } from './stage.ts';

/** On chains with instant finality every block that exists is final; others report a lower head. */
export const awaitFinality: Stage = async (batch, { source }, { signal }) => {
  const head = await source.events.head(signal);
  return {
    outcomes: batch.map(({ packet, sentHeight }) =>
      sentHeight <= head.height
        ? { kind: 'advance', key: packetKey(packet), to: 'final', why: `sent in block ${sentHeight}, which is final` }
        : { kind: 'wait', key: packetKey(packet), delayMs: 200, why: `block ${sentHeight} is not final yet` },
    ),
  };
};
