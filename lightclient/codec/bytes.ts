/** Byte strings: comparison, joining, hex and big-endian integers. @module */
import { DecodeError } from './decode-error.ts';

const HEX = '0123456789abcdef';

/** All parts in one new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Same length and same bytes. Not in constant time: nothing here is secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Lexicographic order, a shorter prefix first: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Whether `bytes` begins with `prefix`. */
export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && equalBytes(bytes.subarray(0, prefix.length), prefix);
}

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => HEX.charAt(byte >> 4) + HEX.charAt(byte & 15));

/** Lower-case hex without `0x`. */
export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += HEX_OF_BYTE[byte];
  return out;
}

const NO_DIGIT = 16;

/** The value of each ASCII character as a hex digit. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = HEX.indexOf(String.fromCharCode(code).toLowerCase());
  return value < 0 ? NO_DIGIT : value;
});

/** Upper- or lower-case hex, with or without `0x`. @throws {DecodeError} for anything else. */
export function fromHex(text: string, field = 'hex'): Uint8Array {
  const start = text.startsWith('0x') ? 2 : 0;
  const digits = text.length - start;
  if (digits % 2 !== 0) throw new DecodeError(field, 'an even number of hex digits', `${digits} digits`);
  const out = new Uint8Array(digits / 2);
  for (let i = 0; i < out.length; i++) {
    const high = DIGITS[text.charCodeAt(start + 2 * i)] ?? NO_DIGIT;
    const low = DIGITS[text.charCodeAt(start + 2 * i + 1)] ?? NO_DIGIT;
    if (high === NO_DIGIT || low === NO_DIGIT) {
      throw new DecodeError(field, 'hex digits', JSON.stringify(text.slice(start, start + 40)));
    }
    out[i] = (high << 4) | low;
  }
  return out;
}

/** 8 bytes, big-endian. @throws {RangeError} unless 0 <= value < 2^64. */
export function uint64ToBytes(value: bigint): Uint8Array {
  if (value < 0n || value >= 1n << 64n) throw new RangeError(`uint64: want 0 to 2^64 - 1, got ${value}`);
  const out = new Uint8Array(8);
  let rest = value;
  for (let i = 7; i >= 0; i--) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}
