/** Cursors, lanes, evidence, counts, light blocks and leases in a store. @module */
import { describe, expect, test } from 'vitest';
import type { Change } from '../../relayer/ports/store.ts';
import type { StoreContext } from './store.ts';
import { BETA, buildAdvance, buildInsert, buildKey, buildLane, buildPacket, MAX_U64 } from './store-rows.ts';

export function describeChains(context: StoreContext): void {
  describe('records', () => describeRecords(context));
  describe('counts', () => describeCounts(context));
  describe('light blocks', () => describeLightBlocks(context));
  describe('leases', () => describeLeases(context));
}

function describeRecords({ store }: StoreContext): void {
  test('moves the cursor of a chain together with its packets, or neither', async () => {
    const move = (height: bigint): Change => ({ change: 'move-cursor', chain: 'alpha', height });
    expect(await store().chains.cursor('alpha')).toBeUndefined();
    await store().packets.commit('block', [buildInsert(1n), move(12n)]);
    expect(await store().chains.cursor('alpha')).toBe(12n);
    const broken = buildInsert(2n, { packet: buildPacket(-1n) });
    await expect(store().packets.commit('block', [move(13n), buildInsert(2n), broken])).rejects.toThrow(RangeError);
    expect(await store().chains.cursor('alpha')).toBe(12n);
    expect(await store().packets.find([buildKey(2n)])).toEqual([]);
    await store().packets.commit('block', [move(MAX_U64)]);
    expect([await store().chains.cursor('alpha'), await store().chains.cursor('beta')]).toEqual([MAX_U64, undefined]);
  });

  test('knows which chain a name stands for', async () => {
    const chain = { chainId: 'alpha-1', genesisHash: 'AA' };
    expect(await store().chains.identity('alpha')).toBeUndefined();
    await store().packets.commit('first', [{ change: 'upsert-chain', chain: 'alpha', ...chain }]);
    expect(await store().chains.identity('alpha')).toEqual(chain);
    await store().packets.commit('reset', [{ change: 'upsert-chain', chain: 'alpha', ...chain, genesisHash: 'BB' }]);
    expect(await store().chains.identity('alpha')).toEqual({ ...chain, genesisHash: 'BB' });
  });

  test('keeps lanes, and what is new about them', async () => {
    const other = buildLane({ ...BETA, clientId: BETA.lane, counterparty: buildLane(), counterpartyPrefix: [] });
    const lanes = [buildLane(), { ...other, counterparty: { chain: 'alpha', lane: '07-tendermint-0' } }];
    await store().packets.commit(
      'link',
      lanes.map((lane) => ({ change: 'upsert-lane', lane })),
    );
    expect(await store().chains.lanes()).toEqual(lanes);
    const changed = buildLane({ path: 'renamed', counterpartyPrefix: [Uint8Array.of(1)] });
    await store().packets.commit('link', [{ change: 'upsert-lane', lane: changed }]);
    expect(await store().chains.lanes()).toContainEqual(changed);
    expect(await store().chains.lanes()).toHaveLength(2);
  });

  test('keeps a path paused until it is resumed, also when its lanes are written again', async () => {
    const lanes = [buildLane(), buildLane({ ...BETA }), buildLane({ path: 'other', lane: '07-tendermint-7' })];
    const upserts = lanes.map((lane): Change => ({ change: 'upsert-lane', lane }));
    await store().packets.commit('link', upserts);
    await store().packets.commit('guard', [
      { change: 'pause-path', path: 'alpha-beta', reason: 'conflicting headers', atMs: 70 },
      ...upserts,
    ]);
    const paused = async () => (await store().chains.lanes()).map((lane) => lane.paused);
    const pause = { reason: 'conflicting headers', atMs: 70 };
    expect(await paused()).toEqual([pause, pause, undefined]);
    await store().packets.commit('operator', [{ change: 'resume-path', path: 'alpha-beta', atMs: 80 }]);
    expect(await paused()).toEqual([undefined, undefined, undefined]);
  });

  test('keeps evidence, the newest first', async () => {
    const insert = (n: number, more: object = {}): Change => ({
      change: 'insert-evidence',
      atMs: n,
      evidence: { kind: 'header-conflict', summary: `n ${n}`, details: { headers: ['00ff'], n }, ...more },
    });
    await store().packets.commit('guard', [insert(1), insert(2, { path: 'alpha-beta', chain: 'alpha' }), insert(3)]);
    expect(await store().chains.evidence(2)).toEqual([
      { kind: 'header-conflict', summary: 'n 3', details: { headers: ['00ff'], n: 3 }, atMs: 3 },
      {
        ...{ kind: 'header-conflict', summary: 'n 2', details: { headers: ['00ff'], n: 2 }, atMs: 2 },
        ...{ path: 'alpha-beta', chain: 'alpha' },
      },
    ]);
  });

  test('writes a bigint in evidence as digits', async () => {
    const evidence = { kind: 'misbehaviour', summary: '', details: { height: MAX_U64 } } as const;
    await store().packets.commit('guard', [{ change: 'insert-evidence', evidence, atMs: 1 }]);
    expect((await store().chains.evidence(1))[0]?.details).toEqual({ height: '18446744073709551615' });
  });
}

function describeCounts({ store }: StoreContext): void {
  test('counts packets by chain, lane and state, with the oldest sequence', async () => {
    expect(await store().chains.counts()).toEqual([]);
    const packet = buildPacket(MAX_U64, { source: BETA });
    await store().packets.commit('seen', [
      ...[47n, 9n, 303n].map((sequence) => buildInsert(sequence)),
      ...[buildInsert(9n), buildInsert(0n, { packet })],
    ]);
    const alpha = { chain: 'alpha', lane: '07-tendermint-0' };
    const beta = { ...BETA, state: 'seen', count: 1, oldestSequence: MAX_U64 };
    expect(await store().chains.counts()).toEqual([{ ...alpha, state: 'seen', count: 3, oldestSequence: 9n }, beta]);
    await store().packets.commit('moved', [
      ...[buildAdvance(9n, 1, 'done'), buildAdvance(47n, 1, 'final'), buildAdvance(47n, 2, 'done')],
      // Dropped: it must not be counted.
      buildAdvance(303n, 7, 'done'),
    ]);
    expect(await store().chains.counts()).toEqual([
      { ...alpha, state: 'done', count: 2, oldestSequence: 9n },
      { ...alpha, state: 'seen', count: 1, oldestSequence: 303n },
      beta,
    ]);
  });

  test('counts nothing of a commit that failed', async () => {
    const broken = buildInsert(2n, { packet: buildPacket(-1n) });
    await expect(store().packets.commit('broken', [buildInsert(1n), broken])).rejects.toThrow(RangeError);
    expect(await store().chains.counts()).toEqual([]);
  });

  test('knows the highest sequence of a lane', async () => {
    const highest = () => store().chains.highestSequence('alpha', '07-tendermint-0');
    expect(await highest()).toBe(0n);
    await store().packets.commit(
      'seen',
      [9n, 303n, 47n].map((sequence) => buildInsert(sequence)),
    );
    expect(await highest()).toBe(303n);
    expect(await store().chains.highestSequence('alpha', '07-tendermint-1')).toBe(0n);
  });
}

function describeLightBlocks({ store }: StoreContext): void {
  const block = (byte: number) => Uint8Array.of(byte, 0, 255);
  const saveAll = async (heights: readonly bigint[]) => {
    for (const height of heights) await store().lightBlocks.save('alpha', height, block(Number(height % 200n)));
  };

  test('keeps blocks by chain and height, the last one that was saved', async () => {
    await store().lightBlocks.save('alpha', 10n, block(1));
    await store().lightBlocks.save('alpha', 10n, block(2));
    expect(await store().lightBlocks.load('alpha', 10n)).toEqual(block(2));
    expect(await store().lightBlocks.load('alpha', 11n)).toBeUndefined();
    expect(await store().lightBlocks.load('beta', 10n)).toBeUndefined();
  });

  test('gives the newest, the newest up to a height, and the earliest', async () => {
    expect(await store().lightBlocks.latest('alpha')).toBeUndefined();
    expect(await store().lightBlocks.earliest('alpha')).toBeUndefined();
    await saveAll([303n, 9n, 47n]);
    const { latest, earliest } = store().lightBlocks;
    expect(await latest('alpha')).toEqual({ height: 303n, block: block(103) });
    expect((await latest('alpha', 302n))?.height).toBe(47n);
    expect((await latest('alpha', 47n))?.height).toBe(47n);
    expect(await latest('alpha', 8n)).toBeUndefined();
    expect(await earliest('alpha')).toEqual({ height: 9n, block: block(9) });
  });

  test('prunes what is old, but not what is to be kept', async () => {
    await saveAll([9n, 10n, 47n, 303n]);
    await store().lightBlocks.save('beta', 9n, block(1));
    await store().lightBlocks.prune('alpha', 303n, [10n]);
    const left = await Promise.all([9n, 10n, 47n, 303n].map((height) => store().lightBlocks.load('alpha', height)));
    expect(left.map((found) => found !== undefined)).toEqual([false, true, false, true]);
    await store().lightBlocks.prune('alpha', 100n, []);
    expect((await store().lightBlocks.earliest('alpha'))?.height).toBe(303n);
    expect(await store().lightBlocks.load('beta', 9n)).toBeDefined();
  });
}

function describeLeases({ store }: StoreContext): void {
  const acquire = (owner: string, nowMs: number, name = 'submit/beta') =>
    store().leases.acquire(name, owner, 100, nowMs);

  test('gives a lease to one owner at a time', async () => {
    expect(await acquire('a', 0)).toBe(1n);
    expect(await acquire('b', 99)).toBeUndefined();
    expect(await acquire('b', 99, 'submit/alpha')).toBe(1n);
  });

  test('is renewed by its owner under the same token', async () => {
    expect([await acquire('a', 0), await acquire('a', 90)]).toEqual([1n, 1n]);
    expect(await acquire('b', 189)).toBeUndefined();
    expect(await acquire('b', 190)).toBe(2n);
    expect(await acquire('a', 191)).toBeUndefined();
  });

  test('has a new token for an owner who let it run out', async () => {
    expect([await acquire('a', 0), await acquire('a', 100)]).toEqual([1n, 2n]);
  });

  test('is free at once when it is released, and its token still grows', async () => {
    await acquire('a', 0);
    await store().leases.release('submit/beta', 'b');
    expect(await acquire('b', 1)).toBeUndefined();
    await store().leases.release('submit/beta', 'a');
    expect(await acquire('b', 1)).toBe(2n);
    await store().leases.release('submit/beta', 'b');
    expect(await acquire('a', 2)).toBe(3n);
  });

  test('goes to one of many who want it at the same moment', async () => {
    const tokens = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((owner) => acquire(owner, 0)));
    expect(tokens.filter((token) => token !== undefined)).toEqual([1n]);
  });
}
