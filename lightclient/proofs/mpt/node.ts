/** The three kinds of trie nodes, from RLP. Source: yellow paper, appendix D. @module */
import { DecodeError } from '../../codec/index.ts';
import { invalid } from '../../verdict.ts';
import { decodeRlp, describeRlp } from '../rlp/decode.ts';
import { rlpLength } from '../rlp/encode.ts';
import { isRlpList, type RlpItem } from '../rlp/item.ts';
import type { MptInvalid } from './fault.ts';
import { decodePath } from './nibbles.ts';

/** Where a child is: elsewhere under its hash, or in the node itself. */
export type ChildRef =
  | { readonly kind: 'hash'; readonly hash: Uint8Array }
  | { readonly kind: 'embedded'; readonly item: readonly RlpItem[] };

export type TrieNode =
  | { readonly kind: 'leaf'; readonly path: Uint8Array; readonly value: Uint8Array }
  | { readonly kind: 'extension'; readonly path: Uint8Array; readonly child: ChildRef }
  | {
      readonly kind: 'branch';
      readonly children: readonly (ChildRef | undefined)[];
      /** Empty when there is none. */
      readonly value: Uint8Array;
    };

/** A node of at least so many bytes is stored under its hash; a shorter one lies in its parent. */
export const HASHED_FROM = 32;
/** Children of a branch: one a half byte. */
export const BRANCH_WIDTH = 16;
/** A branch, and what could be embedded in it. */
const LIMITS = { maxItems: 1024 };

/** The node that these bytes encode. */
export function decodeNode(bytes: Uint8Array): TrieNode | MptInvalid {
  let item: RlpItem;
  try {
    item = decodeRlp(bytes, 'node', LIMITS);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return invalid('malformed-rlp', error.want, `${error.got} at byte ${error.offset ?? 0}`);
  }
  return isRlpList(item) ? toNode(item) : invalid('malformed-node', 'a list', describeRlp(item));
}

/** The node that is made of these items. */
export function toNode(items: readonly RlpItem[]): TrieNode | MptInvalid {
  if (items.length === BRANCH_WIDTH + 1) return toBranch(items);
  if (items.length !== 2) return invalid('malformed-node', '2 or 17 items', `${items.length}`);
  const [path, content] = items;
  if (path === undefined || content === undefined) throw new Error('unreachable: two items');
  if (isRlpList(path)) return invalid('malformed-node', 'a path', describeRlp(path));
  const decoded = decodePath(path);
  if ('status' in decoded) return decoded;
  return decoded.isLeaf ? toLeaf(decoded.nibbles, content) : toExtension(decoded.nibbles, content);
}

function toLeaf(path: Uint8Array, value: RlpItem): TrieNode | MptInvalid {
  if (isRlpList(value)) return invalid('malformed-node', 'the value of a leaf as a string', describeRlp(value));
  if (value.length === 0) return invalid('non-canonical-node', 'a leaf with a value', 'an empty string');
  return { kind: 'leaf', path, value };
}

function toExtension(path: Uint8Array, content: RlpItem): TrieNode | MptInvalid {
  if (path.length === 0) return invalid('non-canonical-node', 'an extension with a path', 'an empty path');
  const child = toChild(content);
  if (child === undefined) return invalid('non-canonical-node', 'a child below an extension', 'an empty string');
  return 'status' in child ? child : { kind: 'extension', path, child };
}

function toBranch(items: readonly RlpItem[]): TrieNode | MptInvalid {
  const children: (ChildRef | undefined)[] = [];
  let entries = 0;
  for (let i = 0; i < BRANCH_WIDTH; i++) {
    const child = toChild(items[i]);
    if (child !== undefined && 'status' in child) return child;
    if (child !== undefined) entries += 1;
    children.push(child);
  }
  const value = items[BRANCH_WIDTH];
  if (value === undefined || isRlpList(value)) {
    return invalid('malformed-node', 'the value of a branch as a string', describeRlp(value));
  }
  if (value.length > 0) entries += 1;
  if (entries < 2) return invalid('non-canonical-node', 'a branch with two entries or more', `${entries}`);
  return { kind: 'branch', children, value };
}

function toChild(item: RlpItem | undefined): ChildRef | MptInvalid | undefined {
  if (item === undefined) return undefined;
  if (isRlpList(item)) {
    const size = rlpLength(item);
    if (size < HASHED_FROM) return { kind: 'embedded', item };
    return invalid('non-canonical-node', `an embedded node of less than ${HASHED_FROM} bytes`, `${size} bytes`);
  }
  if (item.length === 0) return undefined;
  if (item.length === 32) return { kind: 'hash', hash: item };
  return invalid('malformed-node', 'a child: nothing, a hash of 32 bytes or a node', describeRlp(item));
}
