/** Votes as the contracts take them; that the contracts accept them is tried by forge. @module */
import { toHex } from '@causeway/lightclient/codec';
import { ed25519 } from '@noble/curves/ed25519.js';
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

test('rejects types without a verifier, and messages that are too long', () => {
  const key = { type: 'bls12381', bytes: new Uint8Array(96) } as const;
  expect(() => encodeEvidence(key, message, signature)).toThrow('got bls12381');
  expect(() => encodeVote(publicKey, signature, new Uint8Array(65_536))).toThrow('want at most 65535 bytes');
});
