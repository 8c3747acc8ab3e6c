/** Sync committees by period, kept after a store has moved on, so that what they signed stays checkable. @module */
import { DecodeError } from '../codec/index.ts';
import { readExactObject, readJsonArray, readJsonUint, type SszJson } from '../proofs/index.ts';
import type { BeaconConfig } from './config.ts';
import { syncCommitteeType } from './object-types.ts';
import { computeSyncCommitteePeriodAtSlot } from './slots.ts';
import type { LightClientStore, SyncCommittee } from './types.ts';

/** A bound on what is read back: 300 years of the main network. */
const MAX_PERIODS = 100_000;

/** Immutable: adding gives a new one. */
export type CommitteeRecord = ReadonlyMap<bigint, SyncCommittee>;

/** What a record takes from a store. */
type StoreCommittees = Pick<LightClientStore, 'finalizedHeader' | 'currentSyncCommittee' | 'nextSyncCommittee'>;

/** The record with the committees that a store knows; of more than `keep` periods the oldest are left out. */
export function recordCommittees(
  record: CommitteeRecord,
  { finalizedHeader, currentSyncCommittee, nextSyncCommittee }: StoreCommittees,
  config: Pick<BeaconConfig, 'slotsPerEpoch' | 'epochsPerSyncCommitteePeriod'>,
  keep: number = MAX_PERIODS,
): CommitteeRecord {
  const period = computeSyncCommitteePeriodAtSlot(config, finalizedHeader.beacon.slot);
  const known = new Map(record).set(period, currentSyncCommittee);
  if (nextSyncCommittee !== undefined) known.set(period + 1n, nextSyncCommittee);
  const sorted = [...known].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.slice(Math.max(sorted.length - keep, 0)));
}

/** The record as JSON: `{period, sync_committee}`, the oldest first. */
export function formatCommitteeRecord(
  record: CommitteeRecord,
  { syncCommitteeSize }: Pick<BeaconConfig, 'syncCommitteeSize'>,
): SszJson {
  const type = syncCommitteeType(syncCommitteeSize);
  return [...record].map(([period, committee]) => ({ period: `${period}`, sync_committee: type.format(committee) }));
}

/** @throws {DecodeError} naming the field. */
export function parseCommitteeRecord(
  json: unknown,
  { syncCommitteeSize }: Pick<BeaconConfig, 'syncCommitteeSize'>,
  field = 'committees',
): CommitteeRecord {
  const type = syncCommitteeType(syncCommitteeSize);
  const record = new Map<bigint, SyncCommittee>();
  let last = -1n;
  for (const [index, entry] of readJsonArray(json, 0, MAX_PERIODS, field).entries()) {
    const at = `${field}[${index}]`;
    const { period: text, sync_committee: committee } = readExactObject(entry, ['period', 'sync_committee'], at);
    const period = readJsonUint(text, 64, `${at}.period`);
    if (period <= last) throw new DecodeError(`${at}.period`, `a period after ${last}`, `${period}`);
    last = period;
    record.set(period, type.parse(committee, `${at}.sync_committee`));
  }
  return record;
}
