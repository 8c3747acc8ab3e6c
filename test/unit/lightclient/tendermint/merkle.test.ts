import { encodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import { leafHash, type MerkleProof, merkleRoot, verifyMerkleProof } from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import { flipByte, sha256 } from '../../../support/build-header.ts';

/** Known roots. Source: CometBFT `crypto/merkle/tree_test.go`. */
test.each([
  [[], 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  [[''], '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  [['010203'], '054edec1d0211f624fed0cbca9d4f9400b0e491c43742af2c5b0abebf0c990d8'],
  [['010203', '040506'], '82e6cfce00453804379b53962939eaa7906b39904be0813fcadd31b100773c4b'],
  [['0102', '0304', '0506', '0708', '090a'], 'f326493eceab4f2d9ffbc78c59432a0a005d6ea98392045c74df5d14a113be18'],
])('gives the known root of %j', (leaves, root) => {
  expect(toHex(merkleRoot(leaves.map((leaf) => fromHex(leaf))))).toBe(root);
});

const inner = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1, ...left, ...right));

/** The recursive definition of RFC 6962, with the siblings of one leaf. */
function prove(hashes: readonly Uint8Array[], index: number): { root: Uint8Array; aunts: readonly Uint8Array[] } {
  const [only] = hashes;
  if (only !== undefined && hashes.length === 1) return { root: only, aunts: [] };
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  const isLeft = index < split;
  const left = prove(hashes.slice(0, split), isLeft ? index : 0);
  const right = prove(hashes.slice(split), isLeft ? 0 : index - split);
  const aunts = isLeft ? [...left.aunts, right.root] : [...right.aunts, left.root];
  return { root: inner(left.root, right.root), aunts };
}

function build(total: number, index: number): { proof: MerkleProof; root: Uint8Array; leaf: Uint8Array } {
  const leaves = Array.from({ length: total }, (_, at) => encodeUtf8(`leaf ${at}`));
  const hashes = leaves.map(leafHash);
  const { root, aunts } = prove(hashes, index);
  const leaf = leaves[index] ?? new Uint8Array(0);
  return { proof: { total: BigInt(total), index: BigInt(index), leafHash: leafHash(leaf), aunts }, root, leaf };
}

test('agrees with the recursive definition, and proves every leaf, for 1 to 40 leaves', () => {
  for (let total = 1; total <= 40; total++) {
    const leaves = Array.from({ length: total }, (_, at) => encodeUtf8(`leaf ${at}`));
    for (let index = 0; index < total; index++) {
      const { proof, root, leaf } = build(total, index);
      expect(merkleRoot(leaves)).toEqual(root);
      expect(verifyMerkleProof(proof, root, leaf)).toEqual({ status: 'valid' });
    }
  }
});

describe('rejects a proof', () => {
  const { proof, root, leaf } = build(11, 6);
  const [first = root] = proof.aunts;

  test.each<[string, Partial<MerkleProof>]>([
    ['of another leaf hash', { leafHash: flipByte(proof.leafHash) }],
    ['with a negative index', { index: -1n }],
    ['with an index beyond the total', { index: 11n }],
    ['of an empty tree', { total: 0n, index: 0n }],
    ['without inner hashes', { aunts: [] }],
    ['with one inner hash too many', { aunts: [...proof.aunts, first] }],
    ['with one inner hash too few', { aunts: proof.aunts.slice(1) }],
    ['with an inner hash of 31 bytes', { aunts: [first.subarray(1), ...proof.aunts.slice(1)] }],
    ['with more inner hashes than any tree has', { total: 1n << 62n, aunts: Array(101).fill(first) }],
  ])('%s (merkle-proof-malformed)', (_, change) => {
    expect(verifyMerkleProof({ ...proof, ...change }, root, leaf)).toMatchObject({
      reason: { code: 'merkle-proof-malformed' },
    });
  });

  test.each<[string, Partial<MerkleProof>]>([
    ['at another index', { index: 7n }],
    ['of a spoiled path', { aunts: [flipByte(first), ...proof.aunts.slice(1)] }],
  ])('%s (merkle-root-mismatch)', (_, change) => {
    expect(verifyMerkleProof({ ...proof, ...change }, root, leaf)).toMatchObject({
      reason: { code: 'merkle-root-mismatch' },
    });
  });

  test('of another root (merkle-root-mismatch)', () => {
    expect(verifyMerkleProof(proof, flipByte(root), leaf)).toMatchObject({ reason: { code: 'merkle-root-mismatch' } });
  });

  test('that passes an inner node off as a leaf (merkle-proof-malformed)', () => {
    const { aunts } = prove(
      Array.from({ length: 4 }, (_, at) => leafHash(encodeUtf8(`leaf ${at}`))),
      0,
    );
    const [sibling = root, uncle = root] = aunts;
    const node = Uint8Array.of(...leafHash(encodeUtf8('leaf 0')), ...sibling);
    const forged = { total: 2n, index: 0n, leafHash: inner(leafHash(encodeUtf8('leaf 0')), sibling), aunts: [uncle] };
    const top = inner(forged.leafHash, uncle);
    expect(verifyMerkleProof(forged, top, node)).toMatchObject({ reason: { code: 'merkle-proof-malformed' } });
  });
});
