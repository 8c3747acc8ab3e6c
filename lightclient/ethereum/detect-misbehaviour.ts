/**
 * Two updates that cannot both come from honest committees. An honest chain can fork for a few slots, and committees then sign
 * both branches; evidence is only what was finalized.
 * @module
 */
import { equalBytes } from '../codec/index.ts';
import { isSameSyncCommittee } from './check-branches.ts';
import type { CommitteeRecord } from './committee-record.ts';
import { type BeaconConfig, GENESIS_SLOT } from './config.ts';
import type { UpdateContext } from './context.ts';
import { hashBeaconBlockHeader } from './signing.ts';
import { computeSyncCommitteePeriodAtSlot } from './slots.ts';
import type { LightClientUpdate, SyncCommittee } from './types.ts';
import { finalizedSlot, isFinalityUpdate, isFinalizedInAttestedPeriod, nextCommittee } from './update-facts.ts';
import { type UpdateOfPeriodVerdict, verifyConflictingUpdate } from './verify-update-of-period.ts';

/** What two updates contradict each other in. */
export type EthereumMisbehaviour =
  /** Two blocks of one slot were finalized. */
  | { readonly kind: 'conflicting-finalized-headers'; readonly slot: bigint }
  /** Two committees were chosen for one period, each in a state of the period before that was finalized there. */
  | { readonly kind: 'conflicting-next-sync-committees'; readonly period: bigint };

/** `misbehaviour` is there when both updates are believed and contradict each other. */
export interface MisbehaviourResult {
  readonly misbehaviour?: EthereumMisbehaviour;
  /** What is wrong with the first update as evidence: it proves nothing unless this is `valid`. */
  readonly first: UpdateOfPeriodVerdict;
  readonly second: UpdateOfPeriodVerdict;
}

/** Judges two updates by the committees of their periods, and compares them where at least two thirds signed both. */
export function detectMisbehaviour(
  first: LightClientUpdate,
  second: LightClientUpdate,
  committees: CommitteeRecord,
  context: UpdateContext,
): MisbehaviourResult {
  const verdicts = {
    first: verifyConflictingUpdate(first, committees, context),
    second: verifyConflictingUpdate(second, committees, context),
  };
  if (verdicts.first.status !== 'valid' || verdicts.second.status !== 'valid') return verdicts;
  const misbehaviour = compareUpdates(first, second, context.config);
  return misbehaviour === undefined ? verdicts : { ...verdicts, misbehaviour };
}

/** What two updates contradict each other in, were both believed. Anybody can make up unsigned ones: verify them. */
export function compareUpdates(
  first: LightClientUpdate,
  second: LightClientUpdate,
  config: BeaconConfig,
): EthereumMisbehaviour | undefined {
  return compareFinalized(first, second) ?? compareNextCommittees(first, second, config);
}

function compareFinalized(first: LightClientUpdate, second: LightClientUpdate): EthereumMisbehaviour | undefined {
  if (!isFinalityUpdate(first) || !isFinalityUpdate(second)) return undefined;
  const slot = finalizedSlot(first);
  if (slot !== finalizedSlot(second) || first.finality === undefined || second.finality === undefined) return undefined;
  const roots = [first.finality, second.finality].map(({ header }) => hashBeaconBlockHeader(header.beacon));
  const [a = new Uint8Array(0), b = new Uint8Array(0)] = roots;
  return equalBytes(a, b) ? undefined : { kind: 'conflicting-finalized-headers', slot };
}

function compareNextCommittees(
  first: LightClientUpdate,
  second: LightClientUpdate,
  config: BeaconConfig,
): EthereumMisbehaviour | undefined {
  const [a, b] = [finalizedNextCommittee(first, config), finalizedNextCommittee(second, config)];
  if (a === undefined || b === undefined) return undefined;
  const period = (update: LightClientUpdate) =>
    computeSyncCommitteePeriodAtSlot(config, update.attestedHeader.beacon.slot);
  if (period(first) !== period(second) || isSameSyncCommittee(a, b)) return undefined;
  return { kind: 'conflicting-next-sync-committees', period: period(first) + 1n };
}

/** The next committee, where a block of its own period was finalized, after which it cannot change any more. */
function finalizedNextCommittee(update: LightClientUpdate, config: BeaconConfig): SyncCommittee | undefined {
  const isFinalized = isFinalityUpdate(update) && finalizedSlot(update) > GENESIS_SLOT;
  const isFinal = isFinalized && isFinalizedInAttestedPeriod(update, config);
  return isFinal ? nextCommittee(update).nextSyncCommittee : undefined;
}
