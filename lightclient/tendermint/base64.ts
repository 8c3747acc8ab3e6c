/** Standard base64 with padding, strictly: each byte string has exactly one spelling. @module */
import { DecodeError } from '../codec/index.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** @throws {DecodeError} for other characters, missing padding, or bits set after the last byte. */
export function fromBase64(text: string, field = 'base64'): Uint8Array {
  const digits = text.replace(/={1,2}$/, '');
  if (text.length % 4 !== 0) throw new DecodeError(field, 'padded base64', `${text.length} characters`);
  const out = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of digits) {
    const value = VALUES.get(character);
    if (value === undefined) throw new DecodeError(field, 'base64 digits', JSON.stringify(character));
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[at++] = (held >> bits) & 0xff;
  }
  if (digits.length % 4 === 1 || (held & ((1 << bits) - 1)) !== 0) {
    throw new DecodeError(field, 'canonical base64', JSON.stringify(text.slice(-4)));
  }
  return out;
}

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    out += left > 1 ? ALPHABET.charAt((group >> 6) & 63) : '=';
    out += left > 2 ? ALPHABET.charAt(group & 63) : '=';
  }
  return out;
}
