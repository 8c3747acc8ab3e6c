/** Light-client objects by a short plan, from chains of `build-beacon-chain.ts`; everything is there only if the plan says so. @module */
import {
  type BeaconConfig,
  FORK_TABLE,
  LIGHT_CLIENT_FORKS,
  type LightClientBootstrap,
  type LightClientFork,
  type LightClientHeader,
  type LightClientUpdate,
  type SyncCommittee,
} from '@causeway/lightclient/ethereum';
import { createBeaconConfig, type ForkEpochs } from './beacon-config.ts';
import { type BeaconChain, buildBeaconChain, type ForkOptions } from './build-beacon-chain.ts';
import type { CommitteeOfSigners } from './build-sync-committee.ts';

const CHAINS = new Map<BeaconConfig, BeaconChain>();

function chainOf(config: BeaconConfig): BeaconChain {
  const chain = CHAINS.get(config) ?? buildBeaconChain({ config });
  CHAINS.set(config, chain);
  return chain;
}

/** A chain in the minimal preset that began with this fork; later forks have the epochs given. */
export function buildConfig(fork: LightClientFork, epochs: ForkEpochs = {}): BeaconConfig {
  return createBeaconConfig({ [fork]: 0n, ...epochs });
}

const DEFAULT = buildConfig('electra');

/** The committee of this period, on every chain. */
export function buildSigners(period: number): CommitteeOfSigners {
  return chainOf(DEFAULT).committeeOf(BigInt(period));
}

/** The committee of this period, on every chain. */
export function buildCommittee(period: number): SyncCommittee {
  return buildSigners(period).committee;
}

/** What an update is made of. */
export interface UpdatePlan {
  readonly config: BeaconConfig;
  readonly attestedSlot: bigint;
  /** Slot of the finalized header, 0 for the checkpoint before there is finality; without it nothing is finalized. */
  readonly finalizedSlot?: bigint;
  /** With it the next committee is in the update. */
  readonly withCommittee?: boolean;
  /** The slot after the attested one, unless given. */
  readonly signatureSlot?: bigint;
  /** All, unless given. */
  readonly participants?: number;
  /** The committee of the signature's slot, unless given. */
  readonly signers?: CommitteeOfSigners['signers'];
  /** Another chain that shares the blocks before a slot. */
  readonly fork?: ForkOptions;
}

/** An update that holds, unless its plan makes no sense. */
export function buildUpdate({ config, withCommittee = false, fork, ...plan }: UpdatePlan): LightClientUpdate {
  const chain = fork === undefined ? chainOf(config) : chainOf(config).fork(fork);
  return chain.updateAt({ finalizedSlot: null, ...plan, nextCommittee: withCommittee });
}

/** The header of a block. */
export function buildBlockHeader(config: BeaconConfig, slot: bigint): LightClientHeader {
  return chainOf(config).headerAt(slot);
}

/** The bootstrap of a block, and the root to trust. */
export function buildBootstrap(
  config: BeaconConfig,
  slot: bigint,
): { readonly trustedBlockRoot: Uint8Array; readonly bootstrap: LightClientBootstrap } {
  const chain = chainOf(config);
  return { trustedBlockRoot: chain.blockAt(slot).root, bootstrap: chain.bootstrapAt(slot) };
}

/** Forks that have rows of their own. */
export const FORKS_WITH_OWN_OBJECTS: readonly LightClientFork[] = LIGHT_CLIENT_FORKS.filter(
  (fork, index) => FORK_TABLE[fork] !== FORK_TABLE[LIGHT_CLIENT_FORKS[index - 1] ?? 'gloas'],
);
