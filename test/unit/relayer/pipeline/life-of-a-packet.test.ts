/** The pipeline over fake chains: every way in which a packet can end. @module */
import { decodePacket, encodePacket } from '@causeway/lightclient/ibc';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Packet, packetKey } from '../../../../relayer/ports/packet.ts';
import { START_NS } from '../../../support/fake-chain.ts';
import { createFakeWorld, deliverAsRival, type FakeWorld } from '../../../support/fake-world.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.close());

const LATER = START_NS / 1_000_000_000n + 3_600n;

describe('relays', () => {
  test('carries a packet to its destination and its acknowledgement back', async () => {
    const packet = world.a.send(LATER);
    await world.step(8);
    expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success', outcomeBy: 'us' });
    expect(world.b.effects).toEqual(['recv/1/success']);
    expect(world.a.effects).toEqual(['ack/1/success']);
  });

  test('carries packets both ways at once', async () => {
    const there = world.a.send(LATER);
    const back = world.b.send(LATER);
    await world.step(8);
    expect((await world.row(there)).state).toBe('done');
    expect((await world.row(back)).state).toBe('done');
  });

  test('carries more packets than one transaction holds, each step once', async () => {
    const packets = Array.from({ length: 250 }, () => world.a.send(LATER));
    await world.step(12);
    for (const packet of packets) expect((await world.row(packet)).state).toBe('done');
    expect(world.b.effects).toHaveLength(250);
    expect(new Set(world.b.effects).size).toBe(250);
    expect(world.a.effects.filter((effect) => effect.endsWith('success'))).toHaveLength(250);
  });
});

describe('times out', () => {
  test('refunds a packet that was never delivered', async () => {
    world.b.poisoned.add(1n);
    const packet = world.a.send(START_NS / 1_000_000_000n + 40n);
    await world.step(60);
    expect(await world.row(packet)).toMatchObject({ state: 'timed-out', outcome: 'timeout' });
    expect(world.a.effects).toEqual(['timeout/1/success']);
  });

  test('does not pay for a delivery that would come too late', async () => {
    const packet = world.a.send(START_NS / 1_000_000_000n + 5n);
    await world.step(12);
    expect((await world.row(packet)).state).toBe('timed-out');
    expect(world.b.effects).toEqual([]);
    expect(world.b.failedTxs).toEqual([]);
  });
});

describe('waits', () => {
  test.each([
    ['insufficient-funds', 'CHAIN_OUT_OF_FUNDS', 'fee token'],
    ['sequence-mismatch', 'CHAIN_SEQUENCE_MISMATCH', 'key of its own'],
  ] as const)('after %s, and says what to do about it', async (reason, code, hint) => {
    world.lies.refuse = (chain) => (chain === 'b' ? reason : undefined);
    const packet = world.a.send(LATER);
    await world.step(4);
    expect(await world.row(packet)).toMatchObject({
      state: 'delivering',
      lastFault: { code, hint: expect.stringContaining(hint) },
    });
    delete world.lies.refuse;
    await world.step(30);
    expect((await world.row(packet)).state).toBe('done');
  });
});

describe('isolates', () => {
  test('a poisoned packet from its batch without paying for it, and delivers the others', async () => {
    world.b.poisoned.add(3n);
    const packets = Array.from({ length: 6 }, () => world.a.send(LATER));
    await world.step(40);
    const states = await Promise.all(packets.map(async (packet) => (await world.row(packet)).state));
    expect(states).toEqual(['done', 'done', 'parked', 'done', 'done', 'done']);
    expect(world.b.failedTxs).toEqual([]);
    const third = packets[2];
    if (third === undefined) throw new Error('unreachable: six packets were sent');
    expect((await world.row(third)).parked).toMatchObject({ reason: 'recv-rejected' });
  });
});

describe('is refused', () => {
  test('accepts steps that wait for different times, and comes back to each', async () => {
    world.lies.refuse = () => 'sequence-mismatch';
    const packets = [world.a.send(LATER), world.a.send(LATER)];
    await world.step(3);
    const nowMs = Number((world.a.head().timeNs - START_NS) / 1_000_000n);
    for (const [index, packet] of packets.entries()) {
      const { version, state } = await world.row(packet);
      expect(state).toBe('delivering');
      await world.store.packets.commit('test', [
        {
          change: 'defer',
          key: packetKey(packet),
          fromVersion: version,
          patch: { notBeforeMs: nowMs + 10_000 * (index + 1) },
        },
      ]);
    }
    delete world.lies.refuse;
    await world.step(40);
    for (const packet of packets) expect((await world.row(packet)).state).toBe('done');
  });

  test('parks a step that is too large by itself, and goes on with it once it is not', async () => {
    world.lies.refuse = (chain) => (chain === 'b' ? 'too-large' : undefined);
    const packet = world.a.send(LATER);
    await world.step(12);
    expect(await world.row(packet)).toMatchObject({ state: 'parked', parked: { reason: 'recv-rejected' } });
    delete world.lies.refuse;
    await world.step(40);
    expect((await world.row(packet)).state).toBe('done');
  });

  test('accepts that somebody else has delivered, though a node denies it: nothing is paid for', async () => {
    const { a, b, lies } = world;
    const packet = a.send(LATER);
    lies.unreceived = () => new Set([packet.sequence]);
    lies.refuse = (chain) => (chain === 'b' ? 'redundant' : undefined);
    await world.step();
    deliverAsRival(world, packet);
    await world.step(12);
    expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success', outcomeBy: 'us' });
    expect(b.effects).toEqual(['recv/1/success']);
    expect(a.effects).toEqual(['ack/1/success']);
  });
});

describe('whose client is frozen on its way', () => {
  test('is parked for that and not blamed, and goes on when the client is active again', async () => {
    world.lies.refuse = () => 'sequence-mismatch';
    const packets = [world.a.send(LATER), world.a.send(LATER)];
    await world.step(3);
    // The destination knows the height already: only the packets' own messages can be refused.
    const [row] = await Promise.all(packets.map((packet) => world.row(packet)));
    expect(row?.state).toBe('delivering');
    world.b.knownHeights.add(row?.provenHeight ?? 0n);
    await world.store.packets.commit('test', await dropUpdates());
    world.b.clientStatus = 'frozen';
    delete world.lies.refuse;
    await world.step(8);
    for (const packet of packets) {
      expect((await world.row(packet)).parked).toMatchObject({ reason: 'client-frozen', resumeTo: 'proving' });
    }
    const history = await world.store.packets.history(packetKey(packets[0] ?? world.a.send(LATER)));
    expect(history.map(({ why }) => why)).not.toContainEqual(expect.stringContaining('refuses the recv message'));
    world.b.clientStatus = 'active';
    await world.step(60);
    for (const packet of packets) expect((await world.row(packet)).state).toBe('done');
    expect(world.b.failedTxs).toEqual([]);
  });

  async function dropUpdates() {
    const { name: chain, lane: clientId } = world.b;
    const rows = await world.store.txs.clientUpdates(chain, clientId);
    return rows.map(({ height }) => ({ change: 'drop-client-update', chain, clientId, height }) as const);
  }
});

describe('survives lies', () => {
  test('delivers a packet that was parked because it was refused, once it is refused no more', async () => {
    world.b.poisoned.add(2n);
    const packets = Array.from({ length: 3 }, () => world.a.send(LATER));
    await world.step(12);
    expect(await Promise.all(packets.map(async (packet) => (await world.row(packet)).state))).toEqual([
      ...['done', 'parked', 'done'],
    ]);
    world.b.poisoned.clear();
    await world.step(40);
    for (const packet of packets) expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success' });
    expect(world.b.failedTxs).toEqual([]);
  });

  test('does not drop a packet that the destination falsely says it has received', async () => {
    world.lies.unreceived = () => new Set();
    const packet = world.a.send(LATER);
    await world.step(6);
    delete world.lies.unreceived;
    await world.step(12);
    expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success' });
  });

  test('does not drop a packet that the source falsely says is closed', async () => {
    const packet = world.a.send(LATER);
    world.lies.committed = () => new Set();
    await world.step(10);
    expect((await world.row(packet)).state).not.toBe('done');
    delete world.lies.committed;
    await world.step(12);
    expect((await world.row(packet)).state).toBe('done');
  });

  test('does not time out what is proven to have been received, though the destination denies it', async () => {
    const { a, b, lies } = world;
    lies.refuse = (chain) => (chain === 'b' ? 'sequence-mismatch' : undefined);
    const packet = a.send(START_NS / 1_000_000_000n + 30n);
    await world.step(3);
    lies.unreceived = () => new Set([packet.sequence]);
    deliverAsRival(world, packet);
    await world.step(60);
    expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success' });
    expect(b.effects).toEqual(['recv/1/success']);
    expect(a.effects).toEqual(['ack/1/success']);
  });

  test('replaces packet bytes that do not match the proven commitment', async () => {
    world.lies.event = (packet) => ({
      ...packet,
      body: encodePacket({ ...decodePacket(packet.body), timeoutSeconds: LATER + 1n }),
    });
    const packet = world.a.send(LATER);
    await world.step(10);
    expect((await world.row(packet)).state).toBe('done');
    expect(world.b.effects).toEqual(['recv/1/success']);
  });

  test('parks a packet whose bytes nobody can give, and takes it up again by itself (bytes-unavailable)', async () => {
    world.lies.event = (packet) => ({
      ...packet,
      body: encodePacket({ ...decodePacket(packet.body), timeoutSeconds: LATER + 1n }),
    });
    world.lies.index = () => undefined;
    const packet = world.a.send(LATER);
    await world.step(6);
    expect((await world.row(packet)).parked).toMatchObject({ reason: 'bytes-unavailable' });
    delete world.lies.index;
    await world.step(12);
    expect((await world.row(packet)).state).toBe('done');
  });
});

describe('a packet that is said to time out', () => {
  const soon = START_NS / 1_000_000_000n + 5n;
  const saying = (timeoutSeconds: bigint) => (packet: Packet) => ({
    ...packet,
    timeout: { atNs: timeoutSeconds * 1_000_000_000n },
    body: encodePacket({ ...decodePacket(packet.body), timeoutSeconds }),
  });

  test('is refunded with the right bytes, though the events gave others', async () => {
    world.lies.event = saying(soon + 1n);
    world.b.poisoned.add(1n);
    const packet = world.a.send(soon);
    await world.step(20);
    expect(await world.row(packet)).toMatchObject({ state: 'timed-out', outcome: 'timeout', outcomeBy: 'us' });
    expect(world.a.effects).toEqual(['timeout/1/success']);
    expect(world.a.failedTxs).toEqual([]);
  });

  test('earlier than it does is delivered nevertheless', async () => {
    world.lies.event = saying(START_NS / 1_000_000_000n + 1n);
    const packet = world.a.send(LATER);
    await world.step(12);
    expect(await world.row(packet)).toMatchObject({ state: 'done', outcome: 'success' });
    expect(world.a.effects).toEqual(['ack/1/success']);
  });

  test('is parked while nobody gives the right bytes, and refunded once somebody does (bytes-unavailable)', async () => {
    world.lies.event = saying(START_NS / 1_000_000_000n + 1n);
    world.lies.index = () => undefined;
    const packet = world.a.send(soon);
    await world.step(10);
    expect((await world.row(packet)).parked).toMatchObject({ reason: 'bytes-unavailable' });
    expect(world.a.effects).toEqual([]);
    delete world.lies.index;
    await world.step(60);
    expect((await world.row(packet)).state).toBe('timed-out');
    expect(world.a.effects).toEqual(['timeout/1/success']);
  });
});

describe('confirms', () => {
  test('sends the very same bytes again when a transaction vanishes', async () => {
    let vanished = 0;
    world.lies.vanish = () => vanished++ === 0;
    const packet = world.a.send(LATER);
    await world.step(14);
    expect((await world.row(packet)).state).toBe('done');
    expect(world.b.effects).toEqual(['recv/1/success']);
  });

  test('settles a packet that somebody else delivered and acknowledged', async () => {
    const packet = world.a.send(LATER);
    await world.step(1);
    world.lies.unreceived = () => new Set();
    await world.step(8);
    expect(world.b.effects).toEqual([]);
    delete world.lies.unreceived;
    await world.step(20);
    expect((await world.row(packet)).state).toBe('done');
  });
});

describe('reconciles', () => {
  test('finds packets whose events were left out, also those of the same block', async () => {
    world.lies.event = () => undefined;
    const packets = Array.from({ length: 3 }, () => world.a.send(LATER));
    await world.step(2);
    delete world.lies.event;
    await world.reconcile();
    await world.step(8);
    for (const packet of packets) expect((await world.row(packet)).state).toBe('done');
  });

  test('finds packets below a next sequence that nobody has reached, each time', async () => {
    for (const from of [1, 2, 3]) {
      world.lies.event = () => undefined;
      const packet = world.a.send(LATER);
      await world.step(2);
      delete world.lies.event;
      world.lies.nextSequences = [1_000_000_000_000n, BigInt(from) + 3n];
      await world.reconcile();
      await world.step(8);
      expect((await world.row(packet)).state).toBe('done');
    }
  });

  test('parks a committed packet that no endpoint knows, and goes on once one does (bytes-unavailable)', async () => {
    world.lies.event = () => undefined;
    world.lies.index = () => undefined;
    const packet = world.a.send(LATER);
    await world.step(2);
    await world.reconcile();
    expect((await world.row(packet)).parked).toMatchObject({ reason: 'bytes-unavailable', resumeTo: 'final' });
    delete world.lies.event;
    delete world.lies.index;
    await world.step(30);
    expect((await world.row(packet)).state).toBe('done');
  });
});
