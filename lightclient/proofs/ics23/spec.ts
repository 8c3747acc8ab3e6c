/** Proof specs: what a proof for a given kind of tree must look like. Source: cosmos/ics23 `go/proof.go`. @module */
import type { HashOp, LeafOp } from './operations.ts';

/** What an inner node of a kind of tree looks like. Sizes in bytes. */
export interface InnerSpec {
  readonly childOrder: readonly number[];
  readonly childSize: number;
  readonly minPrefixLength: number;
  readonly maxPrefixLength: number;
  /** What a missing child is hashed as; empty where the tree has no missing children. */
  readonly emptyChild: Uint8Array;
  readonly hash: HashOp;
}

/** What a proof for a kind of tree must look like: `cosmos.ics23.v1.ProofSpec`. */
export interface ProofSpec {
  readonly leafSpec: LeafOp;
  readonly innerSpec: InnerSpec;
  /** The most inner operations; 0 stands for 128. */
  readonly maxDepth: number;
  readonly minDepth: number;
  /** Order leaves by the hash of their keys, as sparse Merkle trees do. */
  readonly prehashKeyBeforeComparison: boolean;
}

const SDK_LEAF: LeafOp = {
  hash: 'sha256',
  prehashKey: 'no-hash',
  prehashValue: 'sha256',
  length: 'var-proto',
  prefix: Uint8Array.of(0),
};
const NOTHING = new Uint8Array(0);

/** IAVL, the tree of each store of a Cosmos SDK chain. A child is 33 bytes: its length, then its hash. */
export const IAVL_SPEC: ProofSpec = {
  leafSpec: SDK_LEAF,
  innerSpec: {
    childOrder: [0, 1],
    childSize: 33,
    minPrefixLength: 4,
    maxPrefixLength: 12,
    emptyChild: NOTHING,
    hash: 'sha256',
  },
  maxDepth: 0,
  minDepth: 0,
  prehashKeyBeforeComparison: false,
};

/** The simple Merkle tree over the stores of a Cosmos SDK chain, whose root is the app hash. */
export const TENDERMINT_SPEC: ProofSpec = {
  leafSpec: SDK_LEAF,
  innerSpec: {
    childOrder: [0, 1],
    childSize: 32,
    minPrefixLength: 1,
    maxPrefixLength: 1,
    emptyChild: NOTHING,
    hash: 'sha256',
  },
  maxDepth: 0,
  minDepth: 0,
  prehashKeyBeforeComparison: false,
};

/** The sparse Merkle tree of celestiaorg/smt. */
export const SMT_SPEC: ProofSpec = {
  leafSpec: { ...SDK_LEAF, prehashKey: 'sha256', length: 'no-prefix' },
  innerSpec: {
    childOrder: [0, 1],
    childSize: 32,
    minPrefixLength: 1,
    maxPrefixLength: 1,
    emptyChild: new Uint8Array(32),
    hash: 'sha256',
  },
  maxDepth: 256,
  minDepth: 0,
  prehashKeyBeforeComparison: true,
};

/** The specs of a Cosmos SDK chain, innermost store first. */
export const SDK_SPECS: readonly ProofSpec[] = [IAVL_SPEC, TENDERMINT_SPEC];

/**
 * Whether a spec is that of a known tree, so that the tree's own prefix rules apply. Like cosmos/ics23 it looks at
 * operations and sizes only: a spec with another depth limit still describes the same tree.
 */
export function isSameTree(a: ProofSpec, b: ProofSpec): boolean {
  return (
    a.leafSpec.hash === b.leafSpec.hash &&
    a.leafSpec.prehashKey === b.leafSpec.prehashKey &&
    a.leafSpec.prehashValue === b.leafSpec.prehashValue &&
    a.leafSpec.length === b.leafSpec.length &&
    a.innerSpec.hash === b.innerSpec.hash &&
    a.innerSpec.minPrefixLength === b.innerSpec.minPrefixLength &&
    a.innerSpec.maxPrefixLength === b.innerSpec.maxPrefixLength &&
    a.innerSpec.childSize === b.innerSpec.childSize &&
    a.innerSpec.childOrder.length === b.innerSpec.childOrder.length
  );
}
