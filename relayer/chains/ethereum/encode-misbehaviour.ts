/** Misbehaviour for the CometBFT client from the evidence that the library finds, or that ibc-go takes. @module */
import type {
  Attack,
  ClientHeader,
  ClientMisbehaviour,
  ConsensusState,
  LightBlock,
} from '@causeway/lightclient/tendermint';
import { VOTE_LIMITS, type VoteLimits } from './encode-session.ts';
import {
  type ContractEvidence,
  encodeContractEvidence,
  encodeContractMisbehaviour,
  votersOf,
} from './encode-update.ts';

/** What the client stores of a height; undefined when it stores nothing. */
export type StateAt = (height: bigint) => ConsensusState | undefined;

/** Two blocks that contradict each other, both judged from the last one that they share: the client must store that one. */
export function encodeAttack({ trusted, conflicting, common }: Attack): Uint8Array {
  const { header } = common.signedHeader;
  const state = { timestamp: header.time, root: header.appHash, nextValidatorsHash: header.nextValidatorsHash };
  const from = { height: header.height, state, nextValidators: common.nextValidators };
  return encodeHigherFirst({ block: trusted, trusted: from }, { block: conflicting, trusted: from });
}

/** What ibc-go's 07-tendermint takes. @throws {RangeError} when a set is missing, or the client stores no such trusted state. */
export function encodeClientEvidence({ header1, header2 }: ClientMisbehaviour, stateAt: StateAt): Uint8Array {
  return encodeHigherFirst(toEvidence(header1, stateAt, 'header 1'), toEvidence(header2, stateAt, 'header 2'));
}

function toEvidence(header: ClientHeader, stateAt: StateAt, what: string): ContractEvidence {
  const { signedHeader, validatorSet, trustedHeight, trustedValidators } = header;
  if (validatorSet === undefined) throw new RangeError(`${what}: want its validators, got none`);
  const height = trustedHeight.revisionHeight;
  const state = stateAt(height);
  if (state === undefined) throw new RangeError(`${what}: want the state at its trusted height ${height}, got none`);
  const block: LightBlock = { signedHeader, validators: validatorSet };
  return { block, trusted: { height, state, nextValidators: trustedValidators } };
}

/** What to send, in any order but for the misbehaviour, which is the last. */
export interface MisbehaviourMessages {
  /** For `advanceSession`, a transaction each; none when the votes fit one transaction. */
  readonly advances: readonly Uint8Array[];
  /** For `misbehaviour`. */
  readonly misbehaviour: Uint8Array;
}

/** Evidence of two blocks in either order, with all of their votes sent ahead where they do not fit one transaction. */
export function encodeSessionMisbehaviour(
  one: ContractEvidence,
  other: ContractEvidence,
  limits: VoteLimits = VOTE_LIMITS,
): MisbehaviourMessages {
  const both = [one, other].map((evidence) => ({ evidence, rows: votersOf(evidence, 'misbehaviour') }));
  if (both.reduce((sum, { rows }) => sum + rows.length, 0) <= limits.atOnce) {
    return { advances: [], misbehaviour: encodeHigherFirst(one, other) };
  }
  const advances = both.flatMap(({ evidence, rows }) =>
    cutEvenly(rows, limits.perMessage).map((part) =>
      encodeContractEvidence({ ...evidence, rows: part, continuesSession: true }),
    ),
  );
  const known = { rows: [], continuesSession: true } as const;
  return { advances, misbehaviour: encodeHigherFirst({ ...one, ...known }, { ...other, ...known }) };
}

function cutEvenly(rows: readonly number[], most: number): readonly (readonly number[])[] {
  const count = Math.ceil(rows.length / most);
  const cut = (part: number) => Math.floor((rows.length * part) / count);
  return Array.from({ length: count }, (_, index) => rows.slice(cut(index), cut(index + 1)));
}

/** Of two heights the contract takes the higher one first, as ibc-go does. */
function encodeHigherFirst(first: ContractEvidence, second: ContractEvidence): Uint8Array {
  const isOrdered = heightOf(first) >= heightOf(second);
  return isOrdered ? encodeContractMisbehaviour(first, second) : encodeContractMisbehaviour(second, first);
}

function heightOf({ block }: ContractEvidence): bigint {
  return block.signedHeader.header.height;
}
