/** Strict UTF-8, since the core may not name `TextEncoder`. @module */
import { DecodeError } from './decode-error.ts';

/** @throws {RangeError} when the text holds a lone surrogate. */
export function encodeUtf8(text: string): Uint8Array {
  return encodeAscii(text) ?? encodeAny(text);
}

/** Nearly all text of the protocols. `undefined` when there is anything else in it. */
function encodeAscii(text: string): Uint8Array | undefined {
  const out = new Uint8Array(text.length);
  for (let at = 0; at < out.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return undefined;
    out[at] = code;
  }
  return out;
}

function encodeAny(text: string): Uint8Array {
  const out: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) throw new RangeError('utf-8: text holds a lone surrogate');
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), continuation(code, 0));
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), continuation(code, 6), continuation(code, 0));
    else out.push(0xf0 | (code >> 18), continuation(code, 12), continuation(code, 6), continuation(code, 0));
  }
  return Uint8Array.from(out);
}

function continuation(code: number, shift: number): number {
  return 0x80 | ((code >> shift) & 0x3f);
}

/** @throws {DecodeError} for over-long forms, surrogates, code points above U+10FFFF and broken sequences. */
export function decodeUtf8(bytes: Uint8Array, field = 'text'): string {
  return isAscii(bytes) ? decodeAscii(bytes) : decodeAny(bytes, field);
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}

/** A call takes so many arguments at least. */
const CHUNK = 4_096;

function decodeAscii(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode(...bytes);
  let out = '';
  for (let at = 0; at < bytes.length; at += CHUNK) out += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return out;
}

function decodeAny(bytes: Uint8Array, field: string): string {
  let out = '';
  let at = 0;
  while (at < bytes.length) {
    const { code, length } = readCodePoint(bytes, at, field);
    out += String.fromCodePoint(code);
    at += length;
  }
  return out;
}

/** Lead-byte mask, its expected value, and the smallest code point its length may carry. */
const FORMS = [
  { length: 1, mask: 0x80, lead: 0x00, least: 0x00 },
  { length: 2, mask: 0xe0, lead: 0xc0, least: 0x80 },
  { length: 3, mask: 0xf0, lead: 0xe0, least: 0x800 },
  { length: 4, mask: 0xf8, lead: 0xf0, least: 0x10000 },
] as const;

function readCodePoint(bytes: Uint8Array, at: number, field: string): { code: number; length: number } {
  const first = bytes[at] ?? 0;
  const form = FORMS.find(({ mask, lead }) => (first & mask) === lead);
  if (form === undefined) throw new DecodeError(field, 'a UTF-8 lead byte', `0x${first.toString(16)}`, at);
  let code = first & ~form.mask & 0xff;
  for (let i = 1; i < form.length; i++) {
    const next = bytes[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) {
      throw new DecodeError(
        field,
        'a UTF-8 continuation byte',
        next === undefined ? 'the end' : `0x${next.toString(16)}`,
        at + i,
      );
    }
    code = (code << 6) | (next & 0x3f);
  }
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < form.least || code > 0x10ffff || isSurrogate) {
    throw new DecodeError(field, 'the shortest form of a Unicode scalar value', `U+${code.toString(16)}`, at);
  }
  return { code, length: form.length };
}
