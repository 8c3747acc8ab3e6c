/** A light client's store as JSON, so that it survives the process: `{version, data}` with the spec's field names. @module */
import { DecodeError } from '../codec/index.ts';
import { readExactObject, readJsonObject, readJsonUint, type SszJson } from '../proofs/index.ts';
import type { BeaconConfig } from './config.ts';
import { forkAtSlot } from './fork-schedule.ts';
import { isEmptySyncCommittee, lightClientTypes } from './object-types.ts';
import { peekSlot, type ReadContext, readVersionName } from './read-objects.ts';
import type { LightClientFork, LightClientStore } from './types.ts';

const OPTIONAL_KEYS = ['next_sync_committee', 'best_valid_update'];

const KEYS = [
  'finalized_header',
  'current_sync_committee',
  'optimistic_header',
  'previous_max_active_participants',
  'current_max_active_participants',
];

/** A store as JSON; `version` is the fork whose fields its headers have. */
export interface LightClientStoreJson {
  readonly version: LightClientFork;
  readonly data: SszJson;
}

/** The store as JSON. `null` stands for a committee or an update that is not known. */
export function formatLightClientStore(
  store: LightClientStore,
  config: Pick<BeaconConfig, 'syncCommitteeSize'>,
): LightClientStoreJson {
  const types = lightClientTypes(store.fork, config.syncCommitteeSize);
  const { nextSyncCommittee: next, bestValidUpdate: best } = store;
  const data = {
    finalized_header: types.header.format(store.finalizedHeader),
    current_sync_committee: types.syncCommittee.format(store.currentSyncCommittee),
    next_sync_committee: next === undefined ? null : types.syncCommittee.format(next),
    best_valid_update: best === undefined ? null : types.update.format(best),
    optimistic_header: types.header.format(store.optimisticHeader),
    previous_max_active_participants: `${store.previousMaxActiveParticipants}`,
    current_max_active_participants: `${store.currentMaxActiveParticipants}`,
  };
  return { version: store.fork, data };
}

/**
 * Parses a store. Without `{version, data}` around it its fork is the caller's, else that of its finalized header's slot. A next
 * committee that is zero throughout or left out is not known.
 * @throws {DecodeError} naming the field.
 */
export function parseLightClientStore(json: unknown, context: ReadContext, field = 'store'): LightClientStore {
  const outer = readJsonObject(json, field);
  const isWrapped = Object.hasOwn(outer, 'data');
  const object = readExactObject(isWrapped ? outer.data : outer, KEYS, field, OPTIONAL_KEYS);
  const { config } = context;
  const version =
    isWrapped && outer.version !== undefined ? readVersionName(outer.version, `${field}.version`) : undefined;
  const fork =
    version ?? context.fork ?? forkAtSlot(config, peekSlot(object.finalized_header, `${field}.finalized_header`));
  const types = lightClientTypes(fork, config.syncCommitteeSize);
  const at = (key: string) => `${field}.${key}`;
  const { next_sync_committee: next = null, best_valid_update: best = null } = object;
  const nextSyncCommittee = next === null ? undefined : types.syncCommittee.parse(next, at('next_sync_committee'));
  const isKnown = nextSyncCommittee !== undefined && !isEmptySyncCommittee(nextSyncCommittee);
  const participants = (key: string) => readParticipants(object[key], config.syncCommitteeSize, at(key));
  return {
    fork,
    finalizedHeader: types.header.parse(object.finalized_header, at('finalized_header')),
    currentSyncCommittee: types.syncCommittee.parse(object.current_sync_committee, at('current_sync_committee')),
    ...(isKnown ? { nextSyncCommittee } : {}),
    ...(best === null ? {} : { bestValidUpdate: types.update.parse(best, at('best_valid_update')) }),
    optimisticHeader: types.header.parse(object.optimistic_header, at('optimistic_header')),
    previousMaxActiveParticipants: participants('previous_max_active_participants'),
    currentMaxActiveParticipants: participants('current_max_active_participants'),
  };
}

function readParticipants(value: unknown, size: number, field: string): number {
  const count = readJsonUint(value, 64, field);
  if (count <= BigInt(size)) return Number(count);
  throw new DecodeError(field, `at most ${size} participants`, `${count}`);
}
