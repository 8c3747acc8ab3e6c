/** A node's words for a transaction with the wrong account sequence. Source: cosmos-sdk `x/auth/ante/sigverify.go`. @module */

export interface SequenceMismatch {
  readonly expected: bigint;
  readonly got: bigint;
}

/** `undefined` when the text says something else. */
export function readSequenceMismatch(log: string): SequenceMismatch | undefined {
  const [, expected, got] = /account sequence mismatch, expected (\d{1,20}), got (\d{1,20})/.exec(log) ?? [];
  return expected === undefined || got === undefined ? undefined : { expected: BigInt(expected), got: BigInt(got) };
}
