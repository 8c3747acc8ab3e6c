/** `process_light_client_store_force_update`: progress without finality, for those who prefer it to standing still. @module */
import { applyLightClientUpdate, withoutBestUpdate } from './apply-light-client-update.ts';
import type { BeaconConfig } from './config.ts';
import { slotsPerSyncCommitteePeriod } from './slots.ts';
import type { LightClientStore } from './types.ts';
import { finalizedSlot, nextCommittee } from './update-facts.ts';

/**
 * When nothing was finalized for a whole period, the best update that was seen counts as if it were, however few signed it. A
 * bridge should not do so. Nothing here calls it; the same store is given back where there is nothing to do.
 */
export function processLightClientStoreForceUpdate(
  store: LightClientStore,
  currentSlot: bigint,
  config: BeaconConfig,
): LightClientStore {
  const { slot } = store.finalizedHeader.beacon;
  const best = store.bestValidUpdate;
  if (best === undefined || currentSlot <= slot + slotsPerSyncCommitteePeriod(config)) return store;
  const isFinalized = best.finality !== undefined && finalizedSlot(best) > slot;
  const finalizedHeader = isFinalized && best.finality ? best.finality.header : best.attestedHeader;
  return withoutBestUpdate(applyLightClientUpdate(store, { finalizedHeader, ...nextCommittee(best) }, config));
}
