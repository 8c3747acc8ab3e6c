/** Keys as half bytes, and their compact form in leaves and extensions. Source: yellow paper, appendix C. @module */
import { invalid } from '../../verdict.ts';
import type { MptInvalid } from './fault.ts';

/** A path inside a node. */
export interface NodePath {
  readonly isLeaf: boolean;
  /** One half byte an element. */
  readonly nibbles: Uint8Array;
}

const LEAF_FLAG = 2;
const ODD_FLAG = 1;

/** Two half bytes a byte, the high one first. */
export function toNibbles(key: Uint8Array): Uint8Array {
  const out = new Uint8Array(key.length * 2);
  for (let i = 0; i < key.length; i++) {
    const byte = key[i] ?? 0;
    out[2 * i] = byte >> 4;
    out[2 * i + 1] = byte & 15;
  }
  return out;
}

/** The first half byte holds the flags; with an even path, the second one is padding and must be zero. */
export function decodePath(bytes: Uint8Array): NodePath | MptInvalid {
  const first = bytes[0];
  if (first === undefined) return invalid('malformed-path', 'a path with flags', 'an empty string');
  const flags = first >> 4;
  if (flags > (LEAF_FLAG | ODD_FLAG)) return invalid('malformed-path', 'flags from 0 to 3', `${flags}`);
  const isOdd = (flags & ODD_FLAG) !== 0;
  if (!isOdd && (first & 15) !== 0) return invalid('malformed-path', 'a padding of zero', `${first & 15}`);
  return { isLeaf: (flags & LEAF_FLAG) !== 0, nibbles: toNibbles(bytes).subarray(isOdd ? 1 : 2) };
}

/** The compact form of a path. */
export function encodePath({ isLeaf, nibbles }: NodePath): Uint8Array {
  const isOdd = nibbles.length % 2 === 1;
  const flags = (isLeaf ? LEAF_FLAG : 0) | (isOdd ? ODD_FLAG : 0);
  const all = isOdd ? [flags, ...nibbles] : [flags, 0, ...nibbles];
  return Uint8Array.from({ length: all.length / 2 }, (_, i) => ((all[2 * i] ?? 0) << 4) | (all[2 * i + 1] ?? 0));
}

/** Whether `nibbles` go on with `path` at this place. */
export function continuesWith(nibbles: Uint8Array, at: number, path: Uint8Array): boolean {
  if (nibbles.length - at < path.length) return false;
  for (let i = 0; i < path.length; i++) if (nibbles[at + i] !== path[i]) return false;
  return true;
}
