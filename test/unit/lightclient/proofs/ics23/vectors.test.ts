/** The published vectors of ICS-23. @module */
import { readFileSync } from 'node:fs';
import { DecodeError, encodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  applyHashOp,
  applyInnerOp,
  applyLeafOp,
  calculateRoot,
  checkAgainstSpec,
  decodeCommitmentProof,
  type ExistenceProof,
  encodeCommitmentProof,
  IAVL_SPEC,
  type InnerOp,
  type LeafOp,
  type ProofSpec,
  SMT_SPEC,
  TENDERMINT_SPEC,
  verifyExistence,
  verifyNonExistence,
} from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';

const HASH_OPS = [
  'no-hash',
  'sha256',
  'sha512',
  'keccak256',
  'ripemd160',
  'bitcoin',
  'sha512-256',
  'blake2b-512',
  'blake2s-256',
  'blake3',
] as const;
const LENGTH_OPS = [
  'no-prefix',
  'var-proto',
  'var-rlp',
  'fixed32-big',
  'fixed32-little',
  'fixed64-big',
  'fixed64-little',
  'require-32-bytes',
  'require-64-bytes',
] as const;

interface LeafJson {
  readonly hash?: number;
  readonly prehash_key?: number;
  readonly prehash_value?: number;
  readonly length?: number;
  readonly prefix?: string;
}
interface InnerJson {
  readonly hash?: number;
  readonly prefix?: string;
  readonly suffix?: string;
}
interface ProofJson {
  readonly key?: string;
  readonly value?: string;
  readonly leaf?: LeafJson;
  readonly path?: readonly InnerJson[];
}
interface SpecJson {
  readonly leaf_spec: LeafJson;
  readonly inner_spec: {
    readonly child_order: readonly number[];
    readonly child_size: number;
    readonly min_prefix_length?: number;
    readonly max_prefix_length?: number;
    readonly empty_child?: string;
    readonly hash?: number;
  };
  readonly min_depth?: number;
  readonly max_depth?: number;
}

function readVectors<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../vectors/ics23/${file}`, import.meta.url), 'utf8'));
}

function readTable<T>(file: string): readonly (readonly [string, T])[] {
  return Object.entries(readVectors<Record<string, T>>(file));
}

function fromBase64(text: string | null | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(text ?? '', 'base64'));
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`no operation ${index}`);
  return item;
}

function readLeaf(json: LeafJson): LeafOp {
  return {
    hash: at(HASH_OPS, json.hash ?? 0),
    prehashKey: at(HASH_OPS, json.prehash_key ?? 0),
    prehashValue: at(HASH_OPS, json.prehash_value ?? 0),
    length: at(LENGTH_OPS, json.length ?? 0),
    prefix: fromBase64(json.prefix),
  };
}

function readInner(json: InnerJson): InnerOp {
  return { hash: at(HASH_OPS, json.hash ?? 0), prefix: fromBase64(json.prefix), suffix: fromBase64(json.suffix) };
}

function readProof(json: ProofJson): ExistenceProof {
  return {
    key: fromBase64(json.key),
    value: fromBase64(json.value),
    leaf: json.leaf && readLeaf(json.leaf),
    path: (json.path ?? []).map(readInner),
  };
}

function readSpec(json: SpecJson): ProofSpec {
  const inner = json.inner_spec;
  return {
    leafSpec: readLeaf(json.leaf_spec),
    innerSpec: {
      childOrder: inner.child_order,
      childSize: inner.child_size,
      minPrefixLength: inner.min_prefix_length ?? 0,
      maxPrefixLength: inner.max_prefix_length ?? 0,
      emptyChild: fromBase64(inner.empty_child),
      hash: at(HASH_OPS, inner.hash ?? 0),
    },
    minDepth: json.min_depth ?? 0,
    maxDepth: json.max_depth ?? 0,
    prehashKeyBeforeComparison: false,
  };
}

const TREES = [
  ['iavl', IAVL_SPEC],
  ['tendermint', TENDERMINT_SPEC],
  ['smt', SMT_SPEC],
] as const;
const PLACES = ['left', 'middle', 'right'] as const;

describe.each(TREES)('%s', (tree, spec) => {
  test.each(PLACES)('accepts the existence of a %s leaf and nothing else from its proof', (place) => {
    const vector = readVectors<Record<string, string>>(`${tree}/exist_${place}.json`);
    const [key, value, root, bytes] = ['key', 'value', 'root', 'proof'].map((name) => fromHex(vector[name] ?? ''));
    if (!key || !value || !root || !bytes) throw new Error('incomplete vector');
    const proof = decodeCommitmentProof(bytes);
    expect(verifyExistence({ spec, root, key, value }, proof)).toEqual({ status: 'valid' });
    expect(toHex(encodeCommitmentProof(proof))).toBe(toHex(bytes));
    const other = Uint8Array.of(...value, 0);
    expect(verifyExistence({ spec, root, key, value: other }, proof)).toMatchObject({
      reason: { code: 'value-mismatch' },
    });
    expect(verifyNonExistence({ spec, root, key }, proof)).toMatchObject({ reason: { code: 'wrong-proof-kind' } });
  });

  test.each(PLACES)('accepts the absence of a key on the %s and nothing else from its proof', (place) => {
    const vector = readVectors<Record<string, string>>(`${tree}/nonexist_${place}.json`);
    const [key, root, bytes] = ['key', 'root', 'proof'].map((name) => fromHex(vector[name] ?? ''));
    if (!key || !root || !bytes) throw new Error('incomplete vector');
    const proof = decodeCommitmentProof(bytes);
    if (proof.kind !== 'nonexist') throw new Error('the vector proves no absence');
    const own = { spec, root, key: proof.nonexist.key };
    expect(verifyNonExistence({ spec, root, key }, proof)).toEqual({ status: 'valid' });
    expect(toHex(encodeCommitmentProof(proof))).toBe(toHex(bytes));
    const neighbour = proof.nonexist.left ?? proof.nonexist.right;
    if (neighbour === undefined) throw new Error('the vector has no neighbour');
    const claim = { ...own, key: neighbour.key };
    const forged = { kind: 'nonexist', nonexist: { ...proof.nonexist, key: neighbour.key } } as const;
    expect(verifyNonExistence(claim, forged)).toMatchObject({ reason: { code: 'key-not-between' } });
    expect(verifyExistence({ ...claim, value: neighbour.value }, proof)).toMatchObject({
      reason: { code: 'wrong-proof-kind' },
    });
  });
});

interface BatchVector {
  readonly items: readonly { readonly key: string; readonly value: string }[];
  readonly proof: string;
  readonly root: string;
}

describe.each(TREES)('compressed batches of %s', (tree, spec) => {
  test.each(['batch_exist', 'batch_nonexist'])('accepts every item of %s when asked for, none otherwise', (file) => {
    const vector = readVectors<BatchVector>(`${tree}/${file}.json`);
    const bytes = fromHex(vector.proof);
    expect(() => decodeCommitmentProof(bytes)).toThrow(DecodeError);
    const proof = decodeCommitmentProof(bytes, { allowBatch: true });
    const root = fromHex(vector.root);
    expect(vector.items.length).toBeGreaterThan(9);
    for (const item of vector.items) {
      const claim = { spec, root, key: fromHex(item.key), value: fromHex(item.value) };
      const [verify, opposite] =
        item.value === '' ? [verifyNonExistence, verifyExistence] : [verifyExistence, verifyNonExistence];
      expect(verify(claim, proof, { allowBatch: true })).toEqual({ status: 'valid' });
      expect(verify(claim, proof)).toMatchObject({ reason: { code: 'batch-not-allowed' } });
      expect(opposite(claim, proof, { allowBatch: true })).toMatchObject({ reason: { code: 'not-in-batch' } });
    }
  });
});

interface HashCase {
  readonly HashOp: number;
  readonly Preimage?: string;
  readonly PreImage?: string;
  readonly ExpectedHash: string;
}

test.each(readTable<HashCase>('TestDoHashData.json'))('accepts the hash operation %s', (_, vector) => {
  const preimage = encodeUtf8(vector.Preimage ?? vector.PreImage ?? '');
  expect(toHex(applyHashOp(at(HASH_OPS, vector.HashOp), preimage))).toBe(vector.ExpectedHash);
});

interface Calculation {
  readonly Op: LeafJson & InnerJson;
  readonly Key: string | null;
  readonly Value: string | null;
  readonly Child: string | null;
  readonly Proof: ProofJson;
  readonly IsErr: boolean;
  readonly Expected: string | null;
}

function expectHash(got: ReturnType<typeof calculateRoot>, { IsErr, Expected }: Calculation): void {
  if (IsErr) expect(got).toMatchObject({ status: 'invalid' });
  else expect(got).toEqual(fromBase64(Expected));
}

test.each(readTable<Calculation>('TestLeafOpData.json'))('leaf operation: %s', (_, vector) => {
  const leaf = { op: readLeaf(vector.Op), key: fromBase64(vector.Key), value: fromBase64(vector.Value) };
  expectHash(applyLeafOp(leaf), vector);
});

test.each(readTable<Calculation>('TestInnerOpData.json'))('inner operation: %s', (_, vector) => {
  expectHash(applyInnerOp(readInner(vector.Op), fromBase64(vector.Child)), vector);
});

test.each(readTable<Calculation>('TestExistenceProofData.json'))('root of a proof: %s', (_, vector) => {
  expectHash(calculateRoot(readProof(vector.Proof)), vector);
});

interface LeafCase {
  readonly Leaf: LeafJson;
  readonly Spec: LeafJson;
  readonly IsErr: boolean;
}

test.each(readTable<LeafCase>('TestCheckLeafData.json'))('leaf against a spec: %s', (_, vector) => {
  const proof: ExistenceProof = { ...readProof({}), leaf: readLeaf(vector.Leaf) };
  // The table has no inner spec; this one belongs to no known tree.
  const innerSpec = { ...SMT_SPEC.innerSpec, childOrder: [0, 1, 2] };
  const verdict = checkAgainstSpec(proof, { ...SMT_SPEC, innerSpec, leafSpec: readLeaf(vector.Spec) });
  expect(verdict.status).toBe(vector.IsErr ? 'invalid' : 'valid');
});

interface SpecCase {
  readonly Proof: ProofJson;
  readonly Spec: SpecJson;
  readonly Err: string;
}

/** The start of Go's message, and what we call it. */
const CODES: readonly (readonly [string, string])[] = [
  ['existence Proof needs defined LeafOp', 'no-leaf-op'],
  ['leaf, unexpected', 'leaf-op-mismatch'],
  ['innerOps depth', 'path-depth'],
  ['inner, unexpected HashOp', 'inner-op-mismatch'],
  // Height 0 is also how a leaf's prefix starts.
  ['inner, IAVL height (0)', 'inner-op-is-leaf'],
];

test.each(readTable<SpecCase>('TestCheckAgainstSpecData.json'))('proof against a spec: %s', (_, vector) => {
  const verdict = checkAgainstSpec(readProof(vector.Proof), readSpec(vector.Spec));
  const code = CODES.find(([start]) => vector.Err.startsWith(start))?.[1];
  if (vector.Err === '') expect(verdict).toEqual({ status: 'valid' });
  else expect(verdict).toMatchObject({ status: 'invalid', reason: { code: code ?? vector.Err } });
});
