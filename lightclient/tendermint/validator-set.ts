/** Building and reading validator sets. Source: CometBFT `types/validator_set.go`. @module */
import { compareBytes, equalBytes } from '../codec/index.ts';
import type { Validator, ValidatorSet } from './validator.ts';

/** Voting power descending, then address ascending: the order that the hash and the commit follow. */
export function sortValidators(validators: readonly Validator[]): readonly Validator[] {
  return validators.toSorted((a, b) => {
    if (a.votingPower !== b.votingPower) return a.votingPower > b.votingPower ? -1 : 1;
    return compareBytes(a.address, b.address);
  });
}

/** A set in canonical order. Its proposer, which no verdict depends on, is the one of the highest priority. */
export function toValidatorSet(validators: readonly Validator[]): ValidatorSet {
  const sorted = sortValidators(validators);
  return { validators: sorted, proposer: sorted.reduce<Validator | undefined>(higherPriority, undefined) };
}

function higherPriority(best: Validator | undefined, next: Validator): Validator {
  if (best === undefined || next.proposerPriority > best.proposerPriority) return next;
  if (next.proposerPriority < best.proposerPriority) return best;
  return compareBytes(next.address, best.address) < 0 ? next : best;
}

/** The sum over all members, not bounded here: `checkValidatorSet` does that. */
export function totalVotingPower({ validators }: ValidatorSet): bigint {
  let total = 0n;
  for (const { votingPower } of validators) total += votingPower;
  return total;
}

/** The first member with this address. */
export function findValidator({ validators }: ValidatorSet, address: Uint8Array): Validator | undefined {
  return validators.find((validator) => equalBytes(validator.address, address));
}

/** The same validators with the same power in the same order: whatever was found out about one set holds for the other. */
export function haveSameMembers({ validators: a }: ValidatorSet, { validators: b }: ValidatorSet): boolean {
  return a === b || (a.length === b.length && a.every((validator, index) => isSameMember(validator, b[index])));
}

function isSameMember(a: Validator, b: Validator | undefined): boolean {
  return (
    b !== undefined &&
    a.votingPower === b.votingPower &&
    a.publicKey.type === b.publicKey.type &&
    equalBytes(a.publicKey.bytes, b.publicKey.bytes) &&
    equalBytes(a.address, b.address)
  );
}
