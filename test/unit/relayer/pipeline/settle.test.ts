/** Packets that somebody else closed: proven at a height that can show it, and no honest endpoint is blamed. @module */
import { toHex } from '@causeway/lightclient/codec';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Packet } from '../../../../relayer/ports/packet.ts';
import { encodeMessage, encodeTx, hashOf, START_NS } from '../../../support/fake-chain.ts';
import { createFakeWorld, type FakeWorld } from '../../../support/fake-world.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.close());

const LATER = START_NS / 1_000_000_000n + 3_600n;

/** Another relayer's acknowledgement, waiting for the next block of the source. */
function acknowledgeAsRival(packet: Packet): void {
  const { a, b } = world;
  const height = `${b.head().height}`;
  const messages = [
    encodeMessage({ type: 'update', height }),
    encodeMessage({ type: 'ack', body: toHex(packet.body), proofHeight: height }),
  ];
  const bytes = encodeTx(messages, 'rival');
  a.mempool.push({ hash: hashOf(bytes), bytes, sequence: a.accountSequence, gasLimit: 1n, timeoutHeight: 1_000n });
}

/** Runs until the packet's receipt is in a block that our relayer has not looked at with proof. */
async function deliver(packet: Packet): Promise<void> {
  for (let blocks = 0; !world.b.effects.includes(`recv/${packet.sequence}/success`); blocks++) {
    if (blocks > 10) throw new Error('the packet was not delivered');
    await world.step();
  }
}

test('waits for the block that proves it, when the end was claimed of the newest one', async () => {
  const packet = world.a.send(LATER);
  await deliver(packet);
  acknowledgeAsRival(packet);
  await world.step();
  expect((await world.row(packet)).state).toBe('settling');
  await world.step();
  expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success', outcomeBy: 'other', attempts: 0 });
  expect(world.refuted).toEqual([]);
  expect(world.a.effects).toEqual(['ack/1/success']);
});

test('starts a packet over that is proven open after its end was claimed, and blames who claimed it', async () => {
  const packet = world.a.send(LATER);
  world.lies.committed = () => new Set();
  await deliver(packet);
  await world.step();
  expect((await world.row(packet)).state).toBe('settling');
  expect(world.refuted).toEqual([]);
  await world.step();
  expect(world.refuted).toEqual(['a/committed/1']);
  delete world.lies.committed;
  await world.step(12);
  expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success', outcomeBy: 'us' });
  expect(world.a.effects).toEqual(['ack/1/success']);
});
