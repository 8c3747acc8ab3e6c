/** A store that cannot take any more: the relayer stops and says why, and nothing is lost once there is room. @module */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../../relayer/cli/exit-code.ts';
import { type Bridge, openBridge } from './support/bridge.ts';

const PAGE_BYTES = 4_096;

/** What the store may grow by before it is full. */
function limitOf({ home }: Bridge, morePages: number): Record<string, string> {
  const pages = Math.ceil(statSync(join(home.folder, 'causeway.db')).size / PAGE_BYTES);
  return { CAUSEWAY_MAX_STORE_PAGES: `${pages + morePages}` };
}

test('stops with a readable message when the store is full, and loses nothing', async () => {
  await using bridge = await openBridge();
  // Full at another moment each time: while packets are stored, proven, sent, confirmed.
  for (const morePages of [2, 12, 24, 48]) {
    await Promise.all([bridge.transfer('a', 40), bridge.transfer('b', 40)]);
    const relayer = await bridge.start({ env: limitOf(bridge, morePages) });
    expect(await relayer.waitForExit(60_000)).toEqual({ code: EXIT.unavailable, signal: null });
    expect(relayer.lines.at(-1)?.msg).toMatch(
      /^causeway: The store .*causeway\.db cannot grow\. Free space on its disk/i,
    );
  }
  await bridge.start();
  await bridge.waitUntilSettled();
  expect(await bridge.expectInvariants()).toMatchObject({ success: 320, failedTxs: 0, noops: 0 });
});
