/** The fixtures of the Solidity tests are what our own verifier says today. @module */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIXTURES_FOLDER, makeFixtures } from '../../../support/solidity/fixtures/make-fixtures.ts';

test.each(Object.entries(makeFixtures()))('%s is up to date', (name, text) => {
  expect(readFileSync(new URL(name, FIXTURES_FOLDER), 'utf8')).toBe(text);
});
