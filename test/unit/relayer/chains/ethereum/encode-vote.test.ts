/** Votes as the contracts take them; that the contracts accept them is tried by forge. @module */
import { toHex } from '@causeway/lightclient/codec';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { expect, test } from 'vitest';
import { encodeEvidence, encodeVote } from '../../../../../relayer/chains/ethereum/encode-vote.ts';

const secret = new Uint8Array(32).fill(7);
const message = new Uint8Array(300).fill(1);
const publicKey = { type: 'ed25519', bytes: ed25519.getPublicKey(secret) } as const;
const signature = ed25519.sign(message, secret);

test('puts key, evidence, length and message behind each other', () => {
  const evidence = new Uint8Array(128).fill(9);
  const vote = encodeVote(publicKey, evidence, message);
  expect(vote).toHaveLength(32 + 128 + 2 + 300);
  expect(toHex(vote.subarray(160, 163))).toBe('012c01');
});

test('gives the x of both points as hints', () => {
  const evidence = encodeEvidence(publicKey, message, signature);
  const xOf = (bytes: Uint8Array) => ed25519.Point.fromBytes(bytes).toAffine().x.toString(16).padStart(64, '0');
  expect(toHex(evidence.subarray(0, 64))).toBe(toHex(signature));
  expect(toHex(evidence.subarray(64))).toBe(xOf(publicKey.bytes) + xOf(signature.subarray(0, 32)));
});

test('gives the recovery bit of a secp256k1 signature, and 0 for one that is none: the contract refuses it', () => {
  const key = { type: 'secp256k1', bytes: secp256k1.getPublicKey(secret) } as const;
  const bits = Array.from({ length: 8 }, (_, index) => {
    const text = new Uint8Array(100).fill(index);
    const [bit = 9, ...compact] = secp256k1.sign(text, secret, { format: 'recovered' });
    expect(encodeEvidence(key, text, Uint8Array.from(compact)).at(-1)).toBe(bit);
    return bit;
  });
  expect(new Set(bits)).toEqual(new Set([0, 1]));
  const valid = secp256k1.sign(message, secret);
  for (const spoiled of [valid.map((byte, at) => (at === 40 ? byte ^ 1 : byte)), new Uint8Array(64)]) {
    expect(encodeEvidence(key, message, spoiled).at(-1)).toBe(0);
  }
});

test('rejects types without a verifier, signatures of another size, and messages that are too long', () => {
  const key = { type: 'bls12381', bytes: new Uint8Array(96) } as const;
  expect(() => encodeEvidence(key, message, new Uint8Array(96))).toThrow('got bls12381');
  expect(() => encodeEvidence(publicKey, message, signature.subarray(1))).toThrow('want 64 bytes, got 63');
  expect(() => encodeVote(publicKey, signature, new Uint8Array(65_536))).toThrow('want at most 65535 bytes');
});
