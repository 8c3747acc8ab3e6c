/** The root that an existence proof leads to. It proves nothing unless the operations were checked against a spec. @module */
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../codec/index.ts';
import { invalid } from '../../verdict.ts';
import type { Ics23Invalid } from './fault.ts';
import { applyHashOp, applyLengthOp, type Sha256 } from './hash.ts';
import type { ExistenceProof, HashOp, InnerOp, LeafOp, LengthOp } from './operations.ts';

/** From this child size on a child is a hash, and a longer one means that something else was hashed. */
const SMALLEST_HASH_CHILD = 32;

/** How a root is computed. */
export interface RootOptions {
  /** A faster SHA-256 than the portable one. */
  readonly sha256?: Sha256;
  /** The child size of the spec; a longer intermediate hash is refused. */
  readonly childSize?: number;
}

/** Folds the proof from its leaf to the root. */
export function calculateRoot(proof: ExistenceProof, options: RootOptions = {}): Uint8Array | Ics23Invalid {
  if (proof.leaf === undefined) return invalid('no-leaf-op', 'a leaf operation', 'none');
  const { sha256 = portableSha256 } = options;
  const leaf = applyLeafOp({ op: proof.leaf, key: proof.key, value: proof.value, sha256 });
  if (!(leaf instanceof Uint8Array)) return leaf;
  let hash = leaf;
  for (const op of proof.path) {
    const next = applyInnerOp(op, hash, options);
    if (!(next instanceof Uint8Array)) return next;
    hash = next;
  }
  return hash;
}

/** The hash of a leaf. */
export function applyLeafOp(leaf: {
  readonly op: LeafOp;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly sha256?: Sha256;
}): Uint8Array | Ics23Invalid {
  const { op, key, value, sha256 = portableSha256 } = leaf;
  if (key.length === 0) return invalid('empty-key', 'a key', 'no bytes');
  if (value.length === 0) return invalid('empty-value', 'a value', 'no bytes');
  if (op.hash === 'no-hash') return invalid('unsupported-op', 'a hash for the leaf', op.hash);
  const preparedKey = prepare({ hash: op.prehashKey, length: op.length, data: key, sha256 });
  const preparedValue = prepare({ hash: op.prehashValue, length: op.length, data: value, sha256 });
  if (preparedKey === undefined || preparedValue === undefined) {
    return invalid('unsupported-op', 'a length operation that fits the data', op.length);
  }
  return applyHashOp(op.hash, concatBytes(op.prefix, preparedKey, preparedValue), sha256);
}

/** The hash of an inner node, given that of its child. */
export function applyInnerOp(op: InnerOp, child: Uint8Array, options: RootOptions = {}): Uint8Array | Ics23Invalid {
  if (child.length === 0) return invalid('empty-value', 'the hash of a child', 'no bytes');
  if (op.hash === 'no-hash') return invalid('unsupported-op', 'a hash for the inner node', op.hash);
  const hash = applyHashOp(op.hash, concatBytes(op.prefix, child, op.suffix), options.sha256);
  const { childSize = hash.length } = options;
  if (hash.length > childSize && childSize >= SMALLEST_HASH_CHILD) {
    return invalid('hash-too-long', `at most ${childSize} bytes`, `${hash.length}`);
  }
  return hash;
}

function prepare(part: {
  readonly hash: HashOp;
  readonly length: LengthOp;
  readonly data: Uint8Array;
  readonly sha256: Sha256;
}): Uint8Array | undefined {
  return applyLengthOp(part.length, applyHashOp(part.hash, part.data, part.sha256));
}
