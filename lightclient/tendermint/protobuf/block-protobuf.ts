/**
 * Headers and commits in protobuf. Source: CometBFT `proto/tendermint/types/types.proto`.
 * @module
 */
import {
  bytesField,
  concatBytes,
  intField,
  many,
  messageField,
  one,
  readMessage,
  stringField,
  uintField,
} from '../../codec/index.ts';
import {
  type BlockId,
  type BlockIdFlag,
  type Commit,
  type CommitSig,
  type Header,
  type SignedHeader,
  ZERO_BLOCK_ID,
} from '../block.ts';
import { decodeTimestamp, encodeTimestamp } from '../time.ts';
import { MAX_VALIDATORS } from '../validator.ts';

const NOTHING = new Uint8Array(0);

const PART_SET_HEADER = { total: one(1, 'uint32'), hash: one(2, 'bytes') };
const BLOCK_ID = { hash: one(1, 'bytes'), parts: one(2, 'bytes') };

function decodeBlockId(bytes: Uint8Array | undefined, field: string): BlockId {
  if (bytes === undefined) return ZERO_BLOCK_ID;
  const { hash = NOTHING, parts = NOTHING } = readMessage(bytes, BLOCK_ID, field);
  const { total = 0, hash: partsHash = NOTHING } = readMessage(parts, PART_SET_HEADER, `${field}.part_set_header`);
  return { hash, parts: { total, hash: partsHash } };
}

export function encodeBlockId({ hash, parts }: BlockId): Uint8Array {
  const partSetHeader = concatBytes(uintField(1, BigInt(parts.total)), bytesField(2, parts.hash));
  return concatBytes(bytesField(1, hash), messageField(2, partSetHeader));
}

const VERSION = { block: one(1, 'uint64'), app: one(2, 'uint64') };

export function encodeVersion({ block, app }: Header['version']): Uint8Array {
  return concatBytes(uintField(1, block), uintField(2, app));
}

const HEADER = {
  version: one(1, 'bytes'),
  chainId: one(2, 'string'),
  height: one(3, 'int64'),
  time: one(4, 'bytes'),
  lastBlockId: one(5, 'bytes'),
  lastCommitHash: one(6, 'bytes'),
  dataHash: one(7, 'bytes'),
  validatorsHash: one(8, 'bytes'),
  nextValidatorsHash: one(9, 'bytes'),
  consensusHash: one(10, 'bytes'),
  appHash: one(11, 'bytes'),
  lastResultsHash: one(12, 'bytes'),
  evidenceHash: one(13, 'bytes'),
  proposerAddress: one(14, 'bytes'),
};

/** Decodes `tendermint.types.Header`. @throws {DecodeError} */
export function decodeHeader(bytes: Uint8Array, field = 'header'): Header {
  const read = readMessage(bytes, HEADER, field);
  const { block = 0n, app = 0n } = readMessage(read.version ?? NOTHING, VERSION, `${field}.version`);
  return {
    version: { block, app },
    chainId: read.chainId ?? '',
    height: read.height ?? 0n,
    time: decodeTimestamp(read.time, `${field}.time`),
    lastBlockId: decodeBlockId(read.lastBlockId, `${field}.last_block_id`),
    lastCommitHash: read.lastCommitHash ?? NOTHING,
    dataHash: read.dataHash ?? NOTHING,
    validatorsHash: read.validatorsHash ?? NOTHING,
    nextValidatorsHash: read.nextValidatorsHash ?? NOTHING,
    consensusHash: read.consensusHash ?? NOTHING,
    appHash: read.appHash ?? NOTHING,
    lastResultsHash: read.lastResultsHash ?? NOTHING,
    evidenceHash: read.evidenceHash ?? NOTHING,
    proposerAddress: read.proposerAddress ?? NOTHING,
  };
}

/** Encodes `tendermint.types.Header`. */
export function encodeHeader(header: Header): Uint8Array {
  return concatBytes(
    messageField(1, encodeVersion(header.version)),
    stringField(2, header.chainId),
    intField(3, header.height),
    messageField(4, encodeTimestamp(header.time)),
    messageField(5, encodeBlockId(header.lastBlockId)),
    bytesField(6, header.lastCommitHash),
    bytesField(7, header.dataHash),
    bytesField(8, header.validatorsHash),
    bytesField(9, header.nextValidatorsHash),
    bytesField(10, header.consensusHash),
    bytesField(11, header.appHash),
    bytesField(12, header.lastResultsHash),
    bytesField(13, header.evidenceHash),
    bytesField(14, header.proposerAddress),
  );
}

const FLAG_NUMBERS: Readonly<Record<BlockIdFlag, bigint>> = { unknown: 0n, absent: 1n, commit: 2n, nil: 3n };
const FLAGS = new Map<number, BlockIdFlag>([
  [1, 'absent'],
  [2, 'commit'],
  [3, 'nil'],
]);

/** A number that is none of the three decodes, as in Go, and is refused by `checkCommit`. */
export function toBlockIdFlag(number: number): BlockIdFlag {
  return FLAGS.get(number) ?? 'unknown';
}

export function fromBlockIdFlag(flag: BlockIdFlag): number {
  return Number(FLAG_NUMBERS[flag]);
}

const COMMIT_SIG = {
  flag: one(1, 'int32'),
  validatorAddress: one(2, 'bytes'),
  timestamp: one(3, 'bytes'),
  signature: one(4, 'bytes'),
};

function decodeCommitSig(bytes: Uint8Array, field: string): CommitSig {
  const {
    flag = 0,
    validatorAddress = NOTHING,
    timestamp,
    signature = NOTHING,
  } = readMessage(bytes, COMMIT_SIG, field);
  return {
    flag: toBlockIdFlag(flag),
    validatorAddress,
    timestamp: decodeTimestamp(timestamp, `${field}.timestamp`),
    signature,
  };
}

/** `tendermint.types.CommitSig`; also the leaf of a commit's hash. */
export function encodeCommitSig({ flag, validatorAddress, timestamp, signature }: CommitSig): Uint8Array {
  return concatBytes(
    uintField(1, FLAG_NUMBERS[flag]),
    bytesField(2, validatorAddress),
    messageField(3, encodeTimestamp(timestamp)),
    bytesField(4, signature),
  );
}

const COMMIT = {
  height: one(1, 'int64'),
  round: one(2, 'int32'),
  blockId: one(3, 'bytes'),
  signatures: many(4, 'bytes', MAX_VALIDATORS),
};

/** Decodes `tendermint.types.Commit`. @throws {DecodeError} */
export function decodeCommit(bytes: Uint8Array, field = 'commit'): Commit {
  const { height = 0n, round = 0, blockId, signatures } = readMessage(bytes, COMMIT, field);
  return {
    height,
    round,
    blockId: decodeBlockId(blockId, `${field}.block_id`),
    signatures: signatures.map((entry, index) => decodeCommitSig(entry, `${field}.signatures[${index}]`)),
  };
}

/** Encodes `tendermint.types.Commit`. */
export function encodeCommit({ height, round, blockId, signatures }: Commit): Uint8Array {
  return concatBytes(
    intField(1, height),
    intField(2, BigInt(round)),
    messageField(3, encodeBlockId(blockId)),
    ...signatures.map((entry) => messageField(4, encodeCommitSig(entry))),
  );
}

const SIGNED_HEADER = { header: one(1, 'bytes'), commit: one(2, 'bytes') };

/**
 * Decodes `tendermint.types.SignedHeader`. A missing header or commit reads as one of default values, which no check
 * lets pass. @throws {DecodeError}
 */
export function decodeSignedHeader(bytes: Uint8Array, field = 'signed_header'): SignedHeader {
  const { header, commit } = readMessage(bytes, SIGNED_HEADER, field);
  return {
    header: decodeHeader(header ?? NOTHING, `${field}.header`),
    commit: decodeCommit(commit ?? NOTHING, `${field}.commit`),
  };
}

/** Encodes `tendermint.types.SignedHeader`. */
export function encodeSignedHeader({ header, commit }: SignedHeader): Uint8Array {
  return concatBytes(messageField(1, encodeHeader(header)), messageField(2, encodeCommit(commit)));
}
