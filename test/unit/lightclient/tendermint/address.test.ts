import { fromHex, toHex } from '@causeway/lightclient/codec';
import { deriveAddress, type KeyType } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { sha256 } from '../../../support/build-header.ts';

/** The public key of the private key 1, whose addresses are known everywhere. */
const GENERATOR = fromHex('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798');

test('secp256k1: RIPEMD-160 of SHA-256', () => {
  const address = deriveAddress({ type: 'secp256k1', bytes: GENERATOR });
  expect(address && toHex(address)).toBe('751e76e8199196d454941c45d1b3a323f1433bd6');
});

test('secp256k1eth: the Ethereum address', () => {
  const address = deriveAddress({ type: 'secp256k1eth', bytes: GENERATOR });
  expect(address && toHex(address)).toBe('7e5f4552091a69125d5dfcb7b8c2659029395bdf');
});

test.each<[KeyType, number]>([
  ['ed25519', 32],
  ['bls12381', 96],
  ['mldsa65', 1952],
])('%s: the first 20 bytes of SHA-256', (type, size) => {
  const bytes = new Uint8Array(size).fill(7);
  expect(deriveAddress({ type, bytes })).toEqual(sha256(bytes).subarray(0, 20));
});

test.each<KeyType>(['ed25519', 'secp256k1', 'secp256k1eth', 'bls12381', 'mldsa65'])(
  'rejects a %s key of 31 bytes',
  (type) => {
    expect(deriveAddress({ type, bytes: new Uint8Array(31) })).toBeUndefined();
  },
);

test('rejects a secp256k1eth key that is no point', () => {
  expect(deriveAddress({ type: 'secp256k1eth', bytes: new Uint8Array(33) })).toBeUndefined();
});
