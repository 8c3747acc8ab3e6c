/** Values in a node's JSON. @module */
import { expect, test } from 'vitest';
import { at, bigintAt, listAt, textAt } from '../../../devnet/client/read-json.ts';
import { parseTimeNs } from '../../../devnet/client/rpc.ts';

test.each([
  ['1970-01-01T00:00:00Z', 0n],
  ['1970-01-01T00:00:01.5Z', 1_500_000_000n],
  ['2023-05-17T14:12:53.088875124Z', 1_684_332_773_088_875_124n],
])('accepts the time %s', (text, ns) => {
  expect(parseTimeNs(text)).toBe(ns);
});

test.each(['', 'yesterday', '2023-05-17T14:12:53+02:00', '2023-05-17T14:12:53.0123456789Z'])(
  'rejects the time %j',
  (text) => {
    expect(() => parseTimeNs(text)).toThrow('want a time in UTC');
  },
);

const JSON_VALUE = { a: { b: ['x', { n: '12' }], none: null }, small: 3 };

test('accepts paths to what is there', () => {
  expect(textAt(JSON_VALUE, 'a.b.0')).toBe('x');
  expect(bigintAt(JSON_VALUE, 'a.b.1.n')).toBe(12n);
  expect(bigintAt(JSON_VALUE, 'small')).toBe(3n);
  expect(listAt(JSON_VALUE, 'a.none')).toEqual([]);
  expect(at(JSON_VALUE, 'a.c.d')).toBeUndefined();
});

test('rejects what is of another kind', () => {
  expect(() => textAt(JSON_VALUE, 'small')).toThrow('want text at small, got 3');
  expect(() => bigintAt(JSON_VALUE, 'a.b.0')).toThrow('want a whole number');
  expect(() => listAt(JSON_VALUE, 'a')).toThrow('want a list');
});
