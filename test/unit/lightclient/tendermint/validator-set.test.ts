import { findValidator, sortValidators, totalVotingPower, toValidatorSet } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { haveSameMembers } from '../../../../lightclient/tendermint/validator-set.ts';
import { createSigner, createSigners, flipByte } from '../../../support/build-header.ts';

const validators = [...createSigners(3), createSigner('strong', 90n), createSigner('weak', 1n)].map((s) => s.validator);

test('sorts by power descending, then address ascending, whatever came first', () => {
  const sorted = sortValidators(validators);
  expect(sorted.map(({ votingPower }) => votingPower)).toEqual([90n, 10n, 10n, 10n, 1n]);
  const middle = sorted.slice(1, 4).map(({ address }) => Buffer.from(address).toString('hex'));
  expect(middle).toEqual([...middle].sort());
  expect(sortValidators(validators.toReversed())).toEqual(sorted);
});

test('proposes the highest priority, and of equals the lowest address', () => {
  const set = toValidatorSet(
    validators.map((entry, index) => ({ ...entry, proposerPriority: index === 2 ? 5n : -5n })),
  );
  expect(set.proposer).toMatchObject({ proposerPriority: 5n });
  const equal = toValidatorSet(validators);
  const lowest = validators.map(({ address }) => Buffer.from(address).toString('hex')).sort()[0];
  expect(equal.proposer && Buffer.from(equal.proposer.address).toString('hex')).toBe(lowest);
  expect(toValidatorSet([]).proposer).toBeUndefined();
});

test('adds up the power and finds members', () => {
  const set = toValidatorSet(validators);
  expect(totalVotingPower(set)).toBe(121n);
  expect(findValidator(set, validators[4]?.address ?? new Uint8Array(0))).toEqual(validators[4]);
  expect(findValidator(set, new Uint8Array(20))).toBeUndefined();
});

test('finds two sets alike that share no object, whoever proposes', () => {
  const set = toValidatorSet(validators);
  expect(haveSameMembers(set, set)).toBe(true);
  expect(haveSameMembers(set, { ...structuredClone(set), proposer: validators[1] })).toBe(true);
  expect(haveSameMembers({ validators: [] }, { validators: [] })).toBe(true);
});

const member = createSigner('a').validator;
test.each([
  ['another address', { ...member, address: flipByte(member.address) }],
  ['another key', { ...member, publicKey: { ...member.publicKey, bytes: flipByte(member.publicKey.bytes) } }],
  ['a key of another type', { ...member, publicKey: { ...member.publicKey, type: 'secp256k1' } as const }],
  ['another power', { ...member, votingPower: member.votingPower + 1n }],
])('tells sets apart by %s', (_what, other) => {
  const last = createSigner('b').validator;
  expect(haveSameMembers({ validators: [member, last] }, { validators: [other, last] })).toBe(false);
});

test('tells sets apart by their order and size', () => {
  const last = createSigner('b').validator;
  expect(haveSameMembers({ validators: [member, last] }, { validators: [last, member] })).toBe(false);
  expect(haveSameMembers({ validators: [member, last] }, { validators: [member] })).toBe(false);
  expect(haveSameMembers({ validators: [member] }, { validators: [member, last] })).toBe(false);
});
