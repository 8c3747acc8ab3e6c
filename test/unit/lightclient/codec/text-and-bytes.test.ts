/** Strict UTF-8, hex and byte strings. @module */
import {
  compareBytes,
  concatBytes,
  DecodeError,
  decodeUtf8,
  encodeUtf8,
  equalBytes,
  fromHex,
  startsWith,
  toHex,
  uint64ToBytes,
} from '@causeway/lightclient/codec';
import { describe, expect, test } from 'vitest';

describe('UTF-8', () => {
  test.each([
    ['', ''],
    ['00', '\u0000'],
    ['7f', '\u007f'],
    ['c280', '\u0080'],
    ['dfbf', '\u07ff'],
    ['e0a080', '\u0800'],
    ['ed9fbf', '\ud7ff'],
    ['ee8080', '\ue000'],
    ['efbbbf', '\ufeff'],
    ['efbfbf', '\uffff'],
    ['f0908080', '\u{10000}'],
    ['f48fbfbf', '\u{10ffff}'],
    ['61c3a9e282acf09f9880', 'aé€😀'],
  ])('reads and writes %s', (hex, text) => {
    expect(decodeUtf8(fromHex(hex))).toBe(text);
    expect(toHex(encodeUtf8(text))).toBe(hex);
  });

  test.each([
    ['a continuation byte first', '80', 0],
    ['two-byte form of an ASCII character', 'c0af', 0],
    ['two-byte form of NUL', 'c080', 0],
    ['the last over-long two-byte form', 'c1bf', 0],
    ['the last over-long three-byte form', 'e09fbf', 0],
    ['the last over-long four-byte form', 'f08fbfbf', 0],
    ['the first surrogate', 'eda080', 0],
    ['the last surrogate', 'edbfbf', 0],
    ['a surrogate pair', 'eda0bdedb880', 0],
    ['a code point above the last', 'f4908080', 0],
    ['a five-byte form', 'f888808080', 0],
    ['a six-byte form', 'fc8480808080', 0],
    ['a byte that UTF-8 never uses', '61ff', 1],
    ['a cut two-byte form', '61c3', 2],
    ['a cut three-byte form', 'e282', 2],
    ['a cut four-byte form', 'f09f98', 3],
    ['a letter inside a form', 'e28261', 2],
    ['a lead byte inside a form', 'c3c3a9', 1],
  ])('rejects %s', (_, hex, offset) => {
    const decode = () => decodeUtf8(fromHex(hex), 'memo');
    expect(decode).toThrow(DecodeError);
    expect(decode).toThrow(expect.objectContaining({ field: 'memo', offset }));
  });

  test.each(['\ud800', 'a\udfff', '\ude00\ud83d'])('refuses to write a lone surrogate: case %#', (text) => {
    expect(() => encodeUtf8(text)).toThrow(RangeError);
  });
});

describe('hex', () => {
  test('reads either case, with and without 0x', () => {
    for (const text of ['00ff1a', '0x00ff1a', '00FF1A', '0x00Ff1a'])
      expect(fromHex(text)).toEqual(Uint8Array.of(0, 255, 26));
    expect(fromHex('')).toHaveLength(0);
    expect(fromHex('0x')).toHaveLength(0);
  });

  test.each(['0', '0x1', 'zz', '0g', ' 00', '00 ', '0X00', '-1', '0x0x', '１２'])('rejects %s', (text) => {
    expect(() => fromHex(text, '--proof')).toThrow(DecodeError);
    expect(() => fromHex(text, '--proof')).toThrow(expect.objectContaining({ field: '--proof' }));
  });

  test('writes lower case', () => {
    expect(toHex(Uint8Array.of(0, 10, 255))).toBe('000aff');
  });
});

describe('byte strings', () => {
  const [a, ab, b] = [Uint8Array.of(0x61), Uint8Array.of(0x61, 0x62), Uint8Array.of(0x62)] as const;

  test('are the same only when every byte is', () => {
    expect(equalBytes(ab, fromHex('6162'))).toBe(true);
    expect(equalBytes(ab, a)).toBe(false);
    expect(equalBytes(a, b)).toBe(false);
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  });

  test('are ordered byte by byte, the shorter first', () => {
    const ordered = [new Uint8Array(0), a, ab, b, Uint8Array.of(255)];
    for (const [i, low] of ordered.entries()) {
      for (const [j, high] of ordered.entries()) {
        expect(Math.sign(compareBytes(low, high))).toBe(Math.sign(i - j));
      }
    }
  });

  test('start with their prefixes', () => {
    expect(startsWith(ab, a)).toBe(true);
    expect(startsWith(ab, new Uint8Array(0))).toBe(true);
    expect(startsWith(a, ab)).toBe(false);
    expect(startsWith(ab, b)).toBe(false);
  });

  test('are joined in order', () => {
    expect(concatBytes()).toHaveLength(0);
    expect(concatBytes(a, new Uint8Array(0), b)).toEqual(ab);
  });

  test('hold a 64-bit number, big-endian', () => {
    expect(toHex(uint64ToBytes(0n))).toBe('0000000000000000');
    expect(toHex(uint64ToBytes(0x0102_0304_0506_0708n))).toBe('0102030405060708');
    expect(toHex(uint64ToBytes((1n << 64n) - 1n))).toBe('ffffffffffffffff');
    expect(() => uint64ToBytes(-1n)).toThrow(RangeError);
    expect(() => uint64ToBytes(1n << 64n)).toThrow(RangeError);
  });
});

test('an error says where, what was wanted and what was got', () => {
  expect(new DecodeError('header.time', 'a time', 'none', 7).message).toBe(
    'header.time: want a time, got none (at byte 7)',
  );
  expect(new DecodeError('header.time', 'a time', 'none')).toMatchObject({
    name: 'DecodeError',
    message: 'header.time: want a time, got none',
    offset: undefined,
  });
});
