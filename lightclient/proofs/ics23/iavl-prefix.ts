/**
 * The prefixes of IAVL nodes: height, size and version as zigzag varints, then what lies before the child. Without this
 * check the preimage of one node could be cut into another. Source: cosmos/ics23 `go/ops.go` (validateIavlOps).
 * @module
 */
import { toHex } from '../../codec/index.ts';
import { invalid, VALID } from '../../verdict.ts';
import type { Ics23Verdict } from './fault.ts';
import type { InnerOp, LeafOp } from './operations.ts';

/** Before a left child stands the length of its hash; before a right one also the hash of its sibling with its length. */
const BEFORE_CHILD = [1, 34];

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

/** An inner node is at least as high as it is far from the leaf, and holds nothing but its children. */
export function checkIavlInnerPrefix(op: InnerOp, layer: number): Ics23Verdict {
  const prefix = readNodePrefix(op.prefix);
  if (prefix !== undefined && prefix.height >= layer && BEFORE_CHILD.includes(prefix.rest.length)) return VALID;
  const want = `a height of at least ${layer}, a size, a version, then ${BEFORE_CHILD.join(' or ')} bytes`;
  return invalid('iavl-prefix', want, toHex(op.prefix.subarray(0, 64)));
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
