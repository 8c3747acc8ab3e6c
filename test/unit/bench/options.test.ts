/** The command line of `npm run bench`. */
import { expect, test } from 'vitest';
import { readOptions } from '../../bench/options.ts';

test('measures everything when nothing is chosen', () => {
  expect(readOptions([])).toEqual({
    help: false,
    sections: ['verify', 'ethereum', 'relay', 'restart'],
    transfers: [200, 1000],
    messages: undefined,
    repeat: 1,
    quick: false,
    json: undefined,
  });
});

test('takes sections, sizes and a file', () => {
  const args = ['relay', 'restart', '--transfers', '50', '--messages', '25', '--repeat', '3', '--json', 'figures.json'];
  expect(readOptions(args)).toMatchObject({
    sections: ['relay', 'restart'],
    transfers: [50],
    messages: 25,
    repeat: 3,
    json: 'figures.json',
  });
});

test('measures less when it must be quick', () => {
  expect(readOptions(['--quick'])).toMatchObject({ quick: true, transfers: [200] });
});

test.each([
  [['all'], "section: want one of verify, ethereum, relay, restart, got 'all'"],
  [['--transfers', '200,many'], "--transfers: want a number from 1 to 999999, got 'many'"],
  [['--repeat', '0'], "--repeat: want a number from 1 to 999999, got '0'"],
])('rejects %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
