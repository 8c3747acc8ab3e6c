/** `is_better_update`: which of two updates serves a light client more. @module */
import type { BeaconConfig } from './config.ts';
import { computeSyncCommitteePeriodAtSlot } from './slots.ts';
import type { LightClientUpdate } from './types.ts';
import {
  countParticipants,
  hasSupermajority,
  isFinalityUpdate,
  isFinalizedInAttestedPeriod,
  isSyncCommitteeUpdate,
} from './update-facts.ts';

/** Ranks by supermajority, a committee of use, finality, finality of the committee, participation, and age, in this order. */
export function isBetterUpdate(
  newUpdate: LightClientUpdate,
  oldUpdate: LightClientUpdate,
  config: BeaconConfig,
): boolean {
  const [hasMore, oldHasMore] = [hasSupermajority(newUpdate.syncAggregate), hasSupermajority(oldUpdate.syncAggregate)];
  if (hasMore !== oldHasMore) return hasMore;

  const [count, oldCount] = [countParticipants(newUpdate.syncAggregate), countParticipants(oldUpdate.syncAggregate)];
  if (!hasMore && count !== oldCount) return count > oldCount;

  const [isRelevant, oldIsRelevant] = [
    bringsOwnNextCommittee(newUpdate, config),
    bringsOwnNextCommittee(oldUpdate, config),
  ];
  if (isRelevant !== oldIsRelevant) return isRelevant;

  const [isFinal, oldIsFinal] = [isFinalityUpdate(newUpdate), isFinalityUpdate(oldUpdate)];
  if (isFinal !== oldIsFinal) return isFinal;

  if (isFinal) {
    const [isSame, oldIsSame] = [
      isFinalizedInAttestedPeriod(newUpdate, config),
      isFinalizedInAttestedPeriod(oldUpdate, config),
    ];
    if (isSame !== oldIsSame) return isSame;
  }
  if (count !== oldCount) return count > oldCount;
  return isOlder(newUpdate, oldUpdate);
}

/** Whether the committee that comes after the one that signed is in the update. */
function bringsOwnNextCommittee(update: LightClientUpdate, config: BeaconConfig): boolean {
  const period = (slot: bigint) => computeSyncCommitteePeriodAtSlot(config, slot);
  return isSyncCommitteeUpdate(update) && period(update.attestedHeader.beacon.slot) === period(update.signatureSlot);
}

function isOlder(update: LightClientUpdate, than: LightClientUpdate): boolean {
  const [slot, thanSlot] = [update.attestedHeader.beacon.slot, than.attestedHeader.beacon.slot];
  return slot === thanSlot ? update.signatureSlot < than.signatureSlot : slot < thanSlot;
}
