/** Whether the operations of an existence proof are those its spec allows. Source: cosmos/ics23 `go/ops.go`, `go/proof.go`. @module */
import { equalBytes, startsWith, toHex } from '../../codec/index.ts';
import { firstFailure, invalid, VALID } from '../../verdict.ts';
import type { Ics23Verdict } from './fault.ts';
import { checkIavlInnerPrefix, checkIavlLeafPrefix } from './iavl-prefix.ts';
import type { ExistenceProof, InnerOp, LeafOp } from './operations.ts';
import { IAVL_SPEC, isSameTree, type ProofSpec, SMT_SPEC, TENDERMINT_SPEC } from './spec.ts';

const DEFAULT_MAX_DEPTH = 128;

/** Checks every operation of a proof against a spec, and the spec itself. */
export function checkAgainstSpec(proof: ExistenceProof, spec: ProofSpec): Ics23Verdict {
  const leaf = proof.leaf;
  if (leaf === undefined) return invalid('no-leaf-op', 'a leaf operation', 'none');
  return firstFailure<Ics23Verdict>(
    () => checkSpec(spec),
    () => checkDepth(proof.path.length, spec),
    () => checkLeafOp(leaf, spec),
    () => checkInnerOps(proof.path, spec),
  );
}

/** A spec is part of the trusted client state, yet a chain may have been set up with one that proves nothing. */
function checkSpec({ innerSpec, minDepth, maxDepth }: ProofSpec): Ics23Verdict {
  const { childOrder, childSize, minPrefixLength, maxPrefixLength, emptyChild } = innerSpec;
  const isOrder = childOrder.length > 0 && childOrder.every((_, branch) => childOrder.includes(branch));
  if (!isOrder) return invalid('bad-spec', 'each child once in childOrder', childOrder.join(' '));
  // This also refuses children without bytes.
  if (minPrefixLength < 0 || maxPrefixLength < minPrefixLength || maxPrefixLength >= minPrefixLength + childSize) {
    const got = `${minPrefixLength} to ${maxPrefixLength}`;
    return invalid('bad-spec', 'prefix lengths that differ by less than a child', got);
  }
  if (emptyChild.length !== 0 && emptyChild.length !== childSize) {
    return invalid('bad-spec', `an emptyChild of ${childSize} bytes or none`, `${emptyChild.length}`);
  }
  if (minDepth < 0 || maxDepth < 0) return invalid('bad-spec', 'depths of at least 0', `${minDepth} to ${maxDepth}`);
  return VALID;
}

function checkDepth(depth: number, spec: ProofSpec): Ics23Verdict {
  const most = spec.maxDepth === 0 ? DEFAULT_MAX_DEPTH : spec.maxDepth;
  if (depth >= spec.minDepth && depth <= most) return VALID;
  return invalid('path-depth', `${spec.minDepth} to ${most} inner operations`, `${depth}`);
}

function checkLeafOp(op: LeafOp, spec: ProofSpec): Ics23Verdict {
  const want = spec.leafSpec;
  const isSame =
    op.hash === want.hash &&
    op.prehashKey === want.prehashKey &&
    op.prehashValue === want.prehashValue &&
    op.length === want.length;
  if (!isSame) return invalid('leaf-op-mismatch', describeLeafOp(want), describeLeafOp(op));
  if (!startsWith(op.prefix, want.prefix)) {
    return invalid('leaf-op-mismatch', `a prefix that starts with ${toHex(want.prefix)}`, describePrefix(op));
  }
  if (isSameTree(spec, IAVL_SPEC)) return checkIavlLeafPrefix(op);
  // Stricter than Go, which takes any longer prefix: these trees hash nothing more before a leaf, so more bytes would be
  // part of the key shifted over.
  const isExact = isSameTree(spec, TENDERMINT_SPEC) || isSameTree(spec, SMT_SPEC);
  if (isExact && !equalBytes(op.prefix, want.prefix)) {
    return invalid('leaf-op-mismatch', `the prefix ${toHex(want.prefix)}`, describePrefix(op));
  }
  return VALID;
}

function checkInnerOps(path: readonly InnerOp[], spec: ProofSpec): Ics23Verdict {
  for (const [index, op] of path.entries()) {
    const verdict = checkInnerOp(op, spec, index + 1);
    if (verdict.status !== 'valid') return verdict;
  }
  return VALID;
}

/** @param layer 1 for the parent of the leaf, and so on to the root. */
function checkInnerOp(op: InnerOp, spec: ProofSpec, layer: number): Ics23Verdict {
  const { innerSpec, leafSpec } = spec;
  if (op.hash !== innerSpec.hash) return invalid('inner-op-mismatch', innerSpec.hash, op.hash);
  if (startsWith(op.prefix, leafSpec.prefix)) {
    return invalid(
      'inner-op-is-leaf',
      `a prefix that does not start with ${toHex(leafSpec.prefix)}`,
      describePrefix(op),
    );
  }
  const longest = innerSpec.maxPrefixLength + (innerSpec.childOrder.length - 1) * innerSpec.childSize;
  if (op.prefix.length < innerSpec.minPrefixLength || op.prefix.length > longest) {
    return invalid('inner-prefix-length', `${innerSpec.minPrefixLength} to ${longest} bytes`, `${op.prefix.length}`);
  }
  if (op.suffix.length % innerSpec.childSize !== 0) {
    return invalid('inner-suffix-length', `a multiple of ${innerSpec.childSize} bytes`, `${op.suffix.length}`);
  }
  if (isSameTree(spec, IAVL_SPEC)) return checkIavlInnerPrefix(op, layer);
  return isSameTree(spec, TENDERMINT_SPEC) ? checkTendermintInnerPrefix(op) : VALID;
}

/** Before a left child stands 01 alone, before a right one also the hash of its sibling. */
function checkTendermintInnerPrefix({ prefix, suffix }: InnerOp): Ics23Verdict {
  if (prefix[0] === 1 && (suffix.length === 0 || prefix.length === 1)) return VALID;
  const want = suffix.length === 0 ? 'a prefix that starts with 01' : '01';
  return invalid('tendermint-prefix', want, describePrefix({ prefix }));
}

function describeLeafOp(op: LeafOp): string {
  return `hash ${op.hash}, key ${op.prehashKey}, value ${op.prehashValue}, length ${op.length}`;
}

function describePrefix({ prefix }: { readonly prefix: Uint8Array }): string {
  return prefix.length === 0 ? 'no bytes' : toHex(prefix.subarray(0, 64));
}
