/** What can be wrong with an ICS-23 proof. The codes are stable. @module */
import type { BinaryVerdict, Fault, Invalid } from '../../verdict.ts';

/** Every reason for which an ICS-23 proof is called invalid. */
export type Ics23FaultCode =
  /** The bytes are not a well-formed proof message, or hold a batch proof that the caller did not allow. */
  | 'malformed-proof'
  /** An existence proof was needed and another kind was given, or the other way round. */
  | 'wrong-proof-kind'
  /** A batch proof was given and the caller did not allow one. */
  | 'batch-not-allowed'
  /** A batch proof has no entry for the key. */
  | 'not-in-batch'
  /** The number of proofs differs from the number of stores on the way to the root. */
  | 'proof-count'
  /** The number of keys in the path differs from the number of stores on the way to the root. */
  | 'path-length'
  /** The root to prove against is empty. */
  | 'empty-root'
  /** A key is empty. */
  | 'empty-key'
  /** A value is empty; absence is proven by a non-existence proof only. */
  | 'empty-value'
  /** The proof is about another key. */
  | 'key-mismatch'
  /** The proof is about another value. */
  | 'value-mismatch'
  /** The proof leads to another root. */
  | 'root-mismatch'
  /** The proof spec contradicts itself, or would let a prefix hide a child. */
  | 'bad-spec'
  /** An existence proof has no leaf operation. */
  | 'no-leaf-op'
  /** The leaf operation differs from the spec's: a hash, the length encoding or the prefix. */
  | 'leaf-op-mismatch'
  /** An inner operation hashes otherwise than the spec says. */
  | 'inner-op-mismatch'
  /** An inner operation's prefix starts like a leaf, so a leaf could pass for an inner node. */
  | 'inner-op-is-leaf'
  /** An inner operation's prefix is shorter or longer than the spec allows. */
  | 'inner-prefix-length'
  /** An inner operation's suffix is not made of whole children. */
  | 'inner-suffix-length'
  /** An IAVL prefix does not hold the height, size and version of a node at this place. */
  | 'iavl-prefix'
  /** A simple-Merkle prefix is not that of an inner node. */
  | 'tendermint-prefix'
  /** There are fewer or more inner operations than the spec allows. */
  | 'path-depth'
  /** An operation gives a hash too long to be a child. */
  | 'hash-too-long'
  /** A hash or length operation that ICS-23 does not define, or data of a length that it refuses. */
  | 'unsupported-op'
  /** A non-existence proof has neither a left nor a right neighbour. */
  | 'no-neighbours'
  /** The key is not strictly between the neighbours. */
  | 'key-not-between'
  /** There is no left neighbour, yet the right one is not the first leaf. */
  | 'not-left-most'
  /** There is no right neighbour, yet the left one is not the last leaf. */
  | 'not-right-most'
  /** The two neighbours are not next to each other. */
  | 'not-neighbours';

/** The verdict on an ICS-23 proof. */
export type Ics23Verdict = BinaryVerdict<Ics23FaultCode>;
/** What is given instead of a root that cannot be computed. */
export type Ics23Invalid = Invalid<Fault<Ics23FaultCode>>;
