/** Values as columns hold them. @module */
import { describe, expect, test } from 'vitest';
import {
  fromHexList,
  fromU64Column,
  toBytes,
  toHexList,
  toJson,
  toMsColumn,
  toPresent,
  toU64Column,
  toU64Text,
} from '../../../../relayer/stores/values.ts';

describe('toU64Text', () => {
  test('keeps the order of numbers as the order of text', () => {
    const numbers = [0n, 9n, 10n, 47n, 303n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];
    const texts = numbers.map(toU64Text);
    expect([...texts].sort()).toEqual(texts);
    expect(texts.every((text) => text.length === 20)).toBe(true);
    expect(texts.map((text) => BigInt(text))).toEqual(numbers);
  });

  test.each(['-1', '18446744073709551616'])('rejects %s (RangeError)', (text) => {
    expect(() => toU64Text(BigInt(text))).toThrow(RangeError);
  });
});

test('u64 columns: what is not there is null', () => {
  expect([toU64Column(undefined), toU64Column(null), fromU64Column(null)]).toEqual([null, null, null]);
  expect(fromU64Column(toU64Column(0n))).toBe(0n);
});

test('times are rounded up, so that nothing is due before its time', () => {
  expect([toMsColumn(5), toMsColumn(5.01), toMsColumn(0)]).toEqual([5, 6, 0]);
});

test('byte lists survive as text, also empty ones', () => {
  const parts = [Uint8Array.of(0x69, 0x00, 0xff), new Uint8Array()];
  expect(fromHexList(toHexList(parts))).toEqual(parts);
  expect(fromHexList(toHexList([]))).toEqual([]);
});

test('bytes of a driver become a plain array that shares no memory with others', () => {
  const shared = Buffer.from('abcdef').subarray(2, 4);
  const bytes = toBytes(shared);
  expect(bytes).toEqual(Uint8Array.of(0x63, 0x64));
  expect(Buffer.isBuffer(bytes)).toBe(false);
  expect(bytes.buffer.byteLength).toBe(2);
});

test('bigints become digits in JSON', () => {
  expect(toJson({ a: 2n ** 64n, b: [1n], c: 'x' })).toBe('{"a":"18446744073709551616","b":["1"],"c":"x"}');
});

test('what is null is left out, what is false, zero or empty is not', () => {
  expect(toPresent({ a: null, b: 0, c: '', d: false, e: 0n })).toEqual({ b: 0, c: '', d: false, e: 0n });
});
