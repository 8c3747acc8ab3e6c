/** Configurations of beacon chains of our own, and how a node answers them. @module */
import { toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  type ForkActivation,
  LIGHT_CLIENT_FORKS,
  type LightClientFork,
  PRESETS,
} from '@causeway/lightclient/ethereum';
import { sha256 } from './build-header.ts';

/** First epochs of forks. Those before the first that is named begin at 0; one between two begins with the later. */
export type ForkEpochs = Partial<Readonly<Record<LightClientFork, bigint>>>;

/** A chain with the sizes of the minimal preset: committees of 32, epochs and periods of 8. */
export function createBeaconConfig(
  epochs: ForkEpochs = { electra: 0n },
  change: Partial<BeaconConfig> = {},
): BeaconConfig {
  const forks = scheduleForks(epochs);
  const electra = forks.find(({ name }) => name === 'electra');
  return {
    preset: 'minimal',
    ...PRESETS.minimal,
    genesisTime: 1_700_000_000n,
    genesisValidatorsRoot: sha256('validators of genesis'),
    forks,
    blobSchedule: electra === undefined ? [] : [{ epoch: electra.epoch, maxBlobsPerBlock: 9n }],
    ...change,
  };
}

function scheduleForks(epochs: ForkEpochs): readonly ForkActivation[] {
  const named = LIGHT_CLIENT_FORKS.findIndex((name) => epochs[name] !== undefined);
  const activations = LIGHT_CLIENT_FORKS.flatMap((name, index): ForkActivation[] => {
    const own = epochs[name];
    const later = LIGHT_CLIENT_FORKS.slice(index).find((other) => epochs[other] !== undefined);
    const epoch = index < named ? 0n : (own ?? (later === undefined ? undefined : epochs[later]));
    return epoch === undefined ? [] : [{ name, version: Uint8Array.of(index + 1, 0, 0, 1), epoch }];
  });
  return [{ name: 'phase0', version: Uint8Array.of(0, 0, 0, 1), epoch: 0n }, ...activations];
}

/** The `data` of `/eth/v1/config/spec`, as far as a light client asks for it. */
export function formatBeaconSpec(config: BeaconConfig): Readonly<Record<string, unknown>> {
  const forks = config.forks.flatMap(({ name, version, epoch }): [string, string][] =>
    name === 'phase0'
      ? [['GENESIS_FORK_VERSION', `0x${toHex(version)}`]]
      : [
          [`${name.toUpperCase()}_FORK_VERSION`, `0x${toHex(version)}`],
          [`${name.toUpperCase()}_FORK_EPOCH`, `${epoch}`],
        ],
  );
  // What Electra itself begins with is not in the schedule.
  const electra = config.forks.find(({ name }) => name === 'electra');
  const later = (config.blobSchedule ?? []).filter(({ epoch }) => epoch !== electra?.epoch);
  return {
    PRESET_BASE: config.preset,
    SYNC_COMMITTEE_SIZE: `${config.syncCommitteeSize}`,
    SLOTS_PER_EPOCH: `${config.slotsPerEpoch}`,
    EPOCHS_PER_SYNC_COMMITTEE_PERIOD: `${config.epochsPerSyncCommitteePeriod}`,
    SECONDS_PER_SLOT: `${config.slotDurationMs / 1000n}`,
    BLOB_SCHEDULE: later.map(({ epoch, maxBlobsPerBlock }) => ({
      EPOCH: `${epoch}`,
      MAX_BLOBS_PER_BLOCK: `${maxBlobsPerBlock}`,
    })),
    ...Object.fromEntries(forks),
  };
}

/** The `data` of `/eth/v1/beacon/genesis`. */
export function formatBeaconGenesis(config: BeaconConfig): Readonly<Record<string, string>> {
  const version = config.forks[0]?.version ?? new Uint8Array(4);
  return {
    genesis_time: `${config.genesisTime}`,
    genesis_validators_root: `0x${toHex(config.genesisValidatorsRoot)}`,
    genesis_fork_version: `0x${toHex(version)}`,
  };
}
