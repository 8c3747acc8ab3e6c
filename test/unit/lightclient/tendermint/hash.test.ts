import { fromHex, toHex } from '@causeway/lightclient/codec';
import {
  hashHeader,
  hashResults,
  hashTransactions,
  hashValidatorSet,
  merkleRoot,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import { buildBlock, createSigner, createSigners, flipByte, sha256, toSet } from '../../../support/build-header.ts';

const { header } = buildBlock({ height: 7n, signers: createSigners(2) }).signedHeader;

describe('of a header', () => {
  test.each(Object.keys(header) as (keyof typeof header)[])('depends on %s', (field) => {
    const value = header[field];
    let other: unknown = value;
    if (typeof value === 'bigint') other = value + 1n;
    else if (typeof value === 'string') other = `${value}x`;
    else if (value instanceof Uint8Array) other = flipByte(value);
    else if ('block' in value) other = { ...value, app: value.app + 1n };
    else other = { ...value, hash: flipByte(value.hash) };
    expect(hashHeader({ ...header, [field]: other })).not.toEqual(hashHeader(header));
  });

  test('is missing without a validators hash', () => {
    expect(hashHeader({ ...header, validatorsHash: new Uint8Array(0) })).toBeUndefined();
  });
});

describe('of a validator set', () => {
  test.each([
    ['ed25519', '0a220a20'],
    ['secp256k1', '0a231221'],
    ['secp256k1eth', '0a232a21'],
    ['bls12381', '0a621a60'],
    ['mldsa65', '0aa30f22a00f'],
  ] as const)('hashes a %s key with its own tag', (type, tag) => {
    const { validator } = createSigner('a', 300n, type);
    const leaf = fromHex(`${tag}${toHex(validator.publicKey.bytes)}10ac02`);
    expect(hashValidatorSet({ validators: [validator] })).toEqual(merkleRoot([leaf]));
  });

  test('covers key, power and order, but neither address nor priority nor proposer', () => {
    const set = toSet(createSigners(3));
    const hash = hashValidatorSet(set);
    const change = (field: object): ValidatorSet => ({
      validators: set.validators.map((entry) => ({ ...entry, ...field })),
    });
    expect(hashValidatorSet(change({ proposerPriority: 9n, address: new Uint8Array(20) }))).toEqual(hash);
    expect(hashValidatorSet(change({ votingPower: 11n }))).not.toEqual(hash);
    expect(hashValidatorSet({ validators: set.validators.toReversed() })).not.toEqual(hash);
  });

  test('leaves a power of zero out of the leaf', () => {
    const { validator } = createSigner('a', 0n);
    const leaf = fromHex(`0a220a20${toHex(validator.publicKey.bytes)}`);
    expect(hashValidatorSet({ validators: [validator] })).toEqual(merkleRoot([leaf]));
  });
});

test('of transactions: each leaf is a hash', () => {
  const transactions = [Uint8Array.of(1), new Uint8Array(0)];
  expect(hashTransactions(transactions)).toEqual(merkleRoot(transactions.map((transaction) => sha256(transaction))));
  expect(hashTransactions([])).toEqual(sha256(''));
});

test('of results: code, data and gas only, zeros left out', () => {
  const none = { code: 0, data: new Uint8Array(0), gasWanted: 0n, gasUsed: 0n };
  const full = { code: 5, data: Uint8Array.of(0xab), gasWanted: 300n, gasUsed: 7n };
  const leaves = [new Uint8Array(0), fromHex('08051201ab28ac023007')];
  expect(hashResults([none, full])).toEqual(merkleRoot(leaves));
});
