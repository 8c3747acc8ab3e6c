/**
 * Validators in protobuf, in the order of the wire. Source: CometBFT `proto/tendermint/types/validator.proto`.
 * @module
 */
import {
  bytesField,
  concatBytes,
  DecodeError,
  intField,
  many,
  messageField,
  one,
  readMessage,
} from '../../codec/index.ts';
import type { LightBlock } from '../block.ts';
import {
  KEY_TYPES,
  type KeyType,
  MAX_VALIDATORS,
  type PublicKey,
  type Validator,
  type ValidatorSet,
} from '../validator.ts';
import { decodeSignedHeader, encodeSignedHeader } from './block-protobuf.ts';

const PUBLIC_KEY = {
  ed25519: one(1, 'bytes'),
  secp256k1: one(2, 'bytes'),
  bls12381: one(3, 'bytes'),
  mldsa65: one(4, 'bytes'),
  secp256k1eth: one(5, 'bytes'),
} as const satisfies Record<KeyType, unknown>;

const NAMES = ['ed25519', 'secp256k1', 'bls12381', 'mldsa65', 'secp256k1eth'] as const satisfies readonly KeyType[];

/** `tendermint.crypto.PublicKey`. @throws {DecodeError} unless exactly one known type of the right size is set. */
function decodePublicKey(bytes: Uint8Array, field: string): PublicKey {
  const read = readMessage(bytes, PUBLIC_KEY, field);
  const [type, ...others] = NAMES.filter((name) => read[name] !== undefined);
  if (type === undefined || others.length > 0) {
    throw new DecodeError(field, 'exactly one key', type === undefined ? 'none' : `${others.length + 1}`);
  }
  return toPublicKey(type, read[type] ?? new Uint8Array(0), field);
}

/** @throws {DecodeError} when the size is not that of the type. */
export function toPublicKey(type: KeyType, bytes: Uint8Array, field: string): PublicKey {
  const { keySize } = KEY_TYPES[type];
  if (bytes.length !== keySize) throw new DecodeError(`${field}.${type}`, `${keySize} bytes`, `${bytes.length}`);
  return { type, bytes };
}

function encodePublicKey({ type, bytes }: PublicKey): Uint8Array {
  return messageField(KEY_TYPES[type].field, bytes);
}

const VALIDATOR = {
  address: one(1, 'bytes'),
  publicKey: one(2, 'bytes'),
  votingPower: one(3, 'int64'),
  proposerPriority: one(4, 'int64'),
};

export function decodeValidator(bytes: Uint8Array, field: string): Validator {
  const read = readMessage(bytes, VALIDATOR, field);
  return {
    address: read.address ?? new Uint8Array(0),
    publicKey: decodePublicKey(read.publicKey ?? new Uint8Array(0), `${field}.pub_key`),
    votingPower: read.votingPower ?? 0n,
    proposerPriority: read.proposerPriority ?? 0n,
  };
}

/** Encodes `tendermint.types.Validator`. */
export function encodeValidator({ address, publicKey, votingPower, proposerPriority }: Validator): Uint8Array {
  return concatBytes(
    bytesField(1, address),
    messageField(2, encodePublicKey(publicKey)),
    intField(3, votingPower),
    intField(4, proposerPriority),
  );
}

const VALIDATOR_SET = {
  validators: many(1, 'bytes', MAX_VALIDATORS),
  proposer: one(2, 'bytes'),
  /** Go ignores it and adds up itself. */
  totalVotingPower: one(3, 'int64'),
};

/** Decodes `tendermint.types.ValidatorSet`, keeping its order. @throws {DecodeError} */
export function decodeValidatorSet(bytes: Uint8Array, field = 'validator_set'): ValidatorSet {
  const { validators, proposer } = readMessage(bytes, VALIDATOR_SET, field);
  return {
    validators: validators.map((entry, index) => decodeValidator(entry, `${field}.validators[${index}]`)),
    proposer: proposer === undefined ? undefined : decodeValidator(proposer, `${field}.proposer`),
  };
}

/** Encodes the set; `total_voting_power` stays 0, as Go writes it. */
export function encodeValidatorSet({ validators, proposer }: ValidatorSet): Uint8Array {
  return concatBytes(
    ...validators.map((validator) => messageField(1, encodeValidator(validator))),
    proposer === undefined ? new Uint8Array(0) : messageField(2, encodeValidator(proposer)),
  );
}

const LIGHT_BLOCK = { signedHeader: one(1, 'bytes'), validators: one(2, 'bytes') };

/** Decodes `tendermint.types.LightBlock`. @throws {DecodeError} also when a part is missing. */
export function decodeLightBlock(bytes: Uint8Array, field = 'light_block'): LightBlock {
  const { signedHeader, validators } = readMessage(bytes, LIGHT_BLOCK, field);
  if (signedHeader === undefined) throw new DecodeError(`${field}.signed_header`, 'a signed header', 'nothing');
  if (validators === undefined) throw new DecodeError(`${field}.validator_set`, 'a validator set', 'nothing');
  return {
    signedHeader: decodeSignedHeader(signedHeader, `${field}.signed_header`),
    validators: decodeValidatorSet(validators, `${field}.validator_set`),
  };
}

/** Encodes `tendermint.types.LightBlock`, which has no place for the next validators. */
export function encodeLightBlock({ signedHeader, validators }: LightBlock): Uint8Array {
  return concatBytes(
    messageField(1, encodeSignedHeader(signedHeader)),
    messageField(2, encodeValidatorSet(validators)),
  );
}
