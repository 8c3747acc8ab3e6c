/** Two histories, both signed by the committee: evidence, and the end of following. @module */
import { BeaconFollowError, createMemoryEthereumStore } from '@causeway/lightclient/sync/ethereum';
import { describe, expect, test } from 'vitest';
import { type BeaconNodeOptions, createBeaconNode } from '../../../../support/beacon-node.ts';
import { type BeaconChain, buildBeaconChain } from '../../../../support/build-beacon-chain.ts';
import { followNodes, outcomesOf, slotsOf } from '../../../../support/follow-beacon.ts';

const chain = buildBeaconChain();
const { config } = chain;
const checkpointRoot = chain.blockAt(16n).root;
/** Finalizes slot 136, in period 2. */
const head = chain.startOf(2n) + 30n;
const fork = chain.fork({ name: 'other', since: 130n });

const FINALIZED = { kind: 'conflicting-finalized-headers', slot: 136n };

async function failureOf(work: Promise<unknown>): Promise<BeaconFollowError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof BeaconFollowError) return error;
  throw new Error('want a BeaconFollowError', { cause: error });
}

async function follow(other: BeaconChain, node: Partial<BeaconNodeOptions> = {}, store = createMemoryEthereumStore()) {
  const nodes = {
    one: createBeaconNode(chain, { head }),
    two: createBeaconNode(other, { head, ...node }),
  };
  const clock = { slot: head };
  const follower = await followNodes({ config, nodes, clock, options: { checkpointRoot, store } });
  return { follower, nodes, clock };
}

describe('two finalized blocks of one slot', () => {
  test('stop the follower, after what was verified before is told (conflict)', async () => {
    const { follower, clock } = await follow(fork);
    expect((await slotsOf(follower)).at(-1)).toBe(136n);
    const error = await failureOf(follower.advance());
    expect(error).toMatchObject({ code: 'conflict', evidence: { misbehaviour: FINALIZED } });
    expect(error.verdicts).toMatchObject([
      { provider: 'our own store', outcome: 'conflict' },
      { provider: 'two', outcome: 'conflict' },
    ]);
    expect(error.evidence?.known.finality?.header).toEqual(chain.headerAt(136n));
    expect(error.evidence?.rival.finality?.header).toEqual(fork.headerAt(136n));
    clock.slot = head + 100n;
    expect((await failureOf(follower.advance())).code).toBe('conflict');
  });

  test('are found again after a restart, by what is stored (conflict)', async () => {
    const store = createMemoryEthereumStore();
    const { follower } = await follow(chain, {}, store);
    await follower.advance();
    const resumed = await follow(fork, {}, store);
    // What was not acknowledged comes first.
    expect((await slotsOf(resumed.follower)).at(-1)).toBe(136n);
    const error = await failureOf(resumed.follower.advance());
    expect(error).toMatchObject({ code: 'conflict', evidence: { misbehaviour: FINALIZED } });
  });

  test('are none when fewer than two thirds signed one of them', async () => {
    const { follower } = await follow(fork, { signing: { participants: 21 } });
    await follower.advance();
    expect(outcomesOf(follower)).toEqual({ one: 'ready confirmed', two: 'resting not-enough-signers' });
    const enough = await follow(fork, { signing: { participants: 22 } });
    await enough.follower.advance();
    expect((await failureOf(enough.follower.advance())).code).toBe('conflict');
  });

  test('are a lie when one of them is not signed', async () => {
    const { follower } = await follow(fork, {
      change: ({ path, update }) => ({
        path,
        update: { ...update, syncAggregate: chain.sign(chain.blockAt(100n).beacon, update.signatureSlot) },
      }),
    });
    expect((await slotsOf(follower)).at(-1)).toBe(136n);
    expect(outcomesOf(follower)).toEqual({ one: 'ready confirmed', two: 'aside invalid-update' });
  });

  test('of which one is the checkpoint cannot be proven to others (trust-conflict)', async () => {
    const early = chain.fork({ name: 'early', since: 130n });
    const nodes = { two: createBeaconNode(early, { head }) };
    const bootstrapping = createBeaconNode(chain, { head });
    const clock = { slot: head };
    const options = { checkpointRoot: chain.blockAt(136n).root };
    const follower = await followNodes({ config, nodes: { one: bootstrapping, ...nodes }, clock, options });
    expect((await failureOf(follower.advance())).code).toBe('trust-conflict');
  });
});

describe('two next committees of one period', () => {
  /** After slot 136, which both finalize. */
  const committees = chain.fork({ name: 'other committees', since: 150n, committees: true });

  test('stop the follower (conflict)', async () => {
    const { follower } = await follow(committees);
    await follower.advance();
    const error = await failureOf(follower.advance());
    expect(error).toMatchObject({
      code: 'conflict',
      evidence: { misbehaviour: { kind: 'conflicting-next-sync-committees', period: 3n } },
    });
    const { known, rival } = error.evidence ?? {};
    expect(known?.nextSyncCommittee?.committee.aggregatePubkey).toEqual(
      chain.committeeOf(3n).committee.aggregatePubkey,
    );
    expect(rival?.nextSyncCommittee?.committee.aggregatePubkey).toEqual(
      committees.committeeOf(3n).committee.aggregatePubkey,
    );
  });

  test('are none when one of them is not final', async () => {
    const { follower } = await follow(committees, {
      change: ({ path, update: { finality, ...update } }) => ({
        path,
        update: path.endsWith('/updates') ? update : { ...update, ...(finality && { finality }) },
      }),
    });
    expect((await slotsOf(follower)).at(-1)).toBe(136n);
    expect(outcomesOf(follower)).toEqual({ one: 'ready confirmed', two: 'ready not-final' });
  });
});
