/**
 * Clients that cannot be used any more, and histories that contradict each other: validators really sign two of them, on
 * private chains that are forked.
 * @module
 */

import type { ClientHeader } from '@causeway/lightclient/tendermint';
import {
  type Chain,
  type ChainNode,
  type ChainOptions,
  lies,
  readValidators,
  sendProbes as sendTo,
  startChain,
} from 'causeway/devnet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatPacketKey } from '../../relayer/ports/packet.ts';
import { askService, readStatus } from './support/ask-service.ts';
import { type Bridge, openBridge, type Side } from './support/bridge.ts';
import { countPaid } from './support/count-paid.ts';
import { recoverClient } from './support/recover-client.ts';
import { sendProbes } from './support/send-probes.ts';
import {
  fetchHeader,
  latestHeightOf,
  submitHeader,
  submitMisbehaviour,
  waitUntilExpired,
} from './support/submit-headers.ts';
import { waitUntil } from './support/wait-until.ts';
import { waitUntilParked } from './support/wait-until-parked.ts';

/** For machines that do many things at once. */
const PATIENCE_MS = 120_000;
const SIDES = ['a', 'b'] as const satisfies readonly Side[];

/** A history and another one with the same past and the same signatures. */
interface Histories {
  readonly chain: Chain;
  readonly twin: ChainNode;
}

async function fork(chain: Chain): Promise<Histories> {
  const [twin] = await chain.fork([0]);
  if (twin === undefined) throw new Error('unreachable: one node was forked');
  return { chain, twin };
}

/** A chain that ends with the test. */
async function openChain(cleanUp: AsyncDisposableStack, options: ChainOptions): Promise<Chain> {
  const chain = await startChain({ blockTimeMs: 500, ...options });
  cleanUp.defer(() => chain.stop());
  return chain;
}

/** The true header and the other one, both as updates of the client on `b`, at a height that it does not know. */
async function fetchBoth({ chain, twin }: Histories, { b }: Bridge): Promise<readonly [ClientHeader, ClientHeader]> {
  const trusted = { height: await latestHeightOf(b), from: chain.rpcUrl };
  const height = trusted.height.revisionHeight + 3n;
  await Promise.all([chain, twin].map(({ client }) => client.waitForHeight(height + 1n, PATIENCE_MS)));
  return Promise.all([
    fetchHeader(chain.chainId, { from: chain.rpcUrl, height, trusted }),
    fetchHeader(chain.chainId, { from: twin.rpcUrl, height, trusted }),
  ]);
}

async function clear(bridge: Bridge, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await bridge.cli(['clear', ...args]);
  if (code !== 0) throw new Error(`clear: want exit code 0, got ${code}\n${stderr}`);
}

let forked: Histories;
let expiring: Bridge;

beforeAll(async () => {
  // First, while the machine has nothing else to do: what expires soon must be linked sooner.
  expiring = await openBridge({ pathSettings: { trustingPeriod: '40s' } });
  // The second validator has no part in the fork.
  forked = await fork(await startChain({ chainId: 'forked-1', validators: [100, 20], blockTimeMs: 500 }));
});

afterAll(async () => {
  await expiring?.[Symbol.asyncDispose]();
  await forked?.chain.stop();
});

describe.concurrent('a packet', () => {
  test('whose clients have expired waits for governance, then goes on by itself', async () => {
    const bridge = expiring;
    const [there = 0n] = await bridge.transfer('a', 1);
    const [back = 0n] = await bridge.transfer('b', 1);
    await waitUntilExpired(bridge.a, bridge.b);
    await waitUntilExpired(bridge.b, bridge.a);
    const paid = await Promise.all(SIDES.map((side) => countPaid(bridge[side])));
    await bridge.start();
    const why = await waitUntilParked(bridge, 'a', there, 'client-expired');
    expect(why.parked).toMatchObject({ resumeTo: 'proving', detail: expect.stringContaining('has expired') });
    await waitUntilParked(bridge, 'b', back, 'client-expired');
    const { live } = await readStatus(bridge);
    expect(live?.clients.map(({ status }) => status)).toEqual(['expired', 'expired']);
    expect(await Promise.all(SIDES.map((side) => countPaid(bridge[side])))).toEqual(paid);

    await Promise.all(SIDES.map((side) => recoverClient(bridge, side)));
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 2, failedTxs: 0, noops: 0 });
  });

  test('whose client is frozen waits for governance, then goes on by itself', async () => {
    await using bridge = await openBridge({ chains: { a: forked.chain } });
    const first = await bridge.start();
    await bridge.transfer('a', 1);
    await bridge.waitUntilSettled();
    await first.stop();
    const [there = 0n] = await bridge.transfer('a', 1);
    const [back = 0n] = await bridge.transfer('b', 1);
    await submitMisbehaviour(bridge.b, await fetchBoth(forked, bridge));
    const paid = await countPaid(bridge.b);
    await bridge.start();
    const undelivered = await waitUntilParked(bridge, 'a', there, 'client-frozen');
    expect(undelivered.parked).toMatchObject({ resumeTo: 'proving' });
    const unclosed = await waitUntilParked(bridge, 'b', back, 'client-frozen');
    expect(unclosed.parked).toMatchObject({ resumeTo: 'ack-final' });
    expect(await countPaid(bridge.b)).toBe(paid);

    await recoverClient(bridge, 'b');
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 3, failedTxs: 0, noops: 0 });
  });

  test('stops with its path while its client knows another history than we do', async () => {
    await using bridge = await openBridge({ chains: { a: forked.chain } });
    await bridge.start();
    await bridge.transfer('a', 1);
    await bridge.waitUntilSettled();
    const [honest, other] = await fetchBoth(forked, bridge);
    await submitHeader(bridge.b, other);
    const paid = await countPaid(bridge.b);
    const [there = 0n] = await bridge.transfer('a', 1);
    const why = await waitUntilParked(bridge, 'a', there, 'path-paused');
    expect(why.parked?.detail).toContain('know different blocks');
    await bridge.transfer('b', 1);
    const store = await bridge.store();
    const conflicts = async () => (await store.chains.evidence(20)).filter(({ kind }) => kind === 'header-conflict');
    const before = (await conflicts()).length;
    expect(before).toBeGreaterThan(0);
    const status = await readStatus(bridge);
    expect(status.paths).toMatchObject([{ paused: { reason: expect.stringContaining('know different blocks') } }]);
    expect(status.evidence[0]).toMatchObject({ kind: 'header-conflict', path: bridge.home.path });

    // Whoever lets it run although nothing has changed only gets it stopped again.
    await clear(bridge, bridge.home.path);
    const isStoppedAgain = async (): Promise<boolean> => (await conflicts()).length > before;
    await waitUntil(isStoppedAgain, { timeoutMs: PATIENCE_MS, what: 'the path to be stopped again', everyMs: 200 });
    expect(await countPaid(bridge.b)).toBe(paid);

    // The true header of that height freezes the client; only then may governance recover it.
    await submitHeader(bridge.b, honest);
    await recoverClient(bridge, 'b');
    await clear(bridge, bridge.home.path);
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 3, failedTxs: 0, noops: 0 });
  });

  test('stops with its path while endpoints prove two histories', async () => {
    await using cleanUp = new AsyncDisposableStack();
    const chain = await openChain(cleanUp, { chainId: 'split-1', validators: [100, 20] });
    await using bridge = await openBridge({ chains: { a: chain }, endpoints: { a: ['direct', 'proxy'] } });
    const first = await bridge.start();
    await bridge.transfer('a', 1);
    await bridge.waitUntilSettled();
    await first.stop();
    const { twin } = await fork(chain);
    const shown = bridge.a.proxies[0]?.use(lies.showFork(twin.rpcUrl));
    const [there = 0n] = await bridge.transfer('a', 1);
    await bridge.start();
    const why = await waitUntilParked(bridge, 'a', there, 'path-paused');
    expect(why.parked?.detail).toContain('two chains part above height');
    const { text } = await askService(bridge, '/api/v1/evidence');
    expect(text).toContain('header-conflict');
    expect(text).toContain('LightClientAttackEvidence');
    // It was handed to the chain, too, which has punished who signed both.
    const isPunished = async (): Promise<boolean> => (await readValidators(chain.client.rpc)).length === 1;
    await waitUntil(isPunished, { timeoutMs: PATIENCE_MS, what: 'the equivocator to be removed' });

    shown?.remove();
    await clear(bridge, bridge.home.path);
    await bridge.transfer('b', 1);
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 3, failedTxs: 0, noops: 0 });
  });

  test('that is proven twice with different contents is a conflict', async () => {
    await using cleanUp = new AsyncDisposableStack();
    const chain = await openChain(cleanUp, { chainId: 'double-1' });
    await using bridge = await openBridge({ chains: { a: chain }, endpoints: { a: ['proxy'] } });
    const { twin } = await fork(chain);
    const { clientId, user, proxies } = bridge.a;
    const [sent = 0n] = await sendProbes(bridge, 'a', ['one'], { destinationPort: 'nowhere' });
    const timeoutSeconds = (await twin.client.rpc.status()).timeNs / 1_000_000_000n + 600n;
    const { sequences } = await sendTo(twin.client, user, [{ sourceClient: clientId, text: 'other', timeoutSeconds }]);
    expect(sequences).toEqual([sent]);
    await bridge.start();
    await waitUntilParked(bridge, 'a', sent, 'recv-rejected');
    const paid = await countPaid(bridge.b);

    await chain.stopValidator(0);
    const store = await bridge.store();
    const known = (await store.lightBlocks.latest('alpha'))?.height ?? 0n;
    await twin.client.waitForHeight(known + 5n, PATIENCE_MS);
    proxies[0]?.use(lies.showFork(twin.rpcUrl));
    await clear(bridge, '--packet', formatPacketKey(bridge.key('a', sent)));
    const isConflict = async (): Promise<boolean> =>
      (await store.packets.find([bridge.key('a', sent)]))[0]?.state === 'conflict';
    await waitUntil(isConflict, { timeoutMs: PATIENCE_MS, what: 'the packet to be a conflict', everyMs: 200 });
    expect(await bridge.why('a', sent)).toMatchObject({
      state: 'conflict',
      explanation: { state: expect.stringContaining('contradict each other') },
    });
    const status = await readStatus(bridge);
    expect(status.paths).toMatchObject([{ paused: { reason: expect.stringContaining('two packets under sequence') } }]);
    expect(status.evidence).toContainEqual(expect.objectContaining({ kind: 'packet-conflict' }));
    expect(await countPaid(bridge.b)).toBe(paid);
  });
});
