/** What distinguishes one beacon chain from another: preset sizes, slot time, genesis and the schedule of forks. @module */
import type { LightClientFork } from './types.ts';

/** One fork of a chain's schedule. */
export interface ForkActivation {
  readonly name: 'phase0' | LightClientFork;
  /** 4 bytes that go into the signature domain. */
  readonly version: Uint8Array;
  /** First epoch under this fork; a fork without a date is left out of the schedule. */
  readonly epoch: bigint;
}

/** A beacon chain. `slotsPerEpoch` and the other sizes come from the preset unless the chain's own configuration sets them. */
export interface BeaconConfig {
  readonly preset: 'mainnet' | 'minimal';
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
}
