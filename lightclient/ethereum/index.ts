/** Ethereum's light client: sync-committee updates and proofs against what they finalize. Bytes in, verdicts out. @module */
export { type Advance, applyLightClientUpdate } from './apply-light-client-update.ts';
export type { BlsFaultCode, BlsVerifier } from './bls.ts';
export { createPortableBls } from './bls-portable.ts';
export {
  type CommitteeRecord,
  formatCommitteeRecord,
  parseCommitteeRecord,
  recordCommittees,
} from './committee-record.ts';
export {
  type BeaconConfig,
  type BlobParameters,
  FAR_FUTURE_EPOCH,
  type ForkActivation,
  type ForkName,
  GENESIS_SLOT,
  PRESETS,
  type Preset,
  type PresetName,
} from './config.ts';
export type { LightClientContext, UpdateContext } from './context.ts';
export {
  compareUpdates,
  detectMisbehaviour,
  type EthereumMisbehaviour,
  type MisbehaviourResult,
} from './detect-misbehaviour.ts';
export type {
  BootstrapFaultCode,
  BootstrapVerdict,
  BranchName,
  EthereumFaultCode,
  LightClientHeaderFaultCode,
  NamedBranchFaultCode,
  UpdateFaultCode,
  UpdateVerdict,
} from './fault-codes.ts';
export { computeForkDigest, forkOfDigest } from './fork-digest.ts';
export { computeForkVersion, forkAtEpoch, forkAtSlot, forkRowAtSlot, isOlderFork } from './fork-schedule.ts';
export { FORK_TABLE, type ForkRow } from './fork-table.ts';
export { getLcExecutionRoot } from './get-lc-execution-root.ts';
export { getSafetyThreshold } from './get-safety-threshold.ts';
export { CAPELLA_PAYLOAD_HEADER, DENEB_PAYLOAD_HEADER, emptyHeader } from './header-type.ts';
export {
  type InitializeContext,
  type InitializeResult,
  initializeLightClientStore,
} from './initialize-light-client-store.ts';
export { isBetterUpdate } from './is-better-update.ts';
export { type HeaderVerdict, isValidLightClientHeader } from './is-valid-light-client-header.ts';
export { NETWORKS, type NetworkName } from './networks.ts';
export { type LightClientTypes, lightClientTypes, syncCommitteeType } from './object-types.ts';
export { type BeaconGenesis, parseBeaconConfig, parseBeaconGenesis, parseForkVersions } from './parse-config.ts';
export { processLightClientFinalityUpdate } from './process-light-client-finality-update.ts';
export { processLightClientOptimisticUpdate } from './process-light-client-optimistic-update.ts';
export { processLightClientStoreForceUpdate } from './process-light-client-store-force-update.ts';
export { type ProcessResult, processLightClientUpdate } from './process-light-client-update.ts';
export {
  decodeLightClientBootstrap,
  decodeLightClientFinalityUpdate,
  decodeLightClientOptimisticUpdate,
  decodeLightClientUpdate,
  parseLightClientBootstrap,
  parseLightClientFinalityUpdate,
  parseLightClientOptimisticUpdate,
  parseLightClientUpdate,
  type ReadContext,
} from './read-objects.ts';
export {
  computeDomain,
  computeForkDataRoot,
  computeSigningRoot,
  computeSyncCommitteeDomain,
  computeSyncCommitteeSigningRoot,
  DOMAIN_SYNC_COMMITTEE,
  hashBeaconBlockHeader,
} from './signing.ts';
export {
  computeEpochAtSlot,
  computeSlotAtTime,
  computeStartSlotAtEpoch,
  computeSyncCommitteePeriodAtSlot,
  computeTimeAtSlot,
  slotsPerSyncCommitteePeriod,
} from './slots.ts';

export { formatLightClientStore, type LightClientStoreJson, parseLightClientStore } from './store-json.ts';
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
export {
  countParticipants,
  finalizedSlot,
  hasSupermajority,
  isFinalityUpdate,
  isSyncCommitteeUpdate,
} from './update-facts.ts';
export {
  upgradeLightClientBootstrap,
  upgradeLightClientHeader,
  upgradeLightClientStore,
  upgradeLightClientUpdate,
} from './upgrade-light-client-objects.ts';
export { validateLightClientUpdate } from './validate-light-client-update.ts';
export { type UpdateOfPeriodVerdict, verifyUpdateOfPeriod } from './verify-update-of-period.ts';
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
export {
  type ActiveStake,
  CHURN_PARAMETERS,
  type CheckpointAge,
  type ChurnParameters,
  computeWeakSubjectivityPeriod,
  isWithinWeakSubjectivityPeriod,
  type WeakSubjectivityFaultCode,
} from './weak-subjectivity.ts';
