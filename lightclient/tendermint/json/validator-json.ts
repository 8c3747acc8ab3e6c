/** Validators and light blocks in CometBFT's JSON (0.34 to 0.40). @module */
import { DecodeError, toHex } from '../../codec/index.ts';
import { toBase64 } from '../base64.ts';
import type { LightBlock, SignedHeader } from '../block.ts';
import { toPublicKey } from '../protobuf/validator-protobuf.ts';
import { type KeyType, MAX_VALIDATORS, type PublicKey, type Validator, type ValidatorSet } from '../validator.ts';
import { sortValidators } from '../validator-set.ts';
import { formatSignedHeader, parseSignedHeader } from './block-json.ts';
import {
  isNothing,
  type JsonObject,
  readArray,
  readBase64,
  readHex,
  readInt64,
  readObject,
  readString,
} from './json-reader.ts';

/** Names as CometBFT registers them. */
const KEY_NAMES: Readonly<Record<KeyType, string>> = {
  ed25519: 'tendermint/PubKeyEd25519',
  secp256k1: 'tendermint/PubKeySecp256k1',
  secp256k1eth: 'tendermint/PubKeySecp256k1eth',
  bls12381: 'cometbft/PubKeyBls12_381',
  mldsa65: 'cometbft/PubKeyMlDsa65',
};
const KEY_TYPE_OF_NAME = new Map<string, KeyType>([
  [KEY_NAMES.ed25519, 'ed25519'],
  [KEY_NAMES.secp256k1, 'secp256k1'],
  [KEY_NAMES.secp256k1eth, 'secp256k1eth'],
  [KEY_NAMES.bls12381, 'bls12381'],
  [KEY_NAMES.mldsa65, 'mldsa65'],
]);

function parsePublicKey(value: unknown, field: string): PublicKey {
  const json = readObject(value, field);
  const name = readString(json.type, `${field}.type`);
  const type = KEY_TYPE_OF_NAME.get(name);
  if (type === undefined) {
    throw new DecodeError(`${field}.type`, [...KEY_TYPE_OF_NAME.keys()].join(', '), JSON.stringify(name.slice(0, 60)));
  }
  return toPublicKey(type, readBase64(json.value, `${field}.value`), field);
}

function parseValidator(value: unknown, field: string): Validator {
  const json = readObject(value, field);
  return {
    address: readHex(json.address, `${field}.address`),
    publicKey: parsePublicKey(json.pub_key, `${field}.pub_key`),
    votingPower: readInt64(json.voting_power, `${field}.voting_power`),
    proposerPriority: readInt64(json.proposer_priority ?? '0', `${field}.proposer_priority`),
  };
}

/** Parses `{validators, proposer}` of a light block, in canonical order. @throws {DecodeError} naming the field. */
export function parseValidatorSet(value: unknown, field = 'validator_set'): ValidatorSet {
  const json = readObject(value, field);
  const list = readArray(json.validators, MAX_VALIDATORS, `${field}.validators`);
  const validators = list.map((entry, index) => parseValidator(entry, `${field}.validators[${index}]`));
  const proposer = isNothing(json.proposer) ? undefined : parseValidator(json.proposer, `${field}.proposer`);
  return { validators: sortValidators(validators), proposer };
}

/** What `/validators` answers: a page of a set. */
export interface ValidatorsPage {
  readonly height: bigint;
  /** In the order of the answer: join the pages, then build the set with `toValidatorSet`. */
  readonly validators: readonly Validator[];
  /** Validators over all pages. */
  readonly total: number;
}

/** Parses the result of `/validators`. @throws {DecodeError} naming the field. */
export function parseValidatorsPage(value: unknown, field = 'validators'): ValidatorsPage {
  const json = readObject(value, field);
  const list = readArray(json.validators, MAX_VALIDATORS, `${field}.validators`);
  const total = readInt64(json.total, `${field}.total`);
  if (total < 0n || total > BigInt(MAX_VALIDATORS)) {
    throw new DecodeError(`${field}.total`, `0 to ${MAX_VALIDATORS}`, `${total}`);
  }
  return {
    height: readInt64(json.block_height, `${field}.block_height`),
    validators: list.map((entry, index) => parseValidator(entry, `${field}.validators[${index}]`)),
    total: Number(total),
  };
}

/** Parses `{signed_header, validator_set, next_validator_set?}`. @throws {DecodeError} naming the field. */
export function parseLightBlock(value: unknown, field = 'light_block'): LightBlock {
  const json = readObject(value, field);
  return {
    signedHeader: parseSignedHeader(json.signed_header, `${field}.signed_header`),
    validators: parseValidatorSet(json.validator_set, `${field}.validator_set`),
    nextValidators: parseOptionalSet(json.next_validator_set, `${field}.next_validator_set`),
  };
}

/** What a header is judged from: of the two sets only the one that the trust check uses is needed. */
export interface TrustedBlock {
  readonly signedHeader: SignedHeader;
  readonly validators?: ValidatorSet | undefined;
  readonly nextValidators?: ValidatorSet | undefined;
}

/** As `parseLightBlock`, but either validator set may be missing. @throws {DecodeError} naming the field. */
export function parseTrustedBlock(value: unknown, field = 'trusted'): TrustedBlock {
  const json = readObject(value, field);
  return {
    signedHeader: parseSignedHeader(json.signed_header, `${field}.signed_header`),
    validators: parseOptionalSet(json.validator_set, `${field}.validator_set`),
    nextValidators: parseOptionalSet(json.next_validator_set, `${field}.next_validator_set`),
  };
}

function parseOptionalSet(value: unknown, field: string): ValidatorSet | undefined {
  return isNothing(value) ? undefined : parseValidatorSet(value, field);
}

/** The validator as CometBFT 0.38 writes it. */
export function formatValidator({ address, publicKey, votingPower, proposerPriority }: Validator): JsonObject {
  return {
    address: toHex(address).toUpperCase(),
    pub_key: { type: KEY_NAMES[publicKey.type], value: toBase64(publicKey.bytes) },
    voting_power: `${votingPower}`,
    proposer_priority: `${proposerPriority}`,
  };
}

/** `{validators, proposer}` as CometBFT 0.38 writes them; the proposer only where there is one. */
export function formatValidatorSet({ validators, proposer }: ValidatorSet): JsonObject {
  const list = validators.map(formatValidator);
  return proposer === undefined ? { validators: list } : { validators: list, proposer: formatValidator(proposer) };
}

/** The light block as `parseLightBlock` reads it: for keeping evidence and trusted states. */
export function formatLightBlock({ signedHeader, validators, nextValidators }: LightBlock): JsonObject {
  return {
    signed_header: formatSignedHeader(signedHeader),
    validator_set: formatValidatorSet(validators),
    ...(nextValidators === undefined ? {} : { next_validator_set: formatValidatorSet(nextValidators) }),
  };
}
