/**
 * Merkle trees over 32-byte chunks, as SSZ builds them. Spec: consensus-specs `ssz/simple-serialize.md`, "Merkleization".
 * @module
 */
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../codec/index.ts';
import type { Sha256 } from '../ics23/hash.ts';

/** Bytes of a chunk and of a node. */
export const CHUNK_SIZE = 32;

/** Deeper trees than this are not used by any type of the specification. */
const MAX_DEPTH = 64;

const ZERO_HASHES: Uint8Array[] = [new Uint8Array(CHUNK_SIZE)];

/** The root of a tree of the given depth whose chunks are all zero. Do not change it. @throws {RangeError} */
export function zeroHash(depth: number): Uint8Array {
  if (!Number.isInteger(depth) || depth < 0 || depth > MAX_DEPTH) {
    throw new RangeError(`depth: want 0 to ${MAX_DEPTH}, got ${depth}`);
  }
  for (let known = ZERO_HASHES.length; known <= depth; known++) {
    const below = ZERO_HASHES[known - 1] ?? new Uint8Array(CHUNK_SIZE);
    ZERO_HASHES.push(hashNodes(below, below));
  }
  return ZERO_HASHES[depth] ?? new Uint8Array(CHUNK_SIZE);
}

/** The parent of two nodes. */
export function hashNodes(left: Uint8Array, right: Uint8Array, sha256: Sha256 = portableSha256): Uint8Array {
  return sha256(concatBytes(left, right));
}

/** Splits bytes into chunks, the last of them filled up with zeros. */
export function packBytes(bytes: Uint8Array): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_SIZE) {
    const part = bytes.subarray(at, at + CHUNK_SIZE);
    if (part.length === CHUNK_SIZE) chunks.push(part);
    else chunks.push(concatBytes(part, new Uint8Array(CHUNK_SIZE - part.length)));
  }
  return chunks;
}

/**
 * The root of a tree that has room for `limit` chunks (those that there are, unless given); missing chunks are zero.
 * @throws {RangeError} when there are more chunks than the limit.
 */
export function merkleize(
  chunks: readonly Uint8Array[],
  limit: number = chunks.length,
  sha256: Sha256 = portableSha256,
): Uint8Array {
  if (chunks.length > limit) throw new RangeError(`chunks: want at most ${limit}, got ${chunks.length}`);
  const depth = treeDepth(limit);
  if (chunks.length === 0) return zeroHash(depth);
  let level: readonly Uint8Array[] = chunks;
  for (let height = 0; height < depth; height++) {
    const parents: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      parents.push(hashNodes(level[at] ?? zeroHash(height), level[at + 1] ?? zeroHash(height), sha256));
    }
    level = parents;
  }
  return level[0] ?? zeroHash(depth);
}

/** The root of a list: that of its elements together with how many there are. */
export function mixInLength(root: Uint8Array, length: number, sha256: Sha256 = portableSha256): Uint8Array {
  const chunk = new Uint8Array(CHUNK_SIZE);
  let rest = length;
  for (let at = 0; rest > 0; at++) {
    chunk[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return hashNodes(root, chunk, sha256);
}

/** Levels above the chunks of a tree with room for `leaves` of them. */
export function treeDepth(leaves: number): number {
  let depth = 0;
  for (let room = 1; room < leaves; room *= 2) depth += 1;
  return depth;
}
