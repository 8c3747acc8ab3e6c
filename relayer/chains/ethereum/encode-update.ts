/** Updates and misbehaviour as `light-clients/cometbft/CometBftClient.sol` reads them, from light blocks. @module */
import { concatBytes, equalBytes } from '@causeway/lightclient/codec';
import {
  type Commit,
  type ConsensusState,
  createVoteSignBytes,
  DEFAULT_TRUST_LEVEL,
  hashValidatorSet,
  KEY_TYPES,
  type LightBlock,
  type TrustLevel,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { chooseVoters, KEY_TYPES_ON_CHAIN } from './choose-voters.ts';
import { checkHash, encodeContractHeader, encodeContractTime } from './encode-header.ts';
import { encodeUint } from './encode-numbers.ts';
import { encodeContractValidators } from './encode-validators.ts';
import { encodeEvidence } from './encode-vote.ts';

/** In the number of groups. */
const CONTINUES_SESSION = 0x80;

/** What the client stores of the height that the evidence is judged by. */
export interface TrustedState {
  readonly height: bigint;
  readonly state: ConsensusState;
  /** The set that this state announces; not needed if it is the block's own. */
  readonly nextValidators?: ValidatorSet | undefined;
}

/** A light block, and from where it is judged. */
export interface ContractEvidence {
  readonly block: LightBlock;
  readonly trusted: TrustedState;
  /** Rows of validators whose votes go in; by default as few as prove that more than two thirds and the trust level signed. */
  readonly rows?: readonly number[] | undefined;
  /** The client's trust level; by default 1/3. */
  readonly trustLevel?: TrustLevel | undefined;
  /** Whether votes count too that the client verified before: see `encodeSessionUpdate`. */
  readonly continuesSession?: boolean | undefined;
}

/** @param heightBelow The greatest height below the block's that the client stores. */
export function encodeContractUpdate(evidence: ContractEvidence, heightBelow: bigint): Uint8Array {
  const rows = votersOf(evidence, 'update');
  return concatBytes(encodeContractEvidence({ ...evidence, rows }), encodeUint(heightBelow, 8, 'height below'));
}

/** Evidence of two blocks at one height, or of a first one that is higher and no later than the second. */
export function encodeContractMisbehaviour(first: ContractEvidence, second: ContractEvidence): Uint8Array {
  const bytes = encodeContractEvidence(first);
  return concatBytes(encodeUint(bytes.length, 4, 'length'), bytes, encodeContractEvidence(second));
}

/** Rows of those whose votes go in. An update to the header right above the trusted height asks nothing of a trusted set. */
export function votersOf(evidence: ContractEvidence, purpose: 'update' | 'misbehaviour'): readonly number[] {
  const { block, trusted, trustLevel: level = DEFAULT_TRUST_LEVEL } = evidence;
  const { commit, header } = block.signedHeader;
  if (evidence.rows !== undefined) return evidence.rows;
  const isAdjacent = header.height === trusted.height + 1n;
  const set = trustedSetOf(evidence) ?? block.validators;
  return chooseVoters(commit, block.validators, purpose === 'update' && isAdjacent ? undefined : { set, level });
}

/** As the contracts hash and prove by it: time in 16 bytes, root, hash of the next validators. */
export function encodeContractState({ timestamp, root, nextValidatorsHash }: ConsensusState): Uint8Array {
  return concatBytes(
    encodeUint(timestamp, 16, 'timestamp'),
    checkHash(root, 'root'),
    checkHash(nextValidatorsHash, 'next validators hash'),
  );
}

/** For `advanceSession`, where it stands alone. */
export function encodeContractEvidence(evidence: ContractEvidence): Uint8Array {
  const { block, trusted } = evidence;
  const { signedHeader, validators } = block;
  const { commit, header } = signedHeader;
  const set = encodeContractValidators(validators, trustedSetOf(evidence));
  const flag = evidence.continuesSession === true ? CONTINUES_SESSION : 0;
  return concatBytes(
    encodeUint(trusted.height, 8, 'trusted height'),
    encodeContractState(trusted.state),
    encodeContractHeader(header),
    encodeUint(commit.round, 4, 'round'),
    encodeUint(commit.blockId.parts.total, 4, 'number of parts'),
    checkHash(commit.blockId.parts.hash, 'hash of the parts'),
    encodeUint(set.count, 2, 'number of rows'),
    encodeUint(set.trustedCount, 2, 'number of trusted validators'),
    set.bytes,
    encodeVotes(header.chainId, commit, validators, votersOf(evidence, 'misbehaviour'), flag),
  );
}

/** Undefined where it is the block's own. */
function trustedSetOf({ block, trusted }: ContractEvidence): ValidatorSet | undefined {
  const isOwn = equalBytes(hashValidatorSet(block.validators), trusted.state.nextValidatorsHash);
  return isOwn ? undefined : trusted.nextValidators;
}

function encodeVotes(
  chainId: string,
  commit: Commit,
  { validators }: ValidatorSet,
  rows: readonly number[],
  flag: number,
): Uint8Array {
  const signBytes = createVoteSignBytes(chainId, commit);
  const groups = KEY_TYPES_ON_CHAIN.flatMap((type) => {
    const votes = rows
      .toSorted((a, b) => a - b)
      .flatMap((row) => {
        const validator = validators[row];
        const vote = commit.signatures[row];
        if (validator?.publicKey.type !== type || vote === undefined) return [];
        const message = signBytes('commit', vote.timestamp);
        return concatBytes(
          encodeUint(row, 2, 'row'),
          encodeContractTime(vote.timestamp, 'time of a vote'),
          encodeEvidence(validator.publicKey, message, vote.signature),
        );
      });
    if (votes.length === 0) return [];
    return concatBytes(Uint8Array.of(KEY_TYPES[type].field), encodeUint(votes.length, 2, 'number of votes'), ...votes);
  });
  return concatBytes(Uint8Array.of(groups.length + flag), ...groups);
}
