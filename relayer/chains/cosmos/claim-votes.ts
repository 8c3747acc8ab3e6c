/** What several endpoints say about the same packets, counted. Pure. @module */

/** The sequences that one endpoint calls open, of those it was asked about. */
export interface Ballot {
  readonly url: string;
  readonly open: ReadonlySet<bigint>;
  /** The block of whose state it speaks. */
  readonly height: bigint;
}

/**
 * The sequences that count as open: all but those that at least `agree` endpoints call closed. An undecided one counts as
 * open, since work on it ends at a proof, which decides.
 */
export function countOpen(asked: readonly bigint[], ballots: readonly Ballot[], agree: number): ReadonlySet<bigint> {
  const isClosed = (sequence: bigint) => ballots.filter(({ open }) => !open.has(sequence)).length >= agree;
  return new Set(asked.filter((sequence) => !isClosed(sequence)));
}

/**
 * The numbers that at least `agree` endpoints have reached, highest first, none twice: they count alike, but not all in step,
 * and some make numbers up.
 */
export function rankReached(numbers: readonly bigint[], agree: number): readonly bigint[] {
  const falling = numbers.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  return [...new Set(falling.slice(agree - 1))];
}
