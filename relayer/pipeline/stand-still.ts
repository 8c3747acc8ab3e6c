/** `any ->`: what a stopped path does with packets that are due: they are parked, so that each says why it stands still. @module */
import { packetKey } from '../ports/packet.ts';
import type { Stage } from './stage.ts';

/** @param why The path was stopped. */
export function standStill(why: string): Stage {
  return async (batch) => ({
    outcomes: batch.map(({ packet, state }) => ({
      kind: 'park',
      key: packetKey(packet),
      reason: 'path-paused',
      resumeTo: state,
      detail: why,
    })),
  });
}
