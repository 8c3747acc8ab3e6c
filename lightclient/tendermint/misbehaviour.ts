/**
 * Two headers of one chain that cannot both be honest, and the validators to blame.
 * Source: CometBFT `types/evidence.go` and `light/detector.go`; ibc-go `07-tendermint/misbehaviour_handle.go`.
 * @module
 */
import { equalBytes } from '../codec/index.ts';
import type { CommitSig, Header, LightBlock, SignedHeader } from './block.ts';
import { hashHeader } from './hash.ts';
import type { Validator, ValidatorSet } from './validator.ts';
import { findValidator, sortValidators } from './validator-set.ts';

/** Header fields that follow from the blocks before: a header that differs in one is made up. */
export const STATE_FIELDS = [
  'validatorsHash',
  'nextValidatorsHash',
  'consensusHash',
  'appHash',
  'lastResultsHash',
] as const satisfies readonly (keyof Header)[];

/** One of `STATE_FIELDS`. */
export type StateField = (typeof STATE_FIELDS)[number];

/**
 * `lunatic`: one of the headers does not follow from the chain. `equivocation`: two blocks in one round.
 * `amnesia`: two blocks in different rounds; who forgot a lock cannot be told from the commits.
 */
export type AttackKind = 'lunatic' | 'equivocation' | 'amnesia';

/** Why two headers of one chain cannot both be honest. */
export type Misbehaviour =
  | {
      readonly kind: 'fork';
      readonly attack: AttackKind;
      readonly height: bigint;
      readonly differs: readonly StateField[];
    }
  /** The higher header is not later than the lower one. */
  | { readonly kind: 'time-violation'; readonly lower: SignedHeader; readonly higher: SignedHeader };

/**
 * Compares two signed headers; undefined when both can be honest. It looks at headers only: verify both first, since
 * anybody can make up an unsigned one. The same block with other votes or another round is no misbehaviour.
 */
export function detectMisbehaviour(first: SignedHeader, second: SignedHeader): Misbehaviour | undefined {
  if (first.header.chainId !== second.header.chainId) return undefined;
  const { height } = first.header;
  if (height !== second.header.height) {
    const [lower, higher] = height < second.header.height ? [first, second] : [second, first];
    return higher.header.time > lower.header.time ? undefined : { kind: 'time-violation', lower, higher };
  }
  if (isSameBlock(first.header, second.header)) return undefined;
  const differs = differingStateFields(first.header, second.header);
  return { kind: 'fork', attack: attackKind(first, second), height, differs };
}

function isSameBlock(first: Header, second: Header): boolean {
  const none = new Uint8Array(0);
  return equalBytes(hashHeader(first) ?? none, hashHeader(second) ?? none);
}

/** The fields by which one of the two headers shows itself not to follow from the chain. */
export function differingStateFields(first: Header, second: Header): readonly StateField[] {
  return STATE_FIELDS.filter((field) => !equalBytes(first[field], second[field]));
}

/** Names the attack that led to `conflicting` beside `trusted`. */
export function attackKind(trusted: SignedHeader, conflicting: SignedHeader): AttackKind {
  if (differingStateFields(trusted.header, conflicting.header).length > 0) return 'lunatic';
  return trusted.commit.round === conflicting.commit.round ? 'equivocation' : 'amnesia';
}

/** Two verified blocks that contradict each other, and what they both follow from. */
export interface Attack {
  /** A verified block. */
  readonly trusted: LightBlock;
  /** The block that contradicts it, verified from the same common block. */
  readonly conflicting: LightBlock;
  /** The last block that both sides share. */
  readonly common: LightBlock;
}

/** The validators that provably took part, by voting power descending; none for amnesia. */
export function findByzantineValidators({ trusted, conflicting, common }: Attack): readonly Validator[] {
  const kind = attackKind(trusted.signedHeader, conflicting.signedHeader);
  const votes = conflicting.signedHeader.commit.signatures;
  if (kind === 'amnesia') return [];
  // A lunatic block's own set may be made up too: only those whom the common block knows can be blamed.
  const set = kind === 'lunatic' ? common.validators : conflicting.validators;
  const others = trusted.signedHeader.commit.signatures;
  const isGuilty = (vote: CommitSig, index: number): boolean =>
    vote.flag === 'commit' && (kind === 'lunatic' || others[index]?.flag === 'commit');
  return sortValidators(votes.filter(isGuilty).flatMap((vote) => memberOf(set, vote)));
}

function memberOf(set: ValidatorSet, { validatorAddress }: CommitSig): readonly Validator[] {
  const validator = findValidator(set, validatorAddress);
  return validator === undefined ? [] : [validator];
}
