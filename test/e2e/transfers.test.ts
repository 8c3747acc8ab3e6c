/** The happy path on real chains: tokens both ways and home again, refused ones, and ones that nobody carried in time. @module */
import { describe, expect, test } from 'vitest';
import { openBridge, QUEUES } from './support/bridge.ts';

describe.each(QUEUES)('relays with the %s queue', (queue) => {
  test('accepts transfers both ways and home, refunds what is refused or too late', async () => {
    await using bridge = await openBridge({ queue });
    const first = await bridge.start();
    await Promise.all([bridge.transfer('a', 5), bridge.transfer('b', 3)]);
    await bridge.waitUntilSettled();
    await bridge.transfer('b', 1, { token: 'voucher', amount: 3n });
    await bridge.transfer('a', 1, { receiver: 'nobody' });
    await bridge.waitUntilSettled();
    expect(await first.stop()).toEqual({ code: 0, signal: null });

    await bridge.transfer('a', 2, { timeoutSeconds: 3 });
    await bridge.waitUntilTimedOut('a');
    await bridge.start();
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 9, error: 1, timeout: 2, noops: 0 });
  });
});
