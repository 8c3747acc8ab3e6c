/** Redis goes away, comes back, or forgets everything: the store knows what is left to do. @module */
import { describe, expect, test } from 'vitest';
import { type Bridge, openBridge } from './support/bridge.ts';
import type { RelayerProcess } from './support/relayer-process.ts';

/** For machines that do many things at once. */
const PATIENCE_MS = 60_000;

/** Past its start, in which a Redis that cannot be reached ends it. */
async function startRelaying(bridge: Bridge): Promise<RelayerProcess> {
  const relayer = await bridge.start();
  await relayer.waitForLine(({ msg }) => msg === 'relaying', PATIENCE_MS);
  return relayer;
}

/** Some packets are on their way already, some come later. */
async function sendAround(bridge: Bridge, incident: () => Promise<void>): Promise<void> {
  await Promise.all([bridge.transfer('a', 40), bridge.transfer('b', 20)]);
  await incident();
  await Promise.all([bridge.transfer('a', 10), bridge.transfer('b', 10)]);
}

describe.concurrent('with the bullmq queue', () => {
  test('accepts a redis-server that is killed and started again', async () => {
    await using bridge = await openBridge({ queue: 'bullmq' });
    const relayer = await startRelaying(bridge);
    for (let i = 0; i < 2; i++) {
      await sendAround(bridge, async () => {
        await bridge.redis?.kill9();
        await bridge.transfer('a', 10);
        await bridge.redis?.restart();
      });
    }
    await bridge.waitUntilSettled();
    expect(relayer.isRunning()).toBe(true);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 180, failedTxs: 0, noops: 0 });
  });

  test('accepts a Redis that loses all its data, running or restarted', async () => {
    await using bridge = await openBridge({ queue: 'bullmq', redis: { persist: false } });
    const relayer = await startRelaying(bridge);
    await sendAround(bridge, async () => bridge.redis?.flushAll());
    await sendAround(bridge, async () => {
      await bridge.redis?.kill9();
      await bridge.redis?.restart();
    });
    await bridge.waitUntilSettled();
    expect(relayer.isRunning()).toBe(true);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 160, failedTxs: 0, noops: 0 });
  });

  test('accepts a Redis that loses its data together with the relayer', async () => {
    await using bridge = await openBridge({ queue: 'bullmq', redis: { persist: false } });
    const relayer = await bridge.start();
    await Promise.all([bridge.transfer('a', 40), bridge.transfer('b', 20)]);
    await Promise.all([relayer.kill9(), bridge.redis?.kill9()]);
    await bridge.redis?.restart();
    await bridge.start();
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 60, failedTxs: 0, noops: 0 });
  });
});
