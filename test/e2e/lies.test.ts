/**
 * Endpoints that lie, in every way that the proxy knows. Nothing is paid for in vain and no packet is lost; the liar is put
 * aside with its reason, and the work goes on through an honest endpoint. Where nobody can tell a lie from the truth, it has
 * no effect (docs/trust-model.md).
 * @module
 */
import { type Fault, lies, packMessage, TOKEN_DENOM } from 'causeway/devnet';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { describe, expect, test } from 'vitest';
import { type Bridge, openBridge, type Side } from './support/bridge.ts';
import { openSuspectBridge, readEndpoints, SIDES, suspect } from './support/suspects.ts';
import { waitUntil } from './support/wait-until.ts';

/** For machines that do many things at once. */
const PATIENCE_MS = 120_000;

type LieName = keyof typeof lies;

interface Case {
  /** Completes "an endpoint that". */
  readonly title: string;
  readonly lie: LieName;
  readonly tell: () => Fault;
  /** The reason for which the liar is put aside; omitted: nobody can know, so it is not. */
  readonly reason?: string;
  /** The relayer has no question to which this would be the answer. */
  readonly isUnheard?: boolean;
  /** What makes the lie matter, beside transfers and timeouts; before the relayer starts. */
  readonly before?: (bridge: Bridge, side: Side) => Promise<unknown>;
  /** The same, while packets are on their way. */
  readonly meanwhile?: (bridge: Bridge, side: Side) => Promise<unknown>;
}

const CASES: readonly Case[] = [
  { title: 'changes proofs', lie: 'changeProof', tell: () => lies.changeProof(), reason: 'proven wrong' },
  {
    title: 'changes the proof of the tree of modules',
    lie: 'changeProof',
    tell: () => lies.changeProof({ op: 1 }),
    reason: 'proven wrong',
  },
  {
    title: 'changes proven values',
    lie: 'changeProvenValue',
    tell: () => lies.changeProvenValue(),
    reason: 'proven wrong',
  },
  { title: 'changes headers', lie: 'changeHeader', tell: () => lies.changeHeader(), reason: 'invalid-header' },
  {
    title: 'changes the times of headers',
    lie: 'changeHeaderTime',
    tell: () => lies.changeHeaderTime(600),
    reason: 'invalid-header',
  },
  { title: 'changes validators', lie: 'changeValidators', tell: () => lies.changeValidators(), reason: 'bad-block' },
  { title: 'changes packets', lie: 'changePackets', tell: () => lies.changePackets(), reason: 'do not hash' },
  {
    title: 'changes acknowledgements',
    lie: 'changeAcknowledgements',
    tell: () => lies.changeAcknowledgements(),
    reason: 'does not hash',
  },
  {
    title: 'leaves packets out',
    lie: 'omitEvents',
    tell: () => lies.omitEvents(['send_packet']),
    reason: 'lacked packet',
  },
  {
    title: 'says that everything is done',
    lie: 'claimAllDone',
    tell: () => lies.claimAllDone(),
    reason: 'is proven wrong',
  },
  { title: 'says that nothing is done', lie: 'claimNothingDone', tell: () => lies.claimNothingDone() },
  { title: 'hides commitments', lie: 'hideCommitments', tell: () => lies.hideCommitments(), isUnheard: true },
  {
    title: 'hides acknowledgements',
    lie: 'hideAcknowledgements',
    tell: () => lies.hideAcknowledgements(),
    isUnheard: true,
  },
  { title: 'changes commitments', lie: 'changeCommitments', tell: () => lies.changeCommitments(), isUnheard: true },
  {
    title: 'gives too low a next sequence',
    lie: 'misstateNextSequence',
    tell: () => lies.misstateNextSequence(-100n),
  },
  {
    title: 'gives a next sequence that nobody has reached',
    lie: 'misstateNextSequence',
    tell: () => lies.misstateNextSequence(1_000_000n),
  },
  {
    title: 'fails simulations',
    lie: 'failSimulation',
    tell: () => lies.failSimulation(),
    reason: 'which did not: ',
  },
  {
    title: 'wants hardly any gas',
    lie: 'misstateGas',
    tell: () => lies.misstateGas(1_000n),
    reason: 'takes 1000 gas',
  },
  {
    title: 'wants a little too little gas',
    lie: 'misstateGas',
    tell: () => lies.misstateGas(120_000n),
    reason: 'takes 120000 gas',
  },
  {
    title: 'wants far too much gas',
    lie: 'misstateGas',
    tell: () => lies.misstateGas(40_000_000n),
    reason: 'takes 40000000 gas',
  },
  {
    title: 'gives too high an account sequence',
    lie: 'misstateSequence',
    tell: () => lies.misstateSequence(3n),
    reason: 'it gave the sequence',
  },
  { title: 'gives too low an account sequence', lie: 'misstateSequence', tell: () => lies.misstateSequence(-2n) },
  {
    title: 'swallows transactions',
    lie: 'swallowTransactions',
    tell: () => lies.swallowTransactions(),
    reason: 'passes it on to nobody',
  },
  {
    title: 'refuses transactions',
    lie: 'refuseTransactions',
    tell: () => lies.refuseTransactions(),
    reason: 'it refuses',
  },
  {
    title: 'calls transactions redundant',
    lie: 'refuseTransactions',
    tell: () => lies.refuseTransactions(22, 'packet messages are redundant'),
    reason: 'it refuses',
  },
  { title: 'passes transactions on and denies it', lie: 'denyBroadcasts', tell: () => lies.denyBroadcasts() },
  {
    title: 'finds no transaction',
    lie: 'hideTransactions',
    tell: () => lies.hideTransactions(),
    before: skipBlocks,
  },
  {
    title: 'says that transactions failed',
    lie: 'failTransactions',
    tell: () => lies.failTransactions(),
    reason: 'do not fit the verified header',
  },
  {
    title: 'says that failed transactions succeeded',
    lie: 'praiseTransactions',
    tell: () => lies.praiseTransactions(),
    reason: 'do not fit the verified header',
    meanwhile: failForAWhile,
  },
];

/** Blocks pass as if they had been read: what was sent in them must be found in the index. */
async function skipBlocks({ changeStore, ...bridge }: Bridge, side: Side): Promise<void> {
  const { name, chain } = bridge[side];
  await changeStore([{ change: 'move-cursor', chain: name, height: await chain.client.height() }]);
}

/** Somebody's transaction fails in each of the next blocks. */
async function failForAWhile(bridge: Bridge, side: Side): Promise<void> {
  const { chain, user, funded } = bridge[side];
  const amount = [{ denom: TOKEN_DENOM, amount: `${funded * 2n}` }];
  const message = packMessage(MsgSend, { fromAddress: user.address, toAddress: user.address, amount });
  for (let blocks = 0; blocks < 6; blocks++) {
    const { hash } = await chain.client.broadcast(user, [message]);
    expect((await chain.client.waitForTx(hash)).code).not.toBe(0);
  }
}

/** Two lies to a bridge, one on each chain: packets travel both ways, so that either chain is source and destination. */
const PAIRS = CASES.flatMap((a, index) => (index % 2 === 0 ? [{ a, b: CASES[index + 1] ?? a }] : []));

/** Where one error proves nothing, a liar is put aside for the third. */
const MOST_WAVES = 8;

async function isExposed(bridge: Bridge, side: Side, { reason }: Case): Promise<boolean> {
  return reason === undefined || (await readEndpoints(bridge, side)).suspect.state === 'aside';
}

describe.concurrent('two endpoints', () => {
  test.each(PAIRS)('accepts one of alpha that $a.title, and one of beta that $b.title', async (cases) => {
    await using bridge = await openSuspectBridge();
    const told = { a: suspect(bridge, 'a', cases.a.tell()), b: suspect(bridge, 'b', cases.b.tell()) };
    await Promise.all(SIDES.map((side) => bridge.transfer(side, 1, { timeoutSeconds: 3 })));
    await Promise.all(SIDES.map((side) => bridge.waitUntilTimedOut(side)));
    for (const side of SIDES) await cases[side].before?.(bridge, side);
    await bridge.start();
    let waves = 0;
    do {
      await Promise.all(SIDES.map((side) => bridge.transfer(side, 2)));
      await Promise.all(SIDES.map((side) => cases[side].meanwhile?.(bridge, side)));
      await bridge.waitUntilSettled(PATIENCE_MS);
      waves += 1;
    } while (waves < MOST_WAVES && !(await allTrue(SIDES.map((side) => isExposed(bridge, side, cases[side])))));
    const ended = { success: 4 * waves, error: 0, timeout: 2, failedTxs: 0, noops: 0 };
    expect(await bridge.expectInvariants()).toMatchObject(ended);
    for (const side of SIDES) {
      const { title, reason, isUnheard } = cases[side];
      const { suspect: liar, honest } = await readEndpoints(bridge, side);
      if (isUnheard === true) expect(told[side].hits(), title).toBe(0);
      else expect(told[side].hits(), title).toBeGreaterThan(0);
      if (reason === undefined) expect(liar.state, `${title}: ${liar.reason}`).not.toBe('aside');
      else expect(liar, title).toMatchObject({ state: 'aside', reason: expect.stringContaining(reason) });
      expect(honest?.state, `${title}: ${honest?.reason}`).not.toBe('aside');
    }
  });

  test('accepts one that denies what another relayer has delivered: nobody pays for it again', async () => {
    await using bridge = await openSuspectBridge();
    const rival = await bridge.rival();
    await bridge.transfer('a', 3);
    // Our messages are ready when somebody else delivers.
    const ours = await bridge.start({ env: { CAUSEWAY_CRASH_AT: 'prove-recv' } });
    await ours.waitForExit();
    const other = await rival.start();
    await bridge.waitUntilClosed();
    await other.stop();
    const told = SIDES.map((side) => suspect(bridge, side, lies.claimNothingDone()));
    await bridge.start();
    await bridge.waitUntilSettled(PATIENCE_MS);
    expect(await bridge.expectInvariants()).toMatchObject({ success: 3, failedTxs: 0, noops: 0 });
    expect(told[1]?.hits()).toBeGreaterThan(0);
  });
});

async function allTrue(answers: readonly Promise<boolean>[]): Promise<boolean> {
  return (await Promise.all(answers)).every(Boolean);
}

interface LoneCase {
  /** Completes "an endpoint that". */
  readonly title: string;
  readonly tell: () => Fault;
  /** Text in the report on the endpoint, or on the packet that waits. */
  readonly says: { readonly endpoint: string } | { readonly packet: string };
}

/** Of alpha: one packet comes from there, one goes there. */
const ALONE: readonly LoneCase[] = [
  { title: 'changes proofs', tell: () => lies.changeProof(), says: { endpoint: 'proven wrong' } },
  { title: 'says that transactions failed', tell: () => lies.failTransactions(), says: { endpoint: 'do not fit' } },
  { title: 'changes packets', tell: () => lies.changePackets(), says: { packet: 'bytes-unavailable' } },
  {
    title: 'says that everything is done',
    tell: () => lies.claimAllDone(),
    says: { packet: 'though it was said to be' },
  },
  { title: 'fails simulations', tell: () => lies.failSimulation(), says: { packet: 'unauthorized' } },
  { title: 'refuses transactions', tell: () => lies.refuseTransactions(5, 'no funds'), says: { packet: 'no funds' } },
  {
    title: 'gives a wrong account sequence',
    tell: () => lies.misstateSequence(3n),
    says: { packet: 'sequence mismatch' },
  },
];

describe.concurrent('a single endpoint', () => {
  test.each(ALONE)(
    'accepts one that $title: nothing is paid, nothing lost, and the end of the lie is noticed',
    async (alone) => {
      await using bridge = await openBridge({ endpoints: { a: ['proxy'] } });
      const lie = suspect(bridge, 'a', alone.tell());
      const sent = { a: await bridge.transfer('a', 1), b: await bridge.transfer('b', 1) };
      await bridge.start();
      const store = await bridge.store();
      await waitUntil(() => isSaid(bridge, sent, alone), {
        timeoutMs: PATIENCE_MS,
        what: `the status to say why (an endpoint that ${alone.title})`,
        everyMs: 1_000,
      });
      const waiting = await store.packets.find(sent.a.map((sequence) => bridge.key('a', sequence)));
      expect(waiting.filter(({ state }) => state === 'done' || state === 'timed-out')).toEqual([]);
      lie.remove();
      await bridge.waitUntilSettled(PATIENCE_MS);
      expect(await bridge.expectInvariants()).toMatchObject({ success: 2, failedTxs: 0, noops: 0 });
    },
  );
});

type Sent = Readonly<Record<Side, readonly bigint[]>>;

async function isSaid(bridge: Bridge, sent: Sent, { says }: LoneCase): Promise<boolean> {
  if ('endpoint' in says) {
    const { state, reason } = (await readEndpoints(bridge, 'a')).suspect;
    return state === 'aside' && (reason ?? '').includes(says.endpoint);
  }
  const keys = SIDES.flatMap((side) => sent[side].map((sequence) => bridge.key(side, sequence)));
  const known = await (await bridge.store()).packets.find(keys);
  const reports = await Promise.all(
    known.map(({ packet }) => bridge.why(packet.source.chain === bridge.a.name ? 'a' : 'b', packet.sequence)),
  );
  return reports.some((report) => JSON.stringify(report).includes(says.packet));
}

/** It takes a chain that may be forked: conflicts.test.ts. */
const ELSEWHERE: readonly LieName[] = ['showFork'];

test('names every lie that there is', () => {
  const named = new Set([...CASES.map(({ lie }) => lie), ...ELSEWHERE]);
  expect([...named].sort()).toEqual(Object.keys(lies).sort());
});
