/** What is signed, when, and what is known about it should the process die. @module */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Packet, packetKey } from '../../../../relayer/ports/packet.ts';
import { START_NS } from '../../../support/fake-chain.ts';
import { createFakeWorld, deliverAsRival, type FakeWorld } from '../../../support/fake-world.ts';

const START_SECONDS = START_NS / 1_000_000_000n;
const LATER = START_SECONDS + 3_600n;

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.close());

/** Proven and ready to be delivered, while the chain does not take it. */
async function sendAndHold(timeoutSeconds: bigint): Promise<Packet> {
  world.lies.refuse = (chain) => (chain === 'b' ? 'sequence-mismatch' : undefined);
  const packet = world.a.send(timeoutSeconds);
  await world.step(3);
  expect((await world.row(packet)).state).toBe('delivering');
  return packet;
}

test('writes down what it signs before it sends it', async () => {
  world.lies.vanish = () => {
    throw new Error('the power fails');
  };
  const packet = world.a.send(LATER);
  await expect(world.step(3)).rejects.toThrow('the power fails');
  const [tx, ...others] = await world.store.txs.txsOf(packetKey(packet));
  expect(tx).toMatchObject({ state: 'prepared', steps: [{ step: 'recv' }] });
  expect(others).toEqual([]);
  delete world.lies.vanish;
  await world.step(12);
  expect(await world.row(packet)).toMatchObject({ state: 'done', receivedTx: tx?.hash });
  expect(world.b.effects).toEqual(['recv/1/success']);
});

test('signs no delivery that somebody else has made since it was proven', async () => {
  const packet = await sendAndHold(LATER);
  deliverAsRival(world, packet);
  await world.step();
  delete world.lies.refuse;
  await world.step(40);
  expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success' });
  expect(world.b.effects).toEqual(['recv/1/success']);
});

test('signs no delivery that has expired since it was proven, received or not', async () => {
  const received = await sendAndHold(START_SECONDS + 30n);
  deliverAsRival(world, received);
  const expired = await sendAndHold(START_SECONDS + 30n);
  await world.step(30);
  delete world.lies.refuse;
  await world.step(60);
  expect((await world.row(received)).state).toBe('done');
  expect((await world.row(expired)).state).toBe('timed-out');
  expect(world.b.effects).toEqual(['recv/1/success']);
  expect(world.b.failedTxs).toEqual([]);
});

test('signs nothing for a path that is paused', async () => {
  const packet = await sendAndHold(LATER);
  await world.store.packets.commit('test', [{ change: 'pause-path', path: 'a-b', reason: 'a conflict', atMs: 0 }]);
  delete world.lies.refuse;
  await world.step(40);
  expect((await world.row(packet)).state).toBe('delivering');
  expect(world.b.effects).toEqual([]);
});
