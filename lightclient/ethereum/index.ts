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
export type {
  ActiveSyncCommittee,
  FinalizingUpdate,
  WasmClientMessage,
  WasmHeader,
  WasmMembershipProof,
  WasmMisbehaviour,
} from './wasm-client/client-message.ts';
export {
  decodeWasmClientMessage,
  decodeWasmMembershipProof,
  encodeWasmClientMessage,
  encodeWasmMembershipProof,
  encodeWasmMigration,
  type WasmMigration,
} from './wasm-client/client-message-json.ts';
export {
  type CommitteeSummary,
  WASM_FORKS,
  type WasmClientState,
  type WasmConsensusState,
  type WasmFork,
  type WasmForkName,
  type WasmForkParameters,
} from './wasm-client/state.ts';
export {
  decodeWasmClientState,
  decodeWasmConsensusState,
  encodeWasmClientState,
  encodeWasmConsensusState,
} from './wasm-client/state-json.ts';
export {
  unwrapClientState,
  unwrapConsensusState,
  WASM_TYPE_URLS,
  type WrappedClientState,
  wrapClientMessage,
  wrapClientState,
  wrapConsensusState,
} from './wasm-client/wrappers.ts';
