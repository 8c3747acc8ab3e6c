/** `apply_light_client_update`: what a store becomes by an update that is finalized, or that is treated so. @module */
import type { BeaconConfig } from './config.ts';
import { computeSyncCommitteePeriodAtSlot } from './slots.ts';
import type { LightClientHeader, LightClientStore, SyncCommittee } from './types.ts';

/** What becomes known: a header, and the committee that follows the one of its period. */
export interface Advance {
  readonly finalizedHeader: LightClientHeader;
  readonly nextSyncCommittee?: SyncCommittee;
}

/**
 * The header moves forward, never back; the committees move when it enters the next period.
 * @throws {RangeError} when the store lacks the committee for the header's period; no update that was validated is like this.
 */
export function applyLightClientUpdate(
  store: LightClientStore,
  { finalizedHeader, nextSyncCommittee }: Advance,
  config: BeaconConfig,
): LightClientStore {
  const period = (slot: bigint) => computeSyncCommitteePeriodAtSlot(config, slot);
  const storePeriod = period(store.finalizedHeader.beacon.slot);
  const newPeriod = period(finalizedHeader.beacon.slot);
  const { nextSyncCommittee: known, ...rest } = store;
  let moved = store;
  if (known === undefined) {
    if (newPeriod !== storePeriod)
      throw new RangeError(`update: want finalized period ${storePeriod}, got ${newPeriod}`);
    moved = { ...rest, ...(nextSyncCommittee && { nextSyncCommittee }) };
  } else if (newPeriod === storePeriod + 1n) {
    moved = {
      ...rest,
      currentSyncCommittee: known,
      ...(nextSyncCommittee && { nextSyncCommittee }),
      previousMaxActiveParticipants: store.currentMaxActiveParticipants,
      currentMaxActiveParticipants: 0,
    };
  }
  return withFinalizedHeader(moved, finalizedHeader);
}

function withFinalizedHeader(store: LightClientStore, finalizedHeader: LightClientHeader): LightClientStore {
  const { slot } = finalizedHeader.beacon;
  if (slot <= store.finalizedHeader.beacon.slot) return store;
  const isNewest = slot > store.optimisticHeader.beacon.slot;
  return { ...store, finalizedHeader, ...(isNewest && { optimisticHeader: finalizedHeader }) };
}

/** The store without the best update that it kept for a forced one. */
export function withoutBestUpdate({ bestValidUpdate: _, ...store }: LightClientStore): LightClientStore {
  return store;
}
