/** The operations that an ICS-23 proof is made of. Source: cosmos/ics23 `proto/cosmos/ics23/v1/proofs.proto`. @module */

/** Names of `HashOp`; the place is the number on the wire. */
export const HASH_OPS = [
  'no-hash',
  'sha256',
  'sha512',
  'keccak256',
  'ripemd160',
  'bitcoin',
  'sha512-256',
  'blake2b-512',
  'blake2s-256',
  'blake3',
] as const;
/** A hash function, or none. */
export type HashOp = (typeof HASH_OPS)[number];

/** Names of `LengthOp`; the place is the number on the wire. */
export const LENGTH_OPS = [
  'no-prefix',
  'var-proto',
  'var-rlp',
  'fixed32-big',
  'fixed32-little',
  'fixed64-big',
  'fixed64-little',
  'require-32-bytes',
  'require-64-bytes',
] as const;
/** How the length of a key or value is put before it. */
export type LengthOp = (typeof LENGTH_OPS)[number];

/** `hash(prefix || length(prehashKey(key)) || … || length(prehashValue(value)) || …)`. */
export interface LeafOp {
  readonly hash: HashOp;
  readonly prehashKey: HashOp;
  readonly prehashValue: HashOp;
  readonly length: LengthOp;
  readonly prefix: Uint8Array;
}

/** `hash(prefix || child || suffix)`. */
export interface InnerOp {
  readonly hash: HashOp;
  readonly prefix: Uint8Array;
  readonly suffix: Uint8Array;
}

/** That a tree holds a value under a key: the leaf, and the way from it to the root. */
export interface ExistenceProof {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly leaf: LeafOp | undefined;
  /** From the leaf to the root. */
  readonly path: readonly InnerOp[];
}

/** Two leaves with nothing between them; one is missing when the key lies before the first or after the last leaf. */
export interface NonExistenceProof {
  /** What its maker was asked about. No verdict depends on it: the neighbours prove the absence of all keys between them. */
  readonly key: Uint8Array;
  readonly left: ExistenceProof | undefined;
  readonly right: ExistenceProof | undefined;
}

/** A proof about one key. */
export type SingleProof =
  | { readonly kind: 'exist'; readonly exist: ExistenceProof }
  | { readonly kind: 'nonexist'; readonly nonexist: NonExistenceProof };

/** `batch` also stands for the compressed form, which is expanded when it is decoded. */
export type CommitmentProof = SingleProof | { readonly kind: 'batch'; readonly entries: readonly SingleProof[] };

/** `ibc.core.commitment.v1.MerkleProof`: one proof a store, from the innermost store to the root. */
export interface MerkleProof {
  readonly proofs: readonly CommitmentProof[];
}
