/** ICS-23 under random trees and spoiled bytes: a proof proves what it says and nothing else. @module */
import { compareBytes, encodeUtf8 } from '@causeway/lightclient/codec';
import {
  decodeCommitmentProof,
  decodeMerkleProof,
  encodeCommitmentProof,
  encodeMerkleProof,
  IAVL_SPEC,
  type MerkleProof,
  type NonExistenceProof,
  TENDERMINT_SPEC,
  verifyMembership,
  verifyNonExistence,
  verifyNonMembership,
} from '@causeway/lightclient/proofs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildIavlTree, buildSimpleTree, buildStores, type Entry } from '../support/build-proof.ts';

const SEED = 20_261_124;
const IBC = encodeUtf8('ibc');
const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

/** Between 1 and 24 entries under different keys. */
const entries: fc.Arbitrary<readonly Entry[]> = fc.uniqueArray(fc.tuple(bytes(1, 6), bytes(1, 40)), {
  minLength: 1,
  maxLength: 24,
  comparator: ([a], [b]) => compareBytes(a, b) === 0,
});

function pick<T>(list: readonly T[], at: number): T {
  const item = list[at % list.length];
  if (item === undefined) throw new Error('an empty list');
  return item;
}

function flip(of: Uint8Array, at: number, bits: number): Uint8Array {
  const out = Uint8Array.from(of);
  const index = at % out.length;
  out[index] = (out[index] ?? 0) ^ bits;
  return out;
}

/** Which key an absence proof was made for has no weight; left out, all of its bytes have. */
function withoutKey({ proofs }: MerkleProof): MerkleProof {
  const key = new Uint8Array(0);
  return {
    proofs: proofs.map((proof) =>
      proof.kind === 'nonexist' ? { ...proof, nonexist: { ...proof.nonexist, key } } : proof,
    ),
  };
}

test('each entry of a random store is proven, and only with its own value', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, at) => {
      const chain = buildStores(list);
      const [key, value] = pick(list, at);
      const proof = encodeMerkleProof(chain.membership(key));
      const claim = { root: chain.root, path: [IBC, key], proof };
      expect(verifyMembership({ ...claim, value })).toEqual({ status: 'valid' });
      expect(verifyMembership({ ...claim, value: flip(value, at, 1) }).status).toBe('invalid');
      expect(verifyNonMembership(claim).status).toBe('invalid');
    }),
    { seed: SEED, numRuns: 60 },
  );
});

test('a random key is either present or proven absent, never both', () => {
  fc.assert(
    fc.property(entries, bytes(1, 6), (list, key) => {
      const chain = buildStores(list);
      const isPresent = list.some(([other]) => compareBytes(other, key) === 0);
      const claim = { root: chain.root, path: [IBC, key], proof: chain.nonMembership(key) };
      expect(verifyNonMembership(claim).status).toBe(isPresent ? 'invalid' : 'valid');
    }),
    { seed: SEED, numRuns: 120 },
  );
});

test('no pair of leaves proves the absence of a present key, in either tree', () => {
  const side = fc.option(fc.nat(), { nil: undefined });
  fc.assert(
    fc.property(entries, fc.nat(), side, side, (list, at, left, right) => {
      const [key] = pick(list, at);
      for (const { tree, spec } of [
        { tree: buildIavlTree(list), spec: IAVL_SPEC },
        { tree: buildSimpleTree(list), spec: TENDERMINT_SPEC },
      ]) {
        const neighbour = (index: number | undefined) =>
          index === undefined ? undefined : tree.exist(pick(list, index)[0]);
        const nonexist: NonExistenceProof = { key, left: neighbour(left), right: neighbour(right) };
        const verdict = verifyNonExistence({ spec, root: tree.root, key }, { kind: 'nonexist', nonexist });
        expect(verdict.status).toBe('invalid');
      }
    }),
    { seed: SEED, numRuns: 150 },
  );
});

test('any spoiled byte of proof, root, path or value makes a membership proof invalid', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (list, which, at, bits) => {
      const chain = buildStores(list);
      const [key, value] = pick(list, which);
      const claim = { root: chain.root, path: [IBC, key], value, proof: encodeMerkleProof(chain.membership(key)) };
      const spoiled = [
        { ...claim, proof: flip(claim.proof, at, bits) },
        { ...claim, root: flip(claim.root, at, bits) },
        { ...claim, path: [flip(IBC, at, bits), key] },
        { ...claim, path: [IBC, flip(key, at, bits)] },
        { ...claim, value: flip(value, at, bits) },
        { ...claim, proof: claim.proof.subarray(0, at % claim.proof.length) },
      ];
      expect(spoiled.map((other) => verifyMembership(other).status)).toEqual(spoiled.map(() => 'invalid'));
    }),
    { seed: SEED, numRuns: 400 },
  );
});

test('each byte of one proof of each kind, spoiled in each bit, makes it invalid', () => {
  const list: readonly Entry[] = ['b', 'd', 'f'].map((name) => [encodeUtf8(name), encodeUtf8(`value ${name}`)]);
  const chain = buildStores(list);
  const [present, absent] = [encodeUtf8('d'), encodeUtf8('e')] as const;
  const membership = encodeMerkleProof(chain.membership(present));
  const nonMembership = encodeMerkleProof(withoutKey(chain.nonMembership(absent)));
  const value = encodeUtf8('value d');
  const survivors: string[] = [];
  const tryAll = (kind: string, proof: Uint8Array, verify: (spoiled: Uint8Array) => { readonly status: string }) => {
    expect(verify(proof).status).toBe('valid');
    for (let at = 0; at < proof.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        if (verify(flip(proof, at, 1 << bit)).status !== 'invalid') survivors.push(`${kind} byte ${at} bit ${bit}`);
      }
    }
  };
  tryAll('membership', membership, (proof) =>
    verifyMembership({ root: chain.root, path: [IBC, present], value, proof }),
  );
  tryAll('absence', nonMembership, (proof) => verifyNonMembership({ root: chain.root, path: [IBC, absent], proof }));
  expect(survivors).toEqual([]);
});

test('any spoiled byte of proof, root or store makes an absence proof invalid; it holds for keys of the same gap', () => {
  fc.assert(
    fc.property(entries, bytes(1, 6), fc.nat(), fc.integer({ min: 1, max: 255 }), (list, key, at, bits) => {
      fc.pre(list.every(([other]) => compareBytes(other, key) !== 0));
      const chain = buildStores(list);
      const proof = encodeMerkleProof(withoutKey(chain.nonMembership(key)));
      const claim = { root: chain.root, path: [IBC, key], proof };
      const near = flip(key, at, bits);
      const isInGap = list.every(([other]) => compareBytes(other, near) * compareBytes(other, key) > 0);
      expect(verifyNonMembership({ ...claim, path: [IBC, near] }).status).toBe(isInGap ? 'valid' : 'invalid');
      const spoiled = [
        { ...claim, proof: flip(claim.proof, at, bits) },
        { ...claim, root: flip(claim.root, at, bits) },
        { ...claim, path: [flip(IBC, at, bits), key] },
        { ...claim, proof: claim.proof.subarray(0, at % claim.proof.length) },
      ];
      expect(spoiled.map((other) => verifyNonMembership(other).status)).toEqual(spoiled.map(() => 'invalid'));
    }),
    { seed: SEED, numRuns: 400 },
  );
});

test('proofs are read as they were written, and random bytes are refused without a crash', () => {
  fc.assert(
    fc.property(entries, fc.nat(), bytes(0, 200), (list, at, noise) => {
      const chain = buildStores(list);
      const proof = chain.membership(pick(list, at)[0]);
      expect(decodeMerkleProof(encodeMerkleProof(proof))).toEqual(proof);
      const [first] = proof.proofs;
      if (first !== undefined) expect(decodeCommitmentProof(encodeCommitmentProof(first))).toEqual(first);
      expect(verifyMembership({ root: chain.root, path: [IBC, IBC], value: IBC, proof: noise }).status).toBe('invalid');
      expect(verifyNonMembership({ root: chain.root, path: [IBC, IBC], proof: noise }).status).toBe('invalid');
    }),
    { seed: SEED, numRuns: 100 },
  );
});
