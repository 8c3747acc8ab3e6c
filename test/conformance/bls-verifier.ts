/** What every verifier of sync-committee signatures must hold to, whatever library it uses. @module */
import type { BlsVerifier } from '@causeway/lightclient/ethereum';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../support/build-header.ts';
import {
  bitsOf,
  buildSyncCommittee,
  createBlsSigner,
  createBlsSigners,
  opposite,
  signTogether,
  spoilKey,
  spoilSignature,
  sumOf,
} from '../support/build-sync-committee.ts';

const SIZE = 10;
const MESSAGE = sha256('signing root');
const OTHER_SUITE = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';
const signers = createBlsSigners(SIZE);
const { pubkeys, aggregatePubkey } = buildSyncCommittee(signers).committee;
const everyone = bitsOf(SIZE, () => true);
const signature = signTogether(signers, MESSAGE);
const aSigner = createBlsSigner('m0');
const CANCELLING = [aSigner, opposite(aSigner)];
const INFINITE_KEY = Uint8Array.of(0xc0, ...new Uint8Array(47));
const INFINITE_SIGNATURE = Uint8Array.of(0xc0, ...new Uint8Array(95));

export function describeBlsVerifier(make: () => BlsVerifier): void {
  const bls = make();
  const fault = (code: string) => ({ status: 'invalid', reason: { code } });

  describe('verifySyncAggregate', () => {
    test.each([1, 2, 4, 5, 6, 9, 10])('accepts the signature of the first %i of 10', (count) => {
      const bits = bitsOf(SIZE, (index) => index < count);
      const verdict = bls.verifySyncAggregate(pubkeys, bits, MESSAGE, signTogether(signers.slice(0, count), MESSAGE));
      expect(verdict).toEqual({ status: 'valid' });
    });

    test('reads the least significant bit of the first byte first', () => {
      const ninth = signers.slice(8, 9);
      const bits = Uint8Array.of(0, 1);
      expect(bls.verifySyncAggregate(pubkeys, bits, MESSAGE, signTogether(ninth, MESSAGE)).status).toBe('valid');
      const reversed = Uint8Array.of(0, 0x80);
      expect(bls.verifySyncAggregate(pubkeys, reversed, MESSAGE, signTogether(ninth, MESSAGE))).toMatchObject(
        fault('bad-participation-bits'),
      );
    });

    test.each<[string, () => Uint8Array]>([
      ['of others', () => signTogether(createBlsSigners(SIZE, 'other'), MESSAGE)],
      ['over another message', () => signTogether(signers, sha256('other'))],
      ['of one member fewer', () => signTogether(signers.slice(1), MESSAGE)],
      ['of one member twice', () => signTogether([...signers, ...signers.slice(0, 1)], MESSAGE)],
      ['with its sign turned', () => signature.map((byte, at) => (at === 0 ? byte ^ 0x20 : byte))],
      ['of another suite', () => signTogether(signers, MESSAGE, OTHER_SUITE)],
    ])('rejects a signature %s (wrong-signature)', (_, make) => {
      expect(bls.verifySyncAggregate(pubkeys, everyone, MESSAGE, make())).toMatchObject(fault('wrong-signature'));
    });

    test('rejects each bit that is turned (wrong-signature)', () => {
      for (let turned = 0; turned < SIZE; turned++) {
        const bits = bitsOf(SIZE, (index) => index < 7 !== (index === turned));
        const verdict = bls.verifySyncAggregate(pubkeys, bits, MESSAGE, signTogether(signers.slice(0, 7), MESSAGE));
        expect(verdict).toMatchObject(fault('wrong-signature'));
      }
    });

    test('rejects nobody, whatever the signature is (no-participants)', () => {
      const nobody = bitsOf(SIZE, () => false);
      expect(bls.verifySyncAggregate(pubkeys, nobody, MESSAGE, signature)).toMatchObject(fault('no-participants'));
      expect(bls.verifySyncAggregate(pubkeys, nobody, MESSAGE, INFINITE_SIGNATURE)).toMatchObject(
        fault('no-participants'),
      );
      expect(bls.verifySyncAggregate([], new Uint8Array(0), MESSAGE, signature)).toMatchObject(
        fault('no-participants'),
      );
    });

    test.each([
      ['beyond the committee', Uint8Array.of(0xff, 0x07)],
      ['beyond the committee, the last', Uint8Array.of(0xff, 0x83)],
      ['of a byte too few', Uint8Array.of(0xff)],
      ['of a byte too many', Uint8Array.of(0xff, 0x03, 0)],
      ['of no byte', new Uint8Array(0)],
    ])('rejects bits %s (bad-participation-bits)', (_, bits) => {
      expect(bls.verifySyncAggregate(pubkeys, bits, MESSAGE, signature)).toMatchObject(fault('bad-participation-bits'));
    });

    test.each(Object.entries(spoilSignature(signature)))(
      'rejects a signature that %s (bad-signature-encoding)',
      (_, bad) => {
        expect(bls.verifySyncAggregate(pubkeys, everyone, MESSAGE, bad)).toMatchObject(fault('bad-signature-encoding'));
      },
    );

    test.each(Object.entries(spoilKey(aSigner.pubkey)))(
      'rejects a committee with a key that %s (bad-public-key)',
      (_, bad) => {
        // As a member who has signed, and as one who has not.
        for (const at of [0, SIZE - 1]) {
          const spoiled = pubkeys.map((key, index) => (index === at ? bad : key));
          const bits = bitsOf(SIZE, (index) => index < SIZE - 1);
          const verdict = bls.verifySyncAggregate(spoiled, bits, MESSAGE, signTogether(signers.slice(0, -1), MESSAGE));
          expect(verdict).toMatchObject(fault('bad-public-key'));
        }
      },
    );
  });

  describe('keys that collide', () => {
    test('accepts a member twice as often as it is in the committee', () => {
      const twice = [...signers, ...signers.slice(0, 1)];
      const all = bitsOf(twice.length, () => true);
      const verdict = bls.verifySyncAggregate(
        buildSyncCommittee(twice).committee.pubkeys,
        all,
        MESSAGE,
        signTogether(twice, MESSAGE),
      );
      expect(verdict.status).toBe('valid');
    });

    test('cannot tell one set of members from another with the same sum, as the specification has it', () => {
      const pair = createBlsSigners(2, 'pair');
      const { committee } = buildSyncCommittee([...pair, sumOf(pair)]);
      const two = signTogether(pair, MESSAGE);
      expect(bls.verifySyncAggregate(committee.pubkeys, Uint8Array.of(0b011), MESSAGE, two).status).toBe('valid');
      expect(bls.verifySyncAggregate(committee.pubkeys, Uint8Array.of(0b100), MESSAGE, two).status).toBe('valid');
      expect(bls.verifySyncAggregate(committee.pubkeys, Uint8Array.of(0b111), MESSAGE, two)).toMatchObject(
        fault('wrong-signature'),
      );
    });

    test.each([
      ['the whole committee', 2],
      ['few of it', 8],
      ['most of it', 3],
    ])('rejects participants whose keys cancel out, when they are %s (aggregate-at-infinity)', (_, size) => {
      const members = [...CANCELLING, ...createBlsSigners(size - 2, 'rest')];
      const bits = bitsOf(size, (index) => index < 2);
      const keys = members.map(({ pubkey }) => pubkey);
      expect(bls.verifySyncAggregate(keys, bits, MESSAGE, signature)).toMatchObject(fault('aggregate-at-infinity'));
      expect(bls.verifySyncAggregate(keys, bits, MESSAGE, INFINITE_SIGNATURE)).toMatchObject(
        fault('bad-signature-encoding'),
      );
    });

    test('accepts members among whom two cancel out', () => {
      const members = [...CANCELLING, createBlsSigner('third')];
      const verdict = bls.verifySyncAggregate(
        members.map(({ pubkey }) => pubkey),
        Uint8Array.of(0b111),
        MESSAGE,
        signTogether(members, MESSAGE),
      );
      expect(verdict.status).toBe('valid');
    });
  });

  describe('checkCommittee', () => {
    test('accepts keys and their sum', () => {
      expect(bls.checkCommittee(pubkeys, aggregatePubkey)).toEqual({ status: 'valid' });
    });

    test('rejects the sum of other keys (wrong-aggregate-key)', () => {
      const other = buildSyncCommittee(createBlsSigners(SIZE, 'other')).committee.aggregatePubkey;
      for (const wrong of [
        other,
        aggregatePubkey.subarray(1),
        new Uint8Array(48),
        Uint8Array.of(0xc0, ...new Uint8Array(47)),
      ])
        expect(bls.checkCommittee(pubkeys, wrong)).toMatchObject(fault('wrong-aggregate-key'));
    });

    test('rejects keys that cancel out, whatever the sum is said to be (aggregate-at-infinity)', () => {
      const keys = CANCELLING.map(({ pubkey }) => pubkey);
      expect(bls.checkCommittee(keys, INFINITE_KEY)).toMatchObject(fault('aggregate-at-infinity'));
      expect(bls.checkCommittee([], INFINITE_KEY)).toMatchObject(fault('aggregate-at-infinity'));
    });

    test.each(Object.entries(spoilKey(aSigner.pubkey)))('rejects a key that %s (bad-public-key)', (_, bad) => {
      expect(bls.checkCommittee([...pubkeys.slice(1), bad], aggregatePubkey)).toMatchObject(fault('bad-public-key'));
    });
  });

  test('is not misled by an array of keys that resembles a known one', () => {
    const known = pubkeys.map((key) => Uint8Array.from(key));
    expect(bls.verifySyncAggregate(known, everyone, MESSAGE, signature).status).toBe('valid');
    const exchanged = [...known.slice(1), createBlsSigner('stranger').pubkey];
    expect(bls.verifySyncAggregate(exchanged, everyone, MESSAGE, signature)).toMatchObject(fault('wrong-signature'));
    // The same bytes one after the other, cut elsewhere.
    const bytes = Uint8Array.from(known.flatMap((key) => [...key]));
    const shifted = known.map((_, index) => bytes.subarray(index * 48 - (index === 0 ? 0 : 1), index * 48 + 47));
    expect(bls.verifySyncAggregate(shifted, everyone, MESSAGE, signature)).toMatchObject(fault('bad-public-key'));
  });
}
