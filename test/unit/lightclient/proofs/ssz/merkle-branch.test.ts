import {
  childGindex,
  computeMerkleBranchRoot,
  concatGindices,
  gindexDepth,
  hashNodes,
  merkleBranch,
  merkleize,
  mixInLength,
  normalizeMerkleBranch,
  packBytes,
  verifyMerkleBranch,
  verifyNormalizedMerkleBranch,
  zeroHash,
} from '@causeway/lightclient/proofs';
import { expect, test } from 'vitest';
import { nativeSha256 } from '../../../../../lightclient/native/sha256.ts';

const chunk = (byte: number) => new Uint8Array(32).fill(byte);
const CHUNKS = [1, 2, 3, 4, 5].map(chunk);
const ZERO = new Uint8Array(32);

const ROOT = hashNodes(
  hashNodes(hashNodes(chunk(1), chunk(2)), hashNodes(chunk(3), chunk(4))),
  hashNodes(hashNodes(chunk(5), ZERO), hashNodes(ZERO, ZERO)),
);

const claim = { leaf: chunk(4), branch: merkleBranch(CHUNKS, 3, 8), gindex: 11, root: ROOT };

test('hashes a tree by hand, whichever hash function is given', () => {
  expect(merkleize(CHUNKS)).toEqual(ROOT);
  expect(merkleize(CHUNKS, 8, nativeSha256)).toEqual(ROOT);
  expect(merkleize(CHUNKS, 16)).toEqual(hashNodes(ROOT, zeroHash(3)));
  expect(merkleize([], 8)).toEqual(zeroHash(3));
  expect(merkleize([chunk(1)])).toEqual(chunk(1));
  expect(mixInLength(ROOT, 258)).toEqual(hashNodes(ROOT, Uint8Array.of(2, 1, ...new Uint8Array(30))));
});

test('refuses more chunks than the limit, and a tree of an absurd depth', () => {
  expect(() => merkleize(CHUNKS, 4)).toThrow(RangeError);
  expect(() => zeroHash(65)).toThrow(RangeError);
  expect(() => merkleBranch(CHUNKS, 8, 8)).toThrow(RangeError);
});

test('fills the last chunk with zeros', () => {
  const bytes = new Uint8Array(33).fill(7);
  expect(packBytes(bytes)).toEqual([chunk(7), Uint8Array.of(7, ...new Uint8Array(31))]);
  expect(packBytes(new Uint8Array(0))).toEqual([]);
});

test('accepts the branch of every chunk', () => {
  for (const [index, leaf] of CHUNKS.entries()) {
    const branch = merkleBranch(CHUNKS, index, 8);
    const verdict = verifyMerkleBranch({ leaf, branch, gindex: 8 + index, root: ROOT }, nativeSha256);
    expect(verdict.status).toBe('valid');
  }
});

test('knows generalized indices', () => {
  expect([1, 2, 3, 105, 169, 735, 2 ** 40].map(gindexDepth)).toEqual([0, 1, 1, 6, 7, 9, 40]);
  expect(concatGindices(25, 28)).toBe(412);
  expect(concatGindices(25, 44)).toBe(812);
  expect(childGindex(9, 11)).toBe(25);
  expect(() => gindexDepth(0)).toThrow(RangeError);
  expect(() => gindexDepth(2 ** 53)).toThrow(RangeError);
});

const spoiled = {
  'branch-too-short': { ...claim, branch: claim.branch.slice(1) },
  'branch-too-long': { ...claim, branch: [...claim.branch, ZERO] },
  'branch-node-size': { ...claim, branch: [new Uint8Array(31), ...claim.branch.slice(1)] },
  'branch-root-mismatch': { ...claim, gindex: 10 },
} as const;

for (const [code, spoiledClaim] of Object.entries(spoiled)) {
  test(`rejects a spoiled branch (${code})`, () => {
    expect(verifyMerkleBranch(claim).status).toBe('valid');
    expect(verifyMerkleBranch(spoiledClaim)).toMatchObject({ status: 'invalid', reason: { code } });
  });
}

test('rejects an inner node in the place of a leaf (branch-too-short)', () => {
  const leaf = computeMerkleBranchRoot({ leaf: chunk(4), branch: claim.branch.slice(0, 1), gindex: 11 });
  const inner = { leaf, branch: claim.branch.slice(1), root: ROOT };
  expect(verifyMerkleBranch({ ...inner, gindex: 5 }).status).toBe('valid');
  expect(verifyMerkleBranch({ ...inner, gindex: 11 })).toMatchObject({ reason: { code: 'branch-too-short' } });
});

test('accepts a branch that zeros in front bring to its type\u2019s length', () => {
  const branch = normalizeMerkleBranch(claim.branch, 5);
  expect(branch).toHaveLength(5);
  expect(verifyNormalizedMerkleBranch({ ...claim, branch }, 5).status).toBe('valid');
  expect(verifyNormalizedMerkleBranch(claim, 3).status).toBe('valid');
});

test('rejects other lengths and other fillings than zeros', () => {
  const branch = normalizeMerkleBranch(claim.branch, 5);
  const verdictOn = (nodes: readonly Uint8Array[], length: number) =>
    verifyNormalizedMerkleBranch({ ...claim, branch: nodes }, length);
  expect(verdictOn(branch, 6)).toMatchObject({ reason: { code: 'branch-too-short' } });
  expect(verdictOn(branch, 4)).toMatchObject({ reason: { code: 'branch-too-long' } });
  expect(verdictOn(claim.branch.slice(1), 2)).toMatchObject({ reason: { code: 'branch-too-short' } });
  expect(verdictOn([ZERO, chunk(1), ...claim.branch], 5)).toMatchObject({
    reason: { code: 'branch-padding-not-zero' },
  });
});
