import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import {
  BYTES32,
  bitvectorType,
  byteListType,
  bytesType,
  containerType,
  decodeSsz,
  hashNodes,
  listType,
  merkleize,
  mixInLength,
  type SszType,
  UINT64,
  uintType,
  vectorType,
  zeroHash,
} from '@causeway/lightclient/proofs';
import { expect, test } from 'vitest';

const PAIR = containerType({ firstNumber: UINT64, extraData: byteListType(4), tail: uintType(16) });

const refuse = (type: SszType<unknown>, hex: string) => {
  try {
    decodeSsz(type, fromHex(hex), 'it');
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('accepted');
};

const number = (value: number) => Uint8Array.of(value, ...new Uint8Array(31));

test('reads and writes integers in little-endian order', () => {
  expect(decodeSsz(UINT64, fromHex('0102000000000080'), 'it')).toBe(0x8000000000000201n);
  expect(UINT64.encode(0x8000000000000201n)).toEqual(fromHex('0102000000000080'));
  expect(UINT64.hashTreeRoot(513n)).toEqual(Uint8Array.of(1, 2, ...new Uint8Array(30)));
  expect(() => UINT64.encode(1n << 64n)).toThrow(RangeError);
  expect(() => UINT64.encode(-1n)).toThrow(RangeError);
});

test('reads what it writes, and hashes containers field by field', () => {
  const value = { firstNumber: 7n, extraData: Uint8Array.of(1, 2, 3), tail: 9n };
  const bytes = PAIR.encode(value);
  expect(bytes).toEqual(fromHex('07000000000000000e0000000900010203'));
  expect(decodeSsz(PAIR, bytes, 'it')).toEqual(value);
  const list = mixInLength(Uint8Array.of(1, 2, 3, ...new Uint8Array(29)), 3);
  expect(PAIR.hashTreeRoot(value)).toEqual(hashNodes(hashNodes(number(7), list), hashNodes(number(9), zeroHash(0))));
  expect(PAIR.format(value)).toEqual({ first_number: '7', extra_data: '0x010203', tail: '9' });
  expect(PAIR.parse(PAIR.format(value), 'it')).toEqual(value);
});

test('packs integers of a list into chunks, and gives the list room for all it may hold', () => {
  const list = listType(UINT64, 10);
  const chunk = Uint8Array.of(1, ...new Uint8Array(7), 2, ...new Uint8Array(23));
  expect(list.hashTreeRoot([1n, 2n])).toEqual(mixInLength(merkleize([chunk], 3), 2));
  expect(decodeSsz(list, list.encode([1n, 2n]), 'it')).toEqual([1n, 2n]);
  expect(decodeSsz(list, new Uint8Array(0), 'it')).toEqual([]);
  expect(listType(byteListType(4), 3).hashTreeRoot([])).toEqual(mixInLength(zeroHash(2), 0));
});

test('reads vectors and lists of values of variable length', () => {
  const list = listType(byteListType(4), 3);
  const values = [Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)];
  expect(list.encode(values)).toEqual(fromHex('0c0000000d0000000d000000010203'));
  expect(decodeSsz(list, list.encode(values), 'it')).toEqual(values);
  expect(decodeSsz(vectorType(BYTES32, 2), new Uint8Array(64), 'it')).toHaveLength(2);
});

test('says which field and byte is wrong', () => {
  expect(refuse(PAIR, '07000000000000000d0000000900010203')).toMatchObject({ field: 'it.extra_data', offset: 8 });
  expect(refuse(PAIR, '07000000000000000f0000000900010203')).toMatchObject({ field: 'it.extra_data', offset: 8 });
  expect(refuse(PAIR, '07000000000000000e00000009000102030405')).toMatchObject({ field: 'it.extra_data', offset: 14 });
  expect(refuse(PAIR, '0700')).toMatchObject({ field: 'it', want: '14 bytes or more' });
  expect(refuse(UINT64, '010203040506070809')).toMatchObject({ want: '8 bytes', got: '9, 1 too many', offset: 8 });
});

test.each([
  ['an offset that goes back', '0c0000000b0000000d000000010203'],
  ['an offset beyond the end', '0c0000000d00000010000000010203'],
  ['a first offset within the offsets', '0b0000000d0000000d000000010203'],
  ['a first offset of zero', '00000000'],
  ['a first offset beyond the end', '14000000'],
  ['less than an offset', '0c00'],
  ['too many elements', '1000000010000000100000001000000001'],
])('refuses a list with %s', (_, hex) => {
  expect(refuse(listType(byteListType(4), 3), hex)).toBeInstanceOf(DecodeError);
});

test('refuses elements that do not fill the input', () => {
  expect(refuse(listType(UINT64, 4), '01020304')).toMatchObject({ want: 'a multiple of 8 bytes' });
  expect(refuse(vectorType(UINT64, 2), '0100000000000000')).toMatchObject({ want: '2 elements', got: '1' });
});

test('refuses bits beyond the last one', () => {
  const bits = bitvectorType(10);
  expect(decodeSsz(bits, fromHex('ff03'), 'it')).toEqual(fromHex('ff03'));
  expect(refuse(bits, 'ff04')).toMatchObject({ want: 'no bit beyond 10', offset: 1 });
  expect(() => bits.parse('0xff04', 'it')).toThrow(DecodeError);
  expect(decodeSsz(bitvectorType(8), fromHex('ff'), 'it')).toEqual(fromHex('ff'));
});

test.each([
  ['leading zeros', '01'],
  ['a sign', '+1'],
  ['a negative integer', '-1'],
  ['hex', '0x1'],
  ['an empty text', ''],
  ['a number that lost digits', 2 ** 53],
  ['a fraction', 1.5],
  ['a negative zero', -0],
  ['too large an integer', '18446744073709551616'],
  ['nothing', undefined],
])('refuses an integer in JSON with %s', (_, json) => {
  expect(() => UINT64.parse(json, 'it')).toThrow(DecodeError);
});

test('takes integers from texts, exact numbers and bigints', () => {
  expect(UINT64.parse('18446744073709551615', 'it')).toBe((1n << 64n) - 1n);
  expect(UINT64.parse(2 ** 53 - 1, 'it')).toBe(2n ** 53n - 1n);
  expect(UINT64.parse(5n, 'it')).toBe(5n);
  expect(() => UINT64.parse(-5n, 'it')).toThrow(DecodeError);
});

test.each([
  ['an unknown key', { first_number: '1', extra_data: '0x', tail: '1', more: 1 }],
  ['a missing key', { first_number: '1', extra_data: '0x' }],
  ['an inherited key', { first_number: '1', extra_data: '0x', toString: '1' }],
  ['hex without 0x', { first_number: '1', extra_data: '00', tail: '1' }],
  ['too many bytes', { first_number: '1', extra_data: '0x0102030405', tail: '1' }],
  ['an array', []],
  ['null', null],
])('refuses a container in JSON with %s', (_, json) => {
  expect(() => PAIR.parse(json, 'it')).toThrow(DecodeError);
});

test('refuses to write values that are not of the type', () => {
  expect(() => bytesType(4).encode(new Uint8Array(3))).toThrow(RangeError);
  expect(() => byteListType(4).hashTreeRoot(new Uint8Array(5))).toThrow(RangeError);
  expect(() => vectorType(UINT64, 2).encode([1n])).toThrow(RangeError);
  expect(() => listType(UINT64, 2).hashTreeRoot([1n, 2n, 3n])).toThrow(RangeError);
  expect(() => vectorType(UINT64, 2).parse(['1'], 'it')).toThrow(DecodeError);
});

test('keeps what it has read when the input is changed afterwards, and gives plain bytes for a Buffer', () => {
  const input = Buffer.from('07000000000000000e0000000900010203', 'hex');
  const value = decodeSsz(PAIR, input, 'it');
  input.fill(0xff);
  expect(value).toEqual({ firstNumber: 7n, extraData: Uint8Array.of(1, 2, 3), tail: 9n });
  expect(Object.getPrototypeOf(value.extraData)).toBe(Uint8Array.prototype);
});
