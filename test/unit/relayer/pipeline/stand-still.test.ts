/** Packets of a path that was stopped: each says why it stands still, and goes on once the path may run again. @module */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearPackets } from '../../../../relayer/ops/clear-packets.ts';
import { START_NS } from '../../../support/fake-chain.ts';
import { createFakeWorld, type FakeWorld } from '../../../support/fake-world.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.close());

const LATER = START_NS / 1_000_000_000n + 3_600n;

test('parks packets of a stopped path where they stand, until an operator clears it', async () => {
  const reason = 'two histories';
  await world.store.packets.commit('test', [{ change: 'pause-path', path: 'a-b', reason, atMs: 1 }]);
  const packets = [world.a.send(LATER)];
  await world.step(2);
  packets.push(world.a.send(LATER));
  await world.step(30);
  const parked = { reason: 'path-paused', resumeTo: 'seen', detail: reason };
  for (const packet of packets) expect(await world.row(packet)).toMatchObject({ state: 'parked', parked });

  const report = await clearPackets(world.store, { resume: true }, 1);
  expect(report).toMatchObject({ resumedPaths: ['a-b'], revived: [expect.any(String), expect.any(String)] });
  // A service comes round by itself; here the next packet wakes it.
  packets.push(world.a.send(LATER));
  await world.step(12);
  for (const packet of packets) expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success' });
  expect(world.b.failedTxs).toEqual([]);
});
