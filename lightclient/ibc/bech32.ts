/** Bech32, strictly: the addresses of Cosmos chains. Source: BIP-173; the length limit is the Cosmos SDK's. @module */
import { DecodeError } from '../codec/index.ts';

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;
const MAX_LENGTH = 1023;

/** An address: its prefix and its bytes. */
export interface Bech32 {
  /** Lower case, such as `cosmos`. */
  readonly prefix: string;
  readonly bytes: Uint8Array;
}

/** @throws {RangeError} for a prefix that is empty, not lower case, or holds characters outside printable ASCII. */
export function encodeBech32({ prefix, bytes }: Bech32): string {
  if (!isPrefix(prefix) || prefix !== prefix.toLowerCase()) {
    throw new RangeError(`bech32 prefix: want 1 to 83 lower-case characters, got ${JSON.stringify(prefix)}`);
  }
  const words = toWords(bytes);
  const text = [...words, ...checksum(prefix, words)].map((word) => CHARSET.charAt(word)).join('');
  const out = `${prefix}1${text}`;
  if (out.length > MAX_LENGTH) throw new RangeError(`bech32: want at most ${MAX_LENGTH} characters, got ${out.length}`);
  return out;
}

/** @throws {DecodeError} for mixed case, unknown characters, a wrong checksum, and bits that do not fill bytes. */
export function decodeBech32(text: string, field = 'address'): Bech32 {
  const lower = text.toLowerCase();
  const shown = JSON.stringify(text.slice(0, 90));
  if (text !== lower && text !== text.toUpperCase()) throw new DecodeError(field, 'one case', shown);
  const separator = lower.lastIndexOf('1');
  const prefix = lower.slice(0, Math.max(separator, 0));
  if (text.length > MAX_LENGTH || !isPrefix(prefix)) throw new DecodeError(field, 'a bech32 text', shown);
  const words = [...lower.slice(separator + 1)].map((character) => CHARSET.indexOf(character));
  if (words.length < CHECKSUM_LENGTH || words.includes(-1)) throw new DecodeError(field, 'bech32 characters', shown);
  if (polymod([...expandPrefix(prefix), ...words]) !== 1) throw new DecodeError(field, 'a matching checksum', shown);
  const bytes = fromWords(words.slice(0, -CHECKSUM_LENGTH));
  if (bytes === undefined) throw new DecodeError(field, 'whole bytes and zero padding', shown);
  return { prefix, bytes };
}

function isPrefix(prefix: string): boolean {
  return /^[!-~]{1,83}$/.test(prefix);
}

function polymod(words: readonly number[]): number {
  let value = 1;
  for (const word of words) {
    const top = value >>> 25;
    value = ((value & 0x1ffffff) << 5) ^ word;
    for (const [bit, generator] of GENERATOR.entries()) {
      if (((top >> bit) & 1) === 1) value ^= generator;
    }
  }
  return value;
}

function expandPrefix(prefix: string): readonly number[] {
  const codes = [...prefix].map((character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function checksum(prefix: string, words: readonly number[]): readonly number[] {
  const value = polymod([...expandPrefix(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  return [25, 20, 15, 10, 5, 0].map((shift) => (value >> shift) & 31);
}

function toWords(bytes: Uint8Array): readonly number[] {
  const words: number[] = [];
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) words.push((value >> (bits - 5)) & 31);
  }
  if (bits > 0) words.push((value << (5 - bits)) & 31);
  return words;
}

function fromWords(words: readonly number[]): Uint8Array | undefined {
  const bytes: number[] = [];
  let value = 0;
  let bits = 0;
  for (const word of words) {
    value = ((value << 5) | word) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  const isPadded = bits < 5 && (value & ((1 << bits) - 1)) === 0;
  return isPadded ? Uint8Array.from(bytes) : undefined;
}
