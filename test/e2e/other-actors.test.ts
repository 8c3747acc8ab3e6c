/** Others who do the same work, use the same key, or lose what was entrusted to them. @module */
import { lies } from 'causeway/devnet';
import { describe, expect, test } from 'vitest';
import { type Bridge, openBridge, type Side } from './support/bridge.ts';
import { useRelayerKey } from './support/relayer-account.ts';

/** For machines that do many things at once. */
const PATIENCE_MS = 120_000;

const SIDES = ['a', 'b'] as const satisfies readonly Side[];

async function sendForAWhile(
  bridge: Bridge,
  rounds: number,
  eachTime: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await Promise.all([bridge.transfer('a', 3), bridge.transfer('b', 2), eachTime()]);
  }
}

/** The first transactions of the relayer on this side come a moment too late: its key has just been used elsewhere. */
function overtake(bridge: Bridge, side: Side, times: number): void {
  let left = times;
  bridge[side].proxies[0]?.use({
    name: 'overtake',
    concerns: ({ method }) => method === 'broadcast_tx_sync',
    onCall: async () => {
      left -= 1;
      if (left >= 0) await useRelayerKey(bridge, side);
      return undefined;
    },
  });
}

describe.concurrent('the relayer', () => {
  test('shares a path with another one that has a key of its own', async () => {
    await using bridge = await openBridge();
    const rival = await bridge.rival();
    await Promise.all([bridge.start(), rival.start()]);
    await sendForAWhile(bridge, 5);
    await bridge.waitUntilSettled(PATIENCE_MS);
    const { success, failedTxs } = await bridge.expectInvariants();
    expect({ success, failedTxs }).toEqual({ success: 25, failedTxs: 0 });
  });

  test('leaves alone what another one has delivered and what has expired since', async () => {
    await using bridge = await openBridge();
    const rival = await bridge.rival();
    const early = await bridge.transfer('a', 2);
    await bridge.transfer('a', 2, { timeoutSeconds: 20 });
    // Our proofs and messages are ready when somebody else delivers.
    const ours = await bridge.start({ env: { CAUSEWAY_CRASH_AT: 'prove-recv' } });
    await ours.waitForExit();
    const other = await rival.start({ env: { CAUSEWAY_CRASH_AT: 'confirmed' } });
    await other.waitForExit();
    await bridge.waitUntilTimedOut('a');
    await bridge.transfer('a', 2);
    await bridge.start();
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 6, timeout: 0, failedTxs: 0, noops: 0 });
    const why = await bridge.why('a', early[0] ?? 0n);
    expect(why).toMatchObject({ state: 'done', outcome: 'success' });
    expect(why.history.map((step) => step.why)).toContainEqual(expect.stringContaining('redundant'));
  });

  test('finds its sequence again when its key is used elsewhere', async () => {
    await using bridge = await openBridge({ endpoints: { a: ['proxy'], b: ['proxy'] } });
    for (const side of SIDES) overtake(bridge, side, 2);
    const relayer = await bridge.start();
    await sendForAWhile(bridge, 6, () => Promise.all(SIDES.map((side) => useRelayerKey(bridge, side))));
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 30, failedTxs: 0, noops: 0 });
    const refused = relayer.lines.filter(({ reason }) => reason === 'sequence-mismatch').map(({ chain }) => chain);
    expect(new Set(refused)).toEqual(new Set(['alpha', 'beta']));
  });

  test('sends a transaction again that has vanished from the mempool', async () => {
    await using bridge = await openBridge({ endpoints: { a: ['proxy'], b: ['proxy'] } });
    const swallowed = SIDES.map((side) => bridge[side].proxies[0]?.use(lies.swallowTransactions(), { times: 1 }));
    await bridge.start();
    await Promise.all([bridge.transfer('a', 3), bridge.transfer('b', 2)]);
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 5, failedTxs: 0, noops: 0 });
    expect(swallowed.map((lie) => lie?.hits())).toEqual([1, 1]);
  });
});
