/** A follower of a beacon chain: catching up, finality, committees by period, resting endpoints, forced updates. @module */
import { BeaconFollowError, type BeaconFollowerOptions } from '@causeway/lightclient/sync/ethereum';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig } from '../../../../support/beacon-config.ts';
import { type BeaconNodeOptions, createBeaconNode, refusal } from '../../../../support/beacon-node.ts';
import { type BeaconChain, buildBeaconChain } from '../../../../support/build-beacon-chain.ts';
import { followNodes, outcomesOf, slotsOf } from '../../../../support/follow-beacon.ts';

const chain = buildBeaconChain();
const checkpointRoot = chain.blockAt(16n).root;

interface Start {
  readonly chain?: BeaconChain;
  readonly node?: Partial<BeaconNodeOptions>;
  readonly options?: Partial<BeaconFollowerOptions>;
}

async function follow(head: bigint, start: Start = {}) {
  const { chain: served = chain, node: given = {} } = start;
  const node = createBeaconNode(served, { head, ...given });
  const clock = { slot: head };
  const root = served.blockAt(16n).root;
  const options = { checkpointRoot: root, ...start.options };
  const follower = await followNodes({ config: served.config, nodes: { one: node }, clock, options });
  const move = (slot: bigint) => {
    clock.slot = slot;
    node.set({ head: slot });
  };
  const updatesAsked = () => node.calls.filter((call) => call.includes('/updates')).map((call) => call.split('?')[1]);
  return { follower, node, clock, move, updatesAsked };
}

async function failureOf(work: Promise<unknown>): Promise<BeaconFollowError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof BeaconFollowError) return error;
  throw new Error('want a BeaconFollowError', { cause: error });
}

describe('following', () => {
  test('gives each finalized header once, in order, across periods', async () => {
    const { follower, move } = await follow(40n);
    const seen: bigint[] = [];
    for (const slot of [41n, 44n, 49n, 62n, 66n, 80n, 81n, 90n, 113n, 130n, 152n]) {
      move(slot);
      seen.push(...(await slotsOf(follower)));
    }
    expect(seen).toEqual([24n, 32n, 40n, 48n, 56n, 64n, 72n, 96n, 112n, 128n]);
    expect(outcomesOf(follower)).toEqual({ one: 'ready confirmed' });
    expect(follower.state().store.finalizedHeader.beacon.slot).toBe(128n);
  });

  test('says of a header who gave it and how many signed', async () => {
    const { follower } = await follow(41n, { node: { signing: { participants: 22 } } });
    const [step] = await follower.advance();
    expect(step).toMatchObject({ participants: 22, committeeSize: 32, signatureSlot: 41n, source: 'one' });
    expect(step?.root).toEqual(chain.blockAt(24n).root);
  });

  test('keeps the optimistic head only when told to', async () => {
    const optimistic = await follow(44n, { options: { optimistic: true } });
    await optimistic.follower.advance();
    expect(optimistic.follower.state().store.optimisticHeader.beacon.slot).toBe(43n);
    expect(optimistic.node.calls.some((call) => call.endsWith('/optimistic_update'))).toBe(true);
    const { follower, node } = await follow(44n);
    await follower.advance();
    expect(node.calls.some((call) => call.endsWith('/optimistic_update'))).toBe(false);
  });

  test('upgrades its store when the chain upgrades', async () => {
    const forking = buildBeaconChain({ config: createBeaconConfig({ capella: 0n, deneb: 4n, electra: 9n }) });
    const { follower, move } = await follow(30n, { chain: forking });
    expect(follower.state().store.fork).toBe('capella');
    const seen: bigint[] = [];
    for (const slot of [41n, 62n, 76n, 100n]) {
      move(slot);
      seen.push(...(await slotsOf(follower)));
    }
    expect(seen).toEqual([24n, 40n, 56n, 80n]);
    expect(follower.state().store).toMatchObject({ fork: 'electra', finalizedHeader: { shape: 'deneb' } });
  });
});

describe('catching up', () => {
  const head = chain.startOf(4n) + 30n;

  test('goes period by period, with one question', async () => {
    const { follower, updatesAsked } = await follow(head);
    expect(await slotsOf(follower)).toEqual([24n, 88n, 152n, 216n, 264n]);
    expect(updatesAsked()).toEqual(['start_period=0&count=5']);
  });

  test('asks for at most 128 periods at once', async () => {
    const { follower, clock, updatesAsked } = await follow(40n, { options: { maxCheckpointAge: 10n ** 18n } });
    clock.slot = chain.startOf(300n);
    await follower.advance();
    expect(updatesAsked()[0]).toBe('start_period=0&count=128');
  });

  const rearranged: Readonly<Record<string, (list: readonly unknown[]) => readonly unknown[]>> = {
    'the newest first': (list) => list.toReversed(),
    'one at a time': (list) => list.slice(0, 1),
    'each twice': (list) => list.flatMap((update) => [update, update]).slice(0, 5),
  };
  test.each(Object.entries(rearranged))('takes updates that come with %s', async (_, rearrange) => {
    const honest = createBeaconNode(chain, { head });
    const { follower, node } = await follow(head);
    const fetched = new Map<string, string>();
    node.set({
      answer: (path, query) => {
        const text = fetched.get(`${query}`);
        return path.endsWith('/updates') && text !== undefined ? new Response(text) : undefined;
      },
    });
    for (let start = 0; start < 5; start++) {
      const query = `start_period=${start}&count=${5 - start}`;
      const answer = await honest.fetch(`http://x/eth/v1/beacon/light_client/updates?${query}`);
      const list: readonly unknown[] = JSON.parse(await answer.text());
      fetched.set(query, JSON.stringify(rearrange(list)));
    }
    expect((await slotsOf(follower)).at(-1)).toBe(264n);
  });

  test('keeps as many committees as it is told, so that older proofs stay checkable', async () => {
    const { follower } = await follow(head, { options: { keepCommittees: 3 } });
    await follower.advance();
    expect(follower.committee(2n)).toBeUndefined();
    for (const period of [3n, 4n, 5n]) {
      expect(follower.committee(period)?.aggregatePubkey).toEqual(chain.committeeOf(period).committee.aggregatePubkey);
    }
  });

  test('waits where the running period has nothing finalized yet, and goes on', async () => {
    // Nothing of period 1 is finalized before its slot 40.
    const late = buildBeaconChain({
      name: 'late',
      finalizedSlotOf: (slot) => (slot < 16n ? 0n : slot >= 56n && slot < 104n ? 40n : ((slot >> 3n) - 2n) << 3n),
    });
    const { follower, move } = await follow(60n, { chain: late });
    expect(await slotsOf(follower)).toEqual([24n, 40n]);
    for (const slot of [66n, 80n, 100n]) {
      move(slot);
      expect(await slotsOf(follower)).toEqual([]);
      expect(outcomesOf(follower)).toEqual({ one: 'ready confirmed' });
    }
    move(113n);
    expect(await slotsOf(follower)).toEqual([96n]);
    expect(follower.committee(2n)).toBeDefined();
  });

  test('says that it stands when a period is missing everywhere (unavailable)', async () => {
    const { follower } = await follow(head, { node: { lowestPeriod: 1n } });
    const error = await failureOf(follower.advance());
    expect(error).toMatchObject({ code: 'unavailable', verdicts: [{ provider: 'one', outcome: 'gap' }] });
  });
});

describe('an endpoint that fails', () => {
  test('is asked again after a slot, two, four …, at most 32', async () => {
    const { follower, node, clock } = await follow(40n);
    node.set({ answer: () => refusal(503, 'Too busy') });
    const asked: bigint[] = [];
    for (clock.slot = 40n; clock.slot < 150n; clock.slot += 1n) {
      const before = node.calls.length;
      expect((await failureOf(follower.advance())).code).toBe('unavailable');
      if (node.calls.length > before) asked.push(clock.slot);
    }
    expect(asked).toEqual([40n, 41n, 43n, 47n, 55n, 71n, 103n, 135n]);
    expect(follower.endpoints()).toMatchObject([{ state: 'resting', failures: 8 }]);
    node.set({ answer: () => undefined });
    clock.slot = 170n;
    node.set({ head: 170n });
    expect((await slotsOf(follower)).at(-1)).toBe(152n);
    expect(follower.endpoints()).toEqual([
      { id: 'one', state: 'ready', outcome: 'confirmed', detail: '', failures: 0 },
    ]);
  });

  test('is not put aside while no other is right', async () => {
    const { follower, node, clock } = await follow(41n);
    node.set({
      change: ({ path, update }) => ({ path, update: { ...update, signatureSlot: update.signatureSlot - 1n } }),
    });
    expect((await failureOf(follower.advance())).code).toBe('invalid-update');
    expect(outcomesOf(follower)).toEqual({ one: 'resting invalid-update' });
    node.set({ change: (object) => object });
    clock.slot = 42n;
    expect(await slotsOf(follower)).toEqual([24n]);
  });

  test('is put aside once another one is right, and said so once', async () => {
    const told: string[] = [];
    const good = createBeaconNode(chain, { head: 41n, answer: () => refusal(503, 'Too busy') });
    const bad = createBeaconNode(chain, { head: 41n });
    const clock = { slot: 41n };
    const options = { checkpointRoot, onAside: ({ id }: { readonly id: string }) => told.push(id) };
    const follower = await followNodes({ config: chain.config, nodes: { bad, good }, clock, options });
    bad.set({
      change: ({ path, update }) => ({ path, update: { ...update, signatureSlot: update.signatureSlot - 1n } }),
    });
    await failureOf(follower.advance());
    expect(told).toEqual([]);
    good.set({ answer: () => undefined });
    clock.slot = 44n;
    expect(await slotsOf(follower)).toEqual([24n]);
    clock.slot = 90n;
    const before = bad.calls.length;
    await follower.advance();
    expect(told).toEqual(['bad']);
    expect(bad.calls).toHaveLength(before);
  });

  test('in the middle of a round gives way to the caller who aborts', async () => {
    const { follower, node } = await follow(40n);
    const reason = new Error('stop');
    const controller = new AbortController();
    node.set({
      answer: () => {
        controller.abort(reason);
        return undefined;
      },
    });
    await expect(follower.advance(controller.signal)).rejects.toBe(reason);
  });
});

describe('a forced update', () => {
  test('is made only when it is asked for, and only after a period without finality', async () => {
    // The chain is never final after slot 24.
    const stuck = buildBeaconChain({ name: 'stuck', finalizedSlotOf: (slot) => (slot < 40n ? 0n : 24n) });
    const { follower, move } = await follow(45n, { chain: stuck });
    expect(await slotsOf(follower)).toEqual([24n]);
    move(60n);
    expect(await slotsOf(follower)).toEqual([]);
    expect(await follower.forceUpdate()).toBeUndefined();
    move(100n);
    await follower.advance();
    expect(follower.state().store.finalizedHeader.beacon.slot).toBe(24n);
    const forced = await follower.forceUpdate();
    expect(forced?.beacon.slot).toBeGreaterThan(24n);
    expect(follower.state().store.finalizedHeader).toEqual(forced);
  });
});
