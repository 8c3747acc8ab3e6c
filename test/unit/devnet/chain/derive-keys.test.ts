/** Keys of accounts and nodes. @module */
import { createPublicKey, verify } from 'node:crypto';
import { Ed25519, Ed25519Keypair } from '@cosmjs/crypto';
import { fromBase64, toHex } from '@cosmjs/encoding';
import { expect, test } from 'vitest';
import { deriveAccount, deriveNodeKey, moduleAddress, toPrivateKeyJson } from '../../../devnet/chain/derive-keys.ts';

test('accepts a mnemonic and derives the address that every Cosmos wallet shows', async () => {
  const words = `${'abandon '.repeat(11)}about`;
  const account = await deriveAccount('anyone', 'unused', words);
  expect(account.address).toBe('cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4');
  expect(account.mnemonic).toBe(words);
});

test('rejects words that are no mnemonic', async () => {
  await expect(deriveAccount('anyone', 'unused', 'abandon '.repeat(12).trim())).rejects.toThrow();
});

test('derives the same account from the same text and another from another', async () => {
  const [one, again, other] = await Promise.all(['a', 'a', 'b'].map((seed) => deriveAccount('x', seed)));
  expect(one?.mnemonic).toBe(again?.mnemonic);
  expect(one?.address).not.toBe(other?.address);
});

test('derives a node key whose JSON signs what the public key verifies', async () => {
  const key = await deriveNodeKey('alpha-1/consensus/validator-0');
  const { type, value } = toPrivateKeyJson(key);
  expect(type).toBe('tendermint/PrivKeyEd25519');
  const pair = Ed25519Keypair.fromLibsodiumPrivkey(fromBase64(value));
  const message = new Uint8Array([1, 2, 3]);
  const signature = await Ed25519.createSignature(message, pair);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key.publicKey).toString('base64url') };
  expect(verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature)).toBe(true);
  expect(toHex(key.address)).toHaveLength(40);
});

test('knows the addresses of modules', () => {
  expect(moduleAddress('gov')).toBe('cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn');
});
