/**
 * Headers, commits and light blocks as CometBFT names them. Heights and times are bigint; times are nanoseconds since
 * 1970 and may be negative, since Go's zero time lies in year 1.
 * Source: CometBFT `proto/tendermint/types/types.proto`.
 * @module
 */
import type { ValidatorSet } from './validator.ts';

/** How a block was cut into parts: their number, and the 32-byte root over them (empty when there are none). */
export interface PartSetHeader {
  readonly total: number;
  readonly hash: Uint8Array;
}

/** What a commit is for: the 32-byte hash of a header, and the parts of its block. */
export interface BlockId {
  readonly hash: Uint8Array;
  readonly parts: PartSetHeader;
}

/** `tendermint.types.Header`. Hashes have 32 bytes; those that a first header lacks are empty. */
export interface Header {
  readonly version: { readonly block: bigint; readonly app: bigint };
  readonly chainId: string;
  readonly height: bigint;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly lastBlockId: BlockId;
  readonly lastCommitHash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly validatorsHash: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
  readonly consensusHash: Uint8Array;
  /** Of any length: the application chooses. */
  readonly appHash: Uint8Array;
  readonly lastResultsHash: Uint8Array;
  readonly evidenceHash: Uint8Array;
  readonly proposerAddress: Uint8Array;
}

/**
 * `absent`: no vote was received. `commit`: a vote for the block. `nil`: a vote for no block. `unknown`: 0 or a number that
 * CometBFT does not define; no check lets it pass.
 */
export type BlockIdFlag = 'absent' | 'commit' | 'nil' | 'unknown';

/** One entry of a commit: the vote of the validator at the same index, or that there was none. */
export interface CommitSig {
  readonly flag: BlockIdFlag;
  /** Empty when absent. */
  readonly validatorAddress: Uint8Array;
  /** Nanoseconds since 1970; `ZERO_TIME` when absent. */
  readonly timestamp: bigint;
  /** Empty when absent. */
  readonly signature: Uint8Array;
}

/** The votes that made a block final. Go: `types.Commit`. */
export interface Commit {
  readonly height: bigint;
  readonly round: number;
  readonly blockId: BlockId;
  /** One entry a validator, in the order of the validator set. */
  readonly signatures: readonly CommitSig[];
}

/** A header with the commit that makes it final. */
export interface SignedHeader {
  readonly header: Header;
  readonly commit: Commit;
}

/** All that is needed to judge a header: `nextValidators` only when it shall serve as the trusted side with X+1. */
export interface LightBlock {
  readonly signedHeader: SignedHeader;
  readonly validators: ValidatorSet;
  readonly nextValidators?: ValidatorSet | undefined;
}

/** The block id of a nil vote and of the first block's predecessor. */
export const ZERO_BLOCK_ID: BlockId = { hash: new Uint8Array(0), parts: { total: 0, hash: new Uint8Array(0) } };

/** Whether it is the block id of no block. */
export function isZeroBlockId({ hash, parts }: BlockId): boolean {
  return hash.length === 0 && parts.total === 0 && parts.hash.length === 0;
}
