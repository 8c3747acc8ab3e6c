/** Each reason for which a packet can be parked is reached on real chains and asserted through `causeway why --json`. @module */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PARK_REASONS } from '../../../relayer/ports/packet.ts';

/** `waitUntilParked` asks `why --json` and fails unless it gives the reason. */
const ASSERTION = /await waitUntilParked\(\w+, '[ab]', \w+, '([a-z-]+)'\)/g;

test('every reason to park is asserted by an end-to-end test, and none that does not exist', () => {
  const sources = globSync('test/e2e/*.test.ts').map((file) => readFileSync(file, 'utf8'));
  const asserted = sources.flatMap((source) => [...source.matchAll(ASSERTION)].map(([, reason]) => reason));
  expect([...new Set(asserted)].toSorted()).toEqual(PARK_REASONS.toSorted());
});
