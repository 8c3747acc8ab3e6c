/** Strict RLP: the examples of the yellow paper's readers, and each encoding that is not canonical. */
import { DecodeError, encodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  decodeRlp,
  decodeRlpList,
  encodeRlp,
  fromUint,
  type RlpItem,
  toRlpBytes,
  toRlpList,
  toRlpUint,
} from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';

const NOTHING = new Uint8Array(0);
const zeros = (length: number): Uint8Array => new Uint8Array(length);
const strings = (count: number): readonly RlpItem[] => Array.from({ length: count }, () => NOTHING);

const EXAMPLES: readonly [string, RlpItem, string][] = [
  ['an empty string', NOTHING, '80'],
  ['a zero byte', Uint8Array.of(0), '00'],
  ['a low byte', Uint8Array.of(0x7f), '7f'],
  ['a high byte', Uint8Array.of(0x80), '8180'],
  ['a short string', encodeUtf8('dog'), '83646f67'],
  ['the longest short string', zeros(55), `b7${'00'.repeat(55)}`],
  ['the shortest long string', zeros(56), `b838${'00'.repeat(56)}`],
  ['a string of 255 bytes', zeros(255), `b8ff${'00'.repeat(255)}`],
  ['a string of 256 bytes', zeros(256), `b90100${'00'.repeat(256)}`],
  ['a string of 65,536 bytes', zeros(65_536), `ba010000${'00'.repeat(65_536)}`],
  ['an empty list', [], 'c0'],
  ['a list of strings', [encodeUtf8('cat'), encodeUtf8('dog')], 'c88363617483646f67'],
  ['the set of three', [[], [[]], [[], [[]]]], 'c7c0c1c0c3c0c1c0'],
  ['the longest short list', strings(55), `f7${'80'.repeat(55)}`],
  ['the shortest long list', strings(56), `f838${'80'.repeat(56)}`],
];

describe('decodeRlp and encodeRlp', () => {
  test.each(EXAMPLES)('accepts %s', (_, item, hex) => {
    expect(toHex(encodeRlp(item))).toBe(hex);
    expect(decodeRlp(fromHex(hex))).toEqual(item);
  });

  test.each([
    ['nothing', '', 'an item'],
    ['a byte after a string', '8000', 'one item'],
    ['a byte after a list', 'c000', 'one item'],
    ['a low byte with a prefix', '8100', 'as itself'],
    ['a low byte with a prefix in a list', 'c2817f', 'as itself'],
    ['a string that is cut off', '83646f', '3 bytes, got 2 left'],
    ['a list that is cut off', 'c883636174', '8 bytes, got 4 left'],
    ['a string that leaves its list', 'c28361', 'got 1 left'],
    ['a long form for a short string', `b837${'00'.repeat(55)}`, 'short form'],
    ['a long form for a short list', `f837${'80'.repeat(55)}`, 'short form'],
    ['a long form for an empty string', 'b800', 'without leading zeros'],
    ['a length with a leading zero', `b90038${'00'.repeat(56)}`, 'without leading zeros'],
    ['a list length with a leading zero', `f90038${'80'.repeat(56)}`, 'without leading zeros'],
    ['a length that is cut off', 'b9ff', '2 bytes, got 1 left'],
    ['a length without bytes', 'b8', 'got 0 left'],
    ['a length of eight bytes', 'bfffffffffffffffff00', 'at most 6 bytes'],
    ['a length beyond the input', 'bb7fffffff00', 'got 1 left'],
    ['a list length beyond the input', 'fa7fffff00', 'got 1 left'],
  ])('rejects %s', (_, hex, message) => {
    expect(() => decodeRlp(fromHex(hex), 'x')).toThrow(DecodeError);
    expect(() => decodeRlp(fromHex(hex), 'x')).toThrow(message);
  });

  test('rejects lists inside each other beyond the limit', () => {
    expect(decodeRlp(fromHex(`c2c1c0`), 'x', { maxDepth: 3 })).toEqual([[[]]]);
    expect(() => decodeRlp(fromHex('c2c1c0'), 'x', { maxDepth: 2 })).toThrow(/at most 2 lists/);
    let deep: RlpItem = [];
    for (let i = 0; i < 100; i++) deep = [deep];
    expect(() => decodeRlp(encodeRlp(deep))).toThrow(/at most 64 lists/);
  });

  test('rejects more items than the limit', () => {
    expect(decodeRlp(fromHex('c28080'), 'x', { maxItems: 3 })).toHaveLength(2);
    expect(() => decodeRlp(fromHex('c28080'), 'x', { maxItems: 2 })).toThrow(/fewer items/);
  });

  test('names the field and the byte', () => {
    expect(() => decodeRlp(fromHex('c3808101'), 'proof[3]')).toThrow(
      'proof[3]: want a byte below 0x80 as itself, got a string of one byte (at byte 2)',
    );
  });
});

describe('typed items', () => {
  test('accepts and rejects lists and strings by kind and size', () => {
    expect(decodeRlpList(fromHex('c28080'), 'x', 2)).toHaveLength(2);
    expect(() => decodeRlpList(fromHex('c28080'), 'x', 3)).toThrow('x: want 3 items, got 2');
    expect(() => toRlpList(NOTHING, 'x')).toThrow('x: want a list, got a string of 0 bytes');
    expect(() => toRlpBytes([], 'x')).toThrow('x: want a string, got a list of 0 items');
    expect(() => toRlpBytes(undefined, 'x')).toThrow('x: want a string, got nothing');
    expect(() => toRlpBytes(zeros(31), 'x', 32)).toThrow('x: want 32 bytes, got 31');
  });

  test.each([
    [0n, ''],
    [1n, '01'],
    [127n, '7f'],
    [256n, '0100'],
    [2n ** 64n - 1n, 'ff'.repeat(8)],
  ])('accepts the integer %s', (value, hex) => {
    expect(toHex(fromUint(value))).toBe(hex);
    expect(toRlpUint(fromHex(hex), 'x', 64)).toBe(value);
  });

  test('rejects integers with leading zeros, too long ones and negative ones', () => {
    expect(() => toRlpUint(Uint8Array.of(0), 'x', 64)).toThrow('x: want an integer without leading zeros, got 0x00');
    expect(() => toRlpUint(Uint8Array.of(0, 1), 'x', 256)).toThrow(/leading zeros/);
    expect(() => toRlpUint(zeros(9), 'x', 64)).toThrow('at most 8 bytes');
    expect(() => toRlpUint(zeros(33), 'x', 256)).toThrow('at most 32 bytes');
    expect(() => toRlpUint([], 'x', 256)).toThrow('want a string');
    expect(() => fromUint(-1n)).toThrow(RangeError);
  });
});
