/** How many doubts it takes, and how long one counts. @module */
import { expect, test } from 'vitest';
import { createEndpointDoubts } from '../../../../../relayer/chains/cosmos/endpoint-doubts.ts';

const MINUTE_MS = 60_000;

/** What each doubt leads to when they come at these minutes. */
function doubtAt(minutes: readonly number[]): readonly boolean[] {
  let nowMs = 0;
  const doubts = createEndpointDoubts(() => nowMs);
  return minutes.map((minute) => {
    nowMs = minute * MINUTE_MS;
    return doubts.add('a');
  });
}

test.each<[string, readonly number[], readonly boolean[]]>([
  ['the third at once', [0, 0, 0], [false, false, true]],
  ['the third within five minutes', [0, 2, 4.9], [false, false, true]],
  ['no third after five minutes', [0, 2, 5], [false, false, false]],
  ['the third of those that still count', [0, 4, 6, 7], [false, false, false, true]],
  ['a new third after that', [0, 0, 0, 0, 0, 0], [false, false, true, false, false, true]],
])('is too much with %s', (_, minutes, outcomes) => {
  expect(doubtAt(minutes)).toEqual(outcomes);
});

test('counts each endpoint by itself', () => {
  const doubts = createEndpointDoubts(() => 0);
  expect(['a', 'b', 'a', 'b', 'a'].map((name) => doubts.add(name))).toEqual([false, false, false, false, true]);
});
