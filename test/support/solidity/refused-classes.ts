/**
 * Proofs that ICS-23 allows and the contracts do not, since no chain makes them: the classes that `docs/trust-model.md` names.
 * @module
 */
import type { CommitmentProof, ExistenceProof, InnerOp, MerkleProof } from '@causeway/lightclient/proofs';

/** Why a proof cannot be said to the contracts. */
export type RefusedClass =
  | 'a key of no bytes, or of more than 16,383'
  | 'children of another length, more or fewer than two'
  | 'a node no higher than the one below it, or higher than 63'
  | 'stores with more or fewer than two children, or of another length'
  | 'more than 15 nodes above a store'
  | 'a leaf whose height and size are written in more bytes than two';

/** All that apply to a proof whose operations fit their specs. */
export function refusedClasses(key: Uint8Array, { proofs: [inner, outer] }: MerkleProof): ReadonlySet<RefusedClass> {
  const found = new Set<RefusedClass>();
  const keys = [key, ...existencesOf(inner).map((one) => one.key)];
  if (keys.some(({ length }) => length < 1 || length > 16_383)) found.add('a key of no bytes, or of more than 16,383');
  for (const { leaf, path } of existencesOf(inner)) {
    if (leaf?.prefix[1] !== 2) found.add('a leaf whose height and size are written in more bytes than two');
    if (!path.every(hasTwoChildren)) found.add('children of another length, more or fewer than two');
    const heights = path.map(({ prefix }) => prefix[0] ?? 0);
    const isRising = heights.every((height, index) => height < 0x80 && height > (heights[index - 1] ?? 0));
    if (!isRising) found.add('a node no higher than the one below it, or higher than 63');
  }
  const stores = outer?.kind === 'exist' ? outer.exist.path : [];
  const isPair = ({ prefix, suffix }: InnerOp) =>
    prefix.length + suffix.length === 33 && [0, 32].includes(suffix.length);
  if (!stores.every(isPair)) found.add('stores with more or fewer than two children, or of another length');
  if (stores.length > 15) found.add('more than 15 nodes above a store');
  return found;
}

function existencesOf(proof: CommitmentProof | undefined): readonly ExistenceProof[] {
  if (proof?.kind === 'exist') return [proof.exist];
  if (proof?.kind !== 'nonexist') return [];
  return [proof.nonexist.left, proof.nonexist.right].filter((one) => one !== undefined);
}

/** Height, size and version, then 32 and a child twice, of which the way's own is left out. */
function hasTwoChildren({ prefix, suffix }: InnerOp): boolean {
  let end = 0;
  for (let count = 0; count < 3; count++) end += prefix.subarray(end).findIndex((byte) => byte < 0x80) + 1;
  const rest = prefix.subarray(end);
  if (suffix.length === 0) return rest.length === 34 && rest[0] === 32 && rest[33] === 32;
  return suffix.length === 33 && rest.length === 1 && rest[0] === 32 && suffix[0] === 32;
}
