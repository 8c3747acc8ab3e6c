/** Which fork a slot belongs to. @module */
import type { BeaconConfig, ForkActivation } from './config.ts';
import { FORK_TABLE, type ForkRow } from './fork-table.ts';
import { computeEpochAtSlot } from './slots.ts';
import { LIGHT_CLIENT_FORKS, type LightClientFork } from './types.ts';

/** The fork in force at an epoch. */
export function forkAtEpoch({ forks }: Pick<BeaconConfig, 'forks'>, epoch: bigint): ForkActivation {
  const fork = forks.findLast((activation) => activation.epoch <= epoch) ?? forks[0];
  if (fork === undefined) throw new RangeError('forks: want a schedule, got an empty one');
  return fork;
}

/** The fork whose light-client objects describe a block of this slot. Before Altair there are none: Altair's are used. */
export function forkAtSlot(config: Pick<BeaconConfig, 'forks' | 'slotsPerEpoch'>, slot: bigint): LightClientFork {
  const { name } = forkAtEpoch(config, computeEpochAtSlot(config, slot));
  return name === 'phase0' ? 'altair' : name;
}

/** The places in the trees of a block of this slot. */
export function forkRowAtSlot(config: Pick<BeaconConfig, 'forks' | 'slotsPerEpoch'>, slot: bigint): ForkRow {
  return FORK_TABLE[forkAtSlot(config, slot)];
}

/** Whether objects of fork `a` have to be upgraded before they mix with those of fork `b`. */
export function isOlderFork(a: LightClientFork, b: LightClientFork): boolean {
  return FORK_TABLE[a] !== FORK_TABLE[b] && LIGHT_CLIENT_FORKS.indexOf(a) < LIGHT_CLIENT_FORKS.indexOf(b);
}

/** 4 bytes that go into the signature domain at an epoch. */
export function computeForkVersion(config: Pick<BeaconConfig, 'forks'>, epoch: bigint): Uint8Array {
  return forkAtEpoch(config, epoch).version;
}
