/** The forgeries that the batch verifier's tests refuse are ones: the weaker verifier that each is made for takes them. */
import { expect, test } from 'vitest';
import { isValid, sign } from '../../../support/solidity/fixtures/ed25519-votes.ts';
import { FORGERIES, holds, soundWeights } from '../../../support/solidity/fixtures/forgeries.ts';

test.each(Object.entries(FORGERIES))('%s: takes votes that are invalid, as sound weights do not', (_, forgery) => {
  const { votes, weights } = forgery;
  expect(votes.map(isValid)).toEqual([false, false]);
  expect(holds(votes, weights)).toBe(true);
  expect(holds(votes, soundWeights)).toBe(false);
});

test('takes valid votes under sound weights', () => {
  expect(holds([sign(1, 120), sign(2, 20)], soundWeights)).toBe(true);
});
