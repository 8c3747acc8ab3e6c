import { checkValidatorSet, type KeyType, MAX_VALIDATORS } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { createSigner, createSigners, flipByte, spoilValidator, toSet } from '../../../support/build-header.ts';

const MAX_POWER = (1n << 60n) - 1n;
const set = toSet(createSigners(3));

test('accepts a set of every key type', () => {
  const types = ['ed25519', 'secp256k1', 'secp256k1eth', 'bls12381', 'mldsa65'] as const;
  expect(checkValidatorSet(toSet(types.map((type) => createSigner('a', 1n, type))))).toEqual({ status: 'valid' });
});

test('rejects an empty set (validators-empty)', () => {
  expect(checkValidatorSet({ validators: [] })).toMatchObject({ reason: { code: 'validators-empty' } });
});

test('rejects a negative power (bad-voting-power)', () => {
  const spoiled = spoilValidator(set, 1, { votingPower: -1n });
  expect(checkValidatorSet(spoiled)).toMatchObject({ reason: { code: 'bad-voting-power', got: '-1' } });
});

test('accepts the largest total power and rejects one more (total-voting-power-too-large)', () => {
  const largest = toSet([createSigner('a', MAX_POWER - 1n), createSigner('b', 1n)]);
  expect(checkValidatorSet(largest)).toEqual({ status: 'valid' });
  const over = toSet([createSigner('a', MAX_POWER), createSigner('b', 1n)]);
  expect(checkValidatorSet(over)).toMatchObject({ reason: { code: 'total-voting-power-too-large' } });
});

test.each<KeyType>(['ed25519', 'secp256k1', 'secp256k1eth', 'bls12381', 'mldsa65'])(
  'rejects an address that is not that of its %s key (validator-address-mismatch)',
  (type) => {
    const signer = createSigner('a', 1n, type);
    const spoiled = spoilValidator(toSet([signer]), 0, { address: flipByte(signer.validator.address) });
    expect(checkValidatorSet(spoiled)).toMatchObject({ reason: { code: 'validator-address-mismatch' } });
  },
);

test.each([
  ['31 bytes', 'ed25519', new Uint8Array(31)],
  ['no compressed point', 'secp256k1eth', new Uint8Array(33)],
  ['x above the field', 'secp256k1eth', Uint8Array.of(2, ...new Uint8Array(32).fill(0xff))],
] as const)('rejects a key: %s (bad-public-key)', (_, type, bytes) => {
  const spoiled = spoilValidator(set, 0, { publicKey: { type, bytes } });
  expect(checkValidatorSet(spoiled)).toMatchObject({ reason: { code: 'bad-public-key' } });
});

test('rejects more than 10,000 validators (too-many-validators)', () => {
  const [validator] = set.validators;
  const validators = Array.from({ length: MAX_VALIDATORS + 1 }, () => validator ?? createSigner('a').validator);
  expect(checkValidatorSet({ validators })).toMatchObject({ reason: { code: 'too-many-validators' } });
});
