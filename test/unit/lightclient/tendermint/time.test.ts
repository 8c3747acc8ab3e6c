import { DecodeError, fromHex, toHex } from '@causeway/lightclient/codec';
import { decodeTimestamp, encodeTimestamp, formatTime, parseTime, ZERO_TIME } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { describeTime } from '../../../../lightclient/tendermint/time.ts';

const LAST = 253_402_300_799_999_999_999n;

test.each([
  ['1970-01-01T00:00:00Z', 0n],
  ['2023-09-07T12:45:59.767207173Z', 1_694_090_759_767_207_173n],
  ['1969-12-31T23:59:59.999999999Z', -1n],
  ['0001-01-01T00:00:00Z', ZERO_TIME],
  ['9999-12-31T23:59:59.999999999Z', LAST],
  ['2024-02-29T00:00:00.5Z', 1_709_164_800_500_000_000n],
])('reads and writes %s', (text, ns) => {
  expect(parseTime(text)).toBe(ns);
  expect(formatTime(ns)).toBe(text);
  expect(decodeTimestamp(encodeTimestamp(ns), 'time')).toBe(ns);
});

test('accepts an offset and zeros at the end', () => {
  expect(parseTime('1970-01-01T02:00:00.500+02:00')).toBe(500_000_000n);
  expect(parseTime('1969-12-31T18:30:00-05:30')).toBe(0n);
});

test.each([
  '2023-02-30T00:00:00Z',
  '2023-13-01T00:00:00Z',
  '2023-01-01T24:00:00Z',
  '2023-01-01T00:00:60Z',
  '2023-01-01T00:00:00',
  '2023-01-01 00:00:00Z',
  '2023-01-01T00:00:00z',
  '2023-01-01T00:00:00.Z',
  '2023-01-01T00:00:00.1234567890Z',
  '2023-01-01T00:00:00+24:00',
  '2023-01-01T00:00:00+00:60',
  '02023-01-01T00:00:00Z',
  '0000-12-31T23:59:59Z',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  '',
])('rejects %j', (text) => {
  expect(() => parseTime(text)).toThrow(DecodeError);
});

test('an absent timestamp is year 1, an empty one 1970', () => {
  expect(decodeTimestamp(undefined, 'time')).toBe(ZERO_TIME);
  expect(decodeTimestamp(new Uint8Array(0), 'time')).toBe(0n);
});

test('writes the zero time with ten bytes of seconds', () => {
  expect(toHex(encodeTimestamp(ZERO_TIME))).toBe('088092b8c398feffffff01');
});

test.each([
  ['nanos of a second', '108094ebdc03'],
  ['negative nanos', '10ffffffffffffffffff01'],
  ['year 10000', toHex(encodeTimestamp(LAST + 1n))],
  ['year 0', toHex(encodeTimestamp(ZERO_TIME - 1n))],
])('rejects %s', (_, bytes) => {
  expect(() => decodeTimestamp(fromHex(bytes), 'time')).toThrow(DecodeError);
});

test('throws for what RFC 3339 cannot hold, and describes it in nanoseconds', () => {
  expect(() => formatTime(LAST + 1n)).toThrow(RangeError);
  expect(() => formatTime(ZERO_TIME - 1n)).toThrow(RangeError);
  expect(describeTime(LAST + 1n)).toBe(`${LAST + 1n} ns`);
  expect(describeTime(0n)).toBe('1970-01-01T00:00:00Z');
});
