/** The root of the tree that a proof proves something about, once every rule of ICS-23 but the root itself is checked. @module */
import { compareBytes, equalBytes, toHex } from '../../codec/index.ts';
import { firstFailure, invalid, VALID } from '../../verdict.ts';
import { calculateRoot } from './calculate-root.ts';
import { checkAgainstSpec } from './check-spec.ts';
import type { Ics23Invalid, Ics23Verdict } from './fault.ts';
import { applyHashOp, type Sha256 } from './hash.ts';
import { isLeftMost, isLeftNeighbour, isRightMost } from './neighbours.ts';
import type { ExistenceProof, NonExistenceProof } from './operations.ts';
import type { ProofSpec } from './spec.ts';

export interface KeyClaim {
  readonly spec: ProofSpec;
  readonly key: Uint8Array;
  readonly sha256: Sha256;
}

/** The root of the tree that holds this value under this key. */
export function rootOfExistence(
  claim: KeyClaim & { readonly value: Uint8Array },
  proof: ExistenceProof,
): Uint8Array | Ics23Invalid {
  const verdict = firstFailure<Ics23Verdict>(
    () => matches('key-mismatch', claim.key, proof.key),
    () => matches('value-mismatch', claim.value, proof.value),
    () => checkAgainstSpec(proof, claim.spec),
  );
  if (verdict.status !== 'valid') return verdict;
  return calculateRoot(proof, { sha256: claim.sha256, childSize: claim.spec.innerSpec.childSize });
}

/** The root of the tree that holds nothing under this key. Which key the proof says it is about does not matter, as in Go. */
export function rootOfAbsence(claim: KeyClaim, proof: NonExistenceProof): Uint8Array | Ics23Invalid {
  const { left, right } = proof;
  const leftRoot = left && rootOfExistence({ ...claim, key: left.key, value: left.value }, left);
  if (isFault(leftRoot)) return leftRoot;
  const rightRoot = right && rootOfExistence({ ...claim, key: right.key, value: right.value }, right);
  if (isFault(rightRoot)) return rightRoot;
  const root = leftRoot ?? rightRoot;
  if (root === undefined) return invalid('no-neighbours', 'a left or a right neighbour', 'neither');
  const verdict = firstFailure<Ics23Verdict>(
    () => matches('root-mismatch', root, rightRoot ?? root),
    () => checkBetween(claim.key, proof, claim.spec),
    () => checkAdjacent(proof, claim.spec),
  );
  return verdict.status === 'valid' ? root : verdict;
}

/** Whether the key lies strictly between the neighbours, in the order of the tree. */
export function isBetween(key: Uint8Array, { left, right }: NonExistenceProof, spec: ProofSpec): boolean {
  const place = placeOf(key, spec);
  return (
    (left === undefined || compareBytes(placeOf(left.key, spec), place) < 0) &&
    (right === undefined || compareBytes(place, placeOf(right.key, spec)) < 0)
  );
}

/** Whether two byte strings are the same; the fault shows both. */
export function matches(
  code: 'key-mismatch' | 'value-mismatch' | 'root-mismatch',
  want: Uint8Array,
  got: Uint8Array,
): Ics23Verdict {
  return equalBytes(want, got) ? VALID : invalid(code, shortHex(want), shortHex(got));
}

function isFault(root: Uint8Array | Ics23Invalid | undefined): root is Ics23Invalid {
  return root !== undefined && !(root instanceof Uint8Array);
}

function checkBetween(key: Uint8Array, proof: NonExistenceProof, spec: ProofSpec): Ics23Verdict {
  if (isBetween(key, proof, spec)) return VALID;
  const from = proof.left === undefined ? 'the start' : shortHex(proof.left.key);
  const to = proof.right === undefined ? 'the end' : shortHex(proof.right.key);
  return invalid('key-not-between', `a key between ${from} and ${to}`, shortHex(key));
}

/** What leaves are ordered by. */
function placeOf(key: Uint8Array, spec: ProofSpec): Uint8Array {
  return spec.prehashKeyBeforeComparison ? applyHashOp(spec.leafSpec.prehashKey, key) : key;
}

function checkAdjacent({ left, right }: NonExistenceProof, { innerSpec }: ProofSpec): Ics23Verdict {
  if (left !== undefined && right !== undefined) {
    if (isLeftNeighbour(left.path, right.path, innerSpec)) return VALID;
    return invalid('not-neighbours', 'two leaves next to each other', 'leaves with others between them');
  }
  if (right !== undefined && !isLeftMost(right.path, innerSpec)) {
    return invalid('not-left-most', 'the first leaf', 'a leaf with others before it');
  }
  if (left !== undefined && !isRightMost(left.path, innerSpec)) {
    return invalid('not-right-most', 'the last leaf', 'a leaf with others after it');
  }
  return VALID;
}

function shortHex(bytes: Uint8Array): string {
  return bytes.length <= 64 ? toHex(bytes) : `${toHex(bytes.subarray(0, 64))}… (${bytes.length} bytes)`;
}
