/**
 * Validators and their public keys.
 * Source: CometBFT `proto/tendermint/types/validator.proto`, `proto/tendermint/crypto/keys.proto`.
 * @module
 */

/** Every key type that CometBFT 0.34 to 0.40 knows. */
export type KeyType = 'ed25519' | 'secp256k1' | 'secp256k1eth' | 'bls12381' | 'mldsa65';

/** Kept for every type, so that a validator set hashes right even when its votes cannot be verified here. */
export interface PublicKey {
  readonly type: KeyType;
  readonly bytes: Uint8Array;
}

/** `tendermint.types.Validator`. */
export interface Validator {
  /** 20 bytes, derived from the public key. */
  readonly address: Uint8Array;
  readonly publicKey: PublicKey;
  readonly votingPower: bigint;
  /** Not covered by any hash: no verdict may depend on it. */
  readonly proposerPriority: bigint;
}

/**
 * The order is part of the hash: voting power descending, then address ascending. JSON decoders sort; protobuf decoders
 * keep the order of the wire, as Go does.
 */
export interface ValidatorSet {
  readonly validators: readonly Validator[];
  /** Not covered by any hash, but ibc-go refuses a set in protobuf that has none. */
  readonly proposer?: Validator | undefined;
}

/** The most validators that a set from a peer may have: CometBFT's own limit for light clients. */
export const MAX_VALIDATORS = 10_000;

/** The largest total voting power: a third of CometBFT's arithmetic multiplies it. Source: `types/validator_set.go`. */
export const MAX_TOTAL_VOTING_POWER = ((1n << 63n) - 1n) / 8n;

export const ADDRESS_SIZE = 20;

/** A row of `KEY_TYPES`. */
export interface KeyTypeFacts {
  /** Number of the `PublicKey.sum` field. */
  readonly field: number;
  readonly keySize: number;
  readonly signatureSize: number;
  /** False when this package cannot verify a signature of that type. */
  readonly verifiable: boolean;
}

/** Sizes in bytes and the field number of each key type, and whether its votes can be verified here. */
export const KEY_TYPES: Readonly<Record<KeyType, KeyTypeFacts>> = {
  ed25519: { field: 1, keySize: 32, signatureSize: 64, verifiable: true },
  secp256k1: { field: 2, keySize: 33, signatureSize: 64, verifiable: true },
  bls12381: { field: 3, keySize: 96, signatureSize: 96, verifiable: false },
  mldsa65: { field: 4, keySize: 1952, signatureSize: 3309, verifiable: false },
  secp256k1eth: { field: 5, keySize: 33, signatureSize: 65, verifiable: true },
};
