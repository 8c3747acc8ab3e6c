/**
 * Endpoints that fail without lying, in every way that the proxy knows. The work goes on through another one, nothing is
 * paid for in vain, and nobody is called a liar; one that serves another chain is not asked any more.
 * @module
 */
import { type Fault, faults } from 'causeway/devnet';
import { describe, expect, test } from 'vitest';
import { type Bridge, openBridge, type Side } from './support/bridge.ts';
import { openSuspectBridge, readEndpoints, readStatus, SIDES, suspect } from './support/suspects.ts';
import { waitUntil } from './support/wait-until.ts';

/** For machines that do many things at once. */
const PATIENCE_MS = 120_000;

/** In the ten seconds of the default these chains make twenty blocks, which is as long as a transaction lives. */
const SETTINGS = { requestTimeout: '2s' };

interface Case {
  /** Completes "an endpoint that". */
  readonly title: string;
  readonly fault: keyof typeof faults;
  /** `height`: of the chain, when the fault begins. */
  readonly fail: (height: bigint) => Fault;
  /** The reason for which it is put aside; omitted: it is not. */
  readonly reason?: string;
}

const CASES: readonly Case[] = [
  { title: 'takes its time', fault: 'delay', fail: () => faults.delay(400) },
  { title: 'never answers', fault: 'hang', fail: () => faults.hang() },
  { title: 'cuts connections', fault: 'drop', fail: () => faults.drop() },
  { title: 'cuts connections after it has acted', fault: 'drop', fail: () => faults.drop('after') },
  { title: 'wants to be left alone (429)', fault: 'rateLimit', fail: () => faults.rateLimit() },
  { title: 'has an error of its own (500)', fault: 'serverError', fail: () => faults.serverError() },
  { title: 'is behind a gateway without it (502)', fault: 'serverError', fail: () => faults.serverError(502) },
  { title: 'breaks off in the middle', fault: 'truncate', fail: () => faults.truncate() },
  { title: 'gives half of each body', fault: 'truncate', fail: () => faults.truncate(0.5, true) },
  { title: 'has stopped', fault: 'freezeHeight', fail: (height) => faults.freezeHeight(height) },
  { title: 'lags behind', fault: 'lagBehind', fail: () => faults.lagBehind(8n) },
  { title: 'has thrown the past away', fault: 'pruneBelow', fail: (height) => faults.pruneBelow(height) },
  {
    title: 'serves another chain',
    fault: 'renameChain',
    fail: () => faults.renameChain('gamma-1'),
    reason: 'another chain',
  },
];

/** Two faults to a bridge, one on each chain. */
const PAIRS = CASES.flatMap((a, index) => (index % 2 === 0 ? [{ a, b: CASES[index + 1] ?? a }] : []));

async function failBoth(bridge: Bridge, cases: { readonly [Key in Side]: Case }) {
  const start = async (side: Side) => {
    const { chain } = bridge[side];
    return suspect(bridge, side, cases[side].fail(await chain.client.height()));
  };
  return { a: await start('a'), b: await start('b') };
}

describe.concurrent('two endpoints', () => {
  test.each(PAIRS)('accepts one of alpha that $a.title, and one of beta that $b.title', async (cases) => {
    await using bridge = await openSuspectBridge({ chainSettings: SETTINGS });
    await Promise.all(SIDES.map((side) => bridge.transfer(side, 1, { timeoutSeconds: 3 })));
    await Promise.all(SIDES.map((side) => bridge.waitUntilTimedOut(side)));
    const failures = await failBoth(bridge, cases);
    await bridge.start();
    for (let waves = 0; waves < 2; waves++) {
      await Promise.all(SIDES.map((side) => bridge.transfer(side, 2)));
      await bridge.waitUntilSettled(PATIENCE_MS);
    }
    const ended = { success: 8, error: 0, timeout: 2, failedTxs: 0, noops: 0 };
    expect(await bridge.expectInvariants()).toMatchObject(ended);
    for (const side of SIDES) {
      const { suspect: failing, honest } = await readEndpoints(bridge, side);
      const { reason } = cases[side];
      expect(failures[side].hits(), cases[side].title).toBeGreaterThan(0);
      if (reason === undefined) expect(failing.state, failing.reason).not.toBe('aside');
      else expect(failing).toMatchObject({ state: 'aside', reason: expect.stringContaining(reason) });
      expect(honest?.state, honest?.reason).not.toBe('aside');
    }
  });
});

describe.concurrent('a single endpoint', () => {
  const PASSING = CASES.filter(({ reason }) => reason === undefined);

  test('accepts that it fails in one way after the other, and comes back each time', async () => {
    await using bridge = await openBridge({ endpoints: { a: ['proxy'] }, chainSettings: SETTINGS });
    const relayer = await bridge.start();
    // Without an endpoint it would not start.
    await relayer.waitForLine(({ msg }) => msg === 'relaying');
    for (const { fail, title } of PASSING) {
      const failure = suspect(bridge, 'a', fail(await bridge.a.chain.client.height()));
      await Promise.all(SIDES.map((side) => bridge.transfer(side, 1)));
      await waitUntil(() => failure.hits() > 2, {
        timeoutMs: PATIENCE_MS,
        what: `an endpoint that ${title}`,
        tail: relayer.tail,
      });
      failure.remove();
    }
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 2 * PASSING.length, failedTxs: 0, noops: 0 });
    expect((await readStatus(bridge)).evidence).toEqual([]);
  });
});

test('names every fault that there is', () => {
  expect([...new Set(CASES.map(({ fault }) => fault))].sort()).toEqual(Object.keys(faults).sort());
});
