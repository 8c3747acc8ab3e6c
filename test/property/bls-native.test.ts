/** The two BLS verifiers never disagree, whatever they are given: the same verdict, code and texts. @module */
import { createPortableBls } from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../support/build-header.ts';
import {
  type BlsSigner,
  bitsOf,
  buildSyncCommittee,
  createBlsSigners,
  opposite,
  signTogether,
  spoilKey,
  spoilSignature,
} from '../support/build-sync-committee.ts';

/** Fixed, so that a failure repeats. */
const SEED = 20_261_128;

const portable = createPortableBls();
const native = createNativeBls();
const people = createBlsSigners(12);
const signers: readonly BlsSigner[] = [...people, ...people.slice(0, 4).map(opposite)];
const [first] = people;
const badKeys = first === undefined ? [] : Object.values(spoilKey(first.pubkey));
const badSignatures = Object.values(spoilSignature(signTogether(people, sha256('m'))));

/** Members may sit more than once, and some cancel others out. */
const members = fc.array(fc.constantFrom(...signers), { minLength: 1, maxLength: 12 });
const messages = fc.constantFrom(sha256('a'), sha256('b'));

function judge(pubkeys: readonly Uint8Array[], bits: Uint8Array, message: Uint8Array, signature: Uint8Array): string {
  const want = portable.verifySyncAggregate(pubkeys, bits, message, signature);
  expect(native.verifier.verifySyncAggregate(pubkeys, bits, message, signature)).toEqual(want);
  return want.status === 'invalid' ? want.reason.code : want.status;
}

const flip = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

function signIfPossible(participants: readonly BlsSigner[], message: Uint8Array): Uint8Array {
  try {
    return signTogether(participants, message);
  } catch {
    // Their secrets sum up to zero: no signature of theirs has an encoding other than infinity.
    return Uint8Array.of(0xc0, ...new Uint8Array(95));
  }
}

test('is about blst', () => {
  expect(native.backend).toBe('blst');
});

test('for any committee, participants and message, signed by those or by others', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(members, fc.infiniteStream(fc.boolean()), messages, messages, (committee, chosen, signs, claims) => {
      const isIn = [...chosen.take(committee.length)];
      const participants = committee.filter((_, index) => isIn[index]);
      const bits = bitsOf(committee.length, (index) => isIn[index] ?? false);
      const pubkeys = committee.map(({ pubkey }) => pubkey);
      seen.add(judge(pubkeys, bits, claims, signIfPossible(participants, signs)));
    }),
    { seed: SEED, numRuns: 40 },
  );
  expect([...seen].sort()).toEqual(expect.arrayContaining(['no-participants', 'valid', 'wrong-signature']));
});

test('for one flipped bit in a key, the bits, the message or the signature', () => {
  fc.assert(
    fc.property(fc.constantFrom('key', 'bits', 'message', 'signature'), fc.nat(8 * 96 - 1), (part, bit) => {
      const message = sha256('a');
      const committee = people.slice(0, 9);
      const pubkeys = committee.map(({ pubkey }) => pubkey);
      const bits = bitsOf(9, (index) => index < 7);
      const signature = signTogether(committee.slice(0, 7), message);
      const spoiled = pubkeys.map((key, index) => (part === 'key' && index === bit % 9 ? flip(key, bit % 384) : key));
      const verdict = judge(
        spoiled,
        part === 'bits' ? flip(bits, bit % 16) : bits,
        part === 'message' ? flip(message, bit % 256) : message,
        part === 'signature' ? flip(signature, bit) : signature,
      );
      // A key that did not sign may be another one.
      if (part !== 'key' || bit % 9 < 7) expect(verdict).not.toBe('valid');
    }),
    { seed: SEED, numRuns: 50 },
  );
});

test('for points that no key and no signature may be, and for random bytes', () => {
  const keys = fc.oneof(fc.constantFrom(...badKeys), fc.uint8Array({ minLength: 48, maxLength: 48 }));
  const signatures = fc.oneof(fc.constantFrom(...badSignatures), fc.uint8Array({ minLength: 96, maxLength: 96 }));
  const message = sha256('a');
  const { pubkeys } = buildSyncCommittee(people.slice(0, 3)).committee;
  const right = signTogether(people.slice(0, 3), message);
  const all = Uint8Array.of(7);
  fc.assert(
    fc.property(keys, signatures, (key, signature) => {
      expect(judge([...pubkeys.slice(1), key], all, message, right)).not.toBe('valid');
      expect(judge(pubkeys, all, message, signature)).not.toBe('valid');
      const want = portable.checkCommittee([key, ...pubkeys], pubkeys[0] ?? key);
      expect(native.verifier.checkCommittee([key, ...pubkeys], pubkeys[0] ?? key)).toEqual(want);
    }),
    { seed: SEED, numRuns: 50 },
  );
});
