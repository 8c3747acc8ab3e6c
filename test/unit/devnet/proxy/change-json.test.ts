/** Changed copies of JSON and bytes. @module */
import { expect, test } from 'vitest';
import { flipByte, withAll, withAt } from '../../../devnet/proxy/change-json.ts';

test('changes a copy and leaves the original alone', () => {
  const original = { a: [{ b: 1 }, { b: 2 }], c: null };
  expect(withAt(original, 'a.1.b', 3)).toEqual({ a: [{ b: 1 }, { b: 3 }], c: null });
  expect(withAll(original, { 'a.0.b': 0, 'c.d': 'new' })).toEqual({ a: [{ b: 0 }, { b: 2 }], c: { d: 'new' } });
  expect(original).toEqual({ a: [{ b: 1 }, { b: 2 }], c: null });
});

test('changes one bit, counted from either end', () => {
  const bytes = new Uint8Array([0, 2, 255]);
  expect([...flipByte(bytes, 1)]).toEqual([0, 3, 255]);
  expect([...flipByte(bytes, -1)]).toEqual([0, 2, 254]);
  expect([...bytes]).toEqual([0, 2, 255]);
});

test.each([3, -4])('rejects a byte that is not there: %i', (index) => {
  expect(() => flipByte(new Uint8Array(3), index)).toThrow(RangeError);
});
