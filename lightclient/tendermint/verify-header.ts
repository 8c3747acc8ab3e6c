/**
 * Is an untrusted header to be believed, given a trusted one? Cheap checks first; signatures last, since a peer chooses
 * how many there are. Rules and boundaries are those of CometBFT's `light/verifier.go`.
 * @module
 */
import { equalBytes, toHex } from '../codec/index.ts';
import { firstFailure, invalid, VALID } from '../verdict.ts';
import type { Header, LightBlock } from './block.ts';
import { checkHeader, checkSignedHeader } from './check-header.ts';
import {
  checkCompleteBlockId,
  checkDistinctVoters,
  checkSignatureSizes,
  checkValidatorSet,
} from './check-validators.ts';
import type { TendermintCheck, TendermintVerdict } from './fault-codes.ts';
import { hashHeader, hashValidatorSet } from './hash.ts';
import type { TrustedBlock } from './json/validator-json.ts';
import { PORTABLE_VERIFIER, type SignatureVerifier } from './signature-verifier.ts';
import { describeTime } from './time.ts';
import { isTrustLevel, type TrustLevel } from './trust-level.ts';
import type { ValidatorSet } from './validator.ts';
import { haveSameMembers } from './validator-set.ts';
import { countOwnVotes, countTrustedVotes, type VerifiedVotes } from './verify-commit.ts';

/** How a header is judged. */
export interface HeaderOptions {
  /** Defaults to the trusted header's chain id; when given, both headers must carry it. */
  readonly chainId?: string | undefined;
  /** For skipping verification: strictly more than this share of the trusted power must have signed. */
  readonly trustLevel: TrustLevel;
  /**
   * Which set of the trusted block at height X the share is taken of: its own, as CometBFT's light client does, or that
   * of X+1, as IBC does.
   */
  readonly trustedValidators: 'current' | 'next';
  /** Nanoseconds. The trusted header has expired when its time plus this is not after now. */
  readonly trustingPeriod: bigint;
  /** Nanoseconds. The header's time must be before now plus this. */
  readonly maxClockDrift: bigint;
  /** Defaults to the portable one; `@causeway/lightclient/native` has a faster one for Node. */
  readonly verifier?: SignatureVerifier | undefined;
}

/**
 * Judges a header, adjacent or skipping as the heights demand. Beyond Go's rules it refuses sets in which somebody
 * appears twice or has no power, and commits to an incomplete block id: no honest chain produces them.
 * @param now Nanoseconds since 1970.
 * @throws {RangeError} for a trust level outside 1/3 to 1: that is the caller's mistake, not the header's.
 */
export function verifyHeader(
  untrusted: LightBlock,
  trusted: TrustedBlock,
  options: HeaderOptions,
  now: bigint,
): TendermintVerdict {
  const isAdjacent = untrusted.signedHeader.header.height === trusted.signedHeader.header.height + 1n;
  return isAdjacent
    ? verifyAdjacent(untrusted, trusted, options, now)
    : verifySkipping(untrusted, trusted, options, now);
}

/** The header right after a trusted one: its validators are the ones that the trusted header announced. */
export function verifyAdjacent(
  untrusted: LightBlock,
  trusted: TrustedBlock,
  options: Omit<HeaderOptions, 'trustLevel' | 'trustedValidators'>,
  now: bigint,
): TendermintVerdict {
  const { header } = trusted.signedHeader;
  const chainId = options.chainId ?? header.chainId;
  if (untrusted.signedHeader.header.height !== header.height + 1n) {
    return invalid('not-adjacent', `height ${header.height + 1n}`, `${untrusted.signedHeader.header.height}`);
  }
  return firstFailure<TendermintVerdict>(
    () => isOfChain(header, chainId),
    () => withinTrustingPeriod(header.time, options.trustingPeriod, now),
    () => checkStrictly(untrusted),
    () => verifyAgainst({ untrusted, trusted: { ...toRoot(header), chainId }, options, now }),
  );
}

/** A header any number of blocks after a trusted one: enough trusted power must have signed it. */
export function verifySkipping(
  untrusted: LightBlock,
  trusted: TrustedBlock,
  options: HeaderOptions,
  now: bigint,
): TendermintVerdict {
  const { header } = trusted.signedHeader;
  const { trustLevel } = options;
  if (!isTrustLevel(trustLevel)) {
    throw new RangeError(`trust level: want 1/3 to 1, got ${trustLevel.numerator}/${trustLevel.denominator}`);
  }
  const chainId = options.chainId ?? header.chainId;
  if (untrusted.signedHeader.header.height === header.height + 1n) {
    return invalid('adjacent', 'heights that are not consecutive', `${header.height} and ${header.height + 1n}`);
  }
  const isNext = options.trustedValidators === 'next';
  const validators = isNext ? trusted.nextValidators : trusted.validators;
  const hash = isNext ? header.nextValidatorsHash : header.validatorsHash;
  if (validators === undefined) {
    return invalid('trusted-validators-missing', `the ${options.trustedValidators} validators`, 'none');
  }
  return firstFailure<TendermintVerdict>(
    () => isOfChain(header, chainId),
    () => withinTrustingPeriod(header.time, options.trustingPeriod, now),
    () => checkStrictly(untrusted),
    // Sets change rarely: what was found of the untrusted one then holds for the trusted one as well.
    () => (haveSameMembers(validators, untrusted.validators) ? VALID : checkValidatorSet(validators)),
    () => hashesTo(validators, hash, 'trusted-validators-hash-mismatch'),
    () => {
      const root = { ...toRoot(header), chainId, validators, validatorsHash: hash };
      return verifyAgainst({ untrusted, trusted: root, options, now });
    },
  );
}

function isOfChain({ chainId: got }: Header, chainId: string): TendermintCheck {
  return got === chainId ? VALID : invalid('chain-id-mismatch', chainId, `${got} (trusted)`);
}

function checkStrictly({ signedHeader, validators }: LightBlock): TendermintCheck {
  return firstFailure<TendermintCheck>(
    () => checkCompleteBlockId(signedHeader.commit),
    () => checkSignatureSizes(signedHeader.commit, validators),
    () => checkValidatorSet(validators),
    () => checkDistinctVoters(validators),
  );
}

/** What a header is judged against: less than a header, since an IBC client keeps no more. */
export interface RootOfTrust {
  readonly chainId: string;
  readonly height: bigint;
  readonly time: bigint;
  readonly nextValidatorsHash: Uint8Array;
  /** Needed for a header that is not adjacent. */
  readonly validators?: ValidatorSet | undefined;
  /** What `validators` was found to hash to. */
  readonly validatorsHash?: Uint8Array | undefined;
}

function toRoot({ chainId, height, time, nextValidatorsHash }: Header): RootOfTrust {
  return { chainId, height, time, nextValidatorsHash };
}

interface Judgement {
  readonly untrusted: LightBlock;
  readonly trusted: RootOfTrust;
  readonly options: {
    readonly trustingPeriod: bigint;
    readonly maxClockDrift: bigint;
    readonly trustLevel?: TrustLevel;
    readonly verifier?: SignatureVerifier | undefined;
  };
  readonly now: bigint;
}

/** Go's `light.Verify`, no stricter and no laxer. The sets must have passed `checkValidatorSet`. */
export function verifyAgainst({ untrusted, trusted, options, now }: Judgement): TendermintVerdict {
  const { header } = untrusted.signedHeader;
  return firstFailure<TendermintVerdict>(
    () => withinTrustingPeriod(trusted.time, options.trustingPeriod, now),
    () => checkSignedHeader(untrusted.signedHeader, trusted.chainId),
    () => isLater(header, trusted),
    () => notFromFuture(header.time, options.maxClockDrift, now),
    () => isOwnSet(untrusted, trusted),
    () => verifyVotes({ untrusted, trusted, options, now }),
  );
}

function verifyVotes({ untrusted, trusted, options }: Judgement): TendermintVerdict {
  const { header, commit } = untrusted.signedHeader;
  const verifier = options.verifier ?? PORTABLE_VERIFIER;
  const verified: VerifiedVotes = new Map();
  const own = { chainId: trusted.chainId, height: header.height, blockId: commit.blockId, commit, verifier, verified };
  const countOwn = () => countOwnVotes({ ...own, validators: untrusted.validators, all: false, skipNil: true });
  if (header.height === trusted.height + 1n) {
    return firstFailure<TendermintVerdict>(() => followsFrom(header, trusted), countOwn);
  }
  const { trustLevel } = options;
  const { chainId, validators } = trusted;
  if (trustLevel === undefined || validators === undefined) {
    return invalid('trusted-validators-missing', 'trusted validators and a trust level', 'none');
  }
  return firstFailure<TendermintVerdict>(
    () => countTrustedVotes({ chainId, commit, validators, trustLevel, verifier, all: false, verified }),
    countOwn,
  );
}

function followsFrom({ validatorsHash }: Header, { nextValidatorsHash }: RootOfTrust): TendermintCheck {
  if (equalBytes(validatorsHash, nextValidatorsHash)) return VALID;
  return invalid('next-validators-hash-mismatch', toHex(nextValidatorsHash), toHex(validatorsHash));
}

/** [LCV-TRUSTING-PERIOD] Expired exactly when the trusted time plus the period is not after now. */
export function withinTrustingPeriod(trustedTime: bigint, trustingPeriod: bigint, now: bigint): TendermintCheck {
  const expiresAt = trustedTime + trustingPeriod;
  return now < expiresAt
    ? VALID
    : invalid('trusted-expired', `now before ${describeTime(expiresAt)}`, describeTime(now));
}

function notFromFuture(time: bigint, maxClockDrift: bigint, now: bigint): TendermintCheck {
  if (time < now + maxClockDrift) return VALID;
  return invalid('header-from-future', `a time before ${describeTime(now + maxClockDrift)}`, describeTime(time));
}

function isLater({ height, time }: Header, trusted: RootOfTrust): TendermintCheck {
  if (height <= trusted.height) return invalid('height-not-after-trusted', `above ${trusted.height}`, `${height}`);
  if (time > trusted.time) return VALID;
  return invalid('time-not-after-trusted', `after ${describeTime(trusted.time)}`, describeTime(time));
}

/** The set is the one that the header names. */
function isOwnSet(
  { validators, signedHeader }: LightBlock,
  { validators: known, validatorsHash }: RootOfTrust,
): TendermintCheck {
  const want = signedHeader.header.validatorsHash;
  const isKnown = validatorsHash !== undefined && known !== undefined && haveSameMembers(validators, known);
  if (isKnown && equalBytes(validatorsHash, want)) return VALID;
  return hashesTo(validators, want, 'validators-hash-mismatch');
}

function hashesTo(
  set: ValidatorSet,
  want: Uint8Array,
  code: 'validators-hash-mismatch' | 'trusted-validators-hash-mismatch',
): TendermintCheck {
  const got = hashValidatorSet(set);
  return equalBytes(got, want) ? VALID : invalid(code, toHex(want), toHex(got));
}

/**
 * The header right before a trusted one, by the hash that the trusted one names. Proves nothing about its votes.
 * Source: CometBFT `light/verifier.go`, `VerifyBackwards`.
 */
export function verifyBackwards(untrusted: Header, trusted: Header): TendermintCheck {
  return firstFailure<TendermintCheck>(
    () => checkHeader(untrusted),
    () => isOfChain(untrusted, trusted.chainId),
    () =>
      untrusted.time < trusted.time
        ? VALID
        : invalid('time-not-before-trusted', `before ${describeTime(trusted.time)}`, describeTime(untrusted.time)),
    () => {
      const hash = hashHeader(untrusted);
      if (hash !== undefined && equalBytes(hash, trusted.lastBlockId.hash)) return VALID;
      const got = hash === undefined ? 'no hash' : toHex(hash);
      return invalid('last-block-id-mismatch', toHex(trusted.lastBlockId.hash), got);
    },
  );
}
