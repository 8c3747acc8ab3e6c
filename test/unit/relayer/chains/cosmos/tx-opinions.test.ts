/** Who was wrong about a transaction, by what became of it. @module */
import { describe, expect, test } from 'vitest';
import { createTxOpinions, opinionOf, type TxOpinion } from '../../../../../relayer/chains/cosmos/tx-opinions.ts';
import type { TxFate } from '../../../../../relayer/ports/chain-writer.ts';
import type { RelayerFault } from '../../../../../relayer/ports/fault.ts';

const INCLUDED = { hash: 'AA', sequence: 8n, status: 'included', gasWanted: 150_000n, gasUsed: 120_000n } as const;
const FAILED = { ...INCLUDED, status: 'failed', gasUsed: 90_000n } as const;
const OUT_OF_GAS = { ...INCLUDED, status: 'failed', gasUsed: 150_001n } as const;
const EXPIRED = { hash: 'AA', sequence: 8n, status: 'expired' } as const;

/** Who is doubted and who is put aside once the fate of a transaction is known. */
function judge(opinions: readonly TxOpinion[], fate: TxFate) {
  const doubted: string[] = [];
  const aside: RelayerFault[] = [];
  const created = createTxOpinions({
    chain: 'alpha',
    doubt: (url) => void doubted.push(url),
    distrust: (_, fault) => void aside.push(fault),
  });
  created.note('AA', opinions);
  created.settle(fate);
  // Once: the same fate may be told again after a restart.
  created.settle(fate);
  return { doubted, aside: aside.map(({ context }) => context?.endpoint) };
}

const gas = (url: string, amount: bigint): TxOpinion => ({ url, says: 'gas', gas: amount });
const fails = (url: string): TxOpinion => ({ url, says: 'fails', log: 'unauthorized' });
const sequence = (url: string, next: bigint): TxOpinion => ({ url, says: 'sequence', sequence: next });

describe('in a block', () => {
  test.each<[string, TxOpinion]>([
    ['said that it fails', fails('liar')],
    ['refused it', { url: 'liar', says: 'refused', log: 'no' }],
    ['kept it to itself', { url: 'liar', says: 'kept' }],
  ])('doubts who %s', (_, opinion) => {
    expect(judge([gas('honest', 121_000n), opinion], INCLUDED)).toEqual({ doubted: ['liar'], aside: [] });
  });

  test.each([[1_000n], [95_000n], [151_000n], [9_000_000n]])('doubts who said that it takes %i gas', (amount) => {
    expect(judge([gas('liar', amount), gas('honest', 121_000n)], INCLUDED).doubted).toEqual(['liar']);
  });

  test('doubts nobody when no one was right about the gas: it may have changed', () => {
    expect(judge([gas('one', 300_000n), gas('other', 310_000n)], INCLUDED)).toEqual({ doubted: [], aside: [] });
  });

  test('puts aside who gave a higher sequence, and forgives a lower one', () => {
    const opinions = [sequence('liar', 9n), sequence('slow', 7n), sequence('honest', 8n)];
    expect(judge(opinions, INCLUDED)).toEqual({ doubted: [], aside: ['liar'] });
  });

  test('doubts nobody who was right', () => {
    const opinions: TxOpinion[] = [gas('a', 120_000n), { url: 'a', says: 'took' }, { url: 'b', says: 'refused-again' }];
    expect(judge(opinions, INCLUDED)).toEqual({ doubted: [], aside: [] });
  });
});

describe('paid for in vain', () => {
  test.each<[string, readonly TxOpinion[], TxFate, readonly string[]]>([
    ['who wanted too little gas', [gas('liar', 100_000n), gas('honest', 200_000n)], OUT_OF_GAS, ['liar']],
    ['nobody when all wanted too little', [gas('one', 100_000n), gas('other', 110_000n)], OUT_OF_GAS, []],
    ['who said that it succeeds', [gas('liar', 120_000n), fails('honest')], FAILED, ['liar']],
    ['nobody when all said that it succeeds', [gas('one', 120_000n), gas('other', 120_000n)], FAILED, []],
  ])('doubts %s', (_, opinions, fate, doubted) => {
    expect(judge(opinions, fate)).toEqual({ doubted, aside: [] });
  });
});

describe('in no block', () => {
  const took: TxOpinion = { url: 'taker', says: 'took' };

  test('doubts who took what another one refused', () => {
    expect(judge([took, { url: 'other', says: 'refused-again' }], EXPIRED).doubted).toEqual(['taker']);
  });

  test.each<[string, TxOpinion[]]>([
    ['that nobody refused', [took]],
    ['that one refused but none took', [{ url: 'other', says: 'refused-again' }, fails('other')]],
  ])('doubts nobody over one %s', (_, opinions) => {
    expect(judge(opinions, EXPIRED)).toEqual({ doubted: [], aside: [] });
  });
});

test('knows who took a transaction last, or may have', () => {
  const opinions = createTxOpinions({ chain: 'alpha', doubt: () => undefined, distrust: () => undefined });
  expect(opinions.takenBy('AA')).toBeUndefined();
  opinions.note('AA', [gas('a', 1n), { url: 'a', says: 'took' }]);
  opinions.note('AA', [{ url: 'b', says: 'refused-again' }]);
  expect(opinions.takenBy('AA')).toBe('a');
  opinions.note('AA', [{ url: 'b', says: 'perhaps-took' }]);
  expect(opinions.takenBy('AA')).toBe('b');
});

test('forgets the oldest transactions', () => {
  const opinions = createTxOpinions({ chain: 'alpha', doubt: () => undefined, distrust: () => undefined });
  for (let index = 0; index <= 100; index++) opinions.note(`${index}`, [{ url: 'a', says: 'took' }]);
  expect(opinions.takenBy('0')).toBeUndefined();
  expect(opinions.takenBy('1')).toBe('a');
});

test('has no opinion of a wrong sequence in a simulation: the node may not have heard of the one before', () => {
  const mismatch = { status: 'failed', reason: 'sequence-mismatch', log: 'expected 4, got 5' } as const;
  expect(opinionOf({ url: 'a', result: mismatch })).toEqual([]);
  expect(opinionOf({ url: 'a', result: { ...mismatch, reason: 'failed' } })).toMatchObject([{ says: 'fails' }]);
  expect(opinionOf({ url: 'a', result: { status: 'ok', gasUsed: 5n } })).toEqual([{ url: 'a', says: 'gas', gas: 5n }]);
});
