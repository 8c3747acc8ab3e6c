/**
 * Does a commit carry enough valid votes of a validator set? Counted as CometBFT (Go) counts: see `tallyVotes`.
 * Source: CometBFT `types/validation.go`.
 * @module
 */
import { equalBytes, toHex } from '../codec/index.ts';
import { firstFailure, type Invalid, invalid, VALID } from '../verdict.ts';
import type { BlockId, Commit } from './block.ts';
import { checkCommit } from './check-header.ts';
import { addressKey, checkValidatorSet } from './check-validators.ts';
import type { TendermintCheck, TendermintVerdict } from './fault-codes.ts';
import { createVoteSignBytes } from './sign-bytes.ts';
import { PORTABLE_VERIFIER, type SignatureVerifier } from './signature-verifier.ts';
import type { TrustLevel } from './trust-level.ts';
import { KEY_TYPES, type PublicKey, type Validator, type ValidatorSet } from './validator.ts';
import { totalVotingPower } from './validator-set.ts';

const MAX_INT64 = (1n << 63n) - 1n;

/** A commit, what it shall be for, and who shall have signed it. */
export interface CommitToVerify {
  readonly chainId: string;
  readonly height: bigint;
  readonly blockId: BlockId;
  readonly commit: Commit;
  /** The set that signed: entry i of the commit is the vote of validator i. */
  readonly validators: ValidatorSet;
}

/** More than 2/3 signed the block, and *every* signature is right, also those for nil. As full nodes check. */
export function verifyCommit(request: CommitToVerify, verifier = PORTABLE_VERIFIER): TendermintCheck {
  return checkThen(request, () => countOwnVotes({ ...request, verifier, all: true, skipNil: false }));
}

/** More than 2/3 signed the block; stops at that threshold, so later signatures stay unchecked. */
export function verifyCommitLight(request: CommitToVerify, verifier = PORTABLE_VERIFIER): TendermintCheck {
  return checkThen(request, () => countOwnVotes({ ...request, verifier, all: false, skipNil: true }));
}

/** As `verifyCommitLight`, but checks every signature for the block: for evidence. */
export function verifyCommitLightAllSignatures(request: CommitToVerify, verifier = PORTABLE_VERIFIER): TendermintCheck {
  return checkThen(request, () => countOwnVotes({ ...request, verifier, all: true, skipNil: true }));
}

/** A commit, and the trusted set that some of its signers shall belong to. */
export interface TrustToVerify {
  readonly chainId: string;
  readonly commit: Commit;
  /** A trusted set, not necessarily the one that signed: votes are matched by address. */
  readonly validators: ValidatorSet;
  readonly trustLevel: TrustLevel;
}

/** More than the trust level of a trusted set signed the block, or `not-enough-trust`. Stops at the threshold. */
export function verifyCommitLightTrusting(request: TrustToVerify, verifier = PORTABLE_VERIFIER): TendermintVerdict {
  return checkThen(request, () => countTrustedVotes({ ...request, verifier, all: false }));
}

/** As `verifyCommitLightTrusting`, but checks every signature of a trusted validator: for evidence. */
export function verifyCommitLightTrustingAllSignatures(
  request: TrustToVerify,
  verifier = PORTABLE_VERIFIER,
): TendermintVerdict {
  return checkThen(request, () => countTrustedVotes({ ...request, verifier, all: true }));
}

function checkThen<V extends TendermintVerdict>(
  { commit, validators }: { readonly commit: Commit; readonly validators: ValidatorSet },
  count: () => V,
): V | TendermintCheck {
  return firstFailure<V | TendermintCheck>(
    () => checkCommit(commit),
    () => checkValidatorSet(validators),
    count,
  );
}

/** Signatures found right in an earlier pass over the same commit and chain id, by index. */
export type VerifiedVotes = Map<number, PublicKey>;

interface OwnVotes extends CommitToVerify {
  readonly verifier: SignatureVerifier;
  readonly all: boolean;
  readonly skipNil: boolean;
  readonly verified?: VerifiedVotes;
}

/** The 2/3 count without the basic checks, for callers that have made them. */
export function countOwnVotes(request: OwnVotes): TendermintCheck {
  const { validators, commit, height, blockId } = request;
  const members = validators.validators.length;
  if (members !== commit.signatures.length) {
    return invalid('commit-size-mismatch', `${members} entries`, `${commit.signatures.length}`);
  }
  if (height !== commit.height) return invalid('commit-height-mismatch', `${height}`, `${commit.height}`);
  if (!equalBlockIds(blockId, commit.blockId)) {
    return invalid('block-id-mismatch', toHex(blockId.hash), toHex(commit.blockId.hash));
  }
  const total = totalVotingPower(validators);
  const needed = (total * 2n) / 3n;
  const verdict = countVotes({ ...request, needed, findVoter: voterByIndex });
  if (verdict.status !== 'not-enough-trust') return verdict;
  return invalid('insufficient-voting-power', `more than ${needed} of ${total}`, `${verdict.signed}`);
}

function equalBlockIds(a: BlockId, b: BlockId): boolean {
  return equalBytes(a.hash, b.hash) && a.parts.total === b.parts.total && equalBytes(a.parts.hash, b.parts.hash);
}

interface TrustedVotes extends TrustToVerify {
  readonly verifier: SignatureVerifier;
  readonly all: boolean;
  readonly verified?: VerifiedVotes;
}

/** The trust count without the basic checks, for callers that have made them. */
export function countTrustedVotes(request: TrustedVotes): TendermintVerdict {
  const { numerator, denominator } = request.trustLevel;
  const share = totalVotingPower(request.validators) * numerator;
  if (denominator <= 0n || numerator < 0n || share > MAX_INT64) {
    return invalid('trust-level-overflow', 'power times trust level below 2^63', `${numerator}/${denominator}`);
  }
  const findVoter = createVoterByAddress();
  return countVotes({ ...request, needed: share / denominator, skipNil: true, findVoter });
}

type FindVoter = (request: Votes, index: number) => Validator | Invalid<FaultOf> | undefined;
type FaultOf = Extract<TendermintCheck, { status: 'invalid' }>['reason'];

interface Votes {
  readonly chainId: string;
  readonly commit: Commit;
  readonly validators: ValidatorSet;
  readonly needed: bigint;
  /** Check all signatures, rather than as many as are needed. */
  readonly all: boolean;
  /** Leave votes for nil out; otherwise they are checked but not counted. */
  readonly skipNil: boolean;
  /** The validator of an entry, or undefined when it is to be passed over. */
  readonly findVoter: FindVoter;
  readonly verifier: SignatureVerifier;
  readonly verified?: VerifiedVotes;
}

function voterByIndex({ validators, commit }: Votes, index: number): ReturnType<FindVoter> {
  const validator = validators.validators[index];
  const address = commit.signatures[index]?.validatorAddress ?? new Uint8Array(0);
  if (validator === undefined) return undefined;
  if (equalBytes(validator.address, address)) return validator;
  return invalid('vote-address-mismatch', `vote ${index} of ${toHex(validator.address)}`, toHex(address));
}

function createVoterByAddress(): FindVoter {
  let members: Map<string, Validator> | undefined;
  const seen = new Map<Validator, number>();
  return ({ validators, commit }, index) => {
    members ??= new Map(validators.validators.toReversed().map((entry) => [addressKey(entry.address), entry]));
    const address = commit.signatures[index]?.validatorAddress ?? new Uint8Array(0);
    const validator = members.get(addressKey(address));
    if (validator === undefined) return undefined;
    const first = seen.get(validator);
    if (first !== undefined) return invalid('double-vote', `one vote of ${toHex(address)}`, `votes ${first}, ${index}`);
    seen.set(validator, index);
    return validator;
  };
}

interface Vote {
  readonly index: number;
  readonly publicKey: PublicKey;
  /** What it adds to the count: nothing when it is for nil. */
  readonly power: bigint;
}

interface Tally {
  readonly votes: readonly Vote[];
  readonly signed: bigint;
}

function countVotes(request: Votes): TendermintVerdict {
  const tally = tallyVotes(request);
  if ('status' in tally) return tally;
  const enough = tally.signed > request.needed;
  const shortfall = {
    status: 'not-enough-trust',
    signed: tally.signed,
    total: totalVotingPower(request.validators),
  } as const;
  // Where Go verifies in a batch, it counts first: too little power is then told before a wrong signature.
  if (!enough && isBatched(request)) return shortfall;
  const verdict = verifySignatures(request, tally.votes);
  return verdict.status === 'valid' && !enough ? shortfall : verdict;
}

/** Collects the votes that must be verified, up to the threshold unless all are wanted. */
function tallyVotes(request: Votes): Tally | Invalid<FaultOf> {
  const votes: Vote[] = [];
  let signed = 0n;
  for (const index of request.commit.signatures.keys()) {
    const vote = toVote(request, index);
    if (vote === undefined) continue;
    if ('status' in vote) return vote;
    votes.push(vote);
    signed += vote.power;
    if (!request.all && signed > request.needed) break;
  }
  return { votes, signed };
}

/** Undefined for an entry that is passed over. */
function toVote(request: Votes, index: number): Vote | Invalid<FaultOf> | undefined {
  const entry = request.commit.signatures[index];
  const isChecked = entry?.flag === 'commit' || (entry?.flag === 'nil' && !request.skipNil);
  if (entry === undefined || !isChecked) return undefined;
  const voter = request.findVoter(request, index);
  if (voter === undefined || 'status' in voter) return voter;
  const { publicKey, votingPower } = voter;
  const power = entry.flag === 'commit' ? votingPower : 0n;
  return checkSignatureForm(publicKey, entry.signature, index) ?? { index, publicKey, power };
}

function checkSignatureForm({ type }: PublicKey, signature: Uint8Array, index: number): Invalid<FaultOf> | undefined {
  const { verifiable, signatureSize } = KEY_TYPES[type];
  if (!verifiable) return invalid('unsupported-key-type', `vote ${index}: ed25519, secp256k1 or secp256k1eth`, type);
  if (signature.length === signatureSize) return undefined;
  return invalid('wrong-signature', `vote ${index}: ${signatureSize} bytes`, `${signature.length} bytes`);
}

function isBatched({ commit, validators }: Votes): boolean {
  return commit.signatures.length >= 2 && validators.validators.every(({ publicKey }) => publicKey.type === 'ed25519');
}

function verifySignatures({ chainId, commit, verifier, verified }: Votes, votes: readonly Vote[]): TendermintCheck {
  const signBytes = createVoteSignBytes(chainId, commit);
  for (const { index, publicKey } of votes) {
    const vote = commit.signatures[index];
    const known = verified?.get(index);
    if (vote === undefined || (known !== undefined && equalBytes(known.bytes, publicKey.bytes))) continue;
    if (!verifier.verify(publicKey, signBytes(vote.flag, vote.timestamp), vote.signature)) {
      // The first wrong signature ends it: a peer cannot make us check thousands of them the slow way.
      return invalid('wrong-signature', `a signature of ${toHex(vote.validatorAddress)}`, `vote ${index}`);
    }
    verified?.set(index, publicKey);
  }
  return VALID;
}
