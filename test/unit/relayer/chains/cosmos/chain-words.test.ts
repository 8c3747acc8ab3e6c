/** What is left of a chain's refusal for people. @module */
import { expect, test } from 'vitest';
import { toChainWords } from '../../../../../relayer/chains/cosmos/chain-words.ts';

test.each([
  [
    'rpc error: code = Unknown desc = failed to execute message; message index: 0: spendable balance 0nope is smaller than ' +
      "5nope: insufficient funds [cosmos/cosmos-sdk@v0.53.4/x/bank/keeper/send.go:298] with gas used: '59657': unknown request",
    'failed to execute message; message index: 0: spendable balance 0nope is smaller than 5nope: insufficient funds',
  ],
  [
    'out of gas in location: ReadFlat; gasWanted: 1, gasUsed: 2',
    'out of gas in location: ReadFlat; gasWanted: 1, gasUsed: 2',
  ],
  ['rpc error: account sequence mismatch', 'rpc error: account sequence mismatch'],
])('%s', (log, words) => {
  expect(toChainWords(log)).toBe(words);
});
