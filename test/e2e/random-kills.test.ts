/** Five kills at random moments, drawn from seeds, while 300 packets are on their way. @module */
import { describe, expect, test } from 'vitest';
import { openBridge, QUEUES } from './support/bridge.ts';

const SEEDS = [11, 22, 33, 44, 55];
/** After each write or send with this chance: mostly within a second of work. */
const CHANCE = 0.03;
const PER_ROUND = 30;

describe.each(QUEUES)('with the %s queue', { concurrent: true }, (queue) => {
  test(`accepts five random kills in a run of 300 transfers (seeds ${SEEDS.join(', ')})`, async () => {
    await using bridge = await openBridge({ queue });
    for (const seed of SEEDS) {
      const relayer = await bridge.start({ env: { CAUSEWAY_CRASH_AT: `random:${seed}:${CHANCE}` } });
      await Promise.all([bridge.transfer('a', PER_ROUND), bridge.transfer('b', PER_ROUND)]);
      expect(await relayer.waitForExit(60_000)).toEqual({ code: null, signal: 'SIGKILL' });
    }
    await bridge.start();
    await bridge.waitUntilSettled();
    const { success, failedTxs } = await bridge.expectInvariants({ failedTxs: 2 });
    expect({ success, failedTxs }).toEqual({ success: 300, failedTxs: 0 });
  });
});
