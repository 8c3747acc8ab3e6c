/**
 * Headers and commits in CometBFT's JSON (0.34 to 0.40): integers of 64 bits are strings, hashes hex, signatures
 * base64.
 * @module
 */
import { toHex } from '../../codec/index.ts';
import { toBase64 } from '../base64.ts';
import {
  type BlockId,
  type Commit,
  type CommitSig,
  type Header,
  type PartSetHeader,
  type SignedHeader,
  ZERO_BLOCK_ID,
} from '../block.ts';
import { fromBlockIdFlag, toBlockIdFlag } from '../protobuf/block-protobuf.ts';
import { formatTime, parseTime, ZERO_TIME } from '../time.ts';
import { MAX_VALIDATORS } from '../validator.ts';
import {
  isNothing,
  type JsonObject,
  readArray,
  readBase64,
  readHex,
  readInt32,
  readInt64,
  readObject,
  readString,
  readUint32,
  readUint64,
} from './json-reader.ts';

/**
 * `parts` in CometBFT; some tools write `part_set_header`. `null` or nothing is the zero block id.
 * @throws {DecodeError}
 */
export function parseBlockId(value: unknown, field = 'block_id'): BlockId {
  if (isNothing(value)) return ZERO_BLOCK_ID;
  const json = readObject(value, field);
  const parts = json.parts ?? json.part_set_header;
  return {
    hash: readHex(json.hash, `${field}.hash`),
    parts: isNothing(parts) ? ZERO_BLOCK_ID.parts : parsePartSetHeader(parts, `${field}.parts`),
  };
}

function parsePartSetHeader(value: unknown, field: string): PartSetHeader {
  const json = readObject(value, field);
  return { total: readUint32(json.total, `${field}.total`), hash: readHex(json.hash, `${field}.hash`) };
}

/** Parses a header. @throws {DecodeError} naming the field. */
export function parseHeader(value: unknown, field = 'header'): Header {
  const json = readObject(value, field);
  const version = readObject(json.version, `${field}.version`);
  const hex = (name: string) => readHex(json[name], `${field}.${name}`);
  // Empty in a chain's first header, and then left out by some encoders.
  const optionalHex = (name: string) => readHex(json[name] ?? null, `${field}.${name}`);
  return {
    version: {
      // Go omits a zero.
      block: readUint64(version.block ?? '0', `${field}.version.block`),
      app: readUint64(version.app ?? '0', `${field}.version.app`),
    },
    chainId: readString(json.chain_id, `${field}.chain_id`),
    height: readInt64(json.height, `${field}.height`),
    time: parseTime(readString(json.time, `${field}.time`), `${field}.time`),
    lastBlockId: parseBlockId(json.last_block_id, `${field}.last_block_id`),
    lastCommitHash: optionalHex('last_commit_hash'),
    dataHash: optionalHex('data_hash'),
    validatorsHash: hex('validators_hash'),
    nextValidatorsHash: hex('next_validators_hash'),
    consensusHash: hex('consensus_hash'),
    appHash: optionalHex('app_hash'),
    lastResultsHash: optionalHex('last_results_hash'),
    evidenceHash: optionalHex('evidence_hash'),
    proposerAddress: hex('proposer_address'),
  };
}

/** Of an absent vote some encoders write empty texts, some `null`, and some leave everything out but the flag. */
function parseCommitSig(value: unknown, field: string): CommitSig {
  const json = readObject(value, field);
  const flag = toBlockIdFlag(readInt32(json.block_id_flag, `${field}.block_id_flag`));
  const time = json.timestamp;
  const timestamp = isNothing(time)
    ? ZERO_TIME
    : parseTime(readString(time, `${field}.timestamp`), `${field}.timestamp`);
  return {
    flag,
    validatorAddress: readHex(json.validator_address ?? null, `${field}.validator_address`),
    // Rust tools write 1970 where Go writes year 1 for an absent vote's missing time, and "" where Go writes null.
    timestamp: flag === 'absent' && timestamp === 0n && json.signature === '' ? ZERO_TIME : timestamp,
    signature: readBase64(json.signature ?? null, `${field}.signature`),
  };
}

/** Parses a commit; `signatures: null` is an empty list. @throws {DecodeError} naming the field. */
export function parseCommit(value: unknown, field = 'commit'): Commit {
  const json = readObject(value, field);
  const signatures = readArray(json.signatures, MAX_VALIDATORS, `${field}.signatures`);
  return {
    height: readInt64(json.height, `${field}.height`),
    // Encoders that omit zeros leave out the round of nearly every commit.
    round: readInt32(json.round ?? 0, `${field}.round`),
    blockId: parseBlockId(json.block_id, `${field}.block_id`),
    signatures: signatures.map((entry, index) => parseCommitSig(entry, `${field}.signatures[${index}]`)),
  };
}

/** Parses `{header, commit}`. @throws {DecodeError} naming the field. */
export function parseSignedHeader(value: unknown, field = 'signed_header'): SignedHeader {
  const json = readObject(value, field);
  return {
    header: parseHeader(json.header, `${field}.header`),
    commit: parseCommit(json.commit, `${field}.commit`),
  };
}

/** The block id as CometBFT 0.38 writes it. */
export function formatBlockId({ hash, parts }: BlockId): JsonObject {
  return { hash: hex(hash), parts: { total: parts.total, hash: hex(parts.hash) } };
}

/** The header as CometBFT 0.38 writes it. */
export function formatHeader(header: Header): JsonObject {
  return {
    version: { block: `${header.version.block}`, app: `${header.version.app}` },
    chain_id: header.chainId,
    height: `${header.height}`,
    time: formatTime(header.time),
    last_block_id: formatBlockId(header.lastBlockId),
    last_commit_hash: hex(header.lastCommitHash),
    data_hash: hex(header.dataHash),
    validators_hash: hex(header.validatorsHash),
    next_validators_hash: hex(header.nextValidatorsHash),
    consensus_hash: hex(header.consensusHash),
    app_hash: hex(header.appHash),
    last_results_hash: hex(header.lastResultsHash),
    evidence_hash: hex(header.evidenceHash),
    proposer_address: hex(header.proposerAddress),
  };
}

/** The commit as CometBFT 0.38 writes it. */
export function formatCommit({ height, round, blockId, signatures }: Commit): JsonObject {
  return {
    height: `${height}`,
    round,
    block_id: formatBlockId(blockId),
    signatures: signatures.map((entry) => ({
      block_id_flag: fromBlockIdFlag(entry.flag),
      validator_address: hex(entry.validatorAddress),
      timestamp: formatTime(entry.timestamp),
      signature: entry.signature.length === 0 ? null : toBase64(entry.signature),
    })),
  };
}

/** `{header, commit}` as CometBFT 0.38 writes them. */
export function formatSignedHeader({ header, commit }: SignedHeader): JsonObject {
  return { header: formatHeader(header), commit: formatCommit(commit) };
}

function hex(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}
