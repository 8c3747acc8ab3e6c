/** What distinguishes one beacon chain from another: preset sizes, slot time, genesis and the schedule of forks. @module */
import type { LightClientFork } from './types.ts';

/** A fork of a chain's schedule by name. */
export type ForkName = 'phase0' | LightClientFork;

/** One fork of a chain's schedule. */
export interface ForkActivation {
  readonly name: ForkName;
  /** 4 bytes that go into the signature domain. */
  readonly version: Uint8Array;
  /** First epoch under this fork; a fork without a date is left out of the schedule. */
  readonly epoch: bigint;
}

/** From an epoch on, this many blobs fit a block. From Fulu on it goes into the fork digest. */
export interface BlobParameters {
  readonly epoch: bigint;
  readonly maxBlobsPerBlock: bigint;
}

/** A beacon chain. `slotsPerEpoch` and the other sizes come from the preset unless the chain's own configuration sets them. */
export interface BeaconConfig {
  readonly preset: PresetName;
  /** 512 in the mainnet preset, 32 in the minimal one. */
  readonly syncCommitteeSize: number;
  readonly slotsPerEpoch: bigint;
  readonly epochsPerSyncCommitteePeriod: bigint;
  /** Milliseconds. */
  readonly slotDurationMs: bigint;
  /** Seconds since 1970. */
  readonly genesisTime: bigint;
  readonly genesisValidatorsRoot: Uint8Array;
  /** Ascending by epoch, beginning with the genesis fork. */
  readonly forks: readonly ForkActivation[];
  /** Ascending by epoch. Left out where fork digests are not needed. */
  readonly blobSchedule?: readonly BlobParameters[];
}

/** A set of sizes that the specification names. */
export type PresetName = 'mainnet' | 'minimal';

/** The sizes of a preset that a light client needs. */
export type Preset = Pick<
  BeaconConfig,
  'syncCommitteeSize' | 'slotsPerEpoch' | 'epochsPerSyncCommitteePeriod' | 'slotDurationMs'
>;

/** Spec: consensus-specs `presets` and `configs`. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  mainnet: { syncCommitteeSize: 512, slotsPerEpoch: 32n, epochsPerSyncCommitteePeriod: 256n, slotDurationMs: 12_000n },
  minimal: { syncCommitteeSize: 32, slotsPerEpoch: 8n, epochsPerSyncCommitteePeriod: 8n, slotDurationMs: 6_000n },
};

/** Slot of the genesis block. */
export const GENESIS_SLOT = 0n;

/** Epochs of forks that have no date. */
export const FAR_FUTURE_EPOCH = 2n ** 64n - 1n;
