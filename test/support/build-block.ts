/** Execution blocks with receipts and logs, and the JSON in which geth gives them. @module */
import { toHex } from '@causeway/lightclient/codec';
import {
  type BlockHeader,
  bloomOf,
  buildReceiptsTrie,
  collectLogs,
  hashBlockHeader,
  joinBlooms,
  type Log,
  type Receipt,
} from '@causeway/lightclient/ethereum/execution';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { addressOf, word } from './build-state.ts';

export interface BuiltBlock {
  readonly header: BlockHeader;
  readonly hash: Uint8Array;
  readonly receipts: readonly Receipt[];
  /** Of `eth_getBlockByHash`. */
  readonly blockJson: Readonly<Record<string, unknown>>;
  /** Of `eth_getBlockReceipts`. */
  readonly receiptsJson: readonly Readonly<Record<string, unknown>>[];
}

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;
const quantity = (value: bigint): string => `0x${value.toString(16)}`;

/** `address` 1 to 5, topics among 0 to 6, so that filters have something to part. */
export function makeLog(seed: number): Log {
  const topics = Array.from({ length: seed % 5 }, (_, i) => word(BigInt((seed + i) % 7)));
  return { address: addressOf(1 + (seed % 5)), topics, data: new Uint8Array(seed % 40).fill(seed % 256) };
}

export function makeReceipt(logs: readonly Log[], change: Partial<Receipt> = {}): Receipt {
  return { type: 2, outcome: true, cumulativeGasUsed: 21_000n, logsBloom: bloomOf(logs), logs, ...change };
}

/** `count` receipts of all types with none to four logs each. */
export function makeReceipts(count: number): readonly Receipt[] {
  return Array.from({ length: count }, (_, i) => {
    const logs = Array.from({ length: i % 5 }, (_unused, j) => makeLog(7 * i + j));
    return makeReceipt(logs, { type: i % 5, outcome: i % 3 !== 0, cumulativeGasUsed: BigInt(21_000 * (i + 1)) });
  });
}

/** A header of Prague; its parts are made up unless given. */
export function makeHeader(change: Partial<BlockHeader> = {}): BlockHeader {
  const hash = (name: string): Uint8Array => keccak_256(Buffer.from(name));
  return {
    parentHash: hash('parent'),
    ommersHash: hash('ommers'),
    beneficiary: addressOf(77),
    stateRoot: hash('state'),
    transactionsRoot: hash('transactions'),
    receiptsRoot: hash('receipts'),
    logsBloom: new Uint8Array(256),
    difficulty: 0n,
    number: 1_000n,
    gasLimit: 30_000_000n,
    gasUsed: 21_000n,
    timestamp: 1_750_000_000n,
    extraData: Uint8Array.of(1, 2, 3),
    mixHash: hash('randao'),
    nonce: new Uint8Array(8),
    baseFeePerGas: 7n,
    withdrawalsRoot: hash('withdrawals'),
    blobGasUsed: 0n,
    excessBlobGas: 131_072n,
    parentBeaconBlockRoot: hash('beacon'),
    requestsHash: hash('requests'),
    later: [],
    ...change,
  };
}

/** A block of these receipts. */
export function buildBlock(receipts: readonly Receipt[], change: Partial<BlockHeader> = {}): BuiltBlock {
  const header = makeHeader({
    receiptsRoot: buildReceiptsTrie(receipts).root,
    logsBloom: joinBlooms(receipts.map(({ logsBloom }) => logsBloom)),
    ...change,
  });
  const hash = hashBlockHeader(header);
  return { header, hash, receipts, blockJson: toBlockJson(header), receiptsJson: toReceiptsJson(receipts) };
}

const JSON_NAMES: Readonly<Record<string, string>> = { ommersHash: 'sha3Uncles', beneficiary: 'miner' };

export function toBlockJson({ later, ...fields }: BlockHeader): Readonly<Record<string, unknown>> {
  const [accessList, slot] = later;
  const known = Object.entries(fields).map(([name, value]) => [
    JSON_NAMES[name] ?? name,
    value instanceof Uint8Array ? hex(value) : quantity(value),
  ]);
  return {
    ...Object.fromEntries(known),
    hash: hex(hashBlockHeader({ ...fields, later })),
    size: '0x220',
    transactions: [],
    ...(accessList === undefined ? {} : { blockAccessListHash: hex(accessList) }),
    ...(slot === undefined ? {} : { slotNumber: hex(slot) }),
  };
}

function toReceiptsJson(receipts: readonly Receipt[]): readonly Readonly<Record<string, unknown>>[] {
  const logs = toLogsJson(receipts);
  return receipts.map(({ type, outcome, cumulativeGasUsed, logsBloom }, i) => ({
    type: quantity(BigInt(type)),
    ...(outcome instanceof Uint8Array ? { root: hex(outcome) } : { status: outcome ? '0x1' : '0x0' }),
    cumulativeGasUsed: quantity(cumulativeGasUsed),
    logsBloom: hex(logsBloom),
    logs: logs.filter(({ transactionIndex }) => transactionIndex === quantity(BigInt(i))),
    transactionIndex: quantity(BigInt(i)),
    gasUsed: '0x5208',
  }));
}

/** All logs of these receipts as `eth_getLogs` gives them. */
export function toLogsJson(receipts: readonly Receipt[]) {
  return collectLogs(receipts).map(({ address, topics, data, logIndex, transactionIndex }) => ({
    address: hex(address),
    topics: topics.map(hex),
    data: hex(data),
    logIndex: quantity(logIndex),
    transactionIndex: quantity(transactionIndex),
    removed: false,
  }));
}
