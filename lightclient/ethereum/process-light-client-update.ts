/** `process_light_client_update`: an update is judged, and the store takes from it what it may. @module */
import { applyLightClientUpdate, withoutBestUpdate } from './apply-light-client-update.ts';
import type { BeaconConfig } from './config.ts';
import type { UpdateContext } from './context.ts';
import type { UpdateVerdict } from './fault-codes.ts';
import { getSafetyThreshold } from './get-safety-threshold.ts';
import { isBetterUpdate } from './is-better-update.ts';
import type { LightClientHeader, LightClientStore, LightClientUpdate } from './types.ts';
import {
  countParticipants,
  finalizedSlot,
  hasSupermajority,
  isFinalityUpdate,
  isFinalizedInAttestedPeriod,
  isSyncCommitteeUpdate,
  nextCommittee,
} from './update-facts.ts';
import { adaptUpdate, validateAdaptedUpdate } from './validate-light-client-update.ts';

/** The verdict on an update and the store after it: the same store where the update is invalid. */
export interface ProcessResult {
  readonly verdict: UpdateVerdict;
  readonly store: LightClientStore;
}

/**
 * Only what two thirds signed moves the finalized header and the committees. Less than that, a valid update is kept for a forced
 * one, and moves the optimistic header if more than the safety threshold signed.
 */
export function processLightClientUpdate(
  store: LightClientStore,
  update: LightClientUpdate,
  context: UpdateContext,
): ProcessResult {
  const adapted = adaptUpdate(update, store, context.config);
  if ('status' in adapted) return { verdict: adapted, store };
  const verdict = validateAdaptedUpdate(store, adapted, context);
  return { verdict, store: verdict.status === 'valid' ? takeUpdate(store, adapted, context.config) : store };
}

function takeUpdate(store: LightClientStore, update: LightClientUpdate, config: BeaconConfig): LightClientStore {
  const participants = countParticipants(update.syncAggregate);
  const { bestValidUpdate: best, optimisticHeader } = store;
  const isBest = best === undefined || isBetterUpdate(update, best, config);
  const currentMaxActiveParticipants = Math.max(store.currentMaxActiveParticipants, participants);
  const counted = { ...store, currentMaxActiveParticipants, ...(isBest && { bestValidUpdate: update }) };
  const isSafe = participants > getSafetyThreshold(counted);
  const isNewest = update.attestedHeader.beacon.slot > optimisticHeader.beacon.slot;
  const seen = { ...counted, ...(isSafe && isNewest && { optimisticHeader: update.attestedHeader }) };
  const header = advancingHeader(seen, update, config);
  if (header === undefined || !hasSupermajority(update.syncAggregate)) return seen;
  return withoutBestUpdate(applyLightClientUpdate(seen, { finalizedHeader: header, ...nextCommittee(update) }, config));
}

/** The finalized header, if it is newer than the store's or comes with the committee that the store lacks. */
function advancingHeader(
  store: LightClientStore,
  update: LightClientUpdate,
  config: BeaconConfig,
): LightClientHeader | undefined {
  const header = update.finality?.header;
  if (header === undefined) return undefined;
  const bringsCommittee =
    store.nextSyncCommittee === undefined &&
    isSyncCommitteeUpdate(update) &&
    isFinalityUpdate(update) &&
    isFinalizedInAttestedPeriod(update, config);
  return finalizedSlot(update) > store.finalizedHeader.beacon.slot || bringsCommittee ? header : undefined;
}
