/** What several endpoints say about the same packets, counted. Pure. @module */

/** The sequences that one endpoint calls open, of those it was asked about. */
export interface Ballot {
  readonly url: string;
  readonly open: ReadonlySet<bigint>;
  /** The block of whose state it speaks. */
  readonly height: bigint;
}

/**
 * Those that call a packet closed. An endpoint that lags has not seen it yet: what it says of a block before `sentAt` says
 * nothing. Too few of them leave the packet open, since work on it ends at a proof, which decides.
 */
export function closingBallots(sequence: bigint, sentAt: bigint, ballots: readonly Ballot[]): readonly Ballot[] {
  return ballots.filter(({ open, height }) => !open.has(sequence) && height >= sentAt);
}

/**
 * The numbers that at least `agree` endpoints have reached, highest first, none twice: they count alike, but not all in step,
 * and some make numbers up.
 */
export function rankReached(numbers: readonly bigint[], agree: number): readonly bigint[] {
  const falling = numbers.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  return [...new Set(falling.slice(agree - 1))];
}
