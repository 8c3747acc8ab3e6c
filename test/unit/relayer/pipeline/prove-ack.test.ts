/** What goes back to the source is the acknowledgement that the destination is proven to hold. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import { encodeAcknowledgement } from '@causeway/lightclient/ibc';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packetKey } from '../../../../relayer/ports/packet.ts';
import { START_NS } from '../../../support/fake-chain.ts';
import { createFakeWorld, type FakeWorld } from '../../../support/fake-world.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.close());

const toAcknowledgement = (text: string): Uint8Array =>
  encodeAcknowledgement({ appAcknowledgements: [encodeUtf8(text)] });

test('carries the acknowledgement that is proven, not one that was told before', async () => {
  const packet = world.a.send(START_NS / 1_000_000_000n + 3_600n);
  const told = { acknowledgement: toAcknowledgement('{"error":"told"}'), ackHeight: 1n, tx: 'TOLD' };
  await world.store.packets.commit('test', [{ change: 'observe-ack', key: packetKey(packet), ...told }]);
  await world.step(10);
  const acknowledgement = toAcknowledgement('{"result":"AQ=="}');
  expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success', acknowledgement });
  expect(world.a.effects).toEqual(['ack/1/success']);
});
