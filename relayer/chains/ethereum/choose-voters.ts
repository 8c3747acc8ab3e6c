/** Which votes of a commit a contract is given: each costs gas, so as few as convince it. @module */
import {
  type Commit,
  type KeyType,
  type TrustLevel,
  totalVotingPower,
  type Validator,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { nameOfKey } from './encode-validators.ts';

/** What contracts have verifiers for, in the order that votes go in. */
export const KEY_TYPES_ON_CHAIN: readonly KeyType[] = ['ed25519', 'secp256k1', 'secp256k1eth'];

/** How many mixtures of the two powers are tried as the order to choose in. */
const MIXTURES = 16;

/** A set in which more than a level must have signed. */
export interface SetToConvince {
  readonly set: ValidatorSet;
  readonly level: TrustLevel;
}

interface Candidate {
  readonly row: number;
  readonly power: bigint;
  readonly trustedPower: bigint;
}

interface Needs {
  readonly power: bigint;
  readonly trustedPower: bigint;
}

const TWO_THIRDS: TrustLevel = { numerator: 2n, denominator: 3n };

/**
 * Rows of the validators whose votes suffice: more than two thirds of the commit's own set, and more than a level of the
 * trusted one. All that there are if even they do not. Fewest of the ways tried, not proven fewest.
 */
export function chooseVoters(commit: Commit, own: ValidatorSet, trusted?: SetToConvince): readonly number[] {
  const powers = new Map(trusted?.set.validators.map((validator) => [nameOfKey(validator.publicKey), validator]));
  const candidates = own.validators.flatMap((validator, row): readonly Candidate[] => {
    if (!canVote(validator, commit.signatures[row]?.flag)) return [];
    const trustedPower = powers.get(nameOfKey(validator.publicKey))?.votingPower ?? 0n;
    return [{ row, power: validator.votingPower, trustedPower }];
  });
  const needs = {
    power: leastAbove(own, TWO_THIRDS),
    trustedPower: trusted === undefined ? 0n : leastAbove(trusted.set, trusted.level),
  };
  if (!suffices(candidates, needs)) return candidates.map(({ row }) => row);
  const ways = Array.from({ length: MIXTURES + 1 }, (_, part) => chooseBy(candidates, needs, BigInt(part)));
  const [fewest = []] = ways.sort((a, b) => a.length - b.length);
  return fewest.map(({ row }) => row).sort((a, b) => a - b);
}

function canVote({ publicKey }: Validator, flag: string | undefined): boolean {
  return flag === 'commit' && KEY_TYPES_ON_CHAIN.includes(publicKey.type);
}

function leastAbove(set: ValidatorSet, { numerator, denominator }: TrustLevel): bigint {
  return (totalVotingPower(set) * numerator) / denominator + 1n;
}

/** The mightiest first, until they suffice; then those are left out, from the least on, without whom they still do. */
function chooseBy(candidates: readonly Candidate[], needs: Needs, part: bigint): readonly Candidate[] {
  const other = BigInt(MIXTURES) - part;
  // Each power as a share of what is needed of it, over a common denominator.
  const might = ({ power, trustedPower }: Candidate) =>
    power * (needs.trustedPower || 1n) * part + trustedPower * needs.power * other;
  const sorted = candidates.toSorted((a, b) => compare(might(b), might(a)) || a.row - b.row);
  let missing = needs;
  let count = 0;
  for (const candidate of sorted) {
    if (missing.power <= 0n && missing.trustedPower <= 0n) break;
    missing = less(missing, candidate);
    count++;
  }
  const chosen: Candidate[] = [];
  for (const candidate of sorted.slice(0, count).reverse()) {
    const without = {
      power: missing.power + candidate.power,
      trustedPower: missing.trustedPower + candidate.trustedPower,
    };
    if (without.power <= 0n && without.trustedPower <= 0n) missing = without;
    else chosen.push(candidate);
  }
  return chosen;
}

function suffices(candidates: readonly Candidate[], needs: Needs): boolean {
  const missing = candidates.reduce(less, needs);
  return missing.power <= 0n && missing.trustedPower <= 0n;
}

function less(needs: Needs, { power, trustedPower }: Needs): Needs {
  return { power: needs.power - power, trustedPower: needs.trustedPower - trustedPower };
}

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
