/** Receipts of transactions and their logs: RLP and the tree of a block. Source: yellow paper, section 4.4.1; EIP-658, EIP-2718. @module */
import { concatBytes, DecodeError } from '../../codec/index.ts';
import { buildTrie, type MptTrie } from '../../proofs/mpt/build-trie.ts';
import { readMptProof } from '../../proofs/mpt/read-proof.ts';
import { decodeRlpList, toRlpBytes, toRlpList } from '../../proofs/rlp/decode.ts';
import { encodeRlp } from '../../proofs/rlp/encode.ts';
import { fromUint, toRlpUint } from '../../proofs/rlp/integer.ts';
import type { RlpItem } from '../../proofs/rlp/item.ts';
import { invalid } from '../../verdict.ts';
import type { ExecutionInvalid } from './fault.ts';

/** What a contract logged. */
export interface Log {
  /** 20 bytes. */
  readonly address: Uint8Array;
  /** At most 4, of 32 bytes. */
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
}

/** What became of a transaction. */
export interface Receipt {
  /** Of the transaction: 0 for one without a type, else up to 127. */
  readonly type: number;
  /** Whether it succeeded; before Byzantium the state root after it, 32 bytes. */
  readonly outcome: boolean | Uint8Array;
  /** Of the block up to here. */
  readonly cumulativeGasUsed: bigint;
  /** 256 bytes. */
  readonly logsBloom: Uint8Array;
  readonly logs: readonly Log[];
}

/** Which receipt of which block, and the nodes that show it. */
export interface ReceiptProof {
  readonly receiptsRoot: Uint8Array;
  /** Of the transaction in its block. */
  readonly index: bigint;
  readonly proof: readonly Uint8Array[];
}

/** What a block holds at an index; nothing beyond its last transaction. */
export type ReceiptReading =
  | { readonly status: 'present'; readonly receipt: Receipt }
  | { readonly status: 'absent' }
  | ExecutionInvalid;

/** A first byte from here on begins a list. */
const LIST_START = 0xc0;
const MAX_TYPE = 0x7f;
const MAX_TOPICS = 4;

/** What the block with this receipts root holds at an index. @throws {RangeError} for a root of another length. */
export function readReceipt({ receiptsRoot, index, proof }: ReceiptProof): ReceiptReading {
  const reading = readMptProof({ root: receiptsRoot, key: receiptKey(index), proof });
  if (reading.status !== 'present') return reading;
  try {
    return { status: 'present', receipt: decodeReceipt(reading.value) };
  } catch (error) {
    if (error instanceof DecodeError) return invalid('malformed-receipt', `${error.field}: ${error.want}`, error.got);
    throw error;
  }
}

/** The trie of all receipts of a block: its root, and proofs of single ones. */
export function buildReceiptsTrie(receipts: readonly Receipt[]): MptTrie {
  return buildTrie(receipts.map((receipt, i) => [receiptKey(BigInt(i)), encodeReceipt(receipt)] as const));
}

/** The key of a receipt in the trie of its block. */
export function receiptKey(index: bigint): Uint8Array {
  return encodeRlp(fromUint(index));
}

/** A receipt as the trie holds it: with its type before the RLP, unless that is 0. @throws {DecodeError} */
export function decodeReceipt(bytes: Uint8Array, field = 'receipt'): Receipt {
  const first = bytes[0] ?? 0;
  if (first >= LIST_START) return decodeBody(0, bytes, field);
  if (first === 0 || first > MAX_TYPE) throw new DecodeError(`${field}.type`, `1 to ${MAX_TYPE}`, `${first}`);
  return decodeBody(first, bytes.subarray(1), field);
}

/** The bytes that the trie holds. @throws {RangeError} for a type that none can have. */
export function encodeReceipt({ type, outcome, cumulativeGasUsed, logsBloom, logs }: Receipt): Uint8Array {
  if (!Number.isInteger(type) || type < 0 || type > MAX_TYPE) {
    throw new RangeError(`type: want 0 to ${MAX_TYPE}, got ${type}`);
  }
  const status = outcome instanceof Uint8Array ? outcome : fromUint(outcome ? 1n : 0n);
  const items = logs.map(({ address, topics, data }): RlpItem => [address, topics, data]);
  const body = encodeRlp([status, fromUint(cumulativeGasUsed), logsBloom, items]);
  return type === 0 ? body : concatBytes(Uint8Array.of(type), body);
}

function decodeBody(type: number, rlp: Uint8Array, field: string): Receipt {
  const [outcome, gas, bloom, logs] = decodeRlpList(rlp, field, 4);
  return {
    type,
    outcome: decodeOutcome(toRlpBytes(outcome, `${field}.status`), `${field}.status`),
    cumulativeGasUsed: toRlpUint(gas, `${field}.cumulativeGasUsed`, 64),
    logsBloom: toRlpBytes(bloom, `${field}.logsBloom`, 256),
    logs: toRlpList(logs, `${field}.logs`).map((log, i) => decodeLog(log, `${field}.logs[${i}]`)),
  };
}

function decodeOutcome(bytes: Uint8Array, field: string): boolean | Uint8Array {
  if (bytes.length === 32) return bytes;
  if (bytes.length === 0) return false;
  if (bytes.length === 1 && bytes[0] === 1) return true;
  throw new DecodeError(field, 'nothing, 1 or 32 bytes', `${bytes.length} bytes`);
}

function decodeLog(item: RlpItem, field: string): Log {
  const [address, topics, data] = toRlpList(item, field, 3);
  const list = toRlpList(topics, `${field}.topics`);
  if (list.length > MAX_TOPICS) throw new DecodeError(`${field}.topics`, `at most ${MAX_TOPICS}`, `${list.length}`);
  return {
    address: toRlpBytes(address, `${field}.address`, 20),
    topics: list.map((topic, i) => toRlpBytes(topic, `${field}.topics[${i}]`, 32)),
    data: toRlpBytes(data, `${field}.data`),
  };
}
