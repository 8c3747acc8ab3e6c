/** What `status --watch` leaves out when the terminal is small. @module */
import { expect, test } from 'vitest';
import { fitScreen } from '../../../../../relayer/cli/show/fit-screen.ts';

const RED = '\u001b[31m';
const PLAIN = '\u001b[0m';

test('accepts what has room', () => {
  expect(fitScreen('one\ntwo', { rows: 3, columns: 3 })).toBe('one\ntwo');
});

test('keeps the top and says how much is missing', () => {
  expect(fitScreen('one\ntwo\nthree\nfour', { rows: 4, columns: 80 })).toBe('one\ntwo\n… 2 more lines');
});

test('cuts long lines; colours take no room and end', () => {
  expect(fitScreen(`${RED}stopped${PLAIN} main`, { rows: 9, columns: 4 })).toBe(`${RED}stop${PLAIN}`);
});
