/** The Ethereum client of 08-wasm chains: its JSON and protobuf, and its judgement of headers, misbehaviour and proofs. @module */

export { periodAt, toBeaconConfig } from './chain-time.ts';
export { isExpired, type Judged } from './check-update.ts';
export type {
  ActiveSyncCommittee,
  FinalizingUpdate,
  WasmClientMessage,
  WasmHeader,
  WasmLightClientHeader,
  WasmMembershipProof,
  WasmMisbehaviour,
} from './client-message.ts';
export {
  decodeWasmClientMessage,
  decodeWasmMembershipProof,
  encodeWasmClientMessage,
  encodeWasmMembershipProof,
  encodeWasmMigration,
  type WasmMigration,
} from './client-message-json.ts';
export { isSameCommittee, summarizeCommittee } from './committee.ts';
export type { WasmClientFaultCode, WasmClientInvalid, WasmClientVerdict } from './fault.ts';
export {
  createInitialStates,
  type InitialStatesOptions,
  toForkParameters,
} from './initial-states.ts';
export {
  type CommitteeSummary,
  WASM_FORKS,
  type WasmClientState,
  type WasmConsensusState,
  type WasmFork,
  type WasmForkName,
  type WasmForkParameters,
} from './state.ts';
export {
  decodeWasmClientState,
  decodeWasmConsensusState,
  encodeWasmClientState,
  encodeWasmConsensusState,
} from './state-json.ts';
export {
  applyWasmHeader,
  mergeConsensusStates,
  verifyWasmHeader,
  type WasmStateUpdate,
} from './verify-header.ts';
export {
  verifyWasmMembership,
  verifyWasmNonMembership,
  type WasmMembershipClaim,
  wasmCommitmentSlot,
} from './verify-membership.ts';
export { areConflicting, verifyWasmMisbehaviour } from './verify-misbehaviour.ts';
export {
  unwrapClientState,
  unwrapConsensusState,
  WASM_TYPE_URLS,
  type WrappedClientState,
  wrapClientMessage,
  wrapClientState,
  wrapConsensusState,
} from './wrappers.ts';
