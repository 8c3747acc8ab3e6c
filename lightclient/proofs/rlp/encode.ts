/** The canonical RLP of an item. Source: yellow paper, appendix B. @module */
import { isRlpList, LIST_MARK, type RlpItem, SHORT_LIMIT, STRING_MARK } from './item.ts';

/** The one encoding of an item. */
export function encodeRlp(item: RlpItem): Uint8Array {
  const out = new Uint8Array(rlpLength(item));
  writeItem(out, 0, item);
  return out;
}

/** How many bytes the encoding of an item has. */
export function rlpLength(item: RlpItem): number {
  if (!isRlpList(item)) {
    return item.length === 1 && (item[0] ?? 0) < STRING_MARK ? 1 : headLength(item.length) + item.length;
  }
  const length = payloadLength(item);
  return headLength(length) + length;
}

function payloadLength(items: readonly RlpItem[]): number {
  let length = 0;
  for (const item of items) length += rlpLength(item);
  return length;
}

function headLength(length: number): number {
  return length <= SHORT_LIMIT ? 1 : 1 + bytesOf(length);
}

function bytesOf(length: number): number {
  let size = 0;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size += 1;
  return size;
}

/** Where the next item goes. */
function writeItem(out: Uint8Array, at: number, item: RlpItem): number {
  if (isRlpList(item)) {
    let next = writeHead(out, at, LIST_MARK, payloadLength(item));
    for (const part of item) next = writeItem(out, next, part);
    return next;
  }
  const isPlain = item.length === 1 && (item[0] ?? 0) < STRING_MARK;
  const start = isPlain ? at : writeHead(out, at, STRING_MARK, item.length);
  out.set(item, start);
  return start + item.length;
}

function writeHead(out: Uint8Array, at: number, mark: number, length: number): number {
  if (length <= SHORT_LIMIT) {
    out[at] = mark + length;
    return at + 1;
  }
  const size = bytesOf(length);
  out[at] = mark + SHORT_LIMIT + size;
  for (let i = 0, rest = length; i < size; i++, rest = Math.floor(rest / 256)) out[at + size - i] = rest % 256;
  return at + 1 + size;
}
