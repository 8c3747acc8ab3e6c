/** The comparison of gas figures. @module */
import { expect, test } from 'vitest';
import { compareGas } from '../../../support/solidity/gas.ts';

const written = new Map([['update', 10_000]]);

test.each([9_800, 10_000, 10_200])('accepts a figure within 2 %%: %i', (gas) => {
  expect(compareGas(written, new Map([['update', gas]]))).toEqual([]);
});

test.each([9_799, 10_201])('rejects a figure that changed by more: %i', (gas) => {
  expect(compareGas(written, new Map([['update', gas]]))).toEqual([`update: want 10000 within 2 %, got ${gas}`]);
});

test('rejects figures that only one side has', () => {
  expect(compareGas(written, new Map([['send', 5]]))).toEqual([
    'send: measured 5, but not written down',
    'update: written down as 10000, but not measured',
  ]);
});
