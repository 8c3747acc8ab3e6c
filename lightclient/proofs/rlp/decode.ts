/** Strict RLP: one item, in its only encoding, and nothing after it. Source: yellow paper, appendix B. @module */
import { DecodeError } from '../../codec/index.ts';
import { isRlpList, LIST_MARK, type RlpItem, SHORT_LIMIT, STRING_MARK } from './item.ts';

/** How much a peer may make us hold. */
export interface RlpLimits {
  /** Lists inside each other. Default 64. */
  readonly maxDepth?: number;
  /** Strings and lists in all. Default 1,000,000: more than the receipt of any block holds. */
  readonly maxItems?: number;
}

const MAX_DEPTH = 64;
const MAX_ITEMS = 1_000_000;
/** A length of more bytes is larger than any input. */
const MAX_LENGTH_BYTES = 6;

interface Reader {
  readonly bytes: Uint8Array;
  readonly field: string;
  readonly maxDepth: number;
  items: number;
  at: number;
}

/**
 * The item that these bytes encode; its strings are views of them.
 * @throws {DecodeError} for any encoding but the one that is canonical, for bytes after the item, and above a limit.
 */
export function decodeRlp(bytes: Uint8Array, field = 'rlp', limits: RlpLimits = {}): RlpItem {
  const { maxDepth = MAX_DEPTH, maxItems = MAX_ITEMS } = limits;
  const reader: Reader = { bytes, field, maxDepth, items: maxItems, at: 0 };
  const item = readItem(reader, bytes.length, 0);
  if (reader.at !== bytes.length) throw fault(reader, 'one item', `${bytes.length - reader.at} bytes after it`);
  return item;
}

/** The list of exactly `length` items, where that is given. @throws {DecodeError} */
export function decodeRlpList(
  bytes: Uint8Array,
  field: string,
  length?: number,
  limits?: RlpLimits,
): readonly RlpItem[] {
  return toRlpList(decodeRlp(bytes, field, limits), field, length);
}

/** @throws {DecodeError} unless the item is a list (of `length` items, where that is given). */
export function toRlpList(item: RlpItem | undefined, field: string, length?: number): readonly RlpItem[] {
  if (item === undefined || !isRlpList(item)) throw new DecodeError(field, 'a list', describeRlp(item));
  if (length === undefined || item.length === length) return item;
  throw new DecodeError(field, `${length} items`, `${item.length}`);
}

/** @throws {DecodeError} unless the item is a string (of `length` bytes, where that is given). */
export function toRlpBytes(item: RlpItem | undefined, field: string, length?: number): Uint8Array {
  if (item === undefined || isRlpList(item)) throw new DecodeError(field, 'a string', describeRlp(item));
  if (length === undefined || item.length === length) return item;
  throw new DecodeError(field, `${length} bytes`, `${item.length}`);
}

/** For faults. */
export function describeRlp(item: RlpItem | undefined): string {
  if (item === undefined) return 'nothing';
  return isRlpList(item) ? `a list of ${item.length} items` : `a string of ${item.length} bytes`;
}

function readItem(reader: Reader, end: number, depth: number): RlpItem {
  if (reader.at >= end) throw fault(reader, 'an item', 'nothing');
  reader.items -= 1;
  if (reader.items < 0) throw fault(reader, 'fewer items', 'more than the limit');
  const first = reader.bytes[reader.at] ?? 0;
  if (first < STRING_MARK) {
    reader.at += 1;
    return reader.bytes.subarray(reader.at - 1, reader.at);
  }
  return first < LIST_MARK ? readString(reader, first, end) : readList(reader, first, end, depth);
}

function readString(reader: Reader, first: number, end: number): Uint8Array {
  const start = reader.at;
  const length = readLength(reader, first, STRING_MARK, end);
  const value = reader.bytes.subarray(reader.at, reader.at + length);
  if (length === 1 && (value[0] ?? 0) < STRING_MARK) {
    throw fault({ field: reader.field, at: start }, 'a byte below 0x80 as itself', 'a string of one byte');
  }
  reader.at += length;
  return value;
}

function readList(reader: Reader, first: number, end: number, depth: number): readonly RlpItem[] {
  if (depth >= reader.maxDepth) throw fault(reader, `at most ${reader.maxDepth} lists inside each other`, 'more');
  const length = readLength(reader, first, LIST_MARK, end);
  const listEnd = reader.at + length;
  const items: RlpItem[] = [];
  while (reader.at < listEnd) items.push(readItem(reader, listEnd, depth + 1));
  return items;
}

/** The length of what follows; the reader then stands behind it. */
function readLength(reader: Reader, first: number, mark: number, end: number): number {
  const short = first - mark;
  reader.at += 1;
  const length = short <= SHORT_LIMIT ? short : readLongLength(reader, short - SHORT_LIMIT, end);
  if (length > end - reader.at) throw fault(reader, `${length} bytes`, `${end - reader.at} left`);
  return length;
}

function readLongLength(reader: Reader, size: number, end: number): number {
  const { bytes, at } = reader;
  if (size > MAX_LENGTH_BYTES) throw fault(reader, `a length of at most ${MAX_LENGTH_BYTES} bytes`, `${size} bytes`);
  if (size > end - at) throw fault(reader, `a length of ${size} bytes`, `${end - at} left`);
  if (bytes[at] === 0) throw fault(reader, 'a length without leading zeros', 'a zero');
  let length = 0;
  for (let i = 0; i < size; i++) length = length * 256 + (bytes[at + i] ?? 0);
  if (length <= SHORT_LIMIT) throw fault(reader, `a length above ${SHORT_LIMIT}, or a short form`, `${length}`);
  reader.at += size;
  return length;
}

function fault({ field, at }: Pick<Reader, 'field' | 'at'>, want: string, got: string): DecodeError {
  return new DecodeError(field, want, got, at);
}
