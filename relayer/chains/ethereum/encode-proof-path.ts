/** The ways of proofs as `libraries/ics23/Ics23.sol` reads them. @module */
import { concatBytes, equalBytes, toHex } from '@causeway/lightclient/codec';
import type { InnerOp, LeafOp } from '@causeway/lightclient/proofs';
import { encodeUint } from './encode-numbers.ts';

const HASH_SIZE = 32;
const LEAF_START = Uint8Array.of(0, 2);
const MOST_VERSION = 10;
const MOST_STORE_NODES = 15;
const OTHER_SIDE = 0x80;
const NEW_VERSION = 0x01;
const NOTHING = new Uint8Array(0);

/** What a part of a path ends at. */
export const ENDS = { root: 1, remembering: 2, remembered: 3 } as const;

type Version = Uint8Array;

/** An inner node of an IAVL tree, next to the way. Numbers are varints, the height is of one byte. */
export interface PathNode {
  readonly isRight: boolean;
  readonly height: number;
  readonly size: Uint8Array;
  readonly version: Version;
  /** The hash of the other child. */
  readonly sibling: Uint8Array;
}

/** A way up from somewhere. */
export interface Path {
  /** The one before: the leaf's, or that of the node where the way begins. */
  readonly version: Version;
  readonly nodes: readonly PathNode[];
  /** After how many nodes one is reached that shall be remembered. */
  readonly remember?: ReadonlySet<number> | undefined;
  /** Whether it ends at a node that was remembered instead of the root. */
  readonly isCut?: boolean | undefined;
}

export function encodePath({ version, nodes, remember, isCut }: Path): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const to of [...(remember ?? [])].sort((a, b) => a - b)) {
    parts.push(encodePart(nodes.slice(from, to), nodes[from - 1]?.version ?? version, ENDS.remembering));
    from = to;
  }
  const end = isCut === true ? ENDS.remembered : ENDS.root;
  return concatBytes(...parts, encodePart(nodes.slice(from), nodes[from - 1]?.version ?? version, end));
}

/** A way whose children are all of one side, which goes without saying. */
export function encodeEdge(version: Version, nodes: readonly PathNode[], isRight: boolean): Uint8Array {
  const along = nodes.map((node) => ({ ...node, isRight: node.isRight !== isRight }));
  return encodePart(along, version, ENDS.root);
}

export function encodePart(nodes: readonly PathNode[], version: Version, end: number): Uint8Array {
  const parts = nodes.map(({ isRight, height, size, version: own, sibling }, index) => {
    const isNew = !equalBytes(own, nodes[index - 1]?.version ?? version);
    const head = Uint8Array.of((isRight ? OTHER_SIDE : 0) | height | (isNew ? NEW_VERSION : 0));
    return concatBytes(head, isNew ? own : NOTHING, size, sibling);
  });
  return concatBytes(Uint8Array.of((end << 6) | nodes.length), ...parts);
}

export function encodeVersion(version: Version): Uint8Array {
  return concatBytes(Uint8Array.of(version.length), version);
}

/** The way through the tree of stores. @throws {RangeError} for one of another tree */
export function encodeStorePath(path: readonly InnerOp[]): Uint8Array {
  if (path.length > MOST_STORE_NODES) {
    throw new RangeError(`path: want at most ${MOST_STORE_NODES} nodes above a store, got ${path.length}`);
  }
  const nodes = path.map(readStoreNode);
  // A bit for each node, the lowest first, and a 1 above them.
  const sides = nodes.reduce((bits, { isRight }, index) => bits | (isRight ? 1 << index : 0), 1 << nodes.length);
  return concatBytes(encodeUint(sides, 2, 'sides'), ...nodes.map(({ sibling }) => sibling));
}

/** @throws {RangeError} for a leaf that is none of an IAVL tree */
export function readLeafVersion(leaf: LeafOp | undefined): Version {
  const { prefix } = checkLeaf(leaf);
  const version = prefix.subarray(LEAF_START.length);
  if (!equalBytes(prefix.subarray(0, LEAF_START.length), LEAF_START) || version.length > MOST_VERSION) {
    throw new RangeError(`leaf: want the prefix 0002 and a version, got ${toHex(prefix)}`);
  }
  return version;
}

/** @throws {RangeError} for a leaf that is none of a Cosmos SDK chain */
export function checkLeaf(leaf: LeafOp | undefined): LeafOp {
  const isUsual =
    leaf?.hash === 'sha256' &&
    leaf.prehashKey === 'no-hash' &&
    leaf.prehashValue === 'sha256' &&
    leaf.length === 'var-proto';
  if (leaf === undefined || !isUsual)
    throw new RangeError('leaf: want the operations of a Cosmos SDK store, got others');
  return leaf;
}

/** @throws {RangeError} for a path that is none of an IAVL tree */
export function readPath(path: readonly InnerOp[]): readonly PathNode[] {
  const nodes = path.map(readNode);
  for (const [index, { height }] of nodes.entries()) {
    const below = nodes[index - 1]?.height ?? 0;
    if (height <= below) throw new RangeError(`node: want one above ${below / 2}, got one of height ${height / 2}`);
  }
  return nodes;
}

/** Before a left child its length; before a right one also the other child with its length. */
function readNode({ prefix, suffix, hash }: InnerOp): PathNode {
  const isRight = suffix.length === 0;
  const numbers = prefix.subarray(0, Math.max(prefix.length - (isRight ? 2 + HASH_SIZE : 1), 0));
  const rest = concatBytes(prefix.subarray(numbers.length), suffix);
  const sibling = isRight ? rest.subarray(1, 1 + HASH_SIZE) : rest.subarray(2);
  const [first, second] = isRight ? [rest[0], rest[1 + HASH_SIZE]] : [rest[0], rest[1]];
  const fits = rest.length === 2 + HASH_SIZE && first === HASH_SIZE && second === HASH_SIZE;
  const height = numbers[0];
  const [size, version, ...more] = splitVarints(numbers.subarray(1));
  const isOfThree = size !== undefined && version !== undefined && more.length === 0;
  // Of the height's byte the contract keeps the highest and the lowest bit for something else.
  if (hash !== 'sha256' || !fits || !isOfThree || height === undefined || (height & 0x81) !== 0) {
    throw new RangeError(`node: want an IAVL node, got ${toHex(prefix)} ${toHex(suffix)}`);
  }
  return { isRight, height, size, version, sibling };
}

/** Each ends with the first byte below 0x80; the last one may lack its end. */
function splitVarints(bytes: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const length = bytes.subarray(start).findIndex((byte) => byte < 0x80) + 1;
    const end = length === 0 ? bytes.length : start + length;
    parts.push(bytes.subarray(start, end));
    start = end;
  }
  return parts;
}

function readStoreNode({ hash, prefix, suffix }: InnerOp): { readonly isRight: boolean; readonly sibling: Uint8Array } {
  const isRight = suffix.length === 0;
  const sibling = isRight ? prefix.subarray(1) : suffix;
  const isWhole = prefix[0] === 1 && sibling.length === HASH_SIZE && (isRight || prefix.length === 1);
  if (hash !== 'sha256' || !isWhole) throw new RangeError(`node: want a simple Merkle node, got ${toHex(prefix)}`);
  return { isRight, sibling };
}
