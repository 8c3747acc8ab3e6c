/** Real IAVL and simple Merkle trees with their ICS-23 proofs, so that a test can spoil one thing at a time. @module */
import { createHash } from 'node:crypto';
import { compareBytes, concatBytes, encodeUtf8, equalBytes, lengthPrefixed, varint } from '@causeway/lightclient/codec';
import type { ExistenceProof, InnerOp, LeafOp, MerkleProof, NonExistenceProof } from '@causeway/lightclient/proofs';

export type Entry = readonly [key: Uint8Array, value: Uint8Array];

export interface Tree {
  readonly root: Uint8Array;
  readonly entries: readonly Entry[];
  exist(key: Uint8Array): ExistenceProof;
  /** Also for a key that is there: then the proof is a lie. */
  absent(key: Uint8Array): NonExistenceProof;
}

interface Subtree {
  readonly hash: Uint8Array;
  readonly height: number;
  readonly proofs: readonly ExistenceProof[];
}

interface Hasher {
  leafOp(): LeafOp;
  /** The bytes before the left child, between the children, and nothing after the right one. */
  around(left: Subtree, right: Subtree): { readonly before: Uint8Array; readonly between: Uint8Array };
  split(count: number): number;
}

const LEAF = { hash: 'sha256', prehashKey: 'no-hash', prehashValue: 'sha256', length: 'var-proto' } as const;
const CHILD_LENGTH = Uint8Array.of(32);
const NOTHING = new Uint8Array(0);

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** Zigzag, as IAVL writes height, size and version. */
export function signedVarint(value: bigint): Uint8Array {
  return varint(value >= 0n ? value * 2n : -value * 2n - 1n);
}

export function buildIavlTree(entries: readonly Entry[], version = 5n): Tree {
  return buildTree(entries, {
    leafOp: () => ({ ...LEAF, prefix: concatBytes(signedVarint(0n), signedVarint(1n), signedVarint(version)) }),
    around: (left, right) => {
      const height = Math.max(left.height, right.height) + 1;
      const size = left.proofs.length + right.proofs.length;
      const numbers = [BigInt(height), BigInt(size), version].map(signedVarint);
      return { before: concatBytes(...numbers, CHILD_LENGTH), between: CHILD_LENGTH };
    },
    split: (count) => Math.ceil(count / 2),
  });
}

/** CometBFT's simple tree: as many leaves on the left as the largest power of two below the count. */
export function buildSimpleTree(entries: readonly Entry[]): Tree {
  return buildTree(entries, {
    leafOp: () => ({ ...LEAF, prefix: Uint8Array.of(0) }),
    around: () => ({ before: Uint8Array.of(1), between: NOTHING }),
    split: (count) => 2 ** Math.ceil(Math.log2(count) - 1),
  });
}

/** A chain: an IAVL store named `ibc` under a simple tree of stores. */
export function buildStores(entries: readonly Entry[]): {
  readonly root: Uint8Array;
  readonly store: Tree;
  readonly stores: Tree;
  membership(key: Uint8Array): MerkleProof;
  nonMembership(key: Uint8Array): MerkleProof;
} {
  const store = buildIavlTree(entries);
  const other = (name: string): Entry => [encodeUtf8(name), sha256(encodeUtf8(name))];
  const ibc: Entry = [encodeUtf8('ibc'), store.root];
  const stores = buildSimpleTree([other('acc'), other('bank'), other('gov'), ibc, other('transfer')]);
  const outer = { kind: 'exist', exist: stores.exist(encodeUtf8('ibc')) } as const;
  return {
    root: stores.root,
    store,
    stores,
    membership: (key) => ({ proofs: [{ kind: 'exist', exist: store.exist(key) }, outer] }),
    nonMembership: (key) => ({ proofs: [{ kind: 'nonexist', nonexist: store.absent(key) }, outer] }),
  };
}

/** Recomputes what a proof leads to after it was tampered with, so that only the guard in question can object. */
export function foldProof(proof: ExistenceProof): Uint8Array {
  const { leaf } = proof;
  if (leaf === undefined) throw new Error('a proof without a leaf leads nowhere');
  let hash = sha256(leaf.prefix, lengthPrefixed(proof.key), lengthPrefixed(sha256(proof.value)));
  for (const { prefix, suffix } of proof.path) hash = sha256(prefix, hash, suffix);
  return hash;
}

function buildTree(unsorted: readonly Entry[], hasher: Hasher): Tree {
  const entries = unsorted.toSorted(([a], [b]) => compareBytes(a, b));
  const { hash, proofs } = build(entries, hasher);
  return {
    root: hash,
    entries,
    exist(key) {
      const proof = proofs.find((candidate) => equalBytes(candidate.key, key));
      if (proof === undefined) throw new Error('no such key in the tree');
      return proof;
    },
    absent(key) {
      return {
        key,
        left: proofs.findLast((candidate) => compareBytes(candidate.key, key) < 0),
        right: proofs.find((candidate) => compareBytes(candidate.key, key) > 0),
      };
    },
  };
}

function build(entries: readonly Entry[], hasher: Hasher): Subtree {
  const [first] = entries;
  if (first === undefined) throw new Error('a tree needs an entry');
  if (entries.length === 1) {
    const proof: ExistenceProof = { key: first[0], value: first[1], leaf: hasher.leafOp(), path: [] };
    return { hash: foldProof(proof), height: 0, proofs: [proof] };
  }
  const middle = hasher.split(entries.length);
  const left = build(entries.slice(0, middle), hasher);
  const right = build(entries.slice(middle), hasher);
  const { before, between } = hasher.around(left, right);
  const extend = (op: InnerOp) => (proof: ExistenceProof) => ({ ...proof, path: [...proof.path, op] });
  const ofLeft: InnerOp = { hash: 'sha256', prefix: before, suffix: concatBytes(between, right.hash) };
  const ofRight: InnerOp = { hash: 'sha256', prefix: concatBytes(before, left.hash, between), suffix: NOTHING };
  return {
    hash: sha256(before, left.hash, between, right.hash),
    height: Math.max(left.height, right.height) + 1,
    proofs: [...left.proofs.map(extend(ofLeft)), ...right.proofs.map(extend(ofRight))],
  };
}
