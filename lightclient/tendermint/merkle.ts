/**
 * The simple Merkle tree of CometBFT: RFC 6962 with SHA-256, leaves prefixed by 0, inner nodes by 1.
 * Source: CometBFT `crypto/merkle`.
 * @module
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { equalBytes, toHex } from '../codec/index.ts';
import { invalid, VALID } from '../verdict.ts';
import type { TendermintCheck } from './fault-codes.ts';

const HASH_SIZE = 32;
/** A tree of 2^100 leaves: CometBFT's bound. */
const MAX_AUNTS = 100;

/** SHA-256 of a leaf with its prefix 0. */
export function leafHash(leaf: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + leaf.length);
  input.set(leaf, 1);
  return sha256(input);
}

function innerHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return sha256(input);
}

/** The root over leaves in the given order; that of no leaves is the hash of the empty string. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  let level = leaves.map(leafHash);
  if (level.length === 0) return sha256(new Uint8Array(0));
  // Pairing level by level, a lone last node moving up, gives the same tree as splitting at powers of two.
  while (level.length > 1) level = pairUp(level);
  return level[0] ?? new Uint8Array(0);
}

function pairUp(level: readonly Uint8Array[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] ?? new Uint8Array(0);
    const right = level[i + 1];
    out.push(right === undefined ? left : innerHash(left, right));
  }
  return out;
}

/** The way from one leaf to the root. Go: `merkle.Proof`. */
export interface MerkleProof {
  readonly total: bigint;
  readonly index: bigint;
  readonly leafHash: Uint8Array;
  /** Siblings from the leaf up to below the root. */
  readonly aunts: readonly Uint8Array[];
}

/** Checks that `leaf` (its bytes, not its hash) stands at `proof.index` of `proof.total` leaves under `root`. */
export function verifyMerkleProof(proof: MerkleProof, root: Uint8Array, leaf: Uint8Array): TendermintCheck {
  const expected = leafHash(leaf);
  if (!equalBytes(proof.leafHash, expected)) {
    return invalid('merkle-proof-malformed', `leaf hash ${toHex(expected)}`, toHex(proof.leafHash));
  }
  const { index, total, aunts } = proof;
  if (index < 0n || index >= total || aunts.length > MAX_AUNTS) {
    const got = `index ${index} of ${total}, ${aunts.length} inner hashes`;
    return invalid('merkle-proof-malformed', `0 <= index < total, at most ${MAX_AUNTS} inner hashes`, got);
  }
  if (aunts.some((aunt) => aunt.length !== HASH_SIZE)) {
    return invalid('merkle-proof-malformed', 'inner hashes of 32 bytes', 'another size');
  }
  const computed = rootFromAunts({ index, total, hash: expected, aunts });
  if (computed === undefined) {
    return invalid('merkle-proof-malformed', `the path of leaf ${index} of ${total}`, `${aunts.length} inner hashes`);
  }
  return equalBytes(computed, root) ? VALID : invalid('merkle-root-mismatch', toHex(root), toHex(computed));
}

interface Path {
  readonly index: bigint;
  readonly total: bigint;
  readonly hash: Uint8Array;
  readonly aunts: readonly Uint8Array[];
}

/** Undefined when there are too few or too many inner hashes. */
function rootFromAunts({ index, total, hash, aunts }: Path): Uint8Array | undefined {
  if (total === 1n) return aunts.length === 0 ? hash : undefined;
  const aunt = aunts.at(-1);
  if (aunt === undefined) return undefined;
  const rest = aunts.slice(0, -1);
  const left = splitPoint(total);
  if (index < left) {
    const below = rootFromAunts({ index, total: left, hash, aunts: rest });
    return below === undefined ? undefined : innerHash(below, aunt);
  }
  const below = rootFromAunts({ index: index - left, total: total - left, hash, aunts: rest });
  return below === undefined ? undefined : innerHash(aunt, below);
}

/** The largest power of two below `total`. */
function splitPoint(total: bigint): bigint {
  const bits = (total - 1n).toString(2).length;
  return 1n << BigInt(bits - 1);
}
