/** `validate_light_client_update`: whether an update is believed, given a store. @module */
import { firstFailure, invalid, VALID } from '../verdict.ts';
import { checkFinality, checkNextSyncCommittee, isSameSyncCommittee } from './check-branches.ts';
import { checkCommitteeSignature, checkParticipation } from './check-signature.ts';
import type { BeaconConfig } from './config.ts';
import type { UpdateContext } from './context.ts';
import type { UpdateVerdict } from './fault-codes.ts';
import { forkAtSlot, isOlderFork } from './fork-schedule.ts';
import { FORK_TABLE } from './fork-table.ts';
import { HEADER_SHAPES } from './header-type.ts';
import { type HeaderVerdict, isValidBeforeUpgrade, isValidLightClientHeader } from './is-valid-light-client-header.ts';
import { computeSyncCommitteePeriodAtSlot } from './slots.ts';
import type { LightClientStore, LightClientUpdate } from './types.ts';
import { finalizedSlot, isSyncCommitteeUpdate } from './update-facts.ts';
import { upgradeLightClientUpdate } from './upgrade-light-client-objects.ts';

/** An update in the fields of the store's fork, or why it cannot be brought into them. */
export function adaptUpdate(
  update: LightClientUpdate,
  store: Pick<LightClientStore, 'fork'>,
  config: BeaconConfig,
): LightClientUpdate | Extract<UpdateVerdict, { readonly status: 'invalid' }> {
  const fork = forkAtSlot(config, update.attestedHeader.beacon.slot);
  const headers = [update.attestedHeader, ...(update.finality ? [update.finality.header] : [])];
  const room = HEADER_SHAPES.indexOf(FORK_TABLE[store.fork].shape);
  const odd = headers.find(({ shape }) => HEADER_SHAPES.indexOf(shape) > room);
  if (odd !== undefined)
    return invalid('store-needs-upgrade', `fields of ${store.fork} or older`, `shape ${odd.shape}`);
  if (isOlderFork(store.fork, fork)) return invalid('store-needs-upgrade', `a block of ${store.fork} or older`, fork);
  const left = firstFailure<HeaderVerdict>(
    ...headers.map((header) => () => isValidBeforeUpgrade(header, store.fork, config)),
  );
  return left.status === 'invalid' ? left : upgradeLightClientUpdate(update, store.fork, config);
}

/** An update of an older fork than the store's is judged in the fields of the store's. The signature is checked last. */
export function validateLightClientUpdate(
  store: LightClientStore,
  update: LightClientUpdate,
  context: UpdateContext,
): UpdateVerdict {
  const adapted = adaptUpdate(update, store, context.config);
  if ('status' in adapted) return adapted;
  return validateAdaptedUpdate(store, adapted, context);
}

/** For an update whose fields are those of the store's fork already. */
export function validateAdaptedUpdate(
  store: LightClientStore,
  update: LightClientUpdate,
  context: UpdateContext,
): UpdateVerdict {
  const { config, sha256 } = context;
  return firstFailure<UpdateVerdict>(
    () => checkParticipation(update.syncAggregate, config),
    () => checkSlots(update, context.currentSlot),
    () => checkPeriod(store, update, config),
    () => checkRelevance(store, update, config),
    () => checkKnownCommittee(store, update, config),
    () => isValidLightClientHeader(update.attestedHeader, config, sha256),
    () => checkFinality(update, store.fork, context),
    () => checkNextSyncCommittee(update, store.fork, context),
    () => {
      const committee = signingCommittee(store, update, config);
      if (committee !== undefined) return checkCommitteeSignature(update, committee, context);
      return invalid('committee-not-known', 'the committee of the signature', 'none');
    },
  );
}

/** Whatever is attested was there before it was signed, and what it finalizes before it. */
export function checkSlots(update: LightClientUpdate, currentSlot: bigint): UpdateVerdict {
  const { signatureSlot } = update;
  const attested = update.attestedHeader.beacon.slot;
  if (signatureSlot > currentSlot) {
    return invalid('signature-slot-in-future', `slot ${currentSlot} or before`, `${signatureSlot}`);
  }
  if (signatureSlot <= attested) {
    return invalid('signature-slot-not-after-attested', `after slot ${attested}`, `${signatureSlot}`);
  }
  if (attested >= finalizedSlot(update)) return VALID;
  return invalid('attested-before-finalized', `slot ${finalizedSlot(update)} or later`, `${attested}`);
}

function checkPeriod(store: LightClientStore, update: LightClientUpdate, config: BeaconConfig): UpdateVerdict {
  const known = computeSyncCommitteePeriodAtSlot(config, store.finalizedHeader.beacon.slot);
  const last = store.nextSyncCommittee === undefined ? known : known + 1n;
  const period = computeSyncCommitteePeriodAtSlot(config, update.signatureSlot);
  if (period >= known && period <= last) return VALID;
  return invalid('committee-not-known', known === last ? `period ${known}` : `period ${known} or ${last}`, `${period}`);
}

function checkRelevance(store: LightClientStore, update: LightClientUpdate, config: BeaconConfig): UpdateVerdict {
  const attested = update.attestedHeader.beacon.slot;
  const { slot } = store.finalizedHeader.beacon;
  const period = (at: bigint) => computeSyncCommitteePeriodAtSlot(config, at);
  const bringsCommittee =
    store.nextSyncCommittee === undefined && isSyncCommitteeUpdate(update) && period(attested) === period(slot);
  if (attested > slot || bringsCommittee) return VALID;
  return invalid('not-relevant', `a header after slot ${slot}, or the missing committee`, `slot ${attested}`);
}

/** Where the next committee is known already, an update of the same period can only repeat it. */
function checkKnownCommittee(store: LightClientStore, update: LightClientUpdate, config: BeaconConfig): UpdateVerdict {
  const known = store.nextSyncCommittee;
  if (known === undefined || update.nextSyncCommittee === undefined || !isSyncCommitteeUpdate(update)) return VALID;
  const period = (at: bigint) => computeSyncCommitteePeriodAtSlot(config, at);
  if (period(update.attestedHeader.beacon.slot) !== period(store.finalizedHeader.beacon.slot)) return VALID;
  if (isSameSyncCommittee(known, update.nextSyncCommittee.committee)) return VALID;
  return invalid('next-sync-committee-mismatch', 'the known next committee', 'another one');
}

function signingCommittee(store: LightClientStore, { signatureSlot }: LightClientUpdate, config: BeaconConfig) {
  const period = (at: bigint) => computeSyncCommitteePeriodAtSlot(config, at);
  const isCurrent = period(signatureSlot) === period(store.finalizedHeader.beacon.slot);
  return isCurrent ? store.currentSyncCommittee : store.nextSyncCommittee;
}
