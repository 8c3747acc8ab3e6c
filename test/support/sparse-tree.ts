/** A Merkle tree of which only some leaves matter; all else is filled with hashes of nothing in particular. @module */
import { gindexDepth, hashNodes } from '@causeway/lightclient/proofs';
import { sha256 } from './build-header.ts';

export interface SparseTree {
  readonly root: Uint8Array;
  /** From the sibling of this generalized index up to the child of the root. */
  branch(gindex: number): readonly Uint8Array[];
}

/** @param leaves By generalized index; none may lie below another. The same filling gives the same tree. */
export function buildSparseTree(leaves: ReadonlyMap<number, Uint8Array>, filling: string): SparseTree {
  const isAbove = (gindex: number): boolean =>
    [...leaves.keys()].some((leaf) => {
      const levels = gindexDepth(leaf) - gindexDepth(gindex);
      return levels > 0 && Math.floor(leaf / 2 ** levels) === gindex;
    });
  const known = new Map<number, Uint8Array>();
  const compute = (gindex: number): Uint8Array => {
    if (isAbove(gindex)) return hashNodes(nodeAt(2 * gindex), nodeAt(2 * gindex + 1));
    return leaves.get(gindex) ?? sha256(`${filling} ${gindex}`);
  };
  const nodeAt = (gindex: number): Uint8Array => {
    const node = known.get(gindex) ?? compute(gindex);
    known.set(gindex, node);
    return node;
  };
  return {
    root: nodeAt(1),
    branch(gindex) {
      const siblings: Uint8Array[] = [];
      for (let at = gindex; at > 1; at = Math.floor(at / 2)) siblings.push(nodeAt(at % 2 === 0 ? at + 1 : at - 1));
      return siblings;
    },
  };
}
