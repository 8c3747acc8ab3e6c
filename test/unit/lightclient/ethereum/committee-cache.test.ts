import { invalid, VALID } from '@causeway/lightclient';
import { expect, test } from 'vitest';
import { createCommitteeCache } from '../../../../lightclient/ethereum/committee-cache.ts';

const committee = (name: number): readonly Uint8Array[] => [Uint8Array.of(name), Uint8Array.of(name, name)];

function countDecoding(maxCommittees?: number) {
  const decoded: (readonly Uint8Array[])[] = [];
  const find = createCommitteeCache((pubkeys) => {
    decoded.push(pubkeys);
    return pubkeys.length === 0 ? invalid('empty', 'keys', 'none') : { ...VALID, number: decoded.length };
  }, maxCommittees);
  return { find, decoded };
}

test('decodes a committee once, whether by its array or parsed anew', () => {
  const { find, decoded } = countDecoding();
  const keys = committee(1);
  const first = find(keys);
  expect(find(keys)).toBe(first);
  expect(find(committee(1))).toBe(first);
  expect(decoded).toHaveLength(1);
});

test('tells committees apart by order, length and every byte', () => {
  const { find, decoded } = countDecoding(10);
  find(committee(1));
  find([...committee(1)].reverse());
  find(committee(1).slice(0, 1));
  find([...committee(1), Uint8Array.of()]);
  find([Uint8Array.of(1, 1, 1)]);
  find([Uint8Array.of(1), Uint8Array.of(1, 2)]);
  expect(decoded).toHaveLength(6);
});

test('forgets what was used longest ago, but never a committee that somebody holds', () => {
  const { find, decoded } = countDecoding(2);
  const held = committee(1);
  const first = find(held);
  for (let stranger = 2; stranger < 50; stranger++) find(committee(stranger));
  expect(decoded).toHaveLength(49);
  expect(find(held)).toBe(first);
  expect(find(committee(49))).toMatchObject({ number: 49 });
  expect(find(committee(48))).toMatchObject({ number: 48 });
  find(committee(50));
  expect(find(committee(48))).toMatchObject({ number: 48 });
  expect(find(committee(49))).toMatchObject({ number: 51 });
});

test('keeps its own copy: an array that is changed afterwards does not pass for the committee it was', () => {
  const { find } = countDecoding();
  const keys = committee(1);
  const first = find(keys);
  keys[0]?.set([9]);
  expect(find(committee(1))).toBe(first);
  expect(find([...keys])).not.toBe(first);
});

test('does not remember what is refused', () => {
  const { find, decoded } = countDecoding();
  const empty: readonly Uint8Array[] = [];
  expect(find(empty)).toMatchObject({ status: 'invalid' });
  find(empty);
  expect(decoded).toHaveLength(2);
});
