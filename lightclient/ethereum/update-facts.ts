/** What an update contains. @module */
import type { BeaconConfig } from './config.ts';
import { isZeroBranch } from './object-types.ts';
import { computeSyncCommitteePeriodAtSlot } from './slots.ts';
import type { LightClientUpdate, SyncAggregate, SyncCommittee } from './types.ts';

/** `MIN_SYNC_COMMITTEE_PARTICIPANTS`. */
export const MIN_SYNC_COMMITTEE_PARTICIPANTS = 1;

/** `is_sync_committee_update`. */
export function isSyncCommitteeUpdate({ nextSyncCommittee }: Pick<LightClientUpdate, 'nextSyncCommittee'>): boolean {
  return nextSyncCommittee !== undefined && !isZeroBranch(nextSyncCommittee.branch);
}

/** The next committee, if the update proves one. */
export function nextCommittee(update: LightClientUpdate): { readonly nextSyncCommittee?: SyncCommittee } {
  if (update.nextSyncCommittee === undefined || !isSyncCommitteeUpdate(update)) return {};
  return { nextSyncCommittee: update.nextSyncCommittee.committee };
}

/** `is_finality_update`. */
export function isFinalityUpdate({ finality }: Pick<LightClientUpdate, 'finality'>): boolean {
  return finality !== undefined && !isZeroBranch(finality.branch);
}

/** Slot of the finalized header, 0 where there is none. */
export function finalizedSlot({ finality }: Pick<LightClientUpdate, 'finality'>): bigint {
  return finality?.header.beacon.slot ?? 0n;
}

/** How many members of the committee signed. */
export function countParticipants({ syncCommitteeBits }: SyncAggregate): number {
  let count = 0;
  for (const byte of syncCommitteeBits) {
    for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  }
  return count;
}

/** Whether at least two thirds of the committee signed. */
export function hasSupermajority(aggregate: SyncAggregate): boolean {
  return countParticipants(aggregate) * 3 >= aggregate.syncCommitteeBits.length * 8 * 2;
}

/** Whether the finalized and the attested header are of one sync-committee period. */
export function isFinalizedInAttestedPeriod(update: LightClientUpdate, config: BeaconConfig): boolean {
  const period = (slot: bigint) => computeSyncCommitteePeriodAtSlot(config, slot);
  return period(finalizedSlot(update)) === period(update.attestedHeader.beacon.slot);
}
