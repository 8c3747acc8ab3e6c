/**
 * The fraction of trusted voting power that makes a new header trustworthy. Source: CometBFT `light/verifier.go`.
 * @module
 */
import { DecodeError } from '../codec/index.ts';

const MAX_INT64 = (1n << 63n) - 1n;

/** Strictly more than numerator / denominator of the power must sign. */
export interface TrustLevel {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** One third: at least one correct validator signed. */
export const DEFAULT_TRUST_LEVEL: TrustLevel = { numerator: 1n, denominator: 3n };

/** Within 1/3 to 1, as CometBFT demands. A level of exactly 1 can never be reached, since more than it must sign. */
export function isTrustLevel({ numerator, denominator }: TrustLevel): boolean {
  return denominator > 0n && numerator * 3n >= denominator && numerator <= denominator;
}

/** @throws {RangeError} outside 1/3 to 1. */
export function toTrustLevel(numerator: bigint, denominator: bigint): TrustLevel {
  const level = { numerator, denominator };
  if (!isTrustLevel(level)) throw new RangeError(`trust level: want 1/3 to 1, got ${numerator}/${denominator}`);
  return level;
}

/** Parses `1/3`. @throws {DecodeError} for another form, outside 1/3 to 1, and for numbers that Go's int64 does not hold. */
export function parseTrustLevel(text: string, field = 'trustLevel'): TrustLevel {
  const match = /^([0-9]{1,19})\/([0-9]{1,19})$/.exec(text);
  const level = { numerator: BigInt(match?.[1] ?? 0), denominator: BigInt(match?.[2] ?? 0) };
  // The numerator is not above the denominator.
  if (isTrustLevel(level) && level.denominator <= MAX_INT64) return level;
  throw new DecodeError(field, 'a fraction from 1/3 to 1, such as 1/3', JSON.stringify(text.slice(0, 60)));
}
