/** Findings of slither that the document does not answer are told. */
import { expect, test } from 'vitest';
import { findUnanswered, type SlitherReport } from '../../../support/solidity/slither.ts';

const contract = { name: 'Escrow', type: 'contract' };
const send = { name: 'send', type: 'function', type_specific_fields: { parent: contract } };
const amount = { name: 'amount', type: 'variable', type_specific_fields: { parent: send } };
const reportOf = (check: string, element: typeof send | typeof amount | typeof contract): SlitherReport => ({
  results: { detectors: [{ check, description: 'something is odd\n', elements: [element] }] },
});
const answers = '| `unused-return` | `Escrow.send`, `Escrow` | Nobody needs it. |\n';

test('accepts findings whose detector and function have a row', () => {
  expect(findUnanswered({ results: {} }, '')).toEqual([]);
  for (const element of [contract, send, amount]) {
    expect(findUnanswered(reportOf('unused-return', element), answers)).toEqual([]);
  }
});

test('rejects another detector of the same function, and another function', () => {
  const elsewhere = { ...send, name: 'refund' };
  expect(findUnanswered(reportOf('unused-return', elsewhere), answers)).toEqual([
    'unused-return, Escrow.refund: want an answer in docs/static-analysis.md, got none to:\nsomething is odd',
  ]);
  expect(findUnanswered(reportOf('timestamp', send), answers)).toHaveLength(1);
});
