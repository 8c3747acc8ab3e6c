/** A light client that follows a beacon chain: catches up by period, follows finality, over several endpoints and a store. @module */
export type { FinalizedStep } from './context.ts';
export type { EndpointStatus } from './endpoint-pool.ts';
export type { BeaconEvidence } from './evidence.ts';
export {
  BeaconFollowError,
  type BeaconFollowErrorCode,
  type BeaconFollowFault,
  type BeaconVerdict,
} from './follow-error.ts';
export { type BeaconFollower, createBeaconFollower } from './follower.ts';
export type { FollowerState, KnownCommittee } from './follower-state.ts';
export type { BeaconFollowerOptions } from './options.ts';
export {
  BEACON_FAULTS,
  BeaconError,
  type BeaconFault,
  type BeaconFaultCode,
  type BeaconNetwork,
  type BeaconProvider,
} from './provider.ts';
export { createMemoryEthereumStore, type EthereumStore } from './store.ts';
export { decodeFollowerState, encodeFollowerState, formatBeaconEvidence } from './stored-state.ts';
