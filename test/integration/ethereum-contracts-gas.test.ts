/** What the Ethereum contracts cost on anvil: no more than they may, and what the repository says. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeFigures } from '../support/solidity/gas-table/judge.ts';
import { measureReceipts } from '../support/solidity/gas-table/measure.ts';

const ROOT = join(import.meta.dirname, '../..');

test('each figure is within its bound, and docs/gas.md has it within 2 %', async () => {
  expect(await judgeFigures(ROOT, await measureReceipts(ROOT))).toEqual([]);
});
