/**
 * Chains whose validators come, go and disagree, and nodes that are behind: on private chains, since the shared ones must go on.
 * @module
 */
import {
  type Chain,
  type ChainOptions,
  type FaultProxy,
  faults,
  stake,
  startChain,
  unstake,
  waitForPower,
} from 'causeway/devnet';
import { describe, expect, test } from 'vitest';
import { askService, chainIn, readMetric, readStatus } from './support/ask-service.ts';
import { openBridge } from './support/bridge.ts';
import { countPaid } from './support/count-paid.ts';
import { countVotes, readUpdates } from './support/read-updates.ts';
import { waitUntil } from './support/wait-until.ts';

/** For machines that do many things at once. */
const PATIENCE_MS = 120_000;
const PROOF_PATH = 'store/ibc/key';

/** A chain that ends with the test. */
async function openChain(cleanUp: AsyncDisposableStack, options: ChainOptions): Promise<Chain> {
  const chain = await startChain({ blockTimeMs: 500, proposeTimeoutMs: 500, ...options });
  cleanUp.defer(() => chain.stop());
  return chain;
}

describe.concurrent('the relayer', () => {
  test('leads a client through several updates when its validators have changed, past nil and absent votes', async () => {
    await using cleanUp = new AsyncDisposableStack();
    // The last one is impatient: it often votes for no block before it has heard of one.
    const impatient = { 'consensus.timeout_propose': '1ms', 'consensus.timeout_prevote': '1ms' };
    const nodeSettings = { 'validator-3': impatient };
    const chain = await openChain(cleanUp, { chainId: 'shift-1', validators: [30, 100, 60, 30], nodeSettings });
    await using bridge = await openBridge({ chains: { a: chain } });
    const first = await bridge.start();
    let sent = 0;
    const hasNilVote = async (): Promise<boolean> => {
      await bridge.transfer('a', 1);
      sent += 1;
      const updates = await readUpdates(bridge.b);
      return updates.some(({ headers }) => headers.some((header) => countVotes(header, 'nil') > 0));
    };
    await waitUntil(hasNilVote, { timeoutMs: PATIENCE_MS, what: 'an update by a header with a nil vote' });
    await bridge.waitUntilSettled();
    expect(await first.stop()).toEqual({ code: 0, signal: null });

    // Two that had little before now make all blocks: together they had less than a third of what the client trusts.
    await Promise.all([stake(chain, 0, 300), unstake(chain, 1, 100), unstake(chain, 2, 40)]);
    await waitForPower(chain, 0, 330n);
    await waitForPower(chain, 1, 0n);
    await waitForPower(chain, 2, 20n);
    await chain.stopValidator(2);
    await chain.client.waitForHeight((await chain.client.height()) + 3n, PATIENCE_MS);
    const restartedAt = await bridge.b.chain.client.height();
    await Promise.all([bridge.transfer('a', 3), bridge.transfer('b', 2)]);
    await bridge.start();
    await bridge.waitUntilSettled();

    const [leap] = await readUpdates(bridge.b, restartedAt);
    const heights = leap?.headers.map(({ signedHeader }) => signedHeader.header.height) ?? [];
    expect(heights.length).toBeGreaterThan(1);
    expect(heights).toEqual([...new Set(heights)].toSorted((x, y) => (x < y ? -1 : 1)));
    const trusted = leap?.headers.map(({ trustedHeight }) => trustedHeight.revisionHeight);
    expect(trusted?.slice(1)).toEqual(heights.slice(0, -1));
    expect(leap?.headers.map((header) => countVotes(header, 'absent')).at(-1)).toBeGreaterThan(0);
    expect(await bridge.expectInvariants()).toMatchObject({ success: sent + 5, failedTxs: 0, noops: 0 });
  });

  test('names a chain that has halted for a minute, keeps what it cannot bring there, and goes on with it', async () => {
    await using cleanUp = new AsyncDisposableStack();
    const chain = await openChain(cleanUp, { chainId: 'still-1', validators: [100, 100] });
    await using bridge = await openBridge({ chains: { a: chain } });
    await bridge.start();
    await Promise.all([bridge.transfer('a', 2), bridge.transfer('b', 2)]);
    await bridge.waitUntilSettled();

    await chain.stopValidator(1);
    const paid = await countPaid(bridge.b);
    await bridge.transfer('b', 3);
    const isNamed = async (): Promise<boolean> => {
      const { status, text } = await askService(bridge, '/ready');
      return status === 503 && text.includes('alpha: halted, its height has not moved for 1m');
    };
    await waitUntil(isNamed, { timeoutMs: PATIENCE_MS, what: '/ready to name the chain', everyMs: 1_000 });
    const status = await readStatus(bridge);
    expect([chainIn(status, 'alpha').state, chainIn(status, 'beta').state]).toEqual(['halted', 'moving']);
    expect(await readMetric(bridge, 'causeway_chain_state{chain="alpha",state="halted"}')).toBe(1);
    expect(await readMetric(bridge, 'causeway_chain_state{chain="beta",state="moving"}')).toBe(1);
    expect(status.paths.map(({ directions }) => directions.map(({ open }) => open))).toEqual([[0, 3]]);
    expect(await countPaid(bridge.b)).toBe(paid);

    await chain.startValidator(1);
    await bridge.waitUntilSettled();
    await bridge.transfer('a', 1);
    await bridge.waitUntilSettled();
    const isReady = async (): Promise<boolean> => (await askService(bridge, '/ready')).status === 200;
    await waitUntil(isReady, { timeoutMs: PATIENCE_MS, what: 'readiness', everyMs: 500 });
    expect(await readMetric(bridge, 'causeway_chain_state{chain="alpha",state="halted"}')).toBe(0);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 8, failedTxs: 0, noops: 0 });
  });

  test('avoids a node that is behind, and uses it again once it has caught up', async () => {
    await using cleanUp = new AsyncDisposableStack();
    const chain = await openChain(cleanUp, { chainId: 'late-1' });
    const follower = await chain.addNode('follower');
    const endpoints = { a: [{ proxy: chain.rpcUrl }, { proxy: follower.rpcUrl }] };
    await using bridge = await openBridge({ chains: { a: chain }, endpoints });
    const [slow, quick] = bridge.a.proxies;
    if (slow === undefined || quick === undefined) throw new Error('unreachable: two proxies were asked for');
    // While both are at the tip, the follower is the better one.
    slow.use(faults.delay(60));
    await bridge.start();
    /** Proofs come from the endpoint of choice; about headers and the account's sequence all are asked. */
    const proofsFrom = (proxy: FaultProxy) => proxy.counts().byPath[PROOF_PATH] ?? 0;
    let sent = 0;
    const isPreferred = async (): Promise<boolean> => {
      for (const proxy of [slow, quick]) proxy.resetCounts();
      await Promise.all([bridge.transfer('a', 1), bridge.transfer('b', 1)]);
      sent += 2;
      await bridge.waitUntilSettled();
      return proofsFrom(quick) > proofsFrom(slow);
    };
    await waitUntil(isPreferred, { timeoutMs: PATIENCE_MS, what: 'the follower to be preferred' });

    await follower.stop();
    await follower.start({ alone: true });
    await follower.waitUntilUp(1n, PATIENCE_MS);
    await chain.client.waitForHeight((await follower.client.height()) + 12n, PATIENCE_MS);
    for (const proxy of [slow, quick]) proxy.resetCounts();
    await Promise.all([bridge.transfer('a', 3), bridge.transfer('b', 3)]);
    await bridge.waitUntilSettled();
    expect(proofsFrom(slow)).toBeGreaterThan(0);
    expect(proofsFrom(quick)).toBe(0);
    const heights = chainIn(await readStatus(bridge), 'alpha').endpoints.map(({ height }) => BigInt(height));
    expect((heights[0] ?? 0n) - (heights[1] ?? 0n)).toBeGreaterThan(5n);

    await follower.stop();
    await follower.start();
    await follower.waitUntilUp(await chain.client.height(), PATIENCE_MS);
    await waitUntil(isPreferred, { timeoutMs: PATIENCE_MS, what: 'the follower to be preferred again' });
    expect(await bridge.expectInvariants()).toMatchObject({ success: sent + 6, failedTxs: 0, noops: 0 });
  });
});
