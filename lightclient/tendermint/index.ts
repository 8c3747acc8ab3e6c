/** CometBFT headers: decoding, hashing and verification. Bytes and JSON in, verdicts out. @module */
export { deriveAddress } from './address.ts';
export { fromBase64, toBase64 } from './base64.ts';
export {
  type BlockId,
  type BlockIdFlag,
  type Commit,
  type CommitSig,
  type Header,
  isZeroBlockId,
  type LightBlock,
  type PartSetHeader,
  type SignedHeader,
  ZERO_BLOCK_ID,
} from './block.ts';
export { isRevisionFormat, parseChainRevision, withChainRevision } from './chain-revision.ts';
export { checkCommit, checkHeader, checkSignedHeader } from './check-header.ts';
export { checkValidatorSet } from './check-validators.ts';
export {
  type AttackEvidence,
  buildAttackEvidence,
  decodeAttackEvidence,
  encodeAttackEvidence,
  formatAttackEvidence,
} from './evidence.ts';
export type {
  ClientFaultCode,
  CommitFaultCode,
  HeaderFaultCode,
  MerkleFaultCode,
  TendermintCheck,
  TendermintFaultCode,
  TendermintVerdict,
  ValidatorFaultCode,
} from './fault-codes.ts';
export {
  encodeHeaderLeaves,
  hashCommit,
  hashHeader,
  hashResults,
  hashTransactions,
  hashValidatorSet,
  type TransactionResult,
} from './hash.ts';
export {
  type ClientHeader,
  type ClientMessage,
  type ClientMisbehaviour,
  decodeClientHeader,
  decodeClientMisbehaviour,
  encodeClientHeader,
  encodeClientMisbehaviour,
  TENDERMINT_TYPE_URLS,
} from './ibc-client/client-message.ts';
export {
  type ClientState,
  type ConsensusState,
  checkClientState,
  decodeClientState,
  decodeConsensusState,
  encodeClientState,
  encodeConsensusState,
} from './ibc-client/client-state.ts';
export {
  type ClientEffect,
  type ClientStatus,
  type ClientVerdict,
  clientStatus,
  type StoredClient,
  type StoredConsensusState,
  verifyClientMessage,
} from './ibc-client/verify-client-message.ts';
export {
  formatBlockId,
  formatCommit,
  formatHeader,
  formatSignedHeader,
  parseBlockId,
  parseCommit,
  parseHeader,
  parseSignedHeader,
} from './json/block-json.ts';
export type { JsonObject } from './json/json-reader.ts';
export {
  type Block,
  type CommitResult,
  parseBlockResult,
  parseCommitResult,
  parseTransactionProof,
  parseTransactionResult,
} from './json/rpc-json.ts';
export {
  formatLightBlock,
  formatValidator,
  formatValidatorSet,
  parseLightBlock,
  parseTrustedBlock,
  parseValidatorSet,
  parseValidatorsPage,
  type TrustedBlock,
  type ValidatorsPage,
} from './json/validator-json.ts';
export { leafHash, type MerkleProof, merkleRoot, verifyMerkleProof } from './merkle.ts';
export {
  type Attack,
  type AttackKind,
  attackKind,
  detectMisbehaviour,
  differingStateFields,
  findByzantineValidators,
  type Misbehaviour,
  STATE_FIELDS,
  type StateField,
} from './misbehaviour.ts';
export {
  decodeCommit,
  decodeHeader,
  decodeSignedHeader,
  encodeCommit,
  encodeHeader,
  encodeSignedHeader,
} from './protobuf/block-protobuf.ts';
export {
  decodeLightBlock,
  decodeValidatorSet,
  encodeLightBlock,
  encodeValidator,
  encodeValidatorSet,
} from './protobuf/validator-protobuf.ts';
export { createVoteSignBytes } from './sign-bytes.ts';
export { PORTABLE_VERIFIER, type SignatureVerifier } from './signature-verifier.ts';
export { decodeTimestamp, encodeTimestamp, formatTime, parseTime, ZERO_TIME } from './time.ts';
export { type TransactionProof, verifyTransactionProof } from './transaction-proof.ts';
export { DEFAULT_TRUST_LEVEL, isTrustLevel, parseTrustLevel, type TrustLevel, toTrustLevel } from './trust-level.ts';
export {
  KEY_TYPES,
  type KeyType,
  type KeyTypeFacts,
  MAX_VALIDATORS,
  type PublicKey,
  type Validator,
  type ValidatorSet,
} from './validator.ts';
export { findValidator, sortValidators, totalVotingPower, toValidatorSet } from './validator-set.ts';
export {
  type CommitToVerify,
  type TrustToVerify,
  verifyCommit,
  verifyCommitLight,
  verifyCommitLightAllSignatures,
  verifyCommitLightTrusting,
  verifyCommitLightTrustingAllSignatures,
} from './verify-commit.ts';
export { type HeaderOptions, verifyAdjacent, verifyBackwards, verifyHeader, verifySkipping } from './verify-header.ts';
