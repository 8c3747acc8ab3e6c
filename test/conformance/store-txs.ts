/** Transactions, the steps that wait for one, and client updates in a store. @module */
import { describe, expect, test } from 'vitest';
import type { TxState } from '../../relayer/ports/store.ts';
import type { StoreContext } from './store.ts';
import {
  buildAdvance,
  buildHeight,
  buildInsert,
  buildKey,
  buildLane,
  buildStep,
  buildTx,
  buildUpdate,
  insertReady,
  MAX_U64,
} from './store-rows.ts';

const READY = { chain: 'beta', nowMs: 0, limit: 100 };

export function describeTxs(context: StoreContext): void {
  describe('steps', () => describeSteps(context));
  describe('intents', () => describeIntents(context));
  describe('client updates', () => describeUpdates(context));
}

async function readySequences({ store }: StoreContext, query: Partial<typeof READY> = {}): Promise<bigint[]> {
  return (await store().txs.readySteps({ ...READY, ...query })).map((step) => step.key.sequence);
}

function describeSteps(context: StoreContext): void {
  const { store } = context;

  test('gives a step back as it was stored', async () => {
    const step = buildStep(1n, { expiresAtNs: MAX_U64, alone: true, proofHeight: buildHeight(MAX_U64) });
    const patch = { attempts: 2 };
    await store().packets.commit('ready', [buildInsert(1n), buildAdvance(1n, 1, 'delivering', { step, patch })]);
    expect(await store().txs.readySteps(READY)).toEqual([{ ...step, version: 2, attempts: 2 }]);
  });

  test('gives the steps of a chain with the oldest proof first', async () => {
    const heights = new Map([
      [1n, 303n],
      [2n, 47n],
      [3n, 9n],
      [4n, 47n],
    ]);
    for (const [sequence, height] of heights) {
      const step = buildStep(sequence, { proofHeight: buildHeight(height) });
      await store().packets.commit('ready', [buildInsert(sequence), buildAdvance(sequence, 1, 'delivering', { step })]);
    }
    expect(await readySequences(context)).toEqual([3n, 2n, 4n, 1n]);
    expect(await readySequences(context, { limit: 2 })).toEqual([3n, 2n]);
    expect(await store().txs.readySteps({ ...READY, chain: 'alpha' })).toEqual([]);
  });

  test('leaves out the steps of a paused path', async () => {
    await insertReady(store(), [1n, 2n]);
    const lanes = [buildLane(), buildLane({ path: 'other', lane: '07-tendermint-7' })];
    await store().packets.commit(
      'link',
      lanes.map((lane) => ({ change: 'upsert-lane', lane })),
    );
    const pause = (path: string): Promise<void> =>
      store().packets.commit('guard', [{ change: 'pause-path', path, reason: 'conflicting headers', atMs: 70 }]);
    await pause('other');
    expect(await readySequences(context)).toEqual([1n, 2n]);
    await pause('alpha-beta');
    expect(await readySequences(context)).toEqual([]);
    await store().packets.commit('operator', [{ change: 'resume-path', path: 'alpha-beta', atMs: 80 }]);
    expect(await readySequences(context)).toEqual([1n, 2n]);
  });

  test.each([
    ['delivering', true],
    ['acknowledging', true],
    ['withdrawing', true],
    ['proving', false],
    ['timing-out', false],
    ['parked', false],
    ['conflict', false],
    ['done', false],
  ] as const)('of a packet in %s: ready is %s', async (state, isReady) => {
    const step = buildStep(1n);
    await store().packets.commit('ready', [buildInsert(1n), buildAdvance(1n, 1, state, { step })]);
    expect(await readySequences(context)).toEqual(isReady ? [1n] : []);
  });

  test('holds a step back until its packet is due', async () => {
    await insertReady(store(), [1n]);
    const patch = { notBeforeMs: 500 };
    await store().packets.commit('defer', [{ change: 'defer', key: buildKey(1n), fromVersion: 2, patch }]);
    const ready = async (nowMs: number) => (await store().txs.readySteps({ ...READY, nowMs })).length;
    expect([await ready(499), await ready(500)]).toEqual([0, 1]);
  });

  test('tells when the first of those that are put off comes due', async () => {
    await insertReady(store(), [1n, 2n, 3n, 4n]);
    const putOff = (sequence: bigint, notBeforeMs: number) =>
      ({ change: 'defer', key: buildKey(sequence), fromVersion: 2, patch: { notBeforeMs } }) as const;
    await store().packets.commit('defer', [putOff(1n, 500), putOff(2n, 900), putOff(3n, 700)]);
    await store().packets.commit('intent', [{ change: 'insert-tx', tx: buildTx('T1', [3n]) }]);
    const next = (afterMs: number, chain = 'beta') => store().txs.nextReady({ chain, afterMs });
    expect([await next(0), await next(499), await next(500), await next(900)]).toEqual([500, 500, 900, undefined]);
    expect(await next(0, 'alpha')).toBeUndefined();
  });

  test('is replaced by the step of the next move, and gone after a move without one', async () => {
    await insertReady(store(), [1n]);
    const step = buildStep(1n, { step: 'timeout', chain: 'alpha' });
    await store().packets.commit('expired', [buildAdvance(1n, 2, 'withdrawing', { step })]);
    expect(await store().txs.readySteps(READY)).toEqual([]);
    expect(await store().txs.readySteps({ ...READY, chain: 'alpha' })).toMatchObject([{ step: 'timeout', version: 3 }]);
    await store().packets.commit('parked', [buildAdvance(1n, 3, 'parked'), buildAdvance(1n, 4, 'withdrawing')]);
    expect(await store().txs.readySteps({ ...READY, chain: 'alpha' })).toEqual([]);
  });

  test('travels alone once it was isolated', async () => {
    await insertReady(store(), [1n, 2n]);
    await store().packets.commit('bisected', [{ change: 'isolate-step', key: buildKey(2n), step: 'recv' }]);
    const alone = (await store().txs.readySteps(READY)).map((step) => step.alone);
    expect(alone).toEqual([false, true]);
  });

  test.each([
    ['prepared', false],
    ['broadcast', false],
    ['included', true],
    ['failed', true],
    ['expired', true],
  ] as const)('in a transaction that is %s: ready is %s', async (state, isReady) => {
    await insertReady(store(), [1n, 2n]);
    await store().packets.commit('intent', [{ change: 'insert-tx', tx: buildTx('T1', [1n]) }]);
    expect(await readySequences(context)).toEqual([2n]);
    await store().packets.commit('decided', [{ change: 'update-tx', hash: 'T1', state, atMs: 4_000 }]);
    expect(await readySequences(context)).toEqual(isReady ? [1n, 2n] : [2n]);
  });

  test('waits for every live transaction that holds it', async () => {
    await insertReady(store(), [1n]);
    await store().packets.commit('intents', [
      { change: 'insert-tx', tx: buildTx('T1', [1n]) },
      { change: 'update-tx', hash: 'T1', state: 'expired', atMs: 1 },
      { change: 'insert-tx', tx: buildTx('T2', [1n], { sequence: 8n }) },
    ]);
    expect(await readySequences(context)).toEqual([]);
  });

  test('is another one for another step of the same packet', async () => {
    await insertReady(store(), [1n]);
    await store().packets.commit('recv', [{ change: 'insert-tx', tx: buildTx('T1', [1n]) }]);
    const step = buildStep(1n, { step: 'ack', chain: 'alpha' });
    await store().packets.commit('ack', [buildAdvance(1n, 2, 'acknowledging', { step })]);
    expect(await store().txs.readySteps({ ...READY, chain: 'alpha' })).toHaveLength(1);
  });
}

function describeIntents(context: StoreContext): void {
  const { store } = context;
  const decide = (state: TxState, more: object = {}) =>
    store().packets.commit('decided', [{ change: 'update-tx', hash: 'T1', state, atMs: 4_000, ...more }]);

  test('keeps a transaction with all that it carries', async () => {
    await insertReady(store(), [1n, 2n]);
    const clientUpdates = [9n, 10n].map((height) => ({ clientId: '07-tendermint-1', height: buildHeight(height) }));
    const tx = buildTx('T1', [2n, 1n], { sequence: MAX_U64, gasLimit: MAX_U64, clientUpdates });
    await store().packets.commit('intent', [{ change: 'insert-tx', tx }]);
    expect(await store().txs.txs({ hash: 'T1', limit: 1 })).toEqual([tx]);
    expect(await store().txs.liveTxs('beta')).toEqual([tx]);
    expect(await store().txs.txsOf(buildKey(1n))).toEqual([tx]);
    expect(await store().txs.txsOf(buildKey(3n))).toEqual([]);
  });

  test('rejects one that holds an unknown packet, with the whole commit', async () => {
    await insertReady(store(), [1n]);
    const changes = [buildAdvance(1n, 2, 'done'), { change: 'insert-tx', tx: buildTx('T1', [1n, 2n]) }] as const;
    await expect(store().packets.commit('intent', changes)).rejects.toThrow('not stored');
    expect(await store().txs.txs({ limit: 10 })).toEqual([]);
    expect((await store().packets.find([buildKey(1n)]))[0]?.state).toBe('delivering');
  });

  test('gives the live ones of a chain by sequence', async () => {
    await insertReady(store(), [1n]);
    const build = (hash: string, sequence: bigint, chain = 'beta') => buildTx(hash, [1n], { sequence, chain });
    const txs = [build('A', 303n), build('B', 47n), build('C', 9n), build('D', 1n, 'alpha')];
    await store().packets.commit(
      'intents',
      txs.map((tx) => ({ change: 'insert-tx', tx })),
    );
    await store().packets.commit('sent', [{ change: 'update-tx', hash: 'B', state: 'broadcast', atMs: 1 }]);
    await store().packets.commit('in', [{ change: 'update-tx', hash: 'C', state: 'included', atMs: 1 }]);
    expect((await store().txs.liveTxs('beta')).map((tx) => tx.hash)).toEqual(['B', 'A']);
    const { preparedHeight, timeoutHeight } = build('A', 303n);
    expect(await store().txs.inFlight('beta')).toEqual([
      { hash: 'B', sequence: 47n, state: 'broadcast', preparedHeight, timeoutHeight },
      { hash: 'A', sequence: 303n, state: 'prepared', preparedHeight, timeoutHeight },
    ]);
    expect(await store().txs.inFlight('gamma')).toEqual([]);
  });

  test('lists the newest first', async () => {
    await insertReady(store(), [1n]);
    const txs = [1, 2, 3].map((n) => buildTx(`T${n}`, [1n], { createdAtMs: n, chain: n === 3 ? 'alpha' : 'beta' }));
    await store().packets.commit(
      'intents',
      txs.map((tx) => ({ change: 'insert-tx', tx })),
    );
    const hashes = async (filter: object) => (await store().txs.txs({ limit: 10, ...filter })).map((tx) => tx.hash);
    expect(await hashes({})).toEqual(['T3', 'T2', 'T1']);
    expect(await hashes({ limit: 1 })).toEqual(['T3']);
    expect(await hashes({ chain: 'beta' })).toEqual(['T2', 'T1']);
    expect((await store().txs.txsOf(buildKey(1n))).map((tx) => tx.hash)).toEqual(['T1', 'T2', 'T3']);
  });

  test('notes how a transaction ended', async () => {
    await insertReady(store(), [1n]);
    const tx = buildTx('T1', [1n]);
    await store().packets.commit('intent', [{ change: 'insert-tx', tx }]);
    await decide('broadcast');
    expect(await store().txs.liveTxs('beta')).toEqual([{ ...tx, state: 'broadcast' }]);
    const end = { includedHeight: MAX_U64, code: 5, log: 'out of gas', gasUsed: MAX_U64 };
    await decide('failed', end);
    expect(await store().txs.txs({ limit: 1 })).toEqual([{ ...tx, state: 'failed', ...end, decidedAtMs: 4_000 }]);
  });

  test.each(['included', 'failed', 'expired'] as const)('does not bring one back that is %s', async (state) => {
    await insertReady(store(), [1n]);
    await store().packets.commit('intent', [{ change: 'insert-tx', tx: buildTx('T1', [1n]) }]);
    await decide(state);
    await decide('broadcast');
    expect(await store().txs.liveTxs('beta')).toEqual([]);
    expect(await store().txs.txs({ limit: 1 })).toMatchObject([{ state, decidedAtMs: 4_000 }]);
  });

  test('finds out that one taken for dead was included after all', async () => {
    await insertReady(store(), [1n]);
    await store().packets.commit('intent', [{ change: 'insert-tx', tx: buildTx('T1', [1n]) }]);
    await decide('expired');
    await decide('included', { includedHeight: 130n });
    expect(await store().txs.txs({ limit: 1 })).toMatchObject([{ state: 'included', includedHeight: 130n }]);
  });

  test.each([
    ['refused unsent: it lives again', 'failed', {}, 'prepared'],
    ['expired unseen: it lives again', 'expired', {}, 'prepared'],
    ['failed in a block: it stays as it is', 'failed', { includedHeight: 9n }, 'failed'],
    ['included: it stays as it is', 'included', { includedHeight: 9n }, 'included'],
  ] as const)('takes the same signed bytes again, %s', async (_, state, end, after) => {
    await insertReady(store(), [1n]);
    const tx = buildTx('T1', [1n]);
    await store().packets.commit('intent', [{ change: 'insert-tx', tx }]);
    await decide(state, { ...end, log: 'why' });
    await store().packets.commit('again', [{ change: 'insert-tx', tx: { ...tx, createdAtMs: 8_000 } }]);
    const [row] = await store().txs.txs({ limit: 10 });
    expect(row?.state).toBe(after);
    expect(row?.steps).toEqual(tx.steps);
    if (after === 'prepared') expect(row).toEqual({ ...tx, createdAtMs: 8_000 });
  });
}

function describeUpdates({ store }: StoreContext): void {
  const save = (...updates: ReturnType<typeof buildUpdate>[]) =>
    store().packets.commit(
      'updates',
      updates.map((update) => ({ change: 'save-client-update', update })),
    );
  const heights = async () =>
    (await store().txs.clientUpdates('beta', '07-tendermint-1')).map((update) => update.height.revisionHeight);

  test('keeps the messages of an update in their order', async () => {
    const messages = Array.from({ length: 12 }, (_, index) => ({ type: `m${index}`, bytes: Uint8Array.of(index) }));
    const update = buildUpdate(100n, { messages });
    await save(update, buildUpdate(50n, { clientId: 'other' }), buildUpdate(60n, { chain: 'alpha' }));
    expect(await store().txs.clientUpdates('beta', '07-tendermint-1')).toEqual([update]);
  });

  test('gives the updates of a client by height', async () => {
    await save(...[303n, 9n, 47n, MAX_U64].map((height) => buildUpdate(height)));
    expect(await heights()).toEqual([9n, 47n, 303n, MAX_U64]);
  });

  test('puts new messages in the place of old ones, and remembers that a refresh was wanted', async () => {
    await save(buildUpdate(100n, { refresh: true }));
    const messages = [{ type: 'new', bytes: Uint8Array.of(8) }];
    await save(buildUpdate(100n, { messages }));
    const updates = await store().txs.clientUpdates('beta', '07-tendermint-1');
    expect(updates).toEqual([buildUpdate(100n, { messages, refresh: true })]);
  });

  test('keeps an update without messages', async () => {
    await save(buildUpdate(100n, { messages: [] }));
    expect(await store().txs.clientUpdates('beta', '07-tendermint-1')).toEqual([buildUpdate(100n, { messages: [] })]);
  });

  test('gives the refreshes that are in no live transaction', async () => {
    const refresh = buildUpdate(100n, { refresh: true });
    await save(refresh, buildUpdate(101n), buildUpdate(102n, { refresh: true, chain: 'alpha' }));
    expect(await store().txs.pendingRefreshes('beta')).toEqual([refresh]);
    await store().packets.commit('intent', [{ change: 'insert-tx', tx: buildTx('T1', []) }]);
    expect(await store().txs.pendingRefreshes('beta')).toEqual([]);
    await store().packets.commit('dead', [{ change: 'update-tx', hash: 'T1', state: 'expired', atMs: 1 }]);
    expect(await store().txs.pendingRefreshes('beta')).toEqual([refresh]);
  });

  test('does not take a transaction on another chain for one that refreshes', async () => {
    await save(buildUpdate(100n, { refresh: true }));
    await store().packets.commit('intent', [{ change: 'insert-tx', tx: buildTx('T1', [], { chain: 'alpha' }) }]);
    expect(await store().txs.pendingRefreshes('beta')).toHaveLength(1);
  });

  test('drops one update', async () => {
    await save(buildUpdate(100n), buildUpdate(101n), buildUpdate(100n, { clientId: 'other' }));
    const drop = { chain: 'beta', clientId: '07-tendermint-1', height: buildHeight(100n) };
    await store().packets.commit('drop', [{ change: 'drop-client-update', ...drop }]);
    expect(await heights()).toEqual([101n]);
    expect(await store().txs.clientUpdates('beta', 'other')).toHaveLength(1);
  });

  test('prunes what no step relies on and no refresh wants, on one chain', async () => {
    await insertReady(store(), [1n]);
    await save(buildUpdate(99n), buildUpdate(100n), buildUpdate(101n, { refresh: true }));
    await save(buildUpdate(100n, { clientId: 'other' }), buildUpdate(100n, { chain: 'alpha' }));
    await store().packets.commit('prune', [{ change: 'prune-client-updates', chain: 'beta' }]);
    expect(await heights()).toEqual([100n, 101n]);
    expect(await store().txs.clientUpdates('beta', 'other')).toEqual([]);
    expect(await store().txs.clientUpdates('alpha', '07-tendermint-1')).toHaveLength(1);
    await store().packets.commit('done', [
      buildAdvance(1n, 2, 'delivered'),
      { change: 'prune-client-updates', chain: 'beta' },
    ]);
    expect(await heights()).toEqual([101n]);
  });
}
