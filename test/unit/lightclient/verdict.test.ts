import { type BinaryVerdict, firstFailure, invalid, VALID } from '@causeway/lightclient';
import { expect, test } from 'vitest';

test('a fault keeps its texts, but not at any length', () => {
  const hash = 'ab'.repeat(32);
  expect(invalid('x', hash, '')).toEqual({ status: 'invalid', reason: { code: 'x', want: hash, got: '' } });
  const { reason } = invalid('x', 'a'.repeat(301), 'b'.repeat(1 << 20));
  expect(reason.want).toBe(`${'a'.repeat(300)}… (301 characters)`);
  expect(reason.got).toMatch(/^b{300}… \(1048576 characters\)$/);
});

test('the first failure ends the checks', () => {
  const fault = invalid('x', 'a', 'b');
  const never = () => expect.unreachable();
  expect(
    firstFailure<BinaryVerdict>(
      () => VALID,
      () => fault,
      never,
    ),
  ).toBe(fault);
  expect(firstFailure(() => VALID)).toBe(VALID);
});
