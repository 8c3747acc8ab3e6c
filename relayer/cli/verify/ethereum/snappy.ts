/**
 * Unpacks a raw snappy block (without the framing format), as test cases of the consensus specification are packed. Strict: the
 * input ends where the announced length is reached. Format: google/snappy `format_description.txt`.
 * @module
 */
import { DecodeError } from '@causeway/lightclient/codec';

/** More than any object of a light client, and than a state of the minimal preset. */
const MAX_UNPACKED = 1 << 24;

const LENGTH_BITS = 32;

interface Cursor {
  readonly bytes: Uint8Array;
  readonly field: string;
  at: number;
}

/** @throws {DecodeError} naming the field and the byte offset. */
export function unpackSnappy(bytes: Uint8Array, field: string, limit: number = MAX_UNPACKED): Uint8Array {
  const cursor: Cursor = { bytes, field, at: 0 };
  const length = readLength(cursor);
  if (length > limit) throw new DecodeError(field, `at most ${limit} bytes unpacked`, `${length}`, 0);
  const out = new Uint8Array(length);
  let filled = 0;
  while (cursor.at < bytes.length) {
    const start = cursor.at;
    const added = readElement(cursor, out, filled);
    filled += added;
    if (filled > length) throw new DecodeError(field, `${length} bytes unpacked`, `${filled} or more`, start);
  }
  if (filled < length) throw new DecodeError(field, `${length} bytes unpacked`, `${filled}`, bytes.length);
  return out;
}

/** The length of the unpacked block, as a varint. */
function readLength(cursor: Cursor): number {
  let length = 0;
  for (let shift = 0; shift < LENGTH_BITS; shift += 7) {
    const byte = next(cursor);
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return length;
  }
  throw new DecodeError(cursor.field, 'a length below 2^32', 'a longer varint', 0);
}

/** Bytes as they are, or a copy of bytes before. Gives how many there are, also when they do not fit. */
function readElement(cursor: Cursor, out: Uint8Array, filled: number): number {
  const tag = next(cursor);
  switch (tag & 3) {
    case 0:
      return readLiteral(cursor, tag >> 2, out, filled);
    case 1:
      return copyBack(
        cursor,
        { length: ((tag >> 2) & 7) + 4, distance: ((tag >> 5) << 8) | next(cursor) },
        out,
        filled,
      );
    case 2:
      return copyBack(cursor, { length: (tag >> 2) + 1, distance: nextNumber(cursor, 2) }, out, filled);
    default:
      return copyBack(cursor, { length: (tag >> 2) + 1, distance: nextNumber(cursor, 4) }, out, filled);
  }
}

function readLiteral(cursor: Cursor, code: number, out: Uint8Array, filled: number): number {
  // Up to 60 bytes the code tells the length, beyond it in how many bytes the length follows.
  const length = (code < 60 ? code : nextNumber(cursor, code - 59)) + 1;
  const { bytes, at } = cursor;
  if (at + length > bytes.length) throw tooShort(cursor);
  if (filled + length <= out.length) out.set(bytes.subarray(at, at + length), filled);
  cursor.at += length;
  return length;
}

function copyBack(
  cursor: Cursor,
  { length, distance }: { readonly length: number; readonly distance: number },
  out: Uint8Array,
  filled: number,
): number {
  if (distance === 0 || distance > filled) {
    throw new DecodeError(cursor.field, `a copy of one of ${filled} bytes before`, `of ${distance} before`, cursor.at);
  }
  // What is copied may overlap what it makes, so byte by byte.
  for (let i = 0; i < length && filled + i < out.length; i++) out[filled + i] = out[filled + i - distance] ?? 0;
  return length;
}

function next(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) throw tooShort(cursor);
  cursor.at += 1;
  return byte;
}

function nextNumber(cursor: Cursor, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value += next(cursor) * 2 ** (8 * i);
  return value;
}

function tooShort({ field, bytes }: Cursor): DecodeError {
  return new DecodeError(field, 'a whole snappy block', 'the end', bytes.length);
}
