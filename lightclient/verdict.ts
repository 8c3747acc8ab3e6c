/** The three answers a verifier can give. A verifier never throws for bad evidence; it says what was wanted and what was got. @module */

/** What a check found wrong. `code` is stable and documented; `want` and `got` are for people. */
export interface Fault<Code extends string = string> {
  readonly code: Code;
  readonly want: string;
  readonly got: string;
}

/** Everything that was checked holds. */
export interface Valid {
  readonly status: 'valid';
}

/** Too little of the trusted voting power signed: bisect, do not blame the source. */
export interface NotEnoughTrust {
  readonly status: 'not-enough-trust';
  /** Voting power of trusted validators that signed. */
  readonly signed: bigint;
  /** Total voting power of the trusted validator set. */
  readonly total: bigint;
}

/** The evidence is wrong: distrust its source. */
export interface Invalid<Reason extends Fault = Fault> {
  readonly status: 'invalid';
  readonly reason: Reason;
}

/** The answer of a verifier. `Code` is the union of the codes it may give as its reason. */
export type Verdict<Code extends string = string> = Valid | NotEnoughTrust | Invalid<Fault<Code>>;

/** A verdict where "bisect" makes no sense, such as that on a Merkle proof. */
export type BinaryVerdict<Code extends string = string> = Valid | Invalid<Fault<Code>>;

/** The one `valid` verdict. */
export const VALID: Valid = Object.freeze({ status: 'valid' });

/** Texts longer than this are cut: they may come from the peer whose evidence is refused. */
const MAX_TEXT = 300;

/** An `invalid` verdict with its reason; overlong texts are cut. */
export function invalid<Code extends string>(code: Code, want: string, got: string): Invalid<Fault<Code>> {
  return { status: 'invalid', reason: { code, want: clip(want), got: clip(got) } };
}

function clip(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}

/** Runs checks in order and gives the first verdict that is not `valid`. Put the costly checks last. */
export function firstFailure<V extends Verdict>(...checks: readonly (() => V)[]): V | Valid {
  for (const check of checks) {
    const verdict = check();
    if (verdict.status !== 'valid') return verdict;
  }
  return VALID;
}
