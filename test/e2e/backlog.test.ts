/** The relayer is down while packets pile up, and some of them expire. @module */
import { describe, expect, test } from 'vitest';
import { openBridge, QUEUES } from './support/bridge.ts';

describe.each(QUEUES)('with the %s queue', { concurrent: true }, (queue) => {
  test('accepts 200 packets that piled up, 20 of them expired', async () => {
    await using bridge = await openBridge({ queue });
    await (await bridge.start()).stop();
    const [, late] = await Promise.all([
      bridge.transfer('a', 90),
      bridge.transfer('a', 20, { timeoutSeconds: 10 }),
      bridge.transfer('b', 90),
    ]);
    await bridge.waitUntilTimedOut('a', late);
    await bridge.start();
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 180, timeout: 20, failedTxs: 0, noops: 0 });
    expect(await bridge.why('a', late[0] ?? 0n)).toMatchObject({
      state: 'timed-out',
      outcome: 'timeout',
      outcomeBy: 'us',
    });
  });

  // Of sequences whose lowest byte is that of "/", ibc-go v10.3 cannot list the commitments.
  test('accepts exactly 303 packets pending on one side and 47 on the other, sent before it was there', async () => {
    await using bridge = await openBridge({ queue });
    await Promise.all([bridge.transfer('a', 303), bridge.transfer('b', 47)]);
    await bridge.start();
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 350, failedTxs: 0, noops: 0 });
  });
});
