/** Each guard of ICS-23, spoiled alone in proofs of real trees and with the root recomputed, so that nothing else objects. @module */
import { concatBytes, encodeUtf8 } from '@causeway/lightclient/codec';
import {
  type CommitmentProof,
  type ExistenceProof,
  IAVL_SPEC,
  type Ics23FaultCode,
  type InnerOp,
  type LeafOp,
  type NonExistenceProof,
  type ProofSpec,
  SMT_SPEC,
  TENDERMINT_SPEC,
  verifyExistence,
  verifyNonExistence,
} from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import {
  buildIavlTree,
  buildSimpleTree,
  type Entry,
  foldProof,
  sha256,
  signedVarint,
  type Tree,
} from '../../../../support/build-proof.ts';

const ENTRIES: readonly Entry[] = 'bdfhjlnprtv'
  .split('')
  .map((name) => [encodeUtf8(name), encodeUtf8(`value ${name}`)]);
const IAVL = buildIavlTree(ENTRIES);
const SIMPLE = buildSimpleTree(ENTRIES);
const KINDS = [
  { name: 'iavl', tree: IAVL, spec: IAVL_SPEC },
  { name: 'tendermint', tree: SIMPLE, spec: TENDERMINT_SPEC },
] as const;
const KEY = encodeUtf8('h');
const SIBLING = sha256(encodeUtf8('sibling'));
const NOTHING = new Uint8Array(0);

function key(name: string): Uint8Array {
  return encodeUtf8(name);
}

function exist(proof: ExistenceProof): CommitmentProof {
  return { kind: 'exist', exist: proof };
}

function nonexist(proof: NonExistenceProof): CommitmentProof {
  return { kind: 'nonexist', nonexist: proof };
}

/** Verifies a tampered proof against the root that it now leads to. */
function verifyTampered(spec: ProofSpec, proof: ExistenceProof) {
  const claim = { spec, root: foldProof(proof), key: proof.key, value: proof.value };
  return verifyExistence(claim, exist(proof));
}

function expectCode(verdict: unknown, code: Ics23FaultCode): void {
  expect(verdict).toMatchObject({ status: 'invalid', reason: { code } });
}

function spoilInner(proof: ExistenceProof, spoil: (op: InnerOp) => Partial<InnerOp>, index = 0): ExistenceProof {
  return { ...proof, path: proof.path.map((op, at) => (at === index ? { ...op, ...spoil(op) } : op)) };
}

function spoilLeaf(proof: ExistenceProof, leaf: Partial<LeafOp>): ExistenceProof {
  if (proof.leaf === undefined) throw new Error('the tree gave no leaf');
  return { ...proof, leaf: { ...proof.leaf, ...leaf } };
}

describe.each(KINDS)('existence under $name', ({ tree, spec }) => {
  const claim = { spec, root: tree.root, key: KEY, value: encodeUtf8('value h') };

  test('accepts every leaf of a real tree, whatever its size', () => {
    for (let size = 1; size <= ENTRIES.length; size++) {
      const part = spec === IAVL_SPEC ? buildIavlTree(ENTRIES.slice(0, size)) : buildSimpleTree(ENTRIES.slice(0, size));
      for (const [leafKey, value] of part.entries) {
        const verdict = verifyExistence({ spec, root: part.root, key: leafKey, value }, exist(part.exist(leafKey)));
        expect(verdict).toEqual({ status: 'valid' });
      }
    }
  });

  test('rejects another key (key-mismatch)', () => {
    expectCode(verifyExistence({ ...claim, key: key('j') }, exist(tree.exist(KEY))), 'key-mismatch');
  });

  test('rejects another value (value-mismatch)', () => {
    expectCode(verifyExistence({ ...claim, value: key('x') }, exist(tree.exist(KEY))), 'value-mismatch');
  });

  test('rejects another root (root-mismatch)', () => {
    expectCode(verifyExistence({ ...claim, root: SIBLING }, exist(tree.exist(KEY))), 'root-mismatch');
  });

  test('rejects an empty key (empty-key)', () => {
    expectCode(verifyTampered(spec, { ...tree.exist(KEY), key: NOTHING }), 'empty-key');
  });

  test('rejects an empty value (empty-value)', () => {
    expectCode(verifyTampered(spec, { ...tree.exist(KEY), value: NOTHING }), 'empty-value');
  });

  test('rejects a proof without a leaf operation (no-leaf-op)', () => {
    expectCode(verifyExistence(claim, exist({ ...tree.exist(KEY), leaf: undefined })), 'no-leaf-op');
  });

  test.each<Partial<LeafOp>>([
    { hash: 'sha512' },
    { hash: 'no-hash' },
    { prehashKey: 'sha256' },
    { prehashValue: 'no-hash' },
    { length: 'no-prefix' },
    { prefix: Uint8Array.of(1, 2, 3) },
    { prefix: NOTHING },
  ])('rejects a leaf operation that differs from the spec: %o (leaf-op-mismatch)', (leaf) => {
    expectCode(verifyTampered(spec, spoilLeaf(tree.exist(KEY), leaf)), 'leaf-op-mismatch');
  });

  test('rejects an inner operation with another hash (inner-op-mismatch)', () => {
    const proof = spoilInner(tree.exist(KEY), () => ({ hash: 'sha512-256' }));
    expectCode(verifyTampered(spec, proof), 'inner-op-mismatch');
  });

  test('rejects an inner operation that starts like a leaf (inner-op-is-leaf)', () => {
    const proof = spoilInner(tree.exist(KEY), ({ prefix }) => ({ prefix: concatBytes(Uint8Array.of(0), prefix) }));
    expectCode(verifyTampered(spec, proof), 'inner-op-is-leaf');
  });

  test('rejects a prefix too short (inner-prefix-length)', () => {
    const prefix = Uint8Array.of(2, 4, 10).subarray(0, spec.innerSpec.minPrefixLength - 1);
    expectCode(
      verifyTampered(
        spec,
        spoilInner(tree.exist(KEY), () => ({ prefix })),
      ),
      'inner-prefix-length',
    );
  });

  test('rejects a prefix with room for more than one sibling (inner-prefix-length)', () => {
    const proof = spoilInner(tree.exist(KEY), ({ prefix }) => ({ prefix: concatBytes(prefix, SIBLING, SIBLING) }));
    expectCode(verifyTampered(spec, proof), 'inner-prefix-length');
  });

  test('rejects a suffix that is not whole children (inner-suffix-length)', () => {
    const proof = spoilInner(tree.exist(KEY), () => ({ suffix: SIBLING.subarray(0, 31) }));
    expectCode(verifyTampered(spec, proof), 'inner-suffix-length');
  });

  test('rejects more operations than 128 where the spec sets no limit (path-depth)', () => {
    const proof = tree.exist(KEY);
    const [op] = proof.path;
    if (op === undefined) throw new Error('the tree has one leaf only');
    expectCode(verifyTampered(spec, { ...proof, path: Array.from({ length: 129 }, () => op) }), 'path-depth');
  });

  test('accepts 128 operations where the spec sets no limit, and exactly as many as it sets', () => {
    const proof = tree.exist(KEY);
    const tall =
      spec === IAVL_SPEC ? concatBytes(...[200n, 300n, 5n].map(signedVarint), Uint8Array.of(32)) : Uint8Array.of(1);
    const suffix = spec === IAVL_SPEC ? concatBytes(Uint8Array.of(32), SIBLING) : SIBLING;
    const path = [
      ...proof.path,
      ...Array.from({ length: 128 - proof.path.length }, () => ({ hash: 'sha256' as const, prefix: tall, suffix })),
    ];
    expect(verifyTampered(spec, { ...proof, path })).toEqual({ status: 'valid' });
    const depth = proof.path.length;
    expect(verifyTampered({ ...spec, minDepth: depth, maxDepth: depth }, proof)).toEqual({ status: 'valid' });
  });

  test.each([
    { minDepth: 9, maxDepth: 0 },
    { minDepth: 0, maxDepth: 1 },
  ])('rejects a path outside $minDepth to $maxDepth operations (path-depth)', (depths) => {
    expectCode(verifyTampered({ ...spec, ...depths }, tree.exist(KEY)), 'path-depth');
  });

  test('rejects a non-existence proof (wrong-proof-kind)', () => {
    expectCode(verifyExistence(claim, nonexist(tree.absent(KEY))), 'wrong-proof-kind');
  });
});

describe('a spec that proves nothing', () => {
  const inner = IAVL_SPEC.innerSpec;
  test.each([
    { case: 'a prefix that could hide a child', innerSpec: { ...inner, maxPrefixLength: 37 } },
    { case: 'prefix lengths the wrong way round', innerSpec: { ...inner, minPrefixLength: 13 } },
    { case: 'a negative prefix length', innerSpec: { ...inner, minPrefixLength: -1 } },
    { case: 'children without bytes', innerSpec: { ...inner, childSize: 0 } },
    { case: 'no children', innerSpec: { ...inner, childOrder: [] } },
    { case: 'a child named twice', innerSpec: { ...inner, childOrder: [0, 0] } },
    { case: 'a child left out', innerSpec: { ...inner, childOrder: [0, 2] } },
    { case: 'an empty child of another size', innerSpec: { ...inner, emptyChild: SIBLING } },
  ])('rejects $case (bad-spec)', ({ innerSpec }) => {
    expectCode(verifyTampered({ ...IAVL_SPEC, innerSpec }, IAVL.exist(KEY)), 'bad-spec');
  });

  test('accepts inner nodes that may have no prefix', () => {
    const innerSpec = { ...TENDERMINT_SPEC.innerSpec, minPrefixLength: 0 };
    const lone = buildSimpleTree(ENTRIES.slice(0, 1)).exist(key('b'));
    expect(verifyTampered({ ...TENDERMINT_SPEC, innerSpec }, lone)).toEqual({ status: 'valid' });
  });

  test('rejects negative depths (bad-spec)', () => {
    expectCode(verifyTampered({ ...IAVL_SPEC, maxDepth: -1 }, IAVL.exist(KEY)), 'bad-spec');
  });

  test('rejects an inner hash longer than a child (hash-too-long)', () => {
    const spec = { ...TENDERMINT_SPEC, innerSpec: { ...TENDERMINT_SPEC.innerSpec, hash: 'sha512' as const } };
    const real = SIMPLE.exist(KEY);
    const proof = { ...real, path: real.path.map((op) => ({ ...op, hash: 'sha512' as const })) };
    expectCode(verifyTampered(spec, proof), 'hash-too-long');
  });

  test.each(['var-rlp', 'require-32-bytes', 'require-64-bytes'] as const)(
    'rejects the length operation %s where it cannot be applied (unsupported-op)',
    (length) => {
      const spec = { ...IAVL_SPEC, leafSpec: { ...IAVL_SPEC.leafSpec, length } };
      const lone = spoilLeaf(buildIavlTree(ENTRIES.slice(0, 1)).exist(key('b')), { length });
      expectCode(verifyTampered(spec, lone), 'unsupported-op');
    },
  );

  test('rejects leaves and inner nodes that are not hashed (unsupported-op)', () => {
    const bare = { ...TENDERMINT_SPEC, leafSpec: { ...TENDERMINT_SPEC.leafSpec, hash: 'no-hash' as const } };
    expectCode(verifyTampered(bare, spoilLeaf(SIMPLE.exist(KEY), { hash: 'no-hash' })), 'unsupported-op');
    const open = { ...TENDERMINT_SPEC, innerSpec: { ...TENDERMINT_SPEC.innerSpec, hash: 'no-hash' as const } };
    const proof = {
      ...SIMPLE.exist(KEY),
      path: SIMPLE.exist(KEY).path.map((op) => ({ ...op, hash: 'no-hash' as const })),
    };
    expectCode(verifyTampered(open, proof), 'unsupported-op');
  });
});

describe('the prefixes of IAVL', () => {
  const numbers = (...values: readonly bigint[]) => concatBytes(...values.map(signedVarint));

  test.each([
    { case: 'size 0', prefix: numbers(0n, 0n, 5n) },
    { case: 'a negative size', prefix: numbers(0n, -1n, 5n) },
    { case: 'size 2', prefix: numbers(0n, 2n, 5n) },
    { case: 'no version', prefix: numbers(0n, 1n) },
    { case: 'bytes after the version', prefix: concatBytes(numbers(0n, 1n, 5n), Uint8Array.of(1)) },
    { case: 'a negative version', prefix: numbers(0n, 1n, -5n) },
    {
      case: 'a version above 64 bits',
      prefix: concatBytes(numbers(0n, 1n), new Uint8Array(9).fill(255), Uint8Array.of(2)),
    },
    { case: 'an endless version', prefix: concatBytes(numbers(0n, 1n), new Uint8Array(11).fill(255)) },
  ])('rejects a leaf with $case (iavl-prefix)', ({ prefix }) => {
    expectCode(verifyTampered(IAVL_SPEC, spoilLeaf(IAVL.exist(KEY), { prefix })), 'iavl-prefix');
  });

  test('accepts a leaf of the highest version', () => {
    const tree = buildIavlTree(ENTRIES.slice(0, 1), (1n << 63n) - 1n);
    expect(verifyTampered(IAVL_SPEC, tree.exist(key('b')))).toEqual({ status: 'valid' });
  });

  const length = Uint8Array.of(32);
  test.each([
    { case: 'a height below its distance from the leaf', index: 1, prefix: concatBytes(numbers(1n, 4n, 5n), length) },
    { case: 'a negative height', index: 0, prefix: concatBytes(numbers(-1n, 4n, 5n), length) },
    { case: 'a negative size', index: 0, prefix: concatBytes(numbers(1n, -4n, 5n), length) },
    { case: 'a negative version', index: 0, prefix: concatBytes(numbers(1n, 4n, -5n), length) },
    { case: 'no child length', index: 0, prefix: numbers(1n, 4n, 500n) },
    { case: 'two child lengths', index: 0, prefix: concatBytes(numbers(1n, 4n, 5n), length, length) },
    {
      case: 'part of a sibling',
      index: 0,
      prefix: concatBytes(numbers(1n, 4n, 5n), length, SIBLING.subarray(1), length),
    },
    {
      case: 'more than a sibling',
      index: 0,
      prefix: concatBytes(numbers(1n, 4n, 5n), length, SIBLING, length, length),
    },
  ])('rejects an inner node with $case (iavl-prefix)', ({ index, prefix }) => {
    const proof = spoilInner(IAVL.exist(KEY), () => ({ prefix, suffix: NOTHING }), index);
    expectCode(verifyTampered(IAVL_SPEC, proof), 'iavl-prefix');
  });
});

describe('the prefixes of the simple tree', () => {
  test.each([
    { case: 'another first byte', spoil: () => ({ prefix: Uint8Array.of(2) }) },
    { case: 'bytes before a left child', spoil: () => ({ prefix: Uint8Array.of(1, 1), suffix: SIBLING }) },
  ])('rejects an inner node with $case (tendermint-prefix)', ({ spoil }) => {
    expectCode(verifyTampered(TENDERMINT_SPEC, spoilInner(SIMPLE.exist(KEY), spoil)), 'tendermint-prefix');
  });

  test('rejects a leaf whose prefix swallows part of the key (leaf-op-mismatch)', () => {
    // The store named "\x03ibc" with its length cut off would pass for a store named "ibc".
    const tree = buildSimpleTree([[encodeUtf8('\u0003ibc'), key('root')], ...ENTRIES]);
    const real = tree.exist(encodeUtf8('\u0003ibc'));
    const forged = spoilLeaf({ ...real, key: key('ibc') }, { prefix: Uint8Array.of(0, 4) });
    expect(foldProof(forged)).toEqual(tree.root);
    expectCode(verifyTampered(TENDERMINT_SPEC, forged), 'leaf-op-mismatch');
  });

  test('rejects an inner node presented as a leaf (leaf-op-mismatch)', () => {
    const node = spoilLeaf(SIMPLE.exist(KEY), { prefix: Uint8Array.of(1) });
    expectCode(verifyTampered(TENDERMINT_SPEC, node), 'leaf-op-mismatch');
  });
});

describe.each(KINDS)('absence under $name', ({ tree, spec }) => {
  const verify = (proof: NonExistenceProof, of: Tree = tree) =>
    verifyNonExistence({ spec, root: of.root, key: proof.key }, nonexist(proof));
  const between = (left: string | undefined, right: string | undefined, of = 'i'): NonExistenceProof => ({
    key: key(of),
    left: left === undefined ? undefined : tree.exist(key(left)),
    right: right === undefined ? undefined : tree.exist(key(right)),
  });

  test('accepts every gap of trees of every size', () => {
    for (let size = 1; size <= ENTRIES.length; size++) {
      const entries = ENTRIES.slice(0, size);
      const part = spec === IAVL_SPEC ? buildIavlTree(entries) : buildSimpleTree(entries);
      for (const name of 'acegikmoqsuwz') {
        expect(verify(part.absent(key(name)), part)).toEqual({ status: 'valid' });
      }
    }
  });

  test('rejects every present key, whatever its neighbours', () => {
    const names = ENTRIES.map(([entry]) => String.fromCharCode(entry[0] ?? 0));
    for (const left of [undefined, ...names]) {
      for (const right of [undefined, ...names]) {
        expect(verify(between(left, right, 'h'))).toMatchObject({ status: 'invalid' });
      }
    }
  });

  test('accepts the absence of the empty key, which no tree holds, by the first leaf alone', () => {
    expect(verify(between(undefined, 'b', ''))).toEqual({ status: 'valid' });
    expectCode(verify(between('b', 'd', '')), 'key-not-between');
  });

  test('accepts a proof that was made for another key between the same neighbours, as Go does', () => {
    const claim = { spec, root: tree.root, key: key('i') };
    for (const name of ['h2', 'h', 'z', '']) {
      const proof = nonexist({ ...between('h', 'j'), key: key(name) });
      expect(verifyNonExistence(claim, proof)).toEqual({ status: 'valid' });
      expectCode(verifyNonExistence({ ...claim, key: key('j') }, proof), 'key-not-between');
    }
  });

  test('rejects no neighbour at all (no-neighbours)', () => {
    expectCode(verify(between(undefined, undefined)), 'no-neighbours');
  });

  test('rejects a missing left neighbour (not-left-most)', () => {
    expectCode(verify(between(undefined, 'j')), 'not-left-most');
  });

  test('rejects a missing right neighbour (not-right-most)', () => {
    expectCode(verify(between('h', undefined)), 'not-right-most');
  });

  test.each([
    ['f', 'j'],
    ['h', 'l'],
    ['b', 'v'],
    ['d', 't'],
  ])('rejects neighbours with leaves between them: %s and %s (not-neighbours)', (left, right) => {
    expectCode(verify(between(left, right)), 'not-neighbours');
  });

  test('rejects neighbours the wrong way round (key-not-between)', () => {
    expectCode(verify(between('j', 'h')), 'key-not-between');
  });

  test.each([
    ['the same leaf on both sides', 'h', 'h', 'i'],
    ['a key that is the left neighbour', 'h', 'j', 'h'],
    ['a key that is the right neighbour', 'h', 'j', 'j'],
    ['a key before both', 'h', 'j', 'g'],
    ['a key after both', 'h', 'j', 'k'],
    ['a key before a last leaf', 'v', undefined, 'u'],
    ['a key after a first leaf', undefined, 'b', 'c'],
  ])('rejects %s (key-not-between)', (_, left, right, name) => {
    expectCode(verify(between(left, right, name)), 'key-not-between');
  });

  test('rejects a neighbour of another tree (root-mismatch)', () => {
    const other = spec === IAVL_SPEC ? buildIavlTree(ENTRIES.slice(3)) : buildSimpleTree(ENTRIES.slice(3));
    expectCode(verify({ ...between('h', 'j'), right: other.exist(key('j')) }), 'root-mismatch');
  });

  test('rejects both neighbours of another tree (root-mismatch)', () => {
    const other = spec === IAVL_SPEC ? buildIavlTree(ENTRIES.slice(3)) : buildSimpleTree(ENTRIES.slice(3));
    expectCode(verify(other.absent(key('i'))), 'root-mismatch');
  });

  test.each(['left', 'right'] as const)('rejects a %s neighbour that breaks the spec (leaf-op-mismatch)', (side) => {
    const proof = between('h', 'j');
    const neighbour = proof[side];
    if (neighbour === undefined) throw new Error('no neighbour');
    const spoiled = spoilLeaf(neighbour, { prehashValue: 'no-hash' });
    expectCode(verify({ ...proof, [side]: spoiled }), 'leaf-op-mismatch');
  });

  test('rejects an existence proof (wrong-proof-kind)', () => {
    const claim = { spec, root: tree.root, key: key('h') };
    expectCode(verifyNonExistence(claim, exist(tree.exist(key('h')))), 'wrong-proof-kind');
  });
});

describe('neighbours in odd places', () => {
  test('rejects a leaf below a node with one child as the first or the last (not-left-most, not-right-most)', () => {
    const lone = buildSimpleTree(ENTRIES.slice(0, 1)).exist(key('b'));
    const leaf = { ...lone, path: [{ hash: 'sha256' as const, prefix: Uint8Array.of(1), suffix: NOTHING }] };
    const claim = { spec: TENDERMINT_SPEC, root: foldProof(leaf) };
    const before = { key: key('a'), left: undefined, right: leaf };
    expectCode(verifyNonExistence({ ...claim, key: before.key }, nonexist(before)), 'not-left-most');
    const after = { key: key('c'), left: leaf, right: undefined };
    expectCode(verifyNonExistence({ ...claim, key: after.key }, nonexist(after)), 'not-right-most');
  });

  test('rejects a lone leaf beside itself (not-neighbours)', () => {
    // Two different leaves cannot both be the whole tree; the paths are empty and share no parent.
    const lone = buildIavlTree(ENTRIES.slice(0, 1));
    const leaf = lone.exist(key('b'));
    const verdict = verifyNonExistence(
      { spec: { ...IAVL_SPEC, prehashKeyBeforeComparison: false }, root: lone.root, key: key('a') },
      nonexist({ key: key('a'), left: undefined, right: leaf }),
    );
    expect(verdict).toEqual({ status: 'valid' });
    const both = nonexist({ key: key('b'), left: leaf, right: leaf });
    expectCode(verifyNonExistence({ spec: IAVL_SPEC, root: lone.root, key: key('b') }, both), 'key-not-between');
  });

  test('accepts and rejects edges next to empty children as sparse trees have them', () => {
    const value = encodeUtf8('value');
    const leafKey = key('b');
    const leaf: LeafOp = { ...SMT_SPEC.leafSpec };
    const empty = SMT_SPEC.innerSpec.emptyChild;
    const hash = sha256(Uint8Array.of(0), sha256(leafKey), sha256(value));
    const place = Buffer.from(sha256(leafKey));
    const after = ['a', 'c', 'd', 'e'].map(key).find((other) => Buffer.compare(Buffer.from(sha256(other)), place) > 0);
    if (after === undefined) throw new Error('all keys sort before the leaf');
    const prove = (suffix: Uint8Array) => {
      const left = { key: leafKey, value, leaf, path: [{ hash: 'sha256' as const, prefix: Uint8Array.of(1), suffix }] };
      const root = sha256(Uint8Array.of(1), hash, suffix);
      return verifyNonExistence({ spec: SMT_SPEC, root, key: after }, nonexist({ key: after, left, right: undefined }));
    };
    expect(prove(empty)).toEqual({ status: 'valid' });
    expectCode(prove(SIBLING), 'not-right-most');
  });
});

describe('batches', () => {
  const entries = [
    { kind: 'exist', exist: IAVL.exist(key('b')) },
    { kind: 'exist', exist: IAVL.exist(KEY) },
    { kind: 'nonexist', nonexist: IAVL.absent(key('i')) },
  ] as const;
  const batch: CommitmentProof = { kind: 'batch', entries };
  const claim = { spec: IAVL_SPEC, root: IAVL.root };
  const present = { ...claim, key: KEY, value: encodeUtf8('value h') };
  const absent = { ...claim, key: key('i2') };

  test('rejects a batch unless asked for (batch-not-allowed)', () => {
    expectCode(verifyExistence(present, batch), 'batch-not-allowed');
    expectCode(verifyNonExistence(absent, batch), 'batch-not-allowed');
  });

  test('accepts the entry for the key when asked for', () => {
    expect(verifyExistence(present, batch, { allowBatch: true })).toEqual({ status: 'valid' });
    expect(verifyNonExistence(absent, batch, { allowBatch: true })).toEqual({ status: 'valid' });
  });

  test('rejects a key without an entry (not-in-batch)', () => {
    expectCode(verifyExistence({ ...present, key: key('d') }, batch, { allowBatch: true }), 'not-in-batch');
    expectCode(verifyNonExistence({ ...absent, key: key('k') }, batch, { allowBatch: true }), 'not-in-batch');
  });

  test('rejects an entry with another value (value-mismatch)', () => {
    expectCode(verifyExistence({ ...present, value: KEY }, batch, { allowBatch: true }), 'value-mismatch');
  });
});
