/** The backlog that the metrics show. @module */
import { afterEach, expect, test } from 'vitest';
import { countBacklog } from '../../../../relayer/ops/count-backlog.ts';
import type { Store } from '../../../../relayer/ports/store.ts';
import { laneEnd, type SeededPacket, seedStore } from '../../../support/seed-store.ts';

let store: Store;
afterEach(() => store.close());

async function count(packets: readonly SeededPacket[]): Promise<unknown[]> {
  store = await seedStore(packets);
  const calls: unknown[] = [];
  await countBacklog(store, { backlog: (...call) => calls.push(call) });
  return calls;
}

const PARKED = { reason: 'recv-rejected', resumeTo: 'final', detail: 'refused' } as const;

test('counts what is open in each direction, and finds the oldest of all open states', async () => {
  const calls = await count([
    { sequence: 1n, state: 'done' },
    { sequence: 2n, state: 'parked', patch: { parked: PARKED } },
    { sequence: 3n, state: 'proving' },
    { sequence: 4n },
    { sequence: 5n, state: 'timed-out' },
    { sequence: 6n, from: 'beta' },
  ]);
  expect(calls).toEqual([
    [laneEnd('alpha'), laneEnd('beta'), 3, 2n],
    [laneEnd('beta'), laneEnd('alpha'), 1, 6n],
  ]);
});

test('reports an empty backlog as such', async () => {
  const calls = await count([{ sequence: 1n, state: 'done' }]);
  expect(calls).toEqual([
    [laneEnd('alpha'), laneEnd('beta'), 0, 0n],
    [laneEnd('beta'), laneEnd('alpha'), 0, 0n],
  ]);
});

test('leaves out a lane that is not linked yet', async () => {
  store = await seedStore();
  const [lane] = await store.chains.lanes();
  if (lane === undefined) throw new Error('want a lane, got none');
  const unlinked = { ...lane, path: 'other', lane: '07-tendermint-9', counterparty: { chain: 'beta', lane: '' } };
  await store.packets.commit('test', [{ change: 'upsert-lane', lane: unlinked }]);
  const calls: unknown[][] = [];
  await countBacklog(store, { backlog: (...call) => calls.push(call) });
  expect(calls.map(([source]) => source)).toEqual([laneEnd('alpha'), laneEnd('beta')]);
});
