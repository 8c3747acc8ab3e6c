import { DecodeError } from '@causeway/lightclient/codec';
import { isRevisionFormat, parseChainRevision, withChainRevision } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';

/** Source of most: ibc-go `02-client/types/height_test.go`. */
test.each([
  ['gaiamainnet-3', 3n, 'gaiamainnet-9'],
  ['a-1', 1n, 'a-9'],
  ['gaia-mainnet-40', 40n, 'gaia-mainnet-9'],
  ['gaiamainnet-3-39', 39n, 'gaiamainnet-3-9'],
  ['gaia\u2028net-3', 3n, 'gaia\u2028net-9'],
  ['gaiamainnet--', 0n, undefined],
  ['gaiamainnet-03', 0n, undefined],
  ['gaiamainnet--4', 0n, undefined],
  ['gaiamainnet-3.4', 0n, undefined],
  ['gaiamainnet', 0n, undefined],
  ['gaia\nmainnet-3', 0n, undefined],
  ['a--1', 0n, undefined],
  ['-1', 0n, undefined],
  ['--1', 0n, undefined],
  ['', 0n, undefined],
])('%j has revision %d', (chainId, revision, next) => {
  expect(parseChainRevision(chainId)).toBe(revision);
  expect(isRevisionFormat(chainId)).toBe(next !== undefined);
  expect(withChainRevision(chainId, 9n)).toBe(next ?? chainId);
});

test('rejects a revision of more than 64 bits', () => {
  expect(() => parseChainRevision(`a-${1n << 64n}`)).toThrow(DecodeError);
});
