/**
 * What can be said of a header and its commit without validators or trust.
 * Source: CometBFT `types/block.go` and `types/light.go`, `ValidateBasic`.
 * @module
 */
import { encodeUtf8, equalBytes, toHex } from '../codec/index.ts';
import { firstFailure, invalid, VALID } from '../verdict.ts';
import { type BlockId, type Commit, type CommitSig, type Header, isZeroBlockId, type SignedHeader } from './block.ts';
import type { TendermintCheck } from './fault-codes.ts';
import { hashHeader } from './hash.ts';
import { ZERO_TIME } from './time.ts';
import { ADDRESS_SIZE, KEY_TYPES } from './validator.ts';

const BLOCK_PROTOCOL = 11n;
const MAX_CHAIN_ID_BYTES = 50;
const HASH_SIZE = 32;
const MAX_SIGNATURE_SIZE = Math.max(...Object.values(KEY_TYPES).map(({ signatureSize }) => signatureSize));

/** The header is well-formed in itself. */
export function checkHeader(header: Header): TendermintCheck {
  const chainIdBytes = encodeUtf8(header.chainId).length;
  if (header.version.block !== BLOCK_PROTOCOL) {
    return invalid('unsupported-block-protocol', `${BLOCK_PROTOCOL}`, `${header.version.block}`);
  }
  if (chainIdBytes > MAX_CHAIN_ID_BYTES) {
    return invalid('chain-id-too-long', `at most ${MAX_CHAIN_ID_BYTES} bytes`, `${chainIdBytes}`);
  }
  if (header.height <= 0n) return invalid('height-not-positive', 'a height above 0', `${header.height}`);
  if (header.proposerAddress.length !== ADDRESS_SIZE) {
    return badAddress('proposer address', header.proposerAddress);
  }
  // The application hash may have any length.
  return firstFailure<TendermintCheck>(
    () => checkBlockIdSizes('last block id', header.lastBlockId),
    () => checkHashSize('last commit hash', header.lastCommitHash),
    () => checkHashSize('data hash', header.dataHash),
    () => checkHashSize('evidence hash', header.evidenceHash),
    () => checkHashSize('validators hash', header.validatorsHash),
    () => checkHashSize('next validators hash', header.nextValidatorsHash),
    () => checkHashSize('consensus hash', header.consensusHash),
    () => checkHashSize('last results hash', header.lastResultsHash),
  );
}

function checkBlockIdSizes(name: string, { hash, parts }: BlockId): TendermintCheck {
  return firstFailure<TendermintCheck>(
    () => checkHashSize(name, hash),
    () => checkHashSize(`${name}, part set`, parts.hash),
  );
}

function checkHashSize(name: string, hash: Uint8Array): TendermintCheck {
  if (hash.length === 0 || hash.length === HASH_SIZE) return VALID;
  return invalid('bad-hash-size', `${name} of 0 or ${HASH_SIZE} bytes`, `${hash.length} bytes`);
}

function badAddress(name: string, address: Uint8Array): TendermintCheck {
  return invalid('bad-address-size', `${name} of ${ADDRESS_SIZE} bytes`, `${address.length} bytes`);
}

/** The commit is well-formed in itself. */
export function checkCommit(commit: Commit): TendermintCheck {
  if (commit.height < 1n) return invalid('height-not-positive', 'a commit height above 0', `${commit.height}`);
  if (commit.round < 0) return invalid('bad-round', 'a round of 0 or more', `${commit.round}`);
  if (isZeroBlockId(commit.blockId)) return invalid('block-id-incomplete', 'a commit for a block', 'a zero block id');
  if (commit.signatures.length === 0) return invalid('commit-empty', 'at least one signature', 'none');
  const sizes = checkBlockIdSizes('block id', commit.blockId);
  if (sizes.status !== 'valid') return sizes;
  for (const [index, vote] of commit.signatures.entries()) {
    const verdict = checkEntry(vote, index);
    if (verdict.status !== 'valid') return verdict;
  }
  return VALID;
}

function checkEntry(vote: CommitSig, index: number): TendermintCheck {
  switch (vote.flag) {
    case 'unknown':
      return invalid('unknown-vote-flag', `vote ${index}: 1 (absent), 2 (commit) or 3 (nil)`, 'another number');
    case 'absent':
      return checkAbsentVote(vote, index);
    case 'commit':
    case 'nil':
      return checkVote(vote, index);
  }
}

function checkAbsentVote({ validatorAddress, timestamp, signature }: CommitSig, index: number): TendermintCheck {
  const isEmpty = validatorAddress.length === 0 && timestamp === ZERO_TIME && signature.length === 0;
  if (isEmpty) return VALID;
  return invalid('absent-vote-not-empty', `vote ${index} absent, hence empty`, 'an address, a time or a signature');
}

function checkVote({ validatorAddress, signature }: CommitSig, index: number): TendermintCheck {
  if (validatorAddress.length !== ADDRESS_SIZE) return badAddress(`address of vote ${index}`, validatorAddress);
  if (signature.length === 0) return invalid('signature-missing', `a signature of vote ${index}`, 'none');
  if (signature.length <= MAX_SIGNATURE_SIZE) return VALID;
  const want = `vote ${index}: at most ${MAX_SIGNATURE_SIZE} bytes`;
  return invalid('signature-too-long', want, `${signature.length} bytes`);
}

/** Header and commit are well-formed, belong to the chain and to each other. */
export function checkSignedHeader({ header, commit }: SignedHeader, chainId: string): TendermintCheck {
  return firstFailure<TendermintCheck>(
    () => checkHeader(header),
    () => checkCommit(commit),
    () => (header.chainId === chainId ? VALID : invalid('chain-id-mismatch', chainId, header.chainId)),
    () => commitIsForHeader(header, commit),
  );
}

function commitIsForHeader(header: Header, commit: Commit): TendermintCheck {
  if (commit.height !== header.height) {
    return invalid('commit-height-mismatch', `${header.height}`, `${commit.height}`);
  }
  const hash = hashHeader(header);
  if (hash === undefined) return invalid('header-hash-missing', 'a validators hash', 'none');
  return equalBytes(hash, commit.blockId.hash)
    ? VALID
    : invalid('block-id-mismatch', toHex(hash), toHex(commit.blockId.hash));
}
