/** Judges an update of any period by the committee of that period, without a store that would have to be there. @module */
import { firstFailure, invalid, VALID, type Verdict } from '../verdict.ts';
import { checkFinality, checkNextSyncCommittee, isSameSyncCommittee } from './check-branches.ts';
import { checkCommitteeSignature, checkCommitteeSize, checkParticipation } from './check-signature.ts';
import type { CommitteeRecord } from './committee-record.ts';
import type { BeaconConfig } from './config.ts';
import type { UpdateContext } from './context.ts';
import type { UpdateFaultCode, UpdateVerdict } from './fault-codes.ts';
import { forkAtSlot } from './fork-schedule.ts';
import { isValidLightClientHeader } from './is-valid-light-client-header.ts';
import { computeSyncCommitteePeriodAtSlot } from './slots.ts';
import type { LightClientUpdate } from './types.ts';
import { countParticipants, hasSupermajority, isSyncCommitteeUpdate } from './update-facts.ts';
import { adaptUpdate, checkSlots } from './validate-light-client-update.ts';

/**
 * The verdict on an update by itself: `not-enough-trust` where everything holds, but less than two thirds of the committee signed
 * (`signed` and `total` count members). Such an update finalizes nothing.
 */
export type UpdateOfPeriodVerdict = Verdict<UpdateFaultCode>;

/**
 * Everything that `validateLightClientUpdate` checks but whether the update is news to a store, and two thirds. The update has the
 * fields of its own slot's fork, or older ones. A next committee has to be the recorded one, where there is one.
 */
export function verifyUpdateOfPeriod(
  update: LightClientUpdate,
  committees: CommitteeRecord,
  context: UpdateContext,
): UpdateOfPeriodVerdict {
  return judge(update, committees, context, (adapted) => matchesRecord(adapted, committees, context.config));
}

/** Like `verifyUpdateOfPeriod`, but a next committee other than the recorded one is let through: it may be evidence. */
export function verifyConflictingUpdate(
  update: LightClientUpdate,
  committees: CommitteeRecord,
  context: UpdateContext,
): UpdateOfPeriodVerdict {
  return judge(update, committees, context, () => VALID);
}

function judge(
  update: LightClientUpdate,
  committees: CommitteeRecord,
  context: UpdateContext,
  checkNext: (adapted: LightClientUpdate) => UpdateVerdict,
): UpdateOfPeriodVerdict {
  const { config, sha256, currentSlot } = context;
  const fork = forkAtSlot(config, update.attestedHeader.beacon.slot);
  const adapted = adaptUpdate(update, { fork }, config);
  if ('status' in adapted) return adapted;
  return firstFailure<UpdateOfPeriodVerdict>(
    () => checkParticipation(adapted.syncAggregate, config),
    () => checkSlots(adapted, currentSlot),
    () => checkNext(adapted),
    () => isValidLightClientHeader(adapted.attestedHeader, config, sha256),
    () => checkFinality(adapted, fork, context),
    () => checkNextSyncCommittee(adapted, fork, context),
    () => checkSigners(adapted, committees, context),
    () => checkSupermajority(adapted, config),
  );
}

function matchesRecord(update: LightClientUpdate, committees: CommitteeRecord, config: BeaconConfig): UpdateVerdict {
  const period = computeSyncCommitteePeriodAtSlot(config, update.attestedHeader.beacon.slot);
  const known = committees.get(period + 1n);
  if (known === undefined || update.nextSyncCommittee === undefined || !isSyncCommitteeUpdate(update)) return VALID;
  if (isSameSyncCommittee(known, update.nextSyncCommittee.committee)) return VALID;
  return invalid('next-sync-committee-mismatch', `the committee of period ${period + 1n}`, 'another one');
}

function checkSigners(update: LightClientUpdate, committees: CommitteeRecord, context: UpdateContext): UpdateVerdict {
  const period = computeSyncCommitteePeriodAtSlot(context.config, update.signatureSlot);
  const committee = committees.get(period);
  if (committee === undefined) return invalid('committee-not-known', `the committee of period ${period}`, 'none');
  return firstFailure<UpdateVerdict>(
    () => checkCommitteeSize(committee, context.config),
    () => checkCommitteeSignature(update, committee, context),
  );
}

function checkSupermajority({ syncAggregate }: LightClientUpdate, config: BeaconConfig): UpdateOfPeriodVerdict {
  if (hasSupermajority(syncAggregate)) return VALID;
  const signed = BigInt(countParticipants(syncAggregate));
  return { status: 'not-enough-trust', signed, total: BigInt(config.syncCommitteeSize) };
}
