/**
 * Where a path runs in its tree: along the left or right edge, or right beside another path.
 * Source: cosmos/ics23 `go/proof.go` (IsLeftMost, IsRightMost, IsLeftNeighbor), which panics where this says no.
 * @module
 */
import { equalBytes } from '../../codec/index.ts';
import type { InnerOp } from './operations.ts';
import type { InnerSpec } from './spec.ts';

type Path = readonly InnerOp[];

/** Which child of its parent the operation stands for, by the bytes around it; `undefined` when it fits none. */
function branchOf(op: InnerOp, spec: InnerSpec): number | undefined {
  for (let branch = 0; branch < spec.childOrder.length; branch++) {
    if (isBranch(op, spec, branch)) return branch;
  }
  return undefined;
}

/** Whether nothing lies left of the path, apart from empty children. */
export function isLeftMost(path: Path, spec: InnerSpec): boolean {
  return path.every((op) => isBranch(op, spec, 0) || areLeftBranchesEmpty(op, spec));
}

/** Whether nothing lies right of the path, apart from empty children. */
export function isRightMost(path: Path, spec: InnerSpec): boolean {
  const last = spec.childOrder.length - 1;
  return path.every((op) => isBranch(op, spec, last) || areRightBranchesEmpty(op, spec));
}

/** Whether `right` is the next path after `left`: the same from the root down, then one step apart, then along the edges. */
export function isLeftNeighbour(left: Path, right: Path, spec: InnerSpec): boolean {
  let common = 0;
  while (isSameOp(left.at(-1 - common), right.at(-1 - common))) common += 1;
  const topLeft = left.at(-1 - common);
  const topRight = right.at(-1 - common);
  if (topLeft === undefined || topRight === undefined) return false;
  const leftBranch = branchOf(topLeft, spec);
  const rightBranch = branchOf(topRight, spec);
  if (leftBranch === undefined || rightBranch === undefined || rightBranch !== leftBranch + 1) return false;
  return (
    isRightMost(left.slice(0, left.length - 1 - common), spec) &&
    isLeftMost(right.slice(0, right.length - 1 - common), spec)
  );
}

function isSameOp(a: InnerOp | undefined, b: InnerOp | undefined): boolean {
  return a !== undefined && b !== undefined && equalBytes(a.prefix, b.prefix) && equalBytes(a.suffix, b.suffix);
}

function isBranch(op: InnerOp, spec: InnerSpec, branch: number): boolean {
  const before = spec.childOrder.indexOf(branch) * spec.childSize;
  const after = (spec.childOrder.length - 1) * spec.childSize - before;
  return (
    op.prefix.length >= before + spec.minPrefixLength &&
    op.prefix.length <= before + spec.maxPrefixLength &&
    op.suffix.length === after
  );
}

function areLeftBranchesEmpty(op: InnerOp, spec: InnerSpec): boolean {
  const branch = branchOf(op, spec);
  if (branch === undefined) return false;
  return spec.childOrder.every((_, other) => other >= branch || isEmptyChild(op, spec, { branch, other }));
}

function areRightBranchesEmpty(op: InnerOp, spec: InnerSpec): boolean {
  const branch = branchOf(op, spec);
  if (branch === undefined) return false;
  return spec.childOrder.every((_, other) => other <= branch || isEmptyChild(op, spec, { branch, other }));
}

/** Whether the sibling `other` of the child `branch` is an empty one. It lies in the prefix or in the suffix. */
function isEmptyChild(
  { prefix, suffix }: InnerOp,
  spec: InnerSpec,
  { branch, other }: { readonly branch: number; readonly other: number },
): boolean {
  const steps = spec.childOrder.indexOf(other) - spec.childOrder.indexOf(branch);
  const [bytes, start] =
    steps < 0 ? [prefix, prefix.length + steps * spec.childSize] : [suffix, (steps - 1) * spec.childSize];
  return start >= 0 && equalBytes(bytes.subarray(start, start + spec.childSize), spec.emptyChild);
}
