/** Encoding of ICS-23 proofs, for messages to a chain and for tests. @module */
import { bytesField, concatBytes, messageField, uintField } from '../../codec/index.ts';
import {
  type CommitmentProof,
  type ExistenceProof,
  HASH_OPS,
  type HashOp,
  type InnerOp,
  LENGTH_OPS,
  type LeafOp,
  type MerkleProof,
  type NonExistenceProof,
  type SingleProof,
} from './operations.ts';

/** Encodes `ibc.core.commitment.v1.MerkleProof`. */
export function encodeMerkleProof(proof: MerkleProof): Uint8Array {
  return joinCommitmentProofs(proof.proofs.map(encodeCommitmentProof));
}

/**
 * `ibc.core.commitment.v1.MerkleProof` from the data of CometBFT's proof operations, in their order (leaf store first).
 * The bytes are taken as they are.
 */
export function joinCommitmentProofs(proofs: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...proofs.map((proof) => messageField(1, proof)));
}

/** Encodes `cosmos.ics23.v1.CommitmentProof`; a batch in its uncompressed form. */
export function encodeCommitmentProof(proof: CommitmentProof): Uint8Array {
  if (proof.kind !== 'batch') return encodeSingle(proof);
  return messageField(3, concatBytes(...proof.entries.map((entry) => messageField(1, encodeSingle(entry)))));
}

/** Encodes `cosmos.ics23.v1.LeafOp`. */
export function encodeLeafOp(op: LeafOp): Uint8Array {
  return concatBytes(
    uintField(1, hashNumber(op.hash)),
    uintField(2, hashNumber(op.prehashKey)),
    uintField(3, hashNumber(op.prehashValue)),
    uintField(4, BigInt(LENGTH_OPS.indexOf(op.length))),
    bytesField(5, op.prefix),
  );
}

/** The number of a `HashOp` on the wire. */
export function hashNumber(op: HashOp): bigint {
  return BigInt(HASH_OPS.indexOf(op));
}

function encodeSingle(proof: SingleProof): Uint8Array {
  return proof.kind === 'exist'
    ? messageField(1, encodeExistence(proof.exist))
    : messageField(2, encodeNonExistence(proof.nonexist));
}

function encodeNonExistence({ key, left, right }: NonExistenceProof): Uint8Array {
  return concatBytes(
    bytesField(1, key),
    ...(left === undefined ? [] : [messageField(2, encodeExistence(left))]),
    ...(right === undefined ? [] : [messageField(3, encodeExistence(right))]),
  );
}

function encodeExistence({ key, value, leaf, path }: ExistenceProof): Uint8Array {
  return concatBytes(
    bytesField(1, key),
    bytesField(2, value),
    ...(leaf === undefined ? [] : [messageField(3, encodeLeafOp(leaf))]),
    ...path.map((op) => messageField(4, encodeInnerOp(op))),
  );
}

function encodeInnerOp({ hash, prefix, suffix }: InnerOp): Uint8Array {
  return concatBytes(uintField(1, hashNumber(hash)), bytesField(2, prefix), bytesField(3, suffix));
}
