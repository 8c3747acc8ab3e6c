/**
 * What proves an attack on light clients, and who took part in it.
 * Source: CometBFT `types/evidence.go`, `LightClientAttackEvidence`.
 * @module
 */
import { equalBytes } from '../codec/index.ts';
import {
  type Commit,
  findValidator,
  type Header,
  type LightBlock,
  sortValidators,
  totalVotingPower,
  type Validator,
  type ValidatorSet,
} from '../tendermint/index.ts';

/**
 * `lunatic`: the header could not come from the chain's own state. `equivocation`: two blocks signed in one round.
 * `amnesia`: two blocks in two rounds, where nobody can tell from the votes alone who broke the rules.
 */
export type AttackKind = 'lunatic' | 'equivocation' | 'amnesia';

export interface AttackEvidence {
  readonly kind: AttackKind;
  readonly conflictingBlock: LightBlock;
  /** Height of the last block that both sides share; for a header that the chain's state allows, its own height. */
  readonly commonHeight: bigint;
  /** Nanoseconds: the time of the block at the common height. */
  readonly timestamp: bigint;
  /** Of the set at the common height. */
  readonly totalVotingPower: bigint;
  /** Those who signed both, or signed what cannot be; empty for amnesia. */
  readonly byzantineValidators: readonly Validator[];
}

export interface AttackParts {
  /** The last block that both sides share. */
  readonly common: LightBlock;
  /** The block that is accused. */
  readonly conflicting: LightBlock;
  /** The block that the other side has in its place, or, when that side is lower, its newest. */
  readonly trusted: LightBlock;
}

export function buildAttackEvidence(parts: AttackParts): AttackEvidence {
  const { common, conflicting, trusted } = parts;
  const kind = classifyAttack(conflicting, trusted);
  const base = kind === 'lunatic' ? common : trusted;
  return {
    kind,
    conflictingBlock: conflicting,
    commonHeight: base.signedHeader.header.height,
    timestamp: base.signedHeader.header.time,
    totalVotingPower: totalVotingPower(base.validators),
    byzantineValidators: sortValidators(findGuilty(kind, parts)),
  };
}

function classifyAttack(conflicting: LightBlock, trusted: LightBlock): AttackKind {
  if (!hasSameState(conflicting.signedHeader.header, trusted.signedHeader.header)) return 'lunatic';
  return conflicting.signedHeader.commit.round === trusted.signedHeader.commit.round ? 'equivocation' : 'amnesia';
}

/** The fields that follow from the chain's state alone, so that an honest validator cannot get them wrong. */
function hasSameState(a: Header, b: Header): boolean {
  return (
    equalBytes(a.validatorsHash, b.validatorsHash) &&
    equalBytes(a.nextValidatorsHash, b.nextValidatorsHash) &&
    equalBytes(a.consensusHash, b.consensusHash) &&
    equalBytes(a.appHash, b.appHash) &&
    equalBytes(a.lastResultsHash, b.lastResultsHash)
  );
}

function findGuilty(kind: AttackKind, { common, conflicting, trusted }: AttackParts): readonly Validator[] {
  const { commit } = conflicting.signedHeader;
  if (kind === 'lunatic') return signers(commit, common.validators);
  if (kind === 'amnesia') return [];
  const other = trusted.signedHeader.commit;
  // Both have the same validators in the same order, so that an index means the same validator.
  const both = commit.signatures.filter((_, index) => other.signatures[index]?.flag === 'commit');
  return signers({ ...commit, signatures: both }, conflicting.validators);
}

function signers({ signatures }: Commit, set: ValidatorSet): readonly Validator[] {
  return signatures.flatMap(({ flag, validatorAddress }) => {
    const validator = flag === 'commit' ? findValidator(set, validatorAddress) : undefined;
    return validator === undefined ? [] : [validator];
  });
}
