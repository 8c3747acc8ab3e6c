/** Which votes a contract is given. @module */
import { type Commit, type TrustLevel, toValidatorSet, type ValidatorSet } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { chooseVoters } from '../../../../../relayer/chains/ethereum/choose-voters.ts';
import { buildBlock, createSigners, type Signer } from '../../../../support/build-header.ts';
import { createRandom, type Random } from '../../../../support/solidity/fixtures/random.ts';

const LEVELS: readonly TrustLevel[] = [
  { numerator: 1n, denominator: 3n },
  { numerator: 1n, denominator: 2n },
  { numerator: 2n, denominator: 3n },
  { numerator: 9n, denominator: 10n },
];

test('suffices for both sets at any trust level, and is rarely above the fewest', () => {
  const random = createRandom('voters');
  const keys = createSigners(8, 'chosen');
  let surplus = 0;
  for (let round = 0; round < 100; round++) {
    const own = setOf(random, keys.slice(0, 7));
    const set = setOf(random, keys.slice(round % 3));
    const level = LEVELS[round % LEVELS.length] ?? { numerator: 1n, denominator: 3n };
    const isEnough = (rows: readonly number[]) => convinces(rows, own, set, level);
    const fewest = fewestOf(own.validators.length, isEnough);
    const chosen = chooseVoters(commitOf(keys.slice(0, 7)), own, { set, level });
    if (fewest === undefined) {
      expect(chosen).toHaveLength(7);
      continue;
    }
    expect(isEnough(chosen)).toBe(true);
    surplus += chosen.length - fewest;
  }
  expect(surplus).toBeLessThanOrEqual(5);
});

test('takes the fewest where there is no other set', () => {
  const random = createRandom('one set');
  const keys = createSigners(8, 'chosen');
  for (let round = 0; round < 50; round++) {
    const own = setOf(random, keys);
    const isEnough = (rows: readonly number[]) => signedOf(rows, own, own) * 3n > totalOf(own) * 2n;
    expect(chooseVoters(commitOf(keys), own)).toHaveLength(fewestOf(8, isEnough) ?? 0);
  }
});

test('takes nobody who did not sign', () => {
  const signers = createSigners(4);
  const { signedHeader, validators } = buildBlock({
    height: 1n,
    signers,
    vote: (_, row) => (row === 1 ? 'nil' : 'commit'),
  });
  expect(chooseVoters(signedHeader.commit, validators)).toEqual([0, 2, 3]);
});

function commitOf(signers: readonly Signer[]): Commit {
  return buildBlock({ height: 1n, signers }).signedHeader.commit;
}

function setOf(random: Random, signers: readonly Signer[]): ValidatorSet {
  return toValidatorSet(signers.map(({ validator }) => ({ ...validator, votingPower: 1n + random.bigint(50n) })));
}

function convinces(rows: readonly number[], own: ValidatorSet, set: ValidatorSet, level: TrustLevel): boolean {
  const isTrusted = signedOf(rows, own, set) * level.denominator > totalOf(set) * level.numerator;
  return isTrusted && signedOf(rows, own, own) * 3n > totalOf(own) * 2n;
}

function signedOf(rows: readonly number[], own: ValidatorSet, counted: ValidatorSet): bigint {
  const names = new Set(rows.map((row) => `${own.validators[row]?.address}`));
  return totalOf({ validators: counted.validators.filter(({ address }) => names.has(`${address}`)) });
}

function totalOf({ validators }: ValidatorSet): bigint {
  return validators.reduce((total, { votingPower }) => total + votingPower, 0n);
}

function fewestOf(size: number, isEnough: (rows: readonly number[]) => boolean): number | undefined {
  const counts = Array.from({ length: 2 ** size }, (_, bits) =>
    Array.from({ length: size }, (_unused, row) => row).filter((row) => (bits >> row) % 2 === 1),
  );
  return counts
    .filter(isEnough)
    .map(({ length }) => length)
    .sort((a, b) => a - b)[0];
}
