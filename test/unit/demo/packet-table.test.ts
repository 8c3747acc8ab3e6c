/** The demo's table, on a wide and on a narrow terminal. @module */
import { expect, test } from 'vitest';
import { fitRows } from '../../demo/packet-table.ts';

const ROW = [
  'alpha → beta #1',
  '100 token',
  '12 1F0D2E35',
  '15 2C9A78A9',
  '17 02DEF266',
  'success',
  '5.7 s',
  'ack at 1-17',
];

test('is a table where there is room', () => {
  const [headings = '', rule = '', row = ''] = fitRows([ROW], Number.POSITIVE_INFINITY);
  expect(headings).toMatch(/^ {2}packet +amount +sent /);
  expect(rule).toMatch(/^[ ─]+$/);
  expect(row.length).toBeGreaterThan(80);
  expect(fitRows([ROW], row.length)).toHaveLength(3);
});

test('is some short lines a packet where there is not', () => {
  expect(fitRows([ROW], 80)).toEqual([
    '  alpha → beta #1  100 token  success, 5.7 s',
    '      sent 12 1F0D2E35, received 15 2C9A78A9, closed 17 02DEF266',
    '      verified ack at 1-17',
  ]);
});
