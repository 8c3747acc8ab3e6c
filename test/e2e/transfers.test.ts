/** The happy path on real chains: tokens both ways and home again, refused ones, and ones that nobody carried in time. @module */
import { faults } from 'causeway/devnet';
import { describe, expect, test } from 'vitest';
import { OWNER } from '../../relayer/pipeline/stage.ts';
import { openBridge, QUEUES } from './support/bridge.ts';
import { openQueueView } from './support/read-queues.ts';
import { waitUntil } from './support/wait-until.ts';

describe.each(QUEUES)('with the %s queue', { concurrent: true }, (queue) => {
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

  test('accepts endpoints that take half a second for an answer', async () => {
    await using bridge = await openBridge({ queue, endpoints: { a: ['proxy'], b: ['proxy'] } });
    await bridge.transfer('b', 10);
    for (const proxy of [...bridge.a.proxies, ...bridge.b.proxies]) proxy.use(faults.delay(500));
    await bridge.start();
    await bridge.transfer('a', 10);
    await bridge.waitUntilSettled();
    expect(await bridge.expectInvariants()).toMatchObject({ success: 20, noops: 0 });
  });
});

/** Jobs of a packet's life, and those that work beside them. */
const JOBS = new Set([
  ...Object.values(OWNER).flatMap((owner) => (owner === undefined ? [] : [owner.job])),
  ...['watch', 'confirm', 'refresh', 'expire', 'reconcile'],
]);

/** More runs of what carries packets, with each of them. */
const CARRIERS = ['await-finality', 'triage', 'prove-recv', 'await-ack', 'prove-ack', 'submit', 'confirm'];

test.concurrent('runs every stage as BullMQ jobs, delayed ones included', async () => {
  await using bridge = await openBridge({ queue: 'bullmq' });
  await using cleanUp = new AsyncDisposableStack();
  const view = openQueueView(bridge.redis?.url ?? '');
  cleanUp.defer(() => view.close());
  await bridge.start();
  await bridge.transfer('a', 3);
  const first = await view.all();
  const delayed = new Set<string>();
  let missing: readonly string[] = [];
  let sent = 3;
  // Sent in small numbers, so that packets of every age are on their way together.
  await waitUntil(
    async () => {
      sent += (await bridge.transfer('a', 3)).length;
      for (const [name, jobs] of await view.delayed()) if (jobs > 0) delayed.add(name);
      const counts = await view.all();
      const jobsOf = (name: string): number => counts.get(name) ?? 0;
      missing = [
        ...[...JOBS].filter((name) => jobsOf(name) === 0),
        ...CARRIERS.filter((name) => jobsOf(name) <= (first.get(name) ?? 0)),
        // The time of their timeout, of the next refresh and of the next look at a chain.
        ...['expire', 'refresh', 'watch'].filter((name) => !delayed.has(name)),
      ];
      return missing.length === 0;
    },
    { timeoutMs: 60_000, what: 'jobs of every stage', tail: () => `none, or no new ones, of ${missing.join(', ')}` },
  );
  await bridge.waitUntilSettled();
  expect(await bridge.expectInvariants()).toMatchObject({ success: sent });
});
