/** Headers and sets of validators for contracts: what they are refused for. Right ones are fixtures of the Solidity tests. @module */
import { expect, test } from 'vitest';
import { encodeContractHeader } from '../../../../../relayer/chains/ethereum/encode-header.ts';
import { encodeContractValidators } from '../../../../../relayer/chains/ethereum/encode-validators.ts';
import { buildBlock, createSigner, createSigners, toSet } from '../../../../support/build-header.ts';

const { header } = buildBlock({ height: 10n, signers: createSigners(1) }).signedHeader;

test('encodes a header in 337 bytes', () => {
  const bytes = encodeContractHeader(header);
  expect(bytes).toHaveLength(337);
  expect(Buffer.from(bytes).readBigUInt64BE()).toBe(10n);
});

test.each([
  ['a time before 1970', { time: -1n }, 'header time: want a time since 1970, got -1 ns'],
  ['an app hash of another size', { appHash: new Uint8Array(20) }, 'app hash: want 32 bytes, got 20'],
  ['no next validators', { nextValidatorsHash: new Uint8Array(0) }, 'next validators hash: want 32 bytes, got 0'],
])('rejects %s', (_, change, message) => {
  expect(() => encodeContractHeader({ ...header, ...change })).toThrow(new RangeError(message));
});

test('gives a validator of both sets one row, and the trusted set its own order', () => {
  const [a, b, c] = [createSigner('a', 5n), createSigner('b', 4n), createSigner('c', 3n)];
  const before = toSet([{ ...b, validator: { ...b.validator, votingPower: 9n } }, a]);
  const { count, trustedCount, bytes } = encodeContractValidators(toSet([a, c]), before);
  expect({ count, trustedCount, size: bytes.length }).toEqual({ count: 3, trustedCount: 2, size: 3 * 35 + 4 });
  // a (row 0) and c (row 1) as now, then b (row 2), who has left; before, b came first.
  expect([...bytes.slice(-4)]).toEqual([0, 2, 0, 0]);
  expect([...bytes.slice(33, 35)]).toEqual([5, 5]);
  expect([...bytes.slice(68, 70)]).toEqual([3, 0]);
  expect([...bytes.slice(103, 105)]).toEqual([0, 9]);
});
