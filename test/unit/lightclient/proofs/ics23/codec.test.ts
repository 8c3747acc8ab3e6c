/** The wire form of ICS-23 proofs and specs: what is written is read again, everything else is refused. @module */
import {
  bytesField,
  concatBytes,
  DecodeError,
  encodeUtf8,
  intField,
  messageField,
  toHex,
  uintField,
  varint,
} from '@causeway/lightclient/codec';
import {
  type CommitmentProof,
  decodeCommitmentProof,
  decodeMerkleProof,
  decodeProofSpec,
  encodeCommitmentProof,
  encodeMerkleProof,
  encodeProofSpec,
  IAVL_SPEC,
  SMT_SPEC,
  TENDERMINT_SPEC,
  verifyExistence,
  verifyNonExistence,
} from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { buildIavlTree, buildStores, type Entry } from '../../../../support/build-proof.ts';

const ENTRIES: readonly Entry[] = ['b', 'd', 'f', 'h'].map((name) => [encodeUtf8(name), encodeUtf8(`value ${name}`)]);
const TREE = buildIavlTree(ENTRIES);
const CHAIN = buildStores(ENTRIES);
const KEY = encodeUtf8('d');
const EXIST: CommitmentProof = { kind: 'exist', exist: TREE.exist(KEY) };
const NONEXIST: CommitmentProof = { kind: 'nonexist', nonexist: TREE.absent(encodeUtf8('e')) };

function expectError(act: () => unknown, field: string): void {
  expect(act).toThrow(DecodeError);
  expect(act).toThrow(expect.objectContaining({ field }));
}

describe('single proofs', () => {
  test.each([
    ['existence', EXIST],
    ['absence', NONEXIST],
    ['absence at the start', { kind: 'nonexist', nonexist: TREE.absent(encodeUtf8('a')) }],
    ['no leaf operation', { kind: 'exist', exist: { ...TREE.exist(KEY), leaf: undefined } }],
  ] as const)('accepts what it wrote: %s', (_, proof) => {
    expect(decodeCommitmentProof(encodeCommitmentProof(proof))).toEqual(proof);
  });

  test('accepts a chain of proofs that it wrote', () => {
    const proof = CHAIN.membership(KEY);
    expect(decodeMerkleProof(encodeMerkleProof(proof))).toEqual(proof);
  });

  test('rejects a proof that is neither or both kinds', () => {
    expectError(() => decodeCommitmentProof(new Uint8Array(0)), 'proof');
    const both = concatBytes(encodeCommitmentProof(EXIST), encodeCommitmentProof(NONEXIST));
    expectError(() => decodeCommitmentProof(both), 'proof');
    expect(() => decodeCommitmentProof(both)).toThrow('got both');
  });

  test.each([
    ['an unknown field', concatBytes(encodeCommitmentProof(EXIST), uintField(9, 1n)), 'proof'],
    ['an unknown hash', messageField(1, messageField(3, uintField(1, 10n))), 'proof.exist.leaf.hash'],
    ['an unknown key hash', messageField(1, messageField(3, uintField(2, 10n))), 'proof.exist.leaf.prehashKey'],
    ['a negative hash', messageField(1, messageField(3, intField(1, -1n))), 'proof.exist.leaf.hash'],
    ['an unknown length', messageField(1, messageField(3, uintField(4, 9n))), 'proof.exist.leaf.length'],
    ['an unknown inner hash', messageField(1, messageField(4, uintField(1, 10n))), 'proof.exist.path[0].hash'],
    ['a second key', messageField(1, concatBytes(bytesField(1, KEY), bytesField(1, KEY))), 'proof.exist.key'],
    [
      'a bad neighbour',
      messageField(2, messageField(2, messageField(3, uintField(1, 10n)))),
      'proof.nonexist.left.leaf.hash',
    ],
    ['too many operations', messageField(1, concatBytes(...Array(513).fill(messageField(4, KEY)))), 'proof.exist.path'],
  ])('rejects %s', (_, bytes, field) => {
    expectError(() => decodeCommitmentProof(bytes), field);
  });

  test('rejects more stores than any chain nests', () => {
    const proof = encodeCommitmentProof(EXIST);
    expectError(() => decodeMerkleProof(concatBytes(...Array(33).fill(messageField(1, proof)))), 'proof.proofs');
  });
});

describe('batches', () => {
  const entry = (proof: CommitmentProof) => messageField(1, encodeCommitmentProof(proof));
  const batch = messageField(3, concatBytes(entry(EXIST), entry(NONEXIST)));

  /** As an old chain compressed it: each distinct inner operation once. */
  function compress(indexes: readonly number[] | Uint8Array = [0, 1]): Uint8Array {
    const proof = TREE.exist(KEY);
    const ops = proof.path.map((op) =>
      concatBytes(uintField(1, 1n), bytesField(2, op.prefix), bytesField(3, op.suffix)),
    );
    const leaf = concatBytes(
      uintField(1, 1n),
      uintField(3, 1n),
      uintField(4, 1n),
      bytesField(5, proof.leaf?.prefix ?? KEY),
    );
    const packed =
      indexes instanceof Uint8Array ? indexes : concatBytes(...indexes.map((index) => varint(BigInt(index))));
    const path = bytesField(4, packed);
    const exist = concatBytes(bytesField(1, KEY), bytesField(2, proof.value), messageField(3, leaf), path);
    const entries = messageField(1, messageField(1, exist));
    return messageField(4, concatBytes(entries, ...ops.map((op) => messageField(2, op))));
  }

  test('rejects batches unless asked for', () => {
    expectError(() => decodeCommitmentProof(batch), 'proof');
    expectError(() => decodeCommitmentProof(compress()), 'proof');
    expectError(() => decodeMerkleProof(messageField(1, batch)), 'proof.proofs[0]');
  });

  test('accepts a batch when asked for, and writes the same bytes', () => {
    const proof = decodeCommitmentProof(batch, { allowBatch: true });
    expect(proof).toEqual({ kind: 'batch', entries: [EXIST, NONEXIST] });
    expect(toHex(encodeCommitmentProof(proof))).toBe(toHex(batch));
    const options = { allowBatch: true };
    const claim = { spec: IAVL_SPEC, root: TREE.root };
    const present = { ...claim, key: KEY, value: encodeUtf8('value d') };
    expect(verifyExistence(present, proof, options)).toEqual({ status: 'valid' });
    expect(verifyNonExistence({ ...claim, key: encodeUtf8('e') }, proof, options)).toEqual({ status: 'valid' });
  });

  test('accepts the compressed form when asked for', () => {
    expect(decodeCommitmentProof(compress(), { allowBatch: true })).toEqual({ kind: 'batch', entries: [EXIST] });
  });

  test.each([
    ['an index outside the table', compress([0, 2]), 'proof.compressed.entries[0].exist.path'],
    ['a huge index', compress([2 ** 31]), 'proof.compressed.entries[0].exist.path'],
    ['too many operations', compress(Array(513).fill(0)), 'proof.compressed.entries[0].exist.path'],
    ['a batch beside a proof', concatBytes(encodeCommitmentProof(EXIST), batch), 'proof'],
    ['an empty entry', messageField(3, messageField(1, new Uint8Array(0))), 'proof.batch.entries[0]'],
    ['a batch in a batch', messageField(3, messageField(1, batch)), 'proof.batch.entries[0]'],
  ])('rejects %s', (_, bytes, field) => {
    expectError(() => decodeCommitmentProof(bytes, { allowBatch: true }), field);
  });

  test.each([
    ['a padded index', Uint8Array.of(0x80, 0x00), 'minimal'],
    ['an unfinished index', Uint8Array.of(0x00, 0x80), 'complete'],
    ['an endless index', Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x01), 'longer varint'],
    ['a large index', Uint8Array.of(0xff, 0xff, 0x40), 'numbers up to'],
  ])('rejects %s', (_, path, message) => {
    const decode = () => decodeCommitmentProof(compress(path), { allowBatch: true });
    expectError(decode, 'proof.compressed.entries[0].exist.path');
    expect(decode).toThrow(message);
  });

  test('accepts the largest index and the longest path', () => {
    const large = () => decodeCommitmentProof(compress(Uint8Array.of(0xff, 0xff, 0x3f)), { allowBatch: true });
    expect(large).toThrow('an index below 2, got 1048575');
    const long = decodeCommitmentProof(compress(Array(512).fill(0)), { allowBatch: true });
    expect(long).toMatchObject({ entries: [{ exist: { path: { length: 512 } } }] });
  });
});

describe('specs', () => {
  test.each([
    ['iavl', IAVL_SPEC, '0a090801180120012a0100120c0a02000110211804200c3001'],
    ['tendermint', TENDERMINT_SPEC, '0a090801180120012a0100120c0a0200011020180120013001'],
  ] as const)('accepts the %s spec in the form that chains store', (_, spec, hex) => {
    expect(toHex(encodeProofSpec(spec))).toBe(hex);
    expect(decodeProofSpec(encodeProofSpec(spec))).toEqual(spec);
  });

  test('accepts the sparse tree spec that it wrote', () => {
    expect(decodeProofSpec(encodeProofSpec(SMT_SPEC))).toEqual(SMT_SPEC);
    const deep = { ...SMT_SPEC, minDepth: -3 };
    expect(decodeProofSpec(encodeProofSpec(deep))).toEqual(deep);
  });

  test.each([
    ['no leaf spec', encodeProofSpec(IAVL_SPEC).subarray(11), 'proofSpec.leafSpec'],
    ['no inner spec', encodeProofSpec(IAVL_SPEC).subarray(0, 11), 'proofSpec.innerSpec'],
    [
      'more children than any tree has',
      encodeProofSpec({ ...IAVL_SPEC, innerSpec: { ...IAVL_SPEC.innerSpec, childOrder: Array(257).fill(0) } }),
      'proofSpec.innerSpec.childOrder',
    ],
    [
      'an unknown hash',
      concatBytes(encodeProofSpec(IAVL_SPEC).subarray(0, -1), Uint8Array.of(10)),
      'proofSpec.innerSpec.hash',
    ],
  ])('rejects %s', (_, bytes, field) => {
    expectError(() => decodeProofSpec(bytes), field);
  });
});
