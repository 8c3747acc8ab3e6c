/**
 * The prefixes of IAVL nodes: height, size and version as zigzag varints, then what lies before the child. Without this
 * check the preimage of one node could be cut into another. Source: cosmos/ics23 `go/ops.go` (validateIavlOps).
 * @module
 */
import { toHex } from '../../codec/index.ts';
import { invalid, VALID } from '../../verdict.ts';
import type { Ics23Verdict } from './fault.ts';
import type { InnerOp, LeafOp } from './operations.ts';

/** Before each child stands its length, always that of a SHA-256 hash. */
const CHILD_LENGTH = 32;
/** `length` before a left child. */
const BEFORE_LEFT = 1;
/** `length || left hash || length` before a right child. */
const BEFORE_RIGHT = 34;
/** `length || right hash` after a left child. */
const AFTER_LEFT = 33;

interface NodePrefix {
  readonly height: number;
  readonly size: number;
  /** What follows the version. */
  readonly rest: Uint8Array;
}

/** A leaf has height 0, size 1, any version and nothing else. */
export function checkIavlLeafPrefix(op: LeafOp): Ics23Verdict {
  const prefix = readNodePrefix(op.prefix);
  if (prefix !== undefined && prefix.height === 0 && prefix.size === 1 && prefix.rest.length === 0) return VALID;
  return invalid('iavl-prefix', 'height 0, size 1 and a version', toHex(op.prefix.subarray(0, 64)));
}

/** An inner node is at least as high as it is far from the leaf, and has exactly two children. */
export function checkIavlInnerPrefix(op: InnerOp, layer: number): Ics23Verdict {
  const prefix = readNodePrefix(op.prefix);
  if (prefix !== undefined && prefix.height >= layer && (isLeftChild(prefix, op) || isRightChild(prefix, op))) {
    return VALID;
  }
  return invalid(
    'iavl-prefix',
    `a height of at least ${layer}, a size, a version and one sibling`,
    `${toHex(op.prefix.subarray(0, 64))} before and ${op.suffix.length} bytes after the child`,
  );
}

function isLeftChild({ rest }: NodePrefix, { suffix }: InnerOp): boolean {
  return (
    rest.length === BEFORE_LEFT &&
    rest[0] === CHILD_LENGTH &&
    suffix.length === AFTER_LEFT &&
    suffix[0] === CHILD_LENGTH
  );
}

function isRightChild({ rest }: NodePrefix, { suffix }: InnerOp): boolean {
  return rest.length === BEFORE_RIGHT && rest[0] === CHILD_LENGTH && rest[33] === CHILD_LENGTH && suffix.length === 0;
}

function readNodePrefix(bytes: Uint8Array): NodePrefix | undefined {
  const height = readVarint(bytes, 0);
  const size = height && readVarint(bytes, height.end);
  const version = size && readVarint(bytes, size.end);
  if (height === undefined || size === undefined || version === undefined) return undefined;
  return { height: height.value, size: size.value, rest: bytes.subarray(version.end) };
}

/**
 * A non-negative zigzag varint of at most 64 bits; `undefined` for anything else. Above 2^53 the value is only close,
 * which is enough: it is compared with small numbers.
 */
function readVarint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let raw = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i];
    if (byte === undefined || (i === 9 && byte > 1)) return undefined;
    raw += (byte & 0x7f) * 2 ** (7 * i);
    if (byte >= 0x80) continue;
    const isNegative = ((bytes[start] ?? 0) & 1) === 1;
    return isNegative ? undefined : { value: raw / 2, end: start + i + 1 };
  }
  return undefined;
}
