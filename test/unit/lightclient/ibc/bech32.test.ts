/** Bech32 on the test vectors of BIP-173. @module */
import { DecodeError, fromHex } from '@causeway/lightclient/codec';
import { decodeBech32, encodeBech32 } from '@causeway/lightclient/ibc';
import { describe, expect, test } from 'vitest';

describe('bech32', () => {
  test('accepts an address with whole bytes, in either case', () => {
    const text = 'cosmos14srcd24wdulmsfcxew6npd0qf2gryhkttha5wy';
    const want = { prefix: 'cosmos', bytes: fromHex('ac0786aaae6f3fb82706cbb530b5e04a90325ecb') };
    expect(decodeBech32(text)).toEqual(want);
    expect(decodeBech32(text.toUpperCase())).toEqual(want);
    expect(encodeBech32(want)).toBe(text);
  });

  test('accepts a prefix that holds the separator', () => {
    const text = encodeBech32({ prefix: 'a1b1', bytes: Uint8Array.of(1, 2, 3) });
    expect(decodeBech32(text)).toEqual({ prefix: 'a1b1', bytes: Uint8Array.of(1, 2, 3) });
  });

  test.each([
    ['A12UEL5L', 'a'],
    ['a12uel5l', 'a'],
    ['?1ezyfcl', '?'],
    [
      'an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs',
      'an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio',
    ],
  ])('accepts %s without data', (text, prefix) => {
    expect(decodeBech32(text)).toEqual({ prefix, bytes: new Uint8Array(0) });
  });

  test('accepts the 32 values of BIP-173 as 20 bytes', () => {
    const text = 'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw';
    expect(decodeBech32(text)).toEqual({
      prefix: 'abcdef',
      bytes: fromHex('00443214c74254b635cf84653a56d7c675be77df'),
    });
  });

  test.each(
    [
      ['\u00201nwldj5', 'a space in the prefix'],
      ['\u007f1axkwrx', 'a control character in the prefix'],
      ['\u00801eym55h', 'a prefix outside ASCII'],
      ['pzry9x0s0muk', 'no separator'],
      ['1pzry9x0s0muk', 'an empty prefix'],
      ['x1b4n0q5v', 'a character outside the set'],
      ['li1dgmt3', 'a checksum too short'],
      ['de1lg7wt\u00ff', 'a character outside ASCII'],
      ['A1G7SGD8', 'a checksum over the upper-case prefix'],
      ['10a06t8', 'an empty prefix'],
      ['1qzzfhee', 'an empty prefix'],
      ['A12UEl5l', 'both cases'],
      ['a12uel5m', 'a wrong checksum'],
      ['', 'nothing'],
      [`${'a'.repeat(84)}1lemqqq`, 'a prefix too long'],
      ['a'.repeat(1_024), 'a text too long'],
    ].map(([text, why]) => [why, text] as const),
  )('rejects %s', (_, text = '') => {
    expect(() => decodeBech32(text)).toThrow(DecodeError);
  });

  test('accepts zero padding and rejects any other', () => {
    // The same prefix and checksum rule over groups of five bits: two zeros; 0 and 1; one zero; three zeros.
    expect(decodeBech32('cosmos1qqxuevtt')).toEqual({ prefix: 'cosmos', bytes: Uint8Array.of(0) });
    for (const text of ['cosmos1qpm2deke', 'cosmos1qwy879g', 'cosmos1qqqqk0wkk']) {
      expect(() => decodeBech32(text)).toThrow('zero padding');
    }
  });

  test('rejects the checksum of bech32m', () => {
    expect(() => decodeBech32('cosmos1qqnqfqwf')).toThrow('checksum');
  });

  test.each(['', 'Cosmos', 'co smos', 'a'.repeat(84)])('refuses to write the prefix "%s"', (prefix) => {
    expect(() => encodeBech32({ prefix, bytes: new Uint8Array(20) })).toThrow(RangeError);
  });

  test('refuses to write a text that could not be read', () => {
    const longest = encodeBech32({ prefix: 'cosmos', bytes: new Uint8Array(631) });
    expect(longest).toHaveLength(1_023);
    expect(decodeBech32(longest).bytes).toHaveLength(631);
    expect(() => encodeBech32({ prefix: 'cosmos', bytes: new Uint8Array(632) })).toThrow(RangeError);
  });
});
