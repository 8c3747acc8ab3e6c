/** A Merkle-Patricia trie from all of its entries: its root, and proofs of its keys. Source: yellow paper, appendix D. @module */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { compareBytes, equalBytes } from '../../codec/index.ts';
import { encodeRlp } from '../rlp/encode.ts';
import type { RlpItem } from '../rlp/item.ts';
import { continuesWith, encodePath, toNibbles } from './nibbles.ts';
import { BRANCH_WIDTH, HASHED_FROM } from './node.ts';
import { EMPTY_TRIE_ROOT } from './read-proof.ts';

/** A key as it is in the trie, and its value. */
export type TrieEntry = readonly [key: Uint8Array, value: Uint8Array];

/** A trie that is held whole. */
export interface MptTrie {
  readonly root: Uint8Array;
  /** The nodes that show what is at a key, be it a value or nothing, as `readMptProof` takes them. */
  prove(key: Uint8Array): readonly Uint8Array[];
}

/** A node with its encoding. `ref` is what its parent holds: its hash, or the node itself when it is short. */
interface Built {
  readonly encoded: Uint8Array;
  readonly ref: RlpItem;
  /** Half bytes between this node and its children; those of a leaf up to its end. */
  readonly path: Uint8Array;
  /** By half byte for a branch, one for an extension, none for a leaf. */
  readonly children: readonly (Built | undefined)[];
}

interface Row {
  readonly nibbles: Uint8Array;
  readonly value: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/**
 * A trie that holds these entries, in any order. An empty value stands for nothing.
 * @throws {RangeError} when a key appears twice.
 */
export function buildTrie(entries: readonly TrieEntry[]): MptTrie {
  const sorted = [...entries].sort(([a], [b]) => compareBytes(a, b));
  for (let i = 1; i < sorted.length; i++) {
    if (equalBytes(sorted[i - 1]?.[0] ?? NOTHING, sorted[i]?.[0] ?? NOTHING)) {
      throw new RangeError('entries: want each key once, got one twice');
    }
  }
  const rows = sorted
    .filter(([, value]) => value.length > 0)
    .map(([key, value]) => ({ nibbles: toNibbles(key), value }));
  const top = rows.length === 0 ? undefined : build(rows, 0);
  return {
    root: top === undefined ? EMPTY_TRIE_ROOT : keccak_256(top.encoded),
    prove: (key) => (top === undefined ? [] : collect(top, toNibbles(key))),
  };
}

/** @param rows Sorted; all share their first `depth` half bytes. */
function build(rows: readonly Row[], depth: number): Built {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) throw new Error('unreachable: no rows');
  if (rows.length === 1) {
    const path = first.nibbles.subarray(depth);
    return seal([encodePath({ isLeaf: true, nibbles: path }), first.value], path, []);
  }
  // What the first and the last share, all between them share.
  const shared = sharedLength(first.nibbles, last.nibbles);
  if (shared === depth) return buildBranch(rows, depth);
  const path = first.nibbles.subarray(depth, shared);
  const child = buildBranch(rows, shared);
  return seal([encodePath({ isLeaf: false, nibbles: path }), child.ref], path, [child]);
}

function buildBranch(rows: readonly Row[], depth: number): Built {
  const groups: Row[][] = Array.from({ length: BRANCH_WIDTH }, () => []);
  let value: Uint8Array = NOTHING;
  for (const row of rows) {
    const nibble = row.nibbles[depth];
    if (nibble === undefined) value = row.value;
    else groups[nibble]?.push(row);
  }
  const children = groups.map((group) => (group.length === 0 ? undefined : build(group, depth + 1)));
  return seal([...children.map((child) => child?.ref ?? NOTHING), value], NOTHING, children);
}

function seal(items: readonly RlpItem[], path: Uint8Array, children: Built['children']): Built {
  const encoded = encodeRlp(items);
  return { encoded, ref: encoded.length < HASHED_FROM ? items : keccak_256(encoded), path, children };
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function collect(top: Built, nibbles: Uint8Array): readonly Uint8Array[] {
  const proof: Uint8Array[] = [];
  let depth = 0;
  for (let node: Built | undefined = top; node !== undefined; ) {
    if (node === top || node.ref instanceof Uint8Array) proof.push(node.encoded);
    if (node.children.length === 0 || !continuesWith(nibbles, depth, node.path)) break;
    depth += node.path.length;
    const isBranch: boolean = node.children.length > 1;
    const nibble: number | undefined = isBranch ? nibbles[depth] : 0;
    if (isBranch) depth += 1;
    node = nibble === undefined ? undefined : node.children[nibble];
  }
  return proof;
}
