/**
 * Canonical protobuf output: each function gives the bytes of one field, empty when proto3 omits it. Join the fields of
 * a message with `concatBytes` in ascending order of their numbers.
 * @module
 */
import { concatBytes } from './bytes.ts';
import { encodeUtf8 } from './utf8.ts';

const MAX_UINT64 = (1n << 64n) - 1n;

/** @throws {RangeError} unless 0 <= value < 2^64. */
export function varint(value: bigint): Uint8Array {
  if (value < 0n || value > MAX_UINT64) throw new RangeError(`varint: want 0 to 2^64 - 1, got ${value}`);
  if (value < 0x80n) return Uint8Array.of(Number(value));
  const out: number[] = [];
  let rest = value;
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return Uint8Array.from(out);
}

const NOTHING = new Uint8Array(0);

function tag(number: number, wireType: number): Uint8Array {
  return varint(BigInt(number * 8 + wireType));
}

/** uint64, uint32, bool or enum: omitted when zero. */
export function uintField(number: number, value: bigint): Uint8Array {
  return value === 0n ? NOTHING : concatBytes(tag(number, 0), varint(value));
}

/** int64 or int32: negative numbers take ten bytes. Omitted when zero. */
export function intField(number: number, value: bigint): Uint8Array {
  return uintField(number, BigInt.asUintN(64, value));
}

/** sfixed64: omitted when zero. */
export function sfixed64Field(number: number, value: bigint): Uint8Array {
  if (value === 0n) return NOTHING;
  const out = new Uint8Array(8);
  let rest = BigInt.asUintN(64, value);
  for (let i = 0; i < 8; i++) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return concatBytes(tag(number, 1), out);
}

/** bytes: omitted when empty. */
export function bytesField(number: number, value: Uint8Array): Uint8Array {
  return value.length === 0 ? NOTHING : messageField(number, value);
}

/** string: omitted when empty. */
export function stringField(number: number, value: string): Uint8Array {
  return bytesField(number, encodeUtf8(value));
}

/** A submessage, or an element of a repeated field: written even when empty. */
export function messageField(number: number, value: Uint8Array): Uint8Array {
  return concatBytes(tag(number, 2), lengthPrefixed(value));
}

/** The bytes with their length as a varint before them. */
export function lengthPrefixed(value: Uint8Array): Uint8Array {
  return concatBytes(varint(BigInt(value.length)), value);
}
