/** ICS-23 proofs of a Cosmos SDK chain as `libraries/ics23/Ics23.sol` reads them: only what differs from node to node. @module */
import { concatBytes, equalBytes, startsWith, toHex } from '@causeway/lightclient/codec';
import {
  type CommitmentProof,
  calculateRoot,
  type ExistenceProof,
  type InnerOp,
  type LeafOp,
  type MerkleProof,
  type NonExistenceProof,
} from '@causeway/lightclient/proofs';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUint } from './encode-numbers.ts';

const HASH_SIZE = 32;
const LEAF_START = Uint8Array.of(0, 2);
const MOST_NODES = 128;

/** What the contract is asked: the key in a store of this name and, when it shall be there, the value. */
export interface ProofClaim {
  readonly store: Uint8Array;
  readonly key: Uint8Array;
  /** Undefined when there shall be none. */
  readonly value?: Uint8Array | undefined;
}

interface Node {
  readonly isRight: boolean;
  readonly numbers: Uint8Array;
  readonly sibling: Uint8Array;
}

/**
 * The proof for this claim, of two commitment proofs: of the store, then of the stores.
 * @throws {RangeError} when it is about something else or not as a Cosmos SDK chain makes them. Not every wrong proof is
 * refused: judging is the contract's.
 */
export function encodeContractProof({ proofs }: MerkleProof, claim: ProofClaim): Uint8Array {
  const [inner, outer] = proofs;
  if (inner === undefined || outer === undefined || proofs.length !== 2) {
    throw new RangeError(`proof: want 2 proofs, got ${proofs.length}`);
  }
  const [body, root] = claim.value === undefined ? encodeAbsence(inner) : encodeMembership(inner, claim);
  return concatBytes(body, encodeStores(outer, claim.store, root));
}

function encodeMembership(proof: CommitmentProof, claim: ProofClaim): readonly [Uint8Array, Uint8Array] {
  const exist = toExistence(proof);
  same('key', claim.key, exist.key);
  same('value', claim.value ?? new Uint8Array(0), exist.value);
  return [concatBytes(encodeLeaf(exist.leaf), encodePath(exist.path)), rootOf(exist)];
}

function encodeAbsence(proof: CommitmentProof): readonly [Uint8Array, Uint8Array] {
  if (proof.kind !== 'nonexist') throw new RangeError(`proof: want one of absence, got ${proof.kind}`);
  const { left, right } = proof.nonexist;
  if (left !== undefined && right !== undefined) return encodeBoth(left, right);
  const only = left ?? right;
  if (only === undefined) throw new RangeError('proof: want a neighbour, got none');
  const kind = Uint8Array.of(left === undefined ? 2 : 1);
  return [concatBytes(kind, encodeNeighbour(only), encodePath(only.path)), rootOf(only)];
}

/** The nodes above the one where both meet are the same for both. */
function encodeBoth(left: ExistenceProof, right: ExistenceProof): readonly [Uint8Array, Uint8Array] {
  let common = 0;
  while (isSameOp(left.path.at(-1 - common), right.path.at(-1 - common))) common += 1;
  const lower = { left: cutPath(left, common + 1), right: cutPath(right, common + 1) };
  const ofLeft = readNode(left.path.at(-1 - common));
  const ofRight = readNode(right.path.at(-1 - common));
  same('numbers where the neighbours meet', ofLeft.numbers, ofRight.numbers);
  same('right half', rootOf(lower.right), ofLeft.sibling);
  same('left half', rootOf(lower.left), ofRight.sibling);
  if (ofLeft.isRight || !ofRight.isRight) throw new RangeError('proof: want neighbours in two halves, got one');
  const body = concatBytes(
    Uint8Array.of(3),
    encodeNeighbour(left),
    encodePath(lower.left.path),
    encodeNeighbour(right),
    encodePath(lower.right.path),
    Uint8Array.of(ofLeft.numbers.length),
    ofLeft.numbers,
    encodePath(left.path.slice(left.path.length - common)),
  );
  return [body, rootOf(left)];
}

function encodeNeighbour({ key, value, leaf }: NonNullable<NonExistenceProof['left']>): Uint8Array {
  return concatBytes(encodeUint(key.length, 2, 'length of a key'), key, sha256(value), encodeLeaf(leaf));
}

function encodeLeaf(leaf: LeafOp | undefined): Uint8Array {
  const { prefix } = checkLeaf(leaf);
  if (!startsWith(prefix, LEAF_START)) throw new RangeError(`leaf: want the prefix 0002…, got ${toHex(prefix)}`);
  return concatBytes(Uint8Array.of(prefix.length - LEAF_START.length), prefix.subarray(LEAF_START.length));
}

function checkLeaf(leaf: LeafOp | undefined): LeafOp {
  const isUsual =
    leaf?.hash === 'sha256' &&
    leaf.prehashKey === 'no-hash' &&
    leaf.prehashValue === 'sha256' &&
    leaf.length === 'var-proto';
  if (leaf === undefined || !isUsual)
    throw new RangeError('leaf: want the operations of a Cosmos SDK store, got others');
  return leaf;
}

function encodePath(path: readonly InnerOp[]): Uint8Array {
  if (path.length > MOST_NODES) throw new RangeError(`path: want at most ${MOST_NODES} nodes, got ${path.length}`);
  const nodes = path.map((op) => {
    const { isRight, numbers, sibling } = readNode(op);
    return concatBytes(Uint8Array.of((isRight ? 0x80 : 0) | numbers.length), numbers, sibling);
  });
  return concatBytes(Uint8Array.of(path.length), ...nodes);
}

/** Before a left child its length; before a right one also the other child with its length. */
function readNode(op: InnerOp | undefined): Node {
  const { prefix, suffix, hash } = op ?? { prefix: new Uint8Array(0), suffix: new Uint8Array(0), hash: 'no-hash' };
  const isRight = suffix.length === 0;
  const numbers = prefix.subarray(0, Math.max(prefix.length - (isRight ? 2 + HASH_SIZE : 1), 0));
  const rest = concatBytes(prefix.subarray(numbers.length), suffix);
  const sibling = isRight ? rest.subarray(1, 1 + HASH_SIZE) : rest.subarray(2);
  const [first, second] = isRight ? [rest[0], rest[1 + HASH_SIZE]] : [rest[0], rest[1]];
  const fits = rest.length === 2 + HASH_SIZE && first === HASH_SIZE && second === HASH_SIZE && numbers.length < 0x80;
  if (hash !== 'sha256' || !fits)
    throw new RangeError(`node: want an IAVL node, got ${toHex(prefix)} ${toHex(suffix)}`);
  return { isRight, numbers, sibling };
}

function encodeStores(proof: CommitmentProof, store: Uint8Array, root: Uint8Array): Uint8Array {
  const exist = toExistence(proof);
  same('store', store, exist.key);
  same('root of the store', root, exist.value);
  same('prefix of a leaf', Uint8Array.of(0), checkLeaf(exist.leaf).prefix);
  if (exist.path.length > MOST_NODES) throw new RangeError(`path: want at most ${MOST_NODES} nodes`);
  return concatBytes(Uint8Array.of(exist.path.length), ...exist.path.map(encodeStoreNode));
}

function encodeStoreNode({ hash, prefix, suffix }: InnerOp): Uint8Array {
  const isRight = suffix.length === 0;
  const sibling = isRight ? prefix.subarray(1) : suffix;
  const isWhole = prefix[0] === 1 && sibling.length === HASH_SIZE && (isRight || prefix.length === 1);
  if (hash !== 'sha256' || !isWhole) throw new RangeError(`node: want a simple Merkle node, got ${toHex(prefix)}`);
  return concatBytes(Uint8Array.of(isRight ? 1 : 0), sibling);
}

function toExistence(proof: CommitmentProof): ExistenceProof {
  if (proof.kind !== 'exist') throw new RangeError(`proof: want one of existence, got ${proof.kind}`);
  return proof.exist;
}

function rootOf(proof: ExistenceProof): Uint8Array {
  const root = calculateRoot(proof);
  if (!(root instanceof Uint8Array)) throw new RangeError(`proof: want ${root.reason.want}, got ${root.reason.got}`);
  return root;
}

function cutPath(proof: ExistenceProof, count: number): ExistenceProof {
  return { ...proof, path: proof.path.slice(0, Math.max(proof.path.length - count, 0)) };
}

function isSameOp(a: InnerOp | undefined, b: InnerOp | undefined): boolean {
  return a !== undefined && b !== undefined && equalBytes(a.prefix, b.prefix) && equalBytes(a.suffix, b.suffix);
}

function same(what: string, want: Uint8Array, got: Uint8Array): void {
  if (!equalBytes(want, got)) throw new RangeError(`${what}: want ${toHex(want)}, got ${toHex(got)}`);
}
