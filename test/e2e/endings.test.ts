/**
 * Every way in which a packet can end, and every reason for which it can be stuck before: too late, refused, impossible to
 * receive, acknowledged later, impossible to close, hidden.
 * @module
 */
import { faults, lies } from 'causeway/devnet';
import { describe, expect, test } from 'vitest';
import { openBridge } from './support/bridge.ts';
import { sendProbes } from './support/send-probes.ts';
import { waitUntil } from './support/wait-until.ts';
import { waitUntilParked } from './support/wait-until-parked.ts';

/** For machines that do many things at once. */
const PATIENCE_MS = 120_000;

describe.concurrent('a packet', () => {
  test('that expires on its way is refunded, however far it has come', async () => {
    await using bridge = await openBridge({ endpoints: { a: ['proxy'], b: ['proxy'] } });
    // So slow that the first ones cannot be there in time, however fast the machine is.
    for (const proxy of [...bridge.a.proxies, ...bridge.b.proxies]) proxy.use(faults.delay(300));
    await bridge.start();
    // Around the margins of three and twelve blocks: not tried at all, sent alone, sent with others.
    for (const timeoutSeconds of [3, 4, 6, 8, 11, 20]) {
      await Promise.all([
        bridge.transfer('a', 2, { timeoutSeconds }),
        bridge.transfer('b', 1, { timeoutSeconds: timeoutSeconds + 1 }),
      ]);
    }
    await bridge.waitUntilSettled(PATIENCE_MS);
    const { success, timeout, noops } = await bridge.expectInvariants();
    expect({ ended: success + timeout, noops }).toEqual({ ended: 18, noops: 0 });
    expect(timeout).toBeGreaterThan(0);
    expect(success).toBeGreaterThan(0);
  });

  test('that the destination refuses is refunded; one that it answers later is closed then', async () => {
    await using bridge = await openBridge();
    await bridge.start();
    const [later = 0n, early = 0n] = await sendProbes(bridge, 'a', ['later', 'hello', 'refuse']);
    await Promise.all([
      bridge.transfer('a', 2, { receiver: 'nobody' }),
      bridge.transfer('b', 1, { receiver: 'cosmos1invalid' }),
    ]);
    const store = await bridge.store();
    const rowOf = async (sequence: bigint) => (await store.packets.find([bridge.key('a', sequence)]))[0];
    const timeoutMs = PATIENCE_MS;
    await waitUntil(async () => (await rowOf(early))?.state === 'done', { timeoutMs, what: 'the early answer' });
    await waitUntil(async () => (await rowOf(later))?.state === 'ack-final', { timeoutMs, what: 'the later one' });
    await sendProbes(bridge, 'a', [`answer ${later}`]);
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 3, error: 4, timeout: 0, noops: 0 });
    expect(await bridge.why('b', 1n)).toMatchObject({ state: 'done', outcome: 'error', outcomeBy: 'us' });
  });

  test('that nobody can receive is taken out of its batch, unpaid, and times out', async () => {
    await using bridge = await openBridge();
    const poison = { text: 'hello', destinationPort: 'nowhere' };
    // Sent in one transaction, so that one look finds them all and one batch would carry them.
    const sent = await sendProbes(bridge, 'a', ['hello', 'hello', poison, 'hello', 'hello'], { timeoutSeconds: 20 });
    const poisoned = sent[2] ?? 0n;
    const relayer = await bridge.start();
    const why = await waitUntilParked(bridge, 'a', poisoned, 'recv-rejected');
    expect(why).toMatchObject({ state: 'parked', parked: { reason: 'recv-rejected', resumeTo: 'final' } });
    expect(why.parked?.detail).toContain('no route for nowhere');
    expect(why.explanation).toMatchObject({ waitsFor: expect.stringContaining('timeout') });
    const singled = relayer.lines.filter(({ msg }) => msg.startsWith('taken out of its batch'));
    expect(singled.map(({ packet }) => packet)).toEqual([`alpha/${bridge.a.clientId}/${poisoned}`]);
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 4, timeout: 1, failedTxs: 0, noops: 0 });
  });

  test('whose bytes nobody gives is parked until somebody does', async () => {
    await using bridge = await openBridge({ endpoints: { a: ['proxy'] } });
    const lie = bridge.a.proxies[0]?.use(lies.omitEvents(['send_packet']));
    const [hidden = 0n] = await bridge.transfer('a', 1);
    await bridge.start();
    const why = await waitUntilParked(bridge, 'a', hidden, 'bytes-unavailable');
    expect(why).toMatchObject({ state: 'parked', parked: { reason: 'bytes-unavailable', resumeTo: 'final' } });
    expect(why.explanation.advice).toContain('causeway packets import');
    expect(lie?.hits()).toBeGreaterThan(0);
    lie?.remove();
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 1, noops: 0 });
  });

  test('that cannot be closed, or whose acknowledgement nobody gives, is parked until it can', async () => {
    await using bridge = await openBridge({ endpoints: { b: ['proxy'] } });
    const lie = bridge.b.proxies[0]?.use(lies.omitEvents(['write_acknowledgement']));
    await bridge.start();
    const [unheard = 0n, later = 0n] = await sendProbes(bridge, 'a', ['hello', 'later']);
    const store = await bridge.store();
    const isReceived = async (): Promise<boolean> =>
      (await store.packets.find([bridge.key('a', later)]))[0]?.receivedTx !== undefined;
    await waitUntil(isReceived, { timeoutMs: PATIENCE_MS, what: 'a packet that is answered later' });
    const [unclosable = 0n] = await sendProbes(bridge, 'b', [`hello after ${later}`]);

    const refused = await waitUntilParked(bridge, 'b', unclosable, 'close-rejected');
    expect(refused).toMatchObject({ state: 'parked', parked: { reason: 'close-rejected', resumeTo: 'ack-final' } });
    expect(refused.parked?.detail).toContain(`not before packet ${later}`);
    const silent = await waitUntilParked(bridge, 'a', unheard, 'ack-unavailable');
    expect(silent).toMatchObject({ state: 'parked', parked: { reason: 'ack-unavailable', resumeTo: 'ack-final' } });
    expect(silent.explanation.waitsFor).toContain('an endpoint');
    expect(lie?.hits()).toBeGreaterThan(0);

    await sendProbes(bridge, 'a', [`answer ${later}`]);
    lie?.remove();
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 4, failedTxs: 0, noops: 0 });
  });
});
