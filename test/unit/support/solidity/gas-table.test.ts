/** The bounds of the Ethereum gas table, and the cases that it is measured by. @module */
import { describe, expect, test } from 'vitest';
import { decodeContractUpdate } from '../../../../relayer/chains/ethereum/decode-update.ts';
import { type HardCaseName, hardCase, hardUpdate } from '../../../support/solidity/fixtures/hard-cases.ts';
import { judgeBounds } from '../../../support/solidity/gas-table/judge.ts';

const row = { what: 'update', how: 'transaction', must: 100 } as const;

describe('a bound', () => {
  test('accepts a figure up to its must, and any without one', () => {
    expect(judgeBounds({ update: row, send: { what: 'send', how: 'transaction' } }, { update: 100, send: 5 })).toEqual(
      [],
    );
  });

  test('rejects a figure above its must, and one that is missing', () => {
    expect(judgeBounds({ update: row }, { update: 101 })).toEqual(['update: want at most 100, got 101']);
    expect(judgeBounds({ update: row }, {})).toEqual(['update: want at most 100, got Infinity']);
  });

  test('accepts a must that is missed only where its row says so, and only as long as it is', () => {
    const late = { update: { ...row, missed: 'for a reason' } };
    expect(judgeBounds(late, { update: 101 })).toEqual([]);
    expect(judgeBounds(late, { update: 100 })).toEqual([
      'update: 100 is within 100, so its row must not say that it is missed',
    ]);
  });
});

describe('a hard case', () => {
  test.each<[HardCaseName, number]>([
    ['four', 3],
    ['fourReordered', 3],
    ['hundred', 67],
    ['hub', 25],
  ])('%s has the signatures that its row names: %i', (name, votes) => {
    const one = hardCase(name);
    const { block, trusted } = one;
    const { evidence } = decodeContractUpdate(hardUpdate(one));
    expect(evidence.votes).toHaveLength(votes);
    expect(block.signedHeader.commit.round).toBe(1);
    for (const { votingPower } of block.validators.validators) expect(votingPower).toBeGreaterThan(1n << 32n);
    const keys = [block, trusted].map(({ validators }) =>
      validators.validators.map(({ publicKey }) => publicKey.bytes),
    );
    if (name !== 'four') expect(keys[0]).not.toEqual(keys[1]);
    expect(new Set(block.signedHeader.commit.signatures.map(({ timestamp }) => timestamp)).size).toBe(keys[0]?.length);
  });
});
