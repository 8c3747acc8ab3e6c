/**
 * Merkle branches by generalized index, with exactly the depth that the index asks for. Spec: consensus-specs
 * `ssz/merkle-proofs.md` and `is_valid_normalized_merkle_branch` of the light client.
 * @module
 */
import { equalBytes, toHex } from '../../codec/index.ts';
import { type BinaryVerdict, invalid, VALID } from '../../verdict.ts';
import type { Sha256 } from '../ics23/hash.ts';
import { CHUNK_SIZE, hashNodes, treeDepth, zeroHash } from './merkleize.ts';

/** Every reason for which a Merkle branch is called invalid. The codes are stable. */
export type BranchFaultCode =
  /** The branch has fewer nodes than its place in the tree is deep. */
  | 'branch-too-short'
  /** The branch has more nodes than its place in the tree is deep. */
  | 'branch-too-long'
  /** The leaf or a node of the branch is not 32 bytes long. */
  | 'branch-node-size'
  /** What fills a branch up to its type's length is not zero. */
  | 'branch-padding-not-zero'
  /** The branch leads to another root. */
  | 'branch-root-mismatch';

/** The verdict on a branch. */
export type BranchVerdict = BinaryVerdict<BranchFaultCode>;

/** That `leaf` is at `gindex` of the tree with this root. */
export interface BranchClaim {
  readonly leaf: Uint8Array;
  /** From the leaf's sibling up to the child of the root. */
  readonly branch: readonly Uint8Array[];
  /** Generalized index: 1 is the root, 2n and 2n + 1 are the children of n. */
  readonly gindex: number;
  readonly root: Uint8Array;
}

/** How many nodes a branch to this place has. @throws {RangeError} unless the index is a positive safe integer. */
export function gindexDepth(gindex: number): number {
  if (!Number.isSafeInteger(gindex) || gindex < 1) throw new RangeError(`gindex: want 1 or more, got ${gindex}`);
  let depth = 0;
  for (let rest = gindex; rest > 1; rest = Math.floor(rest / 2)) depth += 1;
  return depth;
}

/** The generalized index of a place that has index `inner` in the subtree below `outer`. */
export function concatGindices(outer: number, inner: number): number {
  const width = 2 ** gindexDepth(inner);
  return outer * width + (inner - width);
}

/** The generalized index of a container's field or a vector's chunk. */
export function childGindex(index: number, count: number): number {
  return 2 ** treeDepth(count) + index;
}

/** The root to which a branch leads; its depth is taken from the index. */
export function computeMerkleBranchRoot(
  { leaf, branch, gindex }: Omit<BranchClaim, 'root'>,
  sha256?: Sha256,
): Uint8Array {
  let node = leaf;
  let place = gindex;
  for (const sibling of branch) {
    node = place % 2 === 1 ? hashNodes(sibling, node, sha256) : hashNodes(node, sibling, sha256);
    place = Math.floor(place / 2);
  }
  return node;
}

/** Whether the leaf is at its place, by a branch of exactly the place's depth. */
export function verifyMerkleBranch(claim: BranchClaim, sha256?: Sha256): BranchVerdict {
  const depth = gindexDepth(claim.gindex);
  const { length } = claim.branch;
  if (length < depth) return invalid('branch-too-short', `${depth} nodes`, `${length}`);
  if (length > depth) return invalid('branch-too-long', `${depth} nodes`, `${length}`);
  const odd = [claim.leaf, ...claim.branch].find((node) => node.length !== CHUNK_SIZE);
  if (odd !== undefined) return invalid('branch-node-size', `${CHUNK_SIZE} bytes`, `${odd.length}`);
  const root = computeMerkleBranchRoot(claim, sha256);
  if (equalBytes(root, claim.root)) return VALID;
  return invalid('branch-root-mismatch', `root ${toHex(claim.root)}`, toHex(root));
}

/**
 * Like `verifyMerkleBranch`, for a branch whose type holds `length` nodes although its place may be less deep: the nodes that
 * are too many come first and are zero.
 */
export function verifyNormalizedMerkleBranch(claim: BranchClaim, length: number, sha256?: Sha256): BranchVerdict {
  const { branch } = claim;
  const depth = gindexDepth(claim.gindex);
  if (branch.length < length) return invalid('branch-too-short', `${length} nodes`, `${branch.length}`);
  if (branch.length > length) return invalid('branch-too-long', `${length} nodes`, `${branch.length}`);
  const extra = Math.max(length - depth, 0);
  for (const node of branch.slice(0, extra)) {
    if (!equalBytes(node, zeroHash(0))) return invalid('branch-padding-not-zero', `${extra} zero nodes`, toHex(node));
  }
  return verifyMerkleBranch({ ...claim, branch: branch.slice(extra) }, sha256);
}

/** Fills a branch up to `length` nodes with zeros in front. */
export function normalizeMerkleBranch(branch: readonly Uint8Array[], length: number): readonly Uint8Array[] {
  const missing = Math.max(length - branch.length, 0);
  return [...Array.from({ length: missing }, () => new Uint8Array(CHUNK_SIZE)), ...branch];
}

/** The branch of one chunk in a tree with room for `limit` of them. */
export function merkleBranch(
  chunks: readonly Uint8Array[],
  index: number,
  limit: number = chunks.length,
  sha256?: Sha256,
): readonly Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= limit || chunks.length > limit) {
    throw new RangeError(`index: want one of ${limit} chunks, got ${index} of ${chunks.length}`);
  }
  const branch: Uint8Array[] = [];
  let level: readonly Uint8Array[] = chunks;
  let place = index;
  for (let height = 0; height < treeDepth(limit); height++) {
    branch.push(level[place % 2 === 0 ? place + 1 : place - 1] ?? zeroHash(height));
    const parents: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      parents.push(hashNodes(level[at] ?? zeroHash(height), level[at + 1] ?? zeroHash(height), sha256));
    }
    level = parents;
    place = Math.floor(place / 2);
  }
  return branch;
}
