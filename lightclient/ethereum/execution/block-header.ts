/**
 * Headers of execution blocks: RLP, JSON and hash. A light client that knows a block hash only (Gloas) gets to the state root
 * by the header that hashes to it. Source: yellow paper, section 4.4; EIP-1559, 4895, 4844, 4788, 7685, 7928, 7843.
 * @module
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { DecodeError, equalBytes, toHex } from '../../codec/index.ts';
import { decodeRlpList, describeRlp, toRlpBytes } from '../../proofs/rlp/decode.ts';
import { encodeRlp } from '../../proofs/rlp/encode.ts';
import { fromUint, toRlpUint } from '../../proofs/rlp/integer.ts';
import type { RlpItem } from '../../proofs/rlp/item.ts';
import { invalid } from '../../verdict.ts';
import type { ExecutionInvalid } from './fault.ts';
import { type Json, toData, toObject, toQuantity } from './json.ts';

/** A block's header. Fields that a fork introduced are `undefined` before it. */
export interface BlockHeader {
  readonly parentHash: Uint8Array;
  readonly ommersHash: Uint8Array;
  /** 20 bytes. */
  readonly beneficiary: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  /** 256 bytes. */
  readonly logsBloom: Uint8Array;
  readonly difficulty: bigint;
  readonly number: bigint;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  readonly extraData: Uint8Array;
  /** `prevRandao` since the merge. */
  readonly mixHash: Uint8Array;
  /** 8 bytes. */
  readonly nonce: Uint8Array;
  /** London: wei. */
  readonly baseFeePerGas?: bigint;
  /** Shanghai. */
  readonly withdrawalsRoot?: Uint8Array;
  /** Cancun, with the two below. */
  readonly blobGasUsed?: bigint;
  readonly excessBlobGas?: bigint;
  readonly parentBeaconBlockRoot?: Uint8Array;
  /** Prague. */
  readonly requestsHash?: Uint8Array;
  /** Fields of later forks in their order, not interpreted. */
  readonly later: readonly Uint8Array[];
}

/** A header that was found to be the one with the hash. */
export type BlockHeaderReading = { readonly status: 'valid'; readonly header: BlockHeader } | ExecutionInvalid;

type FieldName = Exclude<keyof BlockHeader, 'later'>;
/** Bytes of a fixed number (0: any), or an integer of so many bits. */
type FieldKind = { readonly bytes: number } | { readonly bits: 64 | 256 };

const HASH: FieldKind = { bytes: 32 };
const UINT64: FieldKind = { bits: 64 };

/** In the order of the encoding, with the name in JSON. */
const FIELDS: readonly (readonly [FieldName, json: string, FieldKind])[] = [
  ['parentHash', 'parentHash', HASH],
  ['ommersHash', 'sha3Uncles', HASH],
  ['beneficiary', 'miner', { bytes: 20 }],
  ['stateRoot', 'stateRoot', HASH],
  ['transactionsRoot', 'transactionsRoot', HASH],
  ['receiptsRoot', 'receiptsRoot', HASH],
  ['logsBloom', 'logsBloom', { bytes: 256 }],
  ['difficulty', 'difficulty', { bits: 256 }],
  ['number', 'number', UINT64],
  ['gasLimit', 'gasLimit', UINT64],
  ['gasUsed', 'gasUsed', UINT64],
  ['timestamp', 'timestamp', UINT64],
  ['extraData', 'extraData', { bytes: 0 }],
  ['mixHash', 'mixHash', HASH],
  ['nonce', 'nonce', { bytes: 8 }],
  ['baseFeePerGas', 'baseFeePerGas', { bits: 256 }],
  ['withdrawalsRoot', 'withdrawalsRoot', HASH],
  ['blobGasUsed', 'blobGasUsed', UINT64],
  ['excessBlobGas', 'excessBlobGas', UINT64],
  ['parentBeaconBlockRoot', 'parentBeaconBlockRoot', HASH],
  ['requestsHash', 'requestsHash', HASH],
];

/** Fields of later forks that nodes name already, in their order. */
const LATER_FIELDS: readonly (readonly [json: string, FieldKind])[] = [
  ['blockAccessListHash', HASH],
  ['slotNumber', UINT64],
];

/** How many fields a header has from Frontier, London, Shanghai, Cancun and Prague on. */
const COUNTS: ReadonlySet<number> = new Set([15, 16, 17, 20, FIELDS.length]);
/** Far more than forks add in years. */
const MAX_LATER = 32;
/** Each field of a later fork. */
const MAX_LATER_BYTES = 256;
const LIMITS = { maxDepth: 1, maxItems: 64 };

/** The header that these bytes are, if they hash to the block hash. @throws {DecodeError} when they do and are no header. */
export function readBlockHeader(rlp: Uint8Array, blockHash: Uint8Array): BlockHeaderReading {
  const hash = keccak_256(rlp);
  if (equalBytes(hash, blockHash)) return { status: 'valid', header: decodeBlockHeader(rlp) };
  return invalid('block-hash-mismatch', `0x${toHex(blockHash)}`, `0x${toHex(hash)}`);
}

/** The header in a node's JSON, if it hashes to the block hash. @throws {DecodeError} when it is none. */
export function readBlockHeaderJson(json: unknown, blockHash: Uint8Array): BlockHeaderReading {
  return readBlockHeader(encodeBlockHeader(parseBlockHeader(json)), blockHash);
}

/** @throws {DecodeError} also for a number of fields that no fork has. */
export function decodeBlockHeader(rlp: Uint8Array, field = 'header'): BlockHeader {
  const items = decodeRlpList(rlp, field, undefined, LIMITS);
  if (!COUNTS.has(items.length) && (items.length < FIELDS.length || items.length > FIELDS.length + MAX_LATER)) {
    throw new DecodeError(field, `${[...COUNTS].join(', ')} fields or more`, `${items.length}`);
  }
  const known = FIELDS.slice(0, items.length).map(([name, , kind], i) => {
    return [name, decodeField(items[i], `${field}.${name}`, kind)] as const;
  });
  const later = items.slice(FIELDS.length).map((item, i) => decodeLater(item, `${field}[${FIELDS.length + i}]`));
  return build(known, later);
}

/** The RLP that the block hash is taken of. */
export function encodeBlockHeader(header: BlockHeader): Uint8Array {
  const known = FIELDS.map(([name]) => header[name]).filter((value) => value !== undefined);
  return encodeRlp([...known.map(encodeField), ...header.later]);
}

/** Keccak-256 of the header's RLP. */
export function hashBlockHeader(header: BlockHeader): Uint8Array {
  return keccak_256(encodeBlockHeader(header));
}

/**
 * A header from the answer of `eth_getBlockByHash` or `eth_getBlockByNumber`; other fields are ignored. A field of a fork that is
 * not known here is lost, so that the header then hashes to something else. @throws {DecodeError}
 */
export function parseBlockHeader(json: unknown, field = 'block'): BlockHeader {
  const block = toObject(json, field);
  const known = FIELDS.slice(0, countFields(block, field)).map(([name, key, kind]) => {
    return [name, parseField(block[key], `${field}.${key}`, kind)] as const;
  });
  const later = LATER_FIELDS.filter(([key]) => isGiven(block[key])).map(([key, kind]) =>
    encodeField(parseField(block[key], `${field}.${key}`, kind)),
  );
  return build(known, later);
}

/** Up to the last field that is there; those before it must be there too. */
function countFields(block: Json, field: string): number {
  const last = FIELDS.findLastIndex(([, key]) => isGiven(block[key]));
  const count = Math.max(last + 1, 15);
  if (COUNTS.has(count)) return count;
  throw new DecodeError(field, 'all fields of a fork', `${FIELDS[last]?.[1]} without what came with it`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function build(
  known: readonly (readonly [FieldName, Uint8Array | bigint])[],
  later: readonly Uint8Array[],
): BlockHeader {
  return { ...Object.fromEntries(known), later } as BlockHeader;
}

function decodeField(item: RlpItem | undefined, field: string, kind: FieldKind): Uint8Array | bigint {
  if ('bits' in kind) return toRlpUint(item, field, kind.bits);
  return toRlpBytes(item, field, kind.bytes === 0 ? undefined : kind.bytes);
}

function parseField(value: unknown, field: string, kind: FieldKind): Uint8Array | bigint {
  if ('bits' in kind) return toQuantity(value, field, kind.bits);
  return toData(value, field, kind.bytes === 0 ? undefined : kind.bytes);
}

function encodeField(value: Uint8Array | bigint): Uint8Array {
  return typeof value === 'bigint' ? fromUint(value) : value;
}

function decodeLater(item: RlpItem, field: string): Uint8Array {
  const bytes = toRlpBytes(item, field);
  if (bytes.length <= MAX_LATER_BYTES) return bytes;
  throw new DecodeError(field, `at most ${MAX_LATER_BYTES} bytes`, describeRlp(bytes));
}
