/** The strict protobuf reader, and a writer whose output it takes. @module */
import {
  bytesField,
  concatBytes,
  DecodeError,
  encodeUtf8,
  fromHex,
  intField,
  lengthPrefixed,
  many,
  messageField,
  one,
  readMessage,
  sfixed64Field,
  stringField,
  toHex,
  uintField,
  varint,
} from '@causeway/lightclient/codec';
import { describe, expect, test } from 'vitest';

const SPEC = {
  bytes: one(1, 'bytes'),
  string: one(2, 'string'),
  uint64: one(3, 'uint64'),
  int64: one(4, 'int64'),
  uint32: one(5, 'uint32'),
  int32: one(6, 'int32'),
  bool: one(7, 'bool'),
  sfixed64: one(8, 'sfixed64'),
  list: many(9, 'bytes', 3),
  numbers: many(16, 'uint64', 2),
};
const EMPTY = { list: [], numbers: [] };
const MOST = (1n << 64n) - 1n;

function read(hex: string) {
  return readMessage(fromHex(hex), SPEC, 'message');
}

function expectError(act: () => unknown, want: { readonly field: string; readonly offset?: number }): void {
  expect(act).toThrow(DecodeError);
  expect(act).toThrow(expect.objectContaining(want));
}

describe('reading', () => {
  test('an empty message has no values', () => {
    expect(read('')).toEqual(EMPTY);
  });

  test.each([
    ['bytes', '0a020102', Uint8Array.of(1, 2)],
    ['bytes', '0a00', new Uint8Array(0)],
    ['string', '1203e282ac', '€'],
    ['uint64', '1800', 0n],
    ['uint64', '187f', 127n],
    ['uint64', '188001', 128n],
    ['uint64', '18ffffffffffffffffff01', MOST],
    ['int64', '20ffffffffffffffffff01', -1n],
    ['int64', '2080808080808080808001', -(1n << 63n)],
    ['int64', '20ffffffffffffffff7f', (1n << 63n) - 1n],
    ['uint32', '28ffffffff0f', 0xffff_ffff],
    ['int32', '30ffffffff07', 0x7fff_ffff],
    ['int32', '3080808080f8ffffffff01', -0x8000_0000],
    ['bool', '3800', false],
    ['bool', '3801', true],
    ['sfixed64', '410100000000000000', 1n],
    ['sfixed64', '41ffffffffffffffff', -1n],
    ['sfixed64', '410000000000000080', -(1n << 63n)],
  ])('accepts %s %s', (name, hex, value) => {
    expect(read(hex)).toEqual({ ...EMPTY, [name]: value });
  });

  test('accepts fields in any order and repeated ones in theirs', () => {
    const got = read('8001054a0101180780010a4a00');
    expect(got).toEqual({ uint64: 7n, list: [Uint8Array.of(1), new Uint8Array(0)], numbers: [5n, 10n] });
  });

  test.each([
    ['an unknown field', '180150', 'message', 2],
    ['an unknown field of a high number', 'f8ffffff0f01', 'message', 0],
    ['field number 0', '0001', 'message', 0],
    ['a wrong wire type', '0800', 'message.bytes', 0],
    ['a group', '0b', 'message.bytes', 0],
    ['a 32-bit wire type', '4d00000000', 'message.list', 0],
    ['a singular field twice', '18011802', 'message.uint64', 2],
    ['more elements than the limit', '4a004a004a004a00', 'message.list', 6],
    ['a cut tag', '80', 'message', 0],
    ['a cut varint', '1880', 'message', 1],
    ['a cut length', '0a80', 'message', 1],
    ['a cut value', '0a0201', 'message.bytes', 1],
    ['a length beyond the end', '0affffffff0f', 'message.bytes', 1],
    ['a length of 64 bits', '0affffffffffffffffff01', 'message', 1],
    ['a cut fixed value', '4101', 'message.sfixed64', 1],
    ['a padded tag', '98800001', 'message', 0],
    ['a padded varint', '188000', 'message', 1],
    ['a padded long varint', '18ffffffffffffffff8100', 'message', 1],
    ['a varint of eleven bytes', '18ffffffffffffffffffff01', 'message', 1],
    ['a varint above 64 bits', '18ffffffffffffffffff02', 'message', 1],
    ['a uint32 above 32 bits', '288080808010', 'message', 1],
    ['an int32 above 31 bits', '308080808008', 'message.int32', 1],
    ['an int32 below its least', '30fffffffff7ffffffff01', 'message.int32', 1],
    ['a boolean of 2', '3802', 'message.bool', 1],
    ['text that is not UTF-8', '1201ff', 'message.string', 0],
  ])('rejects %s', (_, hex, field, offset) => {
    expectError(() => read(hex), { field, offset });
  });
});

describe('writing', () => {
  test('what the reader gives back', () => {
    const bytes = concatBytes(
      bytesField(1, Uint8Array.of(1)),
      stringField(2, 'é'),
      uintField(3, MOST),
      intField(4, -5n),
      uintField(5, 300n),
      intField(6, -1n),
      uintField(7, 1n),
      sfixed64Field(8, -2n),
      messageField(9, new Uint8Array(0)),
      messageField(9, Uint8Array.of(7)),
      uintField(16, 1n),
    );
    expect(readMessage(bytes, SPEC, 'message')).toEqual({
      bytes: Uint8Array.of(1),
      string: 'é',
      uint64: MOST,
      int64: -5n,
      uint32: 300,
      int32: -1,
      bool: true,
      sfixed64: -2n,
      list: [new Uint8Array(0), Uint8Array.of(7)],
      numbers: [1n],
    });
  });

  test('leaves out what proto3 leaves out, but no submessage', () => {
    const defaults = [
      uintField(3, 0n),
      intField(4, 0n),
      sfixed64Field(8, 0n),
      bytesField(1, new Uint8Array(0)),
      stringField(2, ''),
    ];
    expect(concatBytes(...defaults)).toHaveLength(0);
    expect(toHex(messageField(1, new Uint8Array(0)))).toBe('0a00');
  });

  test.each([
    [0n, '00'],
    [127n, '7f'],
    [128n, '8001'],
    [300n, 'ac02'],
    [MOST, 'ffffffffffffffffff01'],
  ])('writes the varint %s', (value, hex) => {
    expect(toHex(varint(value))).toBe(hex);
  });

  test('refuses numbers outside 64 bits', () => {
    expect(() => varint(-1n)).toThrow(RangeError);
    expect(() => varint(MOST + 1n)).toThrow(RangeError);
  });

  test('puts the length in front', () => {
    expect(toHex(lengthPrefixed(encodeUtf8('ab')))).toBe('026162');
    expect(toHex(lengthPrefixed(new Uint8Array(200))).slice(0, 4)).toBe('c801');
  });
});
