import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import { expect, test } from 'vitest';
import { unpackSnappy } from '../../../../../../relayer/cli/verify/ethereum/snappy.ts';

const unpack = (hex: string, limit?: number) => unpackSnappy(fromHex(hex), 'block', limit);
const ascii = (text: string) => new TextEncoder().encode(text);

test('unpacks literals of every kind of length', () => {
  expect(unpack('00')).toEqual(new Uint8Array(0));
  expect(unpack('0308616263')).toEqual(ascii('abc'));
  expect(unpack('03f002616263')).toEqual(ascii('abc'));
  expect(unpack('03f40200616263')).toEqual(ascii('abc'));
  expect(unpack('03f8020000616263')).toEqual(ascii('abc'));
  expect(unpack('03fc02000000616263')).toEqual(ascii('abc'));
});

test('unpacks copies of every kind, also those that overlap what they make', () => {
  expect(unpack('07086162630103')).toEqual(ascii('abcabca'));
  expect(unpack('07086162630e0300')).toEqual(ascii('abcabca'));
  expect(unpack('07086162630f03000000')).toEqual(ascii('abcabca'));
  expect(unpack('0a0061220100')).toEqual(ascii('aaaaaaaaaa'));
});

test.each([
  ['nothing', ''],
  ['a length without an end', 'ffffffffff'],
  ['a length beyond the limit', '8080808001'],
  ['a literal beyond the end', '030861'],
  ['a literal whose length is cut off', '03f4'],
  ['a copy that is cut off', '070861626302'],
  ['a copy of nothing', '07086162630100'],
  ['a copy from before the beginning', '07086162630104'],
  ['more than announced', '0208616263'],
  ['a copy beyond what was announced', '05086162630103'],
  ['less than announced', '0408616263'],
  ['something after the end', '030861626300'],
])('refuses %s', (_, hex) => {
  expect(() => unpack(hex)).toThrow(DecodeError);
});

test('refuses more than the limit before it makes room for it', () => {
  expect(() => unpack('0308616263', 2)).toThrow(DecodeError);
});
