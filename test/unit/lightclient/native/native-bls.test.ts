import { createPortableBls } from '@causeway/lightclient/ethereum';
import { type Blst, createNativeBls } from '@causeway/lightclient/native';
import { describe, expect, test } from 'vitest';
import { findBlsFault } from '../../../../lightclient/native/bls-self-test.ts';
import { createBlstBackend, loadBlst } from '../../../../lightclient/native/blst-backend.ts';
import { describeBlsVerifier } from '../../../conformance/bls-verifier.ts';
import { sha256 } from '../../../support/build-header.ts';
import { bitsOf, buildSyncCommittee, createBlsSigners, signTogether } from '../../../support/build-sync-committee.ts';

const MESSAGE = sha256('signing root');
const signers = createBlsSigners(4);
const { pubkeys } = buildSyncCommittee(signers).committee;
const everyone = bitsOf(4, () => true);
const blst = loadBlst();

test('uses blst on this machine', () => {
  expect(createNativeBls()).toEqual({ backend: 'blst', verifier: expect.anything() });
});

describe('blst', () => {
  describeBlsVerifier(() => createNativeBls().verifier);
});

describe('falls back to the portable verifier and says why, when blst', () => {
  const { PublicKey, Signature } = blst;
  const right = createBlstBackend(blst);
  test.each<[string, () => Blst, string]>([
    [
      'is not installed',
      () => {
        throw new Error("Cannot find module '@chainsafe/blst'\nRequire stack:\n- a file");
      },
      "@chainsafe/blst cannot be used: Cannot find module '@chainsafe/blst'",
    ],
    [
      'has no binary for the platform',
      () => {
        throw new Error('Unsupported architecture on Linux: s390x');
      },
      '@chainsafe/blst cannot be used: Unsupported architecture on Linux: s390x',
    ],
    ['is something else', () => ({}) as Blst, 'it refuses a right key'],
    [
      'takes keys without a look at infinity and the subgroup',
      () => ({ ...blst, PublicKey: { fromBytes: (bytes) => PublicKey.fromBytes(bytes, false) } }),
      'it takes a key at infinity',
    ],
    [
      'takes keys out of the subgroup',
      () => ({ ...blst, PublicKey: { fromBytes: (bytes) => PublicKey.fromBytes(bytes, (bytes[0] ?? 0) > 0x9f) } }),
      'it takes a key out of the subgroup',
    ],
    [
      'refuses all keys',
      () => ({
        ...blst,
        PublicKey: {
          fromBytes: () => {
            throw new Error('no');
          },
        },
      }),
      'it refuses a right key',
    ],
    [
      'takes signatures without a look at infinity',
      () => ({ ...blst, Signature: { fromBytes: (bytes) => Signature.fromBytes(bytes, true, false) } }),
      'it takes a signature at infinity',
    ],
    [
      'takes signatures out of the subgroup',
      () => ({ ...blst, Signature: { fromBytes: (bytes) => Signature.fromBytes(bytes, (bytes[0] ?? 0) > 0x9f) } }),
      'it takes a signature out of the subgroup',
    ],
    [
      'adds only some of the keys',
      () => ({ ...blst, aggregatePublicKeys: (keys) => blst.aggregatePublicKeys(keys.slice(0, 1)) }),
      'it adds keys wrongly',
    ],
    ['accepts all', () => ({ ...blst, verify: () => true }), 'it takes a wrong signature'],
    ['refuses all', () => ({ ...blst, verify: () => false }), 'it refuses a right signature'],
    [
      'does not look at the message',
      () => ({
        ...blst,
        verify: (message, ...rest) =>
          blst.verify(message, ...rest) || blst.verify(Uint8Array.from(message).reverse(), ...rest),
      }),
      'it takes a signature over another message',
    ],
  ])('%s', (_, load, reason) => {
    const native = createNativeBls(load);
    expect(native).toMatchObject({ backend: 'portable', reason: expect.stringContaining(reason) });
    const verdict = native.verifier.verifySyncAggregate(pubkeys, everyone, MESSAGE, signTogether(signers, MESSAGE));
    expect(verdict.status).toBe('valid');
  });

  test('adds up to infinity unnoticed, or subtracts wrongly', () => {
    expect(findBlsFault(right)).toBeUndefined();
    const sumKeys: typeof right.sumKeys = (keys) => right.sumKeys(keys) ?? keys[0];
    expect(findBlsFault({ ...right, sumKeys })).toBe('it does not notice a sum at infinity');
    expect(findBlsFault({ ...right, negateKey: (key) => key })).toBe('it subtracts keys wrongly');
  });
});

test('remembers the committee that it was given first', () => {
  let decoded = 0;
  const counting: Blst = {
    ...blst,
    PublicKey: {
      fromBytes(bytes, validate) {
        if (validate === true) decoded += 1;
        return blst.PublicKey.fromBytes(bytes, validate);
      },
    },
  };
  const { verifier } = createNativeBls(() => counting);
  decoded = 0;
  for (let signed = 1; signed <= 4; signed++) {
    const bits = bitsOf(4, (index) => index < signed);
    const signature = signTogether(signers.slice(0, signed), MESSAGE);
    expect(verifier.verifySyncAggregate([...pubkeys], bits, MESSAGE, signature).status).toBe('valid');
  }
  expect(decoded).toBe(4);
});

test('gives reasons in the words of the portable verifier', () => {
  const { verifier } = createNativeBls();
  const portable = createPortableBls();
  const wrong = signTogether(signers.slice(1), MESSAGE);
  const want = portable.verifySyncAggregate(pubkeys, everyone, MESSAGE, wrong);
  expect(verifier.verifySyncAggregate(pubkeys, everyone, MESSAGE, wrong)).toEqual(want);
});
