/** Updates with one thing spoiled, and how the light client refuses each of them. @module */
import type {
  Commit,
  CommitSig,
  ConsensusState,
  Header,
  LightBlock,
  Validator,
  ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { type ContractEvidence, encodeContractUpdate } from '../../../relayer/chains/ethereum/encode-update.ts';
import { flipByte, spoilCommit, spoilHeader, spoilValidator, spoilVote } from '../build-header.ts';

/** What an update is made of. */
export interface UpdateParts {
  readonly evidence: ContractEvidence;
  readonly heightBelow: bigint;
}

/** One thing that differs from an honest update. */
export interface Forgery {
  readonly what: string;
  readonly error: string;
  readonly spoil: (honest: UpdateParts) => Uint8Array;
}

/** For updates that bring a trusted set along, of which the second validator alone has a third, but no two thirds of its own. */
export const FORGERIES: readonly Forgery[] = [
  ofHeader('another app hash', ({ appHash }) => ({ appHash: flipByte(appHash) })),
  ofHeader('other next validators', (old) => ({ nextValidatorsHash: flipByte(old.nextValidatorsHash) })),
  ofHeader('other transactions', ({ dataHash }) => ({ dataHash: flipByte(dataHash) })),
  ofHeader('another last block', ({ lastCommitHash }) => ({ lastCommitHash: flipByte(lastCommitHash) })),
  ofHeader('another time', ({ time }) => ({ time: time + 1n })),
  ofHeader('another height', ({ height }) => ({ height: height + 1n })),
  ofCommit('another round', ({ round }) => ({ round: round + 1 })),
  ofCommit('another number of parts', ({ blockId }) => ofParts(blockId, { total: blockId.parts.total + 1 })),
  ofCommit('other parts', ({ blockId }) => ofParts(blockId, { hash: flipByte(blockId.parts.hash) })),
  ofVote('another time of a vote', ({ timestamp }) => ({ timestamp: timestamp + 1n })),
  ofVote('another signature', ({ signature }) => ({ signature: flipByte(signature, 40) })),
  ofSet('another power of a validator', ({ votingPower }) => ({ votingPower: votingPower + 1n })),
  ofTrustedSet('another power of a trusted validator', ({ votingPower }) => ({ votingPower: votingPower + 1n })),
  ofTrustedState('another trusted root', ({ root }) => ({ root: flipByte(root) })),
  ofTrustedState('another trusted time', ({ timestamp }) => ({ timestamp: timestamp + 1n })),
  forgery('a trusted height that is not stored', 'CCConsensusStateNotFound', ({ evidence, heightBelow }) => ({
    evidence: { ...evidence, trusted: { ...evidence.trusted, height: evidence.trusted.height - 1n } },
    heightBelow,
  })),
  ofRows('no votes', 'CCTrustInsufficient', []),
  ofRows('too few votes', 'CCPowerInsufficient', [1]),
  ofRows('a vote twice', 'CCVoteOrderInvalid', [0, 0]),
  forgery('another height below', 'CCHeightBelowInvalid', ({ evidence, heightBelow }) => ({
    evidence,
    heightBelow: heightBelow - 1n,
  })),
  ofBytes('a byte more', 'CCMessageSizeInvalid', (bytes) => Uint8Array.of(...bytes, 0)),
  ofBytes('a byte less', 'CCMessageSizeInvalid', (bytes) => bytes.subarray(0, -1)),
];

function forgery(what: string, error: string, change: (honest: UpdateParts) => UpdateParts): Forgery {
  return {
    what,
    error,
    spoil: (honest) => {
      const { evidence, heightBelow } = change(honest);
      return encodeContractUpdate(evidence, heightBelow);
    },
  };
}

function ofBytes(what: string, error: string, change: (bytes: Uint8Array) => Uint8Array): Forgery {
  const spoil = ({ evidence, heightBelow }: UpdateParts) => change(encodeContractUpdate(evidence, heightBelow));
  return { what, error, spoil };
}

/** Nobody has signed what the block is after it was changed. */
function ofBlock(what: string, change: (block: LightBlock) => LightBlock): Forgery {
  return forgery(what, 'CVBatchInvalid', ({ evidence, heightBelow }) => ({
    evidence: { ...evidence, block: change(evidence.block) },
    heightBelow,
  }));
}

function ofHeader(what: string, change: (header: Header) => Partial<Header>): Forgery {
  return ofBlock(what, (block) => spoilHeader(block, change(block.signedHeader.header)));
}

function ofCommit(what: string, change: (commit: Commit) => Partial<Commit>): Forgery {
  return ofBlock(what, (block) => spoilCommit(block, change(block.signedHeader.commit)));
}

function ofParts(blockId: Commit['blockId'], change: Partial<Commit['blockId']['parts']>): Partial<Commit> {
  return { blockId: { ...blockId, parts: { ...blockId.parts, ...change } } };
}

/** Of the mightiest validator: without its vote there is not enough. */
function ofVote(what: string, change: (vote: CommitSig) => Partial<CommitSig>): Forgery {
  return ofBlock(what, (block) => spoilVote(block, 0, change(firstOf(block.signedHeader.commit.signatures))));
}

function ofSet(what: string, change: (validator: Validator) => Partial<Validator>): Forgery {
  return ofBlock(what, (block) => ({ ...block, validators: spoilFirst(block.validators, change) }));
}

function ofTrustedSet(what: string, change: (validator: Validator) => Partial<Validator>): Forgery {
  return forgery(what, 'CCTrustedValidatorsMismatch', ({ evidence, heightBelow }) => {
    const { nextValidators } = evidence.trusted;
    if (nextValidators === undefined) throw new Error('want an update with a trusted set, got none');
    const trusted = { ...evidence.trusted, nextValidators: spoilFirst(nextValidators, change) };
    return { evidence: { ...evidence, trusted }, heightBelow };
  });
}

function ofTrustedState(what: string, change: (state: ConsensusState) => Partial<ConsensusState>): Forgery {
  return forgery(what, 'CCConsensusStateMismatch', ({ evidence, heightBelow }) => {
    const { state } = evidence.trusted;
    const trusted = { ...evidence.trusted, state: { ...state, ...change(state) } };
    return { evidence: { ...evidence, trusted }, heightBelow };
  });
}

function ofRows(what: string, error: string, rows: readonly number[]): Forgery {
  return forgery(what, error, ({ evidence, heightBelow }) => ({ evidence: { ...evidence, rows }, heightBelow }));
}

function spoilFirst(set: ValidatorSet, change: (validator: Validator) => Partial<Validator>): ValidatorSet {
  return spoilValidator(set, 0, change(firstOf(set.validators)));
}

function firstOf<T>([item]: readonly T[]): T {
  if (item === undefined) throw new Error('want an item, got none');
  return item;
}
