/** `get_safety_threshold`: how many must have signed for a header to count as the newest one. @module */
import type { LightClientStore } from './types.ts';

/** Half of the best participation of this period and the last one; more than this is needed. */
export function getSafetyThreshold(
  store: Pick<LightClientStore, 'previousMaxActiveParticipants' | 'currentMaxActiveParticipants'>,
): number {
  return Math.floor(Math.max(store.previousMaxActiveParticipants, store.currentMaxActiveParticipants) / 2);
}
