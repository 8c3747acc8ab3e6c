/** Remembers what was made of a committee's keys, so that they are decompressed once. @module */
import { equalBytes } from '../codec/index.ts';
import type { Invalid, Valid } from '../verdict.ts';

interface KnownCommittee<Decoded> {
  /** Copies. */
  readonly pubkeys: readonly Uint8Array[];
  readonly decoded: Decoded;
}

/** The current and the next committee of two chains. */
const MAX_COMMITTEES = 4;

/**
 * Finds a committee by its array, for as long as somebody holds that array; else by its bytes, among the few that were used
 * last. A peer that sends ever new committees can push others out of those few, but can neither make them more nor take from a
 * store the committee that it holds. What `decode` refuses is not remembered.
 */
export function createCommitteeCache<Decoded extends Valid, Refusal extends Invalid>(
  decode: (pubkeys: readonly Uint8Array[]) => Decoded | Refusal,
  maxCommittees = MAX_COMMITTEES,
): (pubkeys: readonly Uint8Array[]) => Decoded | Refusal {
  const byArray = new WeakMap<readonly Uint8Array[], Decoded>();
  let recent: readonly KnownCommittee<Decoded>[] = [];

  const remember = (pubkeys: readonly Uint8Array[], known: KnownCommittee<Decoded>): Decoded => {
    recent = [known, ...recent.filter((other) => other !== known)].slice(0, maxCommittees);
    byArray.set(pubkeys, known.decoded);
    return known.decoded;
  };
  return (pubkeys) => {
    const seen = byArray.get(pubkeys);
    if (seen !== undefined) return seen;
    const known = recent.find((committee) => hasSameKeys(committee.pubkeys, pubkeys));
    if (known !== undefined) return remember(pubkeys, known);
    const decoded = decode(pubkeys);
    if (decoded.status === 'invalid') return decoded;
    return remember(pubkeys, { pubkeys: pubkeys.map((key) => Uint8Array.from(key)), decoded });
  };
}

function hasSameKeys(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((key, index) => equalBytes(key, b[index] ?? new Uint8Array()));
}
