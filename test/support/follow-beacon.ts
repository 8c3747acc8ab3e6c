/** A follower over nodes in memory, with a clock that stands at the head of the chain. @module */
import { type BeaconConfig, computeTimeAtSlot } from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import { createBeaconApi } from '@causeway/lightclient/providers/beacon-api';
import {
  type BeaconFollower,
  type BeaconFollowerOptions,
  createBeaconFollower,
  createMemoryEthereumStore,
} from '@causeway/lightclient/sync/ethereum';
import type { BeaconNode } from './beacon-node.ts';
import { routeNodes } from './beacon-node.ts';

/** The best that the machine has: what is tested here does not depend on it. */
const { verifier: bls } = createNativeBls();

export interface Clock {
  slot: bigint;
}

export interface FollowSetup {
  readonly config: BeaconConfig;
  /** By name; the first is preferred. */
  readonly nodes: Readonly<Record<string, BeaconNode>>;
  readonly clock: Clock;
  readonly options?: Partial<BeaconFollowerOptions>;
}

export function followNodes({ config, nodes, clock, options = {} }: FollowSetup): Promise<BeaconFollower> {
  const fetch = routeNodes(nodes);
  const providers = Object.keys(nodes).map((id) => createBeaconApi({ url: `http://${id}`, config, fetch }));
  const now = () => computeTimeAtSlot(config, clock.slot);
  const store = createMemoryEthereumStore();
  return createBeaconFollower({ config, providers, store, bls, now, ...options });
}

/** The slots of finalized headers that one round gives. */
export async function slotsOf(follower: BeaconFollower): Promise<readonly bigint[]> {
  const steps = await follower.advance();
  return steps.map(({ header }) => header.beacon.slot);
}

/** What became of each endpoint: `ready confirmed`, `resting lagging` … */
export function outcomesOf(follower: BeaconFollower): Readonly<Record<string, string>> {
  return Object.fromEntries(follower.endpoints().map(({ id, state, outcome }) => [id, `${state} ${outcome}`]));
}
