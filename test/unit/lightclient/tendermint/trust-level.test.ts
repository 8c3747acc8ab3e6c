import { DecodeError } from '@causeway/lightclient/codec';
import { isTrustLevel, parseTrustLevel, toTrustLevel } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';

test.each(['1/3', '2/3', '1/1', '33333334/100000000', '9223372036854775807/9223372036854775807'])(
  'accepts %s',
  (text) => {
    const level = parseTrustLevel(text);
    expect(`${level.numerator}/${level.denominator}`).toBe(text);
    expect(isTrustLevel(level)).toBe(true);
    expect(toTrustLevel(level.numerator, level.denominator)).toEqual(level);
  },
);

test.each(['1/4', '4/3', '1/0', '0/1', '-1/3', '1/-3', '0.5', '1 / 3', '1/3/1', '', '33333333/100000000'])(
  'rejects %j',
  (text) => {
    expect(() => parseTrustLevel(text)).toThrow(DecodeError);
  },
);

test('throws for a fraction out of range', () => {
  expect(() => toTrustLevel(1n, 4n)).toThrow(RangeError);
  expect(isTrustLevel({ numerator: -1n, denominator: -1n })).toBe(false);
});
