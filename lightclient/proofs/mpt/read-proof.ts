/** Walks a Merkle-Patricia proof from the root to what is at a key. Source: yellow paper, appendix D. @module */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { equalBytes, toHex } from '../../codec/index.ts';
import { invalid } from '../../verdict.ts';
import type { MptInvalid } from './fault.ts';
import { continuesWith, toNibbles } from './nibbles.ts';
import { type ChildRef, decodeNode, HASHED_FROM, type TrieNode, toNode } from './node.ts';

/** What is asked of which trie, and the answer's evidence. */
export interface MptProof {
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** As it is in the trie: for accounts and storage, the Keccak-256 of the address or slot. */
  readonly key: Uint8Array;
  /** The nodes on the way to the key, the root first; a node that lies in its parent is not repeated. */
  readonly proof: readonly Uint8Array[];
}

/** What a proof shows. */
export type MptReading =
  | { readonly status: 'present'; readonly value: Uint8Array }
  | { readonly status: 'absent' }
  | MptInvalid;

/** Root of a trie that holds nothing: the Keccak-256 of an empty string in RLP. */
export const EMPTY_TRIE_ROOT: Uint8Array = keccak_256(Uint8Array.of(0x80));

/** How far a walk has come. */
interface Walk {
  readonly nibbles: Uint8Array;
  readonly proof: readonly Uint8Array[];
  /** Half bytes of the key that lie behind. */
  depth: number;
  /** Nodes of the proof that were used. */
  used: number;
}

/** Where a walk goes from a node: on to a child, or nowhere. */
type Step = ChildRef | { readonly kind: 'end'; readonly value?: Uint8Array } | MptInvalid;

/**
 * What the trie with this root holds under this key. Absence is shown by nodes only: a proof that ends too early is invalid,
 * and so is one with a node more than it needs. An empty trie has no nodes; the one string `0x80` may stand for it.
 * @throws {RangeError} unless the root has 32 bytes.
 */
export function readMptProof({ root, key, proof }: MptProof): MptReading {
  if (root.length !== 32) throw new RangeError(`root: want 32 bytes, got ${root.length}`);
  if (equalBytes(root, EMPTY_TRIE_ROOT)) return readEmpty(proof);
  const walk: Walk = { nibbles: toNibbles(key), proof, depth: 0, used: 0 };
  let ref: ChildRef = { kind: 'hash', hash: root };
  let wantsBranch = false;
  // Each turn but the last takes at least one half byte of the key.
  for (;;) {
    const node = fetchNode(walk, ref);
    if ('status' in node) return node;
    if (wantsBranch && node.kind !== 'branch') {
      return invalid('non-canonical-node', 'a branch below an extension', `a ${node.kind}`);
    }
    const step = advance(walk, node);
    if ('status' in step) return step;
    if (step.kind === 'end') return finish(walk, step.value);
    wantsBranch = node.kind === 'extension';
    ref = step;
  }
}

function readEmpty(proof: readonly Uint8Array[]): MptReading {
  const [first] = proof;
  if (proof.length > 1) return invalid('unused-node', 'no nodes of an empty trie', `${proof.length}`);
  if (first === undefined || (first.length === 1 && first[0] === 0x80)) return { status: 'absent' };
  return invalid('root-mismatch', 'no nodes of an empty trie', describe(keccak_256(first)));
}

function fetchNode(walk: Walk, ref: ChildRef): TrieNode | MptInvalid {
  if (ref.kind === 'embedded') return toNode(ref.item);
  const bytes = walk.proof[walk.used];
  if (bytes === undefined) {
    return invalid('missing-node', `the node ${describe(ref.hash)}`, `${walk.proof.length} nodes in the proof`);
  }
  const hash = keccak_256(bytes);
  if (!equalBytes(hash, ref.hash)) {
    const code = walk.used === 0 ? 'root-mismatch' : 'node-mismatch';
    return invalid(code, describe(ref.hash), `${describe(hash)} of node ${walk.used}`);
  }
  if (walk.used > 0 && bytes.length < HASHED_FROM) {
    return invalid('non-canonical-node', `a node of ${HASHED_FROM} bytes or more`, `${bytes.length} bytes`);
  }
  walk.used += 1;
  return decodeNode(bytes);
}

function advance(walk: Walk, node: TrieNode): Step {
  const { nibbles, depth } = walk;
  if (node.kind === 'branch') {
    const nibble = nibbles[depth];
    if (nibble === undefined) return node.value.length === 0 ? { kind: 'end' } : { kind: 'end', value: node.value };
    walk.depth += 1;
    return node.children[nibble] ?? { kind: 'end' };
  }
  const fits = continuesWith(nibbles, depth, node.path);
  if (node.kind === 'leaf') {
    const isWhole = depth + node.path.length === nibbles.length;
    return fits && isWhole ? { kind: 'end', value: node.value } : { kind: 'end' };
  }
  walk.depth += node.path.length;
  return fits ? node.child : { kind: 'end' };
}

function finish({ proof, used }: Walk, value: Uint8Array | undefined): MptReading {
  if (used < proof.length) return invalid('unused-node', `${used} nodes`, `${proof.length}`);
  return value === undefined ? { status: 'absent' } : { status: 'present', value };
}

function describe(hash: Uint8Array): string {
  return `0x${toHex(hash)}`;
}
