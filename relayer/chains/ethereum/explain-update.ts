/** What evidence for the CometBFT client says, for people: which header, who signed, how much of which power. Judges nothing. @module */
import {
  createVoteSignBytes,
  deriveAddress,
  hashValidatorSet,
  type KeyType,
  type PublicKey,
  type SignatureVerifier,
  type Validator,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { ContractEvidenceParts, ContractRow, ContractVote, EvidenceSizes } from './decode-update.ts';
import { hashContractHeader } from './hash-contract-header.ts';

/** Of one set: how much signed, and how much that is. */
export interface SignedPower {
  readonly validators: number;
  readonly total: bigint;
  readonly signed: bigint;
  /** Rounded down to a hundredth. */
  readonly percent: string;
}

/** One vote. */
export interface ExplainedVote {
  readonly row: number;
  readonly keyType: KeyType;
  /** 20 bytes; undefined where there is no such row, or its key is no point. */
  readonly address: Uint8Array | undefined;
  /** In the header's set. */
  readonly power: bigint;
  /** In the trusted set. */
  readonly trustedPower: bigint;
  readonly time: bigint;
  /** Undefined when the chain id is not known: then nobody can tell what was signed. */
  readonly isValid: boolean | undefined;
}

export interface EvidenceExplanation {
  readonly height: bigint;
  readonly time: bigint;
  /** Undefined when the chain id is not known. */
  readonly headerHash: Uint8Array | undefined;
  readonly appHash: Uint8Array;
  readonly validatorsHash: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
  readonly round: number;
  readonly trustedHeight: bigint;
  readonly trustedTime: bigint;
  readonly trustedNextValidatorsHash: Uint8Array;
  /** Whether the header is right above the trusted height: then nothing but its set is asked. */
  readonly isAdjacent: boolean;
  /** Whether the set that counts as trusted is the one that the trusted state announces. */
  readonly hasAnnouncedSet: boolean;
  readonly own: SignedPower;
  /** Of the trusted set, which is the header's own where none is given. */
  readonly trusted: SignedPower;
  readonly votes: readonly ExplainedVote[];
  /** Rows whose ed25519 key is of small order: anybody can sign for such a validator, and its votes count all the same. */
  readonly weakRows: readonly number[];
  readonly sizes: EvidenceSizes;
}

export interface ExplainOptions {
  /** The chain that the client follows; it is not in the bytes. */
  readonly chainId?: string | undefined;
  readonly verifier: SignatureVerifier;
}

/** Explains one header with its commit. */
export function explainEvidence(parts: ContractEvidenceParts, options: ExplainOptions): EvidenceExplanation {
  const { header, trustedState, trustedHeight } = parts;
  const own = ownSetOf(parts);
  const trusted = trustedSetOf(parts);
  const validatorsHash = hashValidatorSet(own);
  const headerHash =
    options.chainId === undefined ? undefined : hashContractHeader(header, options.chainId, validatorsHash);
  const judge = createVoteJudge(parts, headerHash, options);
  return {
    height: header.height,
    time: header.time,
    headerHash,
    appHash: header.appHash,
    validatorsHash,
    nextValidatorsHash: header.nextValidatorsHash,
    round: parts.commit.round,
    trustedHeight,
    trustedTime: trustedState.timestamp,
    trustedNextValidatorsHash: trustedState.nextValidatorsHash,
    isAdjacent: header.height === trustedHeight + 1n,
    hasAnnouncedSet: Buffer.compare(hashValidatorSet(trusted ?? own), trustedState.nextValidatorsHash) === 0,
    own: countPower(parts, powerOf),
    trusted: countPower(parts, trusted === undefined ? powerOf : trustedPowerOf),
    votes: parts.votes.map((vote) => explainVote(vote, parts.rows[vote.row], judge)),
    weakRows: parts.rows.flatMap(({ publicKey }, row) => (isWeak(publicKey) ? [row] : [])),
    sizes: parts.sizes,
  };
}

function isWeak({ type, bytes }: PublicKey): boolean {
  if (type !== 'ed25519') return false;
  try {
    return ed25519.Point.fromBytes(bytes, true).isSmallOrder();
  } catch {
    // No point at all: nobody can sign for it.
    return false;
  }
}

/** The header's set, in its order. */
export function ownSetOf({ rows }: ContractEvidenceParts): ValidatorSet {
  return { validators: rows.filter(({ power }) => power > 0n).map((row) => toValidator(row.publicKey, row.power)) };
}

/** The trusted set, in its order; undefined when it is the header's own. */
export function trustedSetOf({ rows, trustedOrder }: ContractEvidenceParts): ValidatorSet | undefined {
  if (trustedOrder.length === 0) return undefined;
  const members = trustedOrder.flatMap((index) => rows[index] ?? []);
  return { validators: members.map((row) => toValidator(row.publicKey, row.trustedPower ?? 0n)) };
}

function toValidator(publicKey: PublicKey, votingPower: bigint): Validator {
  return { address: deriveAddress(publicKey) ?? new Uint8Array(0), publicKey, votingPower, proposerPriority: 0n };
}

type VoteJudge = (vote: ContractVote, row: ContractRow) => boolean | undefined;

function createVoteJudge(
  { header, commit }: ContractEvidenceParts,
  hash: Uint8Array | undefined,
  { chainId, verifier }: ExplainOptions,
): VoteJudge {
  if (chainId === undefined || hash === undefined) return () => undefined;
  const parts = { total: commit.partTotal, hash: commit.partsHash };
  const signed = { height: header.height, round: commit.round, blockId: { hash, parts }, signatures: [] };
  const signBytes = createVoteSignBytes(chainId, signed);
  return ({ time, signature }, { publicKey }) => verifier.verify(publicKey, signBytes('commit', time), signature);
}

function explainVote(vote: ContractVote, row: ContractRow | undefined, judge: VoteJudge): ExplainedVote {
  const { keyType, time } = vote;
  return {
    row: vote.row,
    keyType,
    address: row === undefined ? undefined : deriveAddress(row.publicKey),
    power: row === undefined ? 0n : powerOf(row),
    trustedPower: row === undefined ? 0n : trustedPowerOf(row),
    time,
    isValid: row?.publicKey.type === keyType ? judge(vote, row) : false,
  };
}

/** Each row counts once, however often its vote is there. */
function countPower({ rows, votes }: ContractEvidenceParts, power: (row: ContractRow) => bigint): SignedPower {
  const voters = new Set(votes.map(({ row }) => row));
  let total = 0n;
  let signed = 0n;
  for (const [index, row] of rows.entries()) {
    total += power(row);
    if (voters.has(index)) signed += power(row);
  }
  const hundredths = total === 0n ? 0n : (signed * 10_000n) / total;
  const percent = `${hundredths / 100n}.${`${hundredths % 100n}`.padStart(2, '0')}`;
  return { validators: rows.filter((row) => power(row) > 0n).length, total, signed, percent };
}

function powerOf({ power }: ContractRow): bigint {
  return power;
}

function trustedPowerOf({ power, trustedPower }: ContractRow): bigint {
  return trustedPower ?? power;
}
