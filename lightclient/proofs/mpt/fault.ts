/** What can be wrong with a Merkle-Patricia proof. The codes are stable. @module */
import type { BinaryVerdict, Fault, Invalid } from '../../verdict.ts';

/** Every reason for which a Merkle-Patricia proof is called invalid. */
export type MptFaultCode =
  /** The first node does not hash to the root. */
  | 'root-mismatch'
  /** A node does not hash to what the node above it names. */
  | 'node-mismatch'
  /** The proof ends before it shows what is at the key. It never counts as absence. */
  | 'missing-node'
  /** The proof goes on after it has shown what is at the key. */
  | 'unused-node'
  /** A node is not canonical RLP: trailing bytes, a longer encoding than needed, a length that does not fit. */
  | 'malformed-rlp'
  /** A node is RLP, but neither a branch nor a leaf nor an extension: a wrong number of items, a string for a list, a child of another size. */
  | 'malformed-node'
  /** The path of a leaf or extension has an unknown flag, a padding other than zero, or no flag at all. */
  | 'malformed-path'
  /**
   * A node that no trie has: a branch with fewer than two entries, an extension that is empty or above anything but a branch,
   * a leaf without a value, a node of less than 32 bytes that is not embedded, one of more that is.
   */
  | 'non-canonical-node'
  /** The trie holds nothing under the key, where a value was claimed. */
  | 'key-absent'
  /** The trie holds a value under the key, where none was claimed. */
  | 'key-present'
  /** The trie holds another value under the key. */
  | 'value-mismatch';

/** The verdict on a Merkle-Patricia proof. */
export type MptVerdict = BinaryVerdict<MptFaultCode>;
/** What is given instead of something that cannot be read from a proof. */
export type MptInvalid = Invalid<Fault<MptFaultCode>>;
