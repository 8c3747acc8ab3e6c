/** Reads a beacon chain's configuration, as nodes answer it and as the specification's `config.yaml` has it. @module */
import { DecodeError } from '../codec/index.ts';
import { type JsonObject, readJsonArray, readJsonBytes, readJsonObject, readJsonUint } from '../proofs/index.ts';
import {
  type BeaconConfig,
  type BlobParameters,
  FAR_FUTURE_EPOCH,
  type ForkActivation,
  PRESETS,
  type PresetName,
} from './config.ts';
import { LIGHT_CLIENT_FORKS, type LightClientFork } from './types.ts';

const MAX_BLOB_ENTRIES = 1024;

/** Committees hold whole bytes of bits, and no chain has more than this. */
const MAX_COMMITTEE_SIZE = 1 << 16;

/** What a chain's configuration does not say about itself. */
export type BeaconGenesis = Pick<BeaconConfig, 'genesisTime' | 'genesisValidatorsRoot'>;

/** The object itself or, as a node's answer has it, its `data`. */
function unwrap(value: unknown, field: string): JsonObject {
  const json = readJsonObject(value, field);
  return json.data === undefined ? json : readJsonObject(json.data, `${field}.data`);
}

/** Parses the answer of `/eth/v1/beacon/genesis`. @throws {DecodeError} naming the field. */
export function parseBeaconGenesis(value: unknown, field = 'genesis'): BeaconGenesis {
  const json = unwrap(value, field);
  return {
    genesisTime: readJsonUint(json.genesis_time, 64, `${field}.genesis_time`),
    genesisValidatorsRoot: readJsonBytes(json.genesis_validators_root, 32, 32, `${field}.genesis_validators_root`),
  };
}

/**
 * Parses the answer of `/eth/v1/config/spec`, or a `config.yaml` whose values were left texts. What is not set comes from the
 * preset, which `PRESET_BASE` names. Keys that a light client does not need are ignored.
 * @throws {DecodeError} naming the key, also when a fork has a date that this version does not know.
 */
export function parseBeaconConfig(value: unknown, genesis: BeaconGenesis, field = 'spec'): BeaconConfig {
  const spec = unwrap(value, field);
  const preset = readPresetName(spec.PRESET_BASE, `${field}.PRESET_BASE`);
  const sizes = PRESETS[preset];
  const positive = (key: string, otherwise: bigint): bigint => {
    const size = readOptionalUint(spec, key, field) ?? otherwise;
    if (size === 0n) throw new DecodeError(`${field}.${key}`, 'more than zero', '0');
    return size;
  };
  const syncCommitteeSize = Number(positive('SYNC_COMMITTEE_SIZE', BigInt(sizes.syncCommitteeSize)));
  if (syncCommitteeSize % 8 !== 0 || syncCommitteeSize > MAX_COMMITTEE_SIZE) {
    throw new DecodeError(
      `${field}.SYNC_COMMITTEE_SIZE`,
      `a multiple of 8, at most ${MAX_COMMITTEE_SIZE}`,
      `${syncCommitteeSize}`,
    );
  }
  const forks = readForks(spec, field);
  return {
    preset,
    syncCommitteeSize,
    slotsPerEpoch: positive('SLOTS_PER_EPOCH', sizes.slotsPerEpoch),
    epochsPerSyncCommitteePeriod: positive('EPOCHS_PER_SYNC_COMMITTEE_PERIOD', sizes.epochsPerSyncCommitteePeriod),
    slotDurationMs:
      spec.SLOT_DURATION_MS === undefined
        ? positive('SECONDS_PER_SLOT', sizes.slotDurationMs / 1000n) * 1000n
        : positive('SLOT_DURATION_MS', 0n),
    ...genesis,
    forks,
    blobSchedule: readBlobSchedule(spec, forks, field),
  };
}

/**
 * The versions of all forks that a configuration names, dated or not.
 * @throws {DecodeError} naming the key.
 */
export function parseForkVersions(value: unknown, field = 'spec'): ReadonlyMap<LightClientFork, Uint8Array> {
  const spec = unwrap(value, field);
  const named = LIGHT_CLIENT_FORKS.filter((name) => spec[versionKey(name)] !== undefined);
  return new Map(named.map((name) => [name, readVersion(spec, versionKey(name), field)]));
}

function versionKey(name: LightClientFork): string {
  return `${name.toUpperCase()}_FORK_VERSION`;
}

function readPresetName(value: unknown, field: string): PresetName {
  if (value === 'mainnet' || value === 'minimal') return value;
  throw new DecodeError(field, 'mainnet or minimal', typeof value === 'string' ? JSON.stringify(value) : typeof value);
}

function readOptionalUint(spec: JsonObject, key: string, field: string): bigint | undefined {
  return spec[key] === undefined ? undefined : readJsonUint(spec[key], 64, `${field}.${key}`);
}

function readVersion(spec: JsonObject, key: string, field: string): Uint8Array {
  return readJsonBytes(spec[key], 4, 4, `${field}.${key}`);
}

/** The schedule: forks come in their order, none before the one that it builds upon. */
function readForks(spec: JsonObject, field: string): readonly ForkActivation[] {
  refuseUnknownForks(spec, field);
  const genesis: ForkActivation = {
    name: 'phase0',
    version: readVersion(spec, 'GENESIS_FORK_VERSION', field),
    epoch: 0n,
  };
  const forks = [genesis];
  let last = 0n;
  for (const name of LIGHT_CLIENT_FORKS) {
    const key = `${name.toUpperCase()}_FORK_EPOCH`;
    const epoch = readOptionalUint(spec, key, field) ?? FAR_FUTURE_EPOCH;
    if (epoch < last) throw new DecodeError(`${field}.${key}`, `${last} or later, as the fork before`, `${epoch}`);
    last = epoch;
    if (epoch < FAR_FUTURE_EPOCH) forks.push({ name, version: readVersion(spec, versionKey(name), field), epoch });
  }
  return forks;
}

function refuseUnknownForks(spec: JsonObject, field: string): void {
  const known = new Set<string>(LIGHT_CLIENT_FORKS.map((name) => `${name.toUpperCase()}_FORK_EPOCH`));
  for (const key of Object.keys(spec)) {
    if (!key.endsWith('_FORK_EPOCH') || known.has(key)) continue;
    const epoch = readOptionalUint(spec, key, field);
    if (epoch === undefined || epoch === FAR_FUTURE_EPOCH) continue;
    throw new DecodeError(`${field}.${key}`, 'no date for a fork that this version does not know', `${epoch}`);
  }
}

/** Before the first entry the parameters are those of Electra. Spec: `get_blob_parameters` of `specs/fulu/beacon-chain.md`. */
function readBlobSchedule(
  spec: JsonObject,
  forks: readonly ForkActivation[],
  field: string,
): readonly BlobParameters[] {
  const name = `${field}.BLOB_SCHEDULE`;
  const rows = readJsonArray(spec.BLOB_SCHEDULE ?? [], 0, MAX_BLOB_ENTRIES, name);
  const entries = rows.map((row, index) => {
    const at = `${name}[${index}]`;
    const json = readJsonObject(row, at);
    return {
      epoch: readJsonUint(json.EPOCH, 64, `${at}.EPOCH`),
      maxBlobsPerBlock: readJsonUint(json.MAX_BLOBS_PER_BLOCK, 64, `${at}.MAX_BLOBS_PER_BLOCK`),
    };
  });
  const electra = forks.find((fork) => fork.name === 'electra');
  const most = readOptionalUint(spec, 'MAX_BLOBS_PER_BLOCK_ELECTRA', field) ?? 9n;
  const first = electra === undefined ? [] : [{ epoch: electra.epoch, maxBlobsPerBlock: most }];
  const sorted = entries.toSorted((a, b) => (a.epoch < b.epoch ? -1 : a.epoch > b.epoch ? 1 : 0));
  return [...first, ...sorted];
}
