/** Ethereum's light client: sync-committee updates and proofs against what they finalize. Bytes in, verdicts out. @module */
export type { BlsFaultCode, BlsVerifier } from './bls.ts';
export { createPortableBls } from './bls-portable.ts';
export type { BeaconConfig, ForkActivation } from './config.ts';
export {
  type BeaconBlockHeader,
  type BeaconOnlyHeader,
  type BlockHashHeader,
  type ExecutionPayloadHeader,
  type HeaderShape,
  LIGHT_CLIENT_FORKS,
  type LightClientBootstrap,
  type LightClientFinalityUpdate,
  type LightClientFork,
  type LightClientHeader,
  type LightClientOptimisticUpdate,
  type LightClientStore,
  type LightClientUpdate,
  type PayloadHeader,
  type SyncAggregate,
  type SyncCommittee,
} from './types.ts';
