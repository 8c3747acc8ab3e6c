/** A follower's state as its store keeps it: JSON with the spec's objects and field names. @module */
import { DecodeError, equalBytes, toHex } from '../../codec/index.ts';
import {
  type BeaconConfig,
  computeSyncCommitteePeriodAtSlot,
  forkAtSlot,
  formatLightClientStore,
  LIGHT_CLIENT_FORKS,
  type LightClientFinalityUpdate,
  type LightClientFork,
  type LightClientTypes,
  type LightClientUpdate,
  lightClientTypes,
  parseLightClientFinalityUpdate,
  parseLightClientStore,
  parseLightClientUpdate,
  type SyncCommittee,
} from '../../ethereum/index.ts';
import {
  readExactObject,
  readJsonArray,
  readJsonBytes,
  readJsonObject,
  readJsonUint,
  type SszJson,
} from '../../proofs/index.ts';
import type { BeaconEvidence } from './evidence.ts';
import type { FollowerState, KnownCommittee } from './follower-state.ts';

/** Tells the text from others; the number grows when it can no longer be read by what came before. */
const FOLLOWER_FORMAT = 'causeway-beacon-follower/1';

const KEYS = ['format', 'genesis_validators_root', 'checkpoint_root', 'store', 'committees', 'finalized', 'told_slot'];
const ROOT_SIZE = 32;
/** Far more than anybody keeps. */
const MAX_ENTRIES = 4096;

/** The state as one line of JSON; `decodeFollowerState` gives it back. */
export function encodeFollowerState(state: FollowerState, config: BeaconConfig): string {
  return JSON.stringify({
    format: FOLLOWER_FORMAT,
    genesis_validators_root: `0x${toHex(config.genesisValidatorsRoot)}`,
    checkpoint_root: `0x${toHex(state.checkpointRoot)}`,
    store: formatLightClientStore(state.store, config),
    committees: state.committees.map((known) => formatCommittee(known, config)),
    finalized: state.finalized.map((update) => formatVersioned(update, config, ({ finalityUpdate }) => finalityUpdate)),
    told_slot: `${state.toldSlot}`,
  });
}

/** A committee that an update proved is not written twice. */
function formatCommittee({ period, committee, provenBy }: KnownCommittee, config: BeaconConfig): object {
  const common = { period: `${period}` };
  if (provenBy === undefined) {
    const type = lightClientTypes('altair', config.syncCommitteeSize).syncCommittee;
    return { ...common, committee: type.format(committee), proven_by: null };
  }
  return { ...common, committee: null, proven_by: formatVersioned(provenBy, config, ({ update }) => update) };
}

type Format<T> = (types: LightClientTypes) => { encode(value: T): Uint8Array; format(value: T): SszJson };

/** In the shapes that the object has, which are not those of its slot when it was upgraded. */
function formatVersioned<T extends LightClientFinalityUpdate>(value: T, config: BeaconConfig, typeOf: Format<T>) {
  const own = forkAtSlot(config, value.attestedHeader.beacon.slot);
  const version = [own, ...LIGHT_CLIENT_FORKS].find((fork) => fits(value, fork, config, typeOf));
  if (version === undefined) throw new RangeError('update: want the shapes of one fork, got those of none');
  return { version, data: typeOf(lightClientTypes(version, config.syncCommitteeSize)).format(value) };
}

function fits<T>(value: T, fork: LightClientFork, { syncCommitteeSize }: BeaconConfig, typeOf: Format<T>): boolean {
  try {
    return typeOf(lightClientTypes(fork, syncCommitteeSize)).encode(value).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Evidence as JSON, with the spec's objects and field names. */
export function formatBeaconEvidence(evidence: BeaconEvidence, config: BeaconConfig): object {
  const format = (update: LightClientUpdate) => formatVersioned(update, config, (types) => types.update);
  const { kind, ...at } = evidence.misbehaviour;
  const where = Object.entries(at).map(([name, value]) => [name, `${value}`]);
  return { kind, ...Object.fromEntries(where), known: format(evidence.known), rival: format(evidence.rival) };
}

/** Reads a follower's state. @throws {DecodeError} also when it is of another chain, or its parts contradict each other. */
export function decodeFollowerState(text: string, config: BeaconConfig, field = 'state'): FollowerState {
  const json = readExactObject(parseJson(text, field), KEYS, field);
  const at = (key: string) => `${field}.${key}`;
  if (json.format !== FOLLOWER_FORMAT) throw new DecodeError(at('format'), FOLLOWER_FORMAT, `${json.format}`);
  const rootOf = (key: string) => readJsonBytes(json[key], ROOT_SIZE, ROOT_SIZE, at(key));
  const genesis = rootOf('genesis_validators_root');
  if (!equalBytes(genesis, config.genesisValidatorsRoot)) {
    throw new DecodeError(at('genesis_validators_root'), toHex(config.genesisValidatorsRoot), toHex(genesis));
  }
  const state: FollowerState = {
    checkpointRoot: rootOf('checkpoint_root'),
    store: parseLightClientStore(json.store, { config }, at('store')),
    committees: readJsonArray(json.committees, 1, MAX_ENTRIES, at('committees')).map((entry, index) =>
      parseCommittee(entry, config, `${at('committees')}[${index}]`),
    ),
    finalized: readJsonArray(json.finalized, 0, MAX_ENTRIES, at('finalized')).map((update) =>
      parseLightClientFinalityUpdate(update, { config }),
    ),
    toldSlot: readJsonUint(json.told_slot, 64, at('told_slot')),
  };
  requireConsistent(state, config, field);
  return state;
}

function parseJson(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DecodeError(field, 'JSON', `${text.length} characters of something else, or half of it`);
  }
}

function parseCommittee(json: unknown, config: BeaconConfig, field: string): KnownCommittee {
  const entry = readExactObject(json, ['period', 'committee', 'proven_by'], field);
  const period = readJsonUint(entry.period, 64, `${field}.period`);
  if (entry.proven_by === null) {
    const type = lightClientTypes('altair', config.syncCommitteeSize).syncCommittee;
    return { period, committee: type.parse(entry.committee, `${field}.committee`) };
  }
  const provenBy: LightClientUpdate = parseLightClientUpdate(readJsonObject(entry.proven_by, field), { config });
  if (provenBy.nextSyncCommittee === undefined) {
    throw new DecodeError(`${field}.proven_by`, 'an update with the next committee', 'one without');
  }
  return { period, committee: provenBy.nextSyncCommittee.committee, provenBy };
}

function requireConsistent({ store, committees, finalized }: FollowerState, config: BeaconConfig, field: string): void {
  const trusted = store.finalizedHeader.beacon.slot;
  const period = computeSyncCommitteePeriodAtSlot(config, trusted);
  committees.forEach((known, index) => {
    const want = (committees[0]?.period ?? 0n) + BigInt(index);
    if (known.period === want) return;
    throw new DecodeError(`${field}.committees[${index}].period`, `${want}, the one after`, `${known.period}`);
  });
  requireCommittee(committees, { period, committee: store.currentSyncCommittee }, field);
  const { nextSyncCommittee: next } = store;
  if (next !== undefined) requireCommittee(committees, { period: period + 1n, committee: next }, field);
  let last = -1n;
  finalized.forEach(({ finality }, index) => {
    const slot = finality?.header.beacon.slot ?? -1n;
    if (slot <= last || slot > trusted) {
      const want = `a finalized header above slot ${last}, up to ${trusted}`;
      throw new DecodeError(`${field}.finalized[${index}]`, want, slot < 0n ? 'none' : `slot ${slot}`);
    }
    last = slot;
  });
}

function requireCommittee(
  known: readonly KnownCommittee[],
  { period, committee }: KnownCommittee,
  field: string,
): void {
  const entry = known.find((each) => each.period === period);
  const keyOf = ({ aggregatePubkey }: SyncCommittee) => toHex(aggregatePubkey);
  if (entry !== undefined && keyOf(entry.committee) === keyOf(committee)) return;
  const want = `the committee of period ${period} that the store has`;
  throw new DecodeError(`${field}.committees`, want, entry === undefined ? 'none' : keyOf(entry.committee));
}
