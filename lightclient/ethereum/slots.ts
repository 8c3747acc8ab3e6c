/** Slots, epochs, sync-committee periods and time. @module */
import type { BeaconConfig } from './config.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** The epoch of a slot. */
export function computeEpochAtSlot(config: Pick<BeaconConfig, 'slotsPerEpoch'>, slot: bigint): bigint {
  return slot / config.slotsPerEpoch;
}

/** The first slot of an epoch. */
export function computeStartSlotAtEpoch(config: Pick<BeaconConfig, 'slotsPerEpoch'>, epoch: bigint): bigint {
  return epoch * config.slotsPerEpoch;
}

/** How many slots a sync committee is in office; also the spec's `UPDATE_TIMEOUT`. */
export function slotsPerSyncCommitteePeriod(
  config: Pick<BeaconConfig, 'slotsPerEpoch' | 'epochsPerSyncCommitteePeriod'>,
): bigint {
  return config.slotsPerEpoch * config.epochsPerSyncCommitteePeriod;
}

/** The sync-committee period of a slot. */
export function computeSyncCommitteePeriodAtSlot(
  config: Pick<BeaconConfig, 'slotsPerEpoch' | 'epochsPerSyncCommitteePeriod'>,
  slot: bigint,
): bigint {
  return slot / slotsPerSyncCommitteePeriod(config);
}

/** When a slot begins: nanoseconds since 1970. */
export function computeTimeAtSlot(config: Pick<BeaconConfig, 'genesisTime' | 'slotDurationMs'>, slot: bigint): bigint {
  return (config.genesisTime * 1000n + slot * config.slotDurationMs) * NANOSECONDS_PER_MILLISECOND;
}

/** The slot that a time (nanoseconds since 1970) falls into; slot 0 before genesis. */
export function computeSlotAtTime(config: Pick<BeaconConfig, 'genesisTime' | 'slotDurationMs'>, time: bigint): bigint {
  const sinceGenesis = time - computeTimeAtSlot(config, 0n);
  return sinceGenesis < 0n ? 0n : sinceGenesis / (config.slotDurationMs * NANOSECONDS_PER_MILLISECOND);
}
