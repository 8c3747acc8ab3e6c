/** Merkle proofs: ICS-23 and chains of it through a Cosmos SDK chain; Merkle-Patricia tries, with RLP; SSZ types, roots and branches. @module */
export { applyInnerOp, applyLeafOp, calculateRoot, type RootOptions } from './ics23/calculate-root.ts';
export { checkAgainstSpec } from './ics23/check-spec.ts';
export {
  type DecodeOptions,
  decodeCommitmentProof,
  decodeMerkleProof,
} from './ics23/decode-proof.ts';
export { encodeCommitmentProof, encodeMerkleProof, joinCommitmentProofs } from './ics23/encode-proof.ts';
export type { Ics23FaultCode, Ics23Invalid, Ics23Verdict } from './ics23/fault.ts';
export { applyHashOp, type Sha256 } from './ics23/hash.ts';
export type {
  CommitmentProof,
  ExistenceProof,
  HashOp,
  InnerOp,
  LeafOp,
  LengthOp,
  MerkleProof,
  NonExistenceProof,
  SingleProof,
} from './ics23/operations.ts';
export { IAVL_SPEC, type InnerSpec, type ProofSpec, SDK_SPECS, SMT_SPEC, TENDERMINT_SPEC } from './ics23/spec.ts';
export { decodeProofSpec, encodeProofSpec } from './ics23/spec-codec.ts';
export {
  type ExistenceClaim,
  type NonExistenceClaim,
  type ProofOptions,
  verifyExistence,
  verifyNonExistence,
} from './ics23/verify-existence.ts';
export {
  type MembershipClaim,
  type NonMembershipClaim,
  verifyMembership,
  verifyNonMembership,
} from './ics23/verify-membership.ts';
export { buildTrie, type MptTrie, type TrieEntry } from './mpt/build-trie.ts';
export type { MptFaultCode, MptInvalid, MptVerdict } from './mpt/fault.ts';
export { EMPTY_TRIE_ROOT, type MptProof, type MptReading, readMptProof } from './mpt/read-proof.ts';
export { verifyMptExclusion, verifyMptInclusion } from './mpt/verify.ts';
export { decodeRlp, decodeRlpList, describeRlp, type RlpLimits, toRlpBytes, toRlpList } from './rlp/decode.ts';
export { encodeRlp } from './rlp/encode.ts';
export { fromUint, toRlpUint } from './rlp/integer.ts';
export { isRlpList, type RlpItem } from './rlp/item.ts';
export {
  BYTES32,
  bitvectorType,
  byteListType,
  bytesType,
  UINT64,
  UINT256,
  uintType,
} from './ssz/basic-types.ts';
export {
  type ContainerFields,
  type ContainerType,
  type ContainerValue,
  containerType,
  listType,
  vectorType,
} from './ssz/composite-types.ts';
export {
  type JsonObject,
  readExactObject,
  readJsonArray,
  readJsonBytes,
  readJsonObject,
  readJsonUint,
} from './ssz/json.ts';
export {
  type BranchClaim,
  type BranchFaultCode,
  type BranchVerdict,
  childGindex,
  computeMerkleBranchRoot,
  concatGindices,
  gindexDepth,
  merkleBranch,
  normalizeMerkleBranch,
  verifyMerkleBranch,
  verifyNormalizedMerkleBranch,
} from './ssz/merkle-branch.ts';
export { hashNodes, merkleize, mixInLength, packBytes, zeroHash } from './ssz/merkleize.ts';
export { decodeSsz, mapType, type SszJson, type SszSlice, type SszType, type SszValue } from './ssz/ssz-type.ts';
