/** Packets in a store: versions, order, pages and what is seen twice or too early. @module */
import { describe, expect, test } from 'vitest';
import type { PacketRow } from '../../relayer/ports/packet.ts';
import type { Change } from '../../relayer/ports/store.ts';
import type { StoreContext } from './store.ts';
import { BETA, buildAdvance, buildInsert, buildKey, buildPacket, buildStep, DIRECTION, MAX_U64 } from './store-rows.ts';

const sequencesOf = (rows: readonly PacketRow[]): bigint[] => rows.map((row) => row.packet.sequence);

export function describePackets(context: StoreContext): void {
  describe('insert-packet', () => describeInserting(context));
  describe('advance', () => describeAdvancing(context));
  describe('defer', () => describeDeferring(context));
  describe('observe-ack', () => describeAcks(context));
  describe('replace-packet', () => describeReplacing(context));
  describe('reading', () => describeReading(context));
}

function describeInserting({ store }: StoreContext): void {
  test('keeps a packet as it was given', async () => {
    await store().packets.commit('seen', [buildInsert(3n)]);
    expect(await store().packets.find([buildKey(3n)])).toEqual([
      {
        packet: buildPacket(3n),
        ...{ state: 'seen', version: 1, attempts: 0, notBeforeMs: 0 },
        ...{ sentHeight: 12n, sentTx: 'AB12', seenAtMs: 1_000, updatedAtMs: 1_000 },
      },
    ]);
    expect(await store().packets.history(buildKey(3n))).toEqual([
      { from: undefined, to: 'seen', why: 'first seen', atMs: 1_000 },
    ]);
  });

  test('keeps the largest values that the protocol has', async () => {
    const height = { revisionNumber: MAX_U64, revisionHeight: MAX_U64 };
    const packet = buildPacket(MAX_U64, { timeout: { atNs: MAX_U64, height }, body: new Uint8Array(64_000).fill(7) });
    await store().packets.commit('seen', [buildInsert(0n, { packet, sentHeight: MAX_U64 })]);
    const [row] = await store().packets.find([buildKey(MAX_U64)]);
    expect(row?.packet).toEqual(packet);
    expect(row?.sentHeight).toBe(MAX_U64);
  });

  test.each([
    ['a timeout height only', { height: { revisionNumber: 0n, revisionHeight: 5n } }],
    ['no timeout', {}],
  ])('keeps a packet with %s', async (_, timeout) => {
    await store().packets.commit('seen', [buildInsert(1n, { packet: buildPacket(1n, { timeout }) })]);
    expect((await store().packets.find([buildKey(1n)]))[0]?.packet.timeout).toEqual(timeout);
  });

  test('rejects a sequence that has no 64 bits, and keeps nothing of the commit (RangeError)', async () => {
    const tooLarge = buildInsert(1n, { packet: buildPacket(MAX_U64 + 1n) });
    await expect(store().packets.commit('seen', [buildInsert(1n), tooLarge])).rejects.toThrow(RangeError);
    expect(await store().packets.find([buildKey(1n)])).toEqual([]);
  });

  test('leaves the row of a known packet alone, with the same body and with another', async () => {
    await store().packets.commit('seen', [buildInsert(1n), buildAdvance(1n, 1, 'final')]);
    const before = await store().packets.find([buildKey(1n)]);
    const other = buildPacket(1n, { body: Uint8Array.of(66), destination: { chain: 'gamma', lane: 'x' } });
    await store().packets.commit('seen again', [
      buildInsert(1n, { sentHeight: 99n, atMs: 9_000 }),
      buildInsert(1n, { packet: other, sentHeight: 99n, atMs: 9_000 }),
    ]);
    expect(await store().packets.find([buildKey(1n)])).toEqual(before);
    expect(await store().packets.history(buildKey(1n))).toHaveLength(2);
  });

  test('tells packets of different chains, lanes and sequences apart', async () => {
    const sources = [
      { chain: 'alpha', lane: '07-tendermint-0' },
      { chain: 'alpha', lane: '07-tendermint-9' },
      { chain: 'beta', lane: '07-tendermint-0' },
    ];
    const inserts = sources.map((source) => buildInsert(1n, { packet: buildPacket(1n, { source }) }));
    await store().packets.commit('seen', inserts);
    const keys = sources.map((source) => buildKey(1n, source));
    expect((await store().packets.find(keys)).map((row) => row.packet.source)).toEqual(sources);
  });
}

function describeAdvancing({ store }: StoreContext): void {
  test('moves a packet, bumps its version and notes the transition', async () => {
    await store().packets.commit('seen', [buildInsert(1n)]);
    await store().packets.commit('final', [buildAdvance(1n, 1, 'final')]);
    const [row] = await store().packets.find([buildKey(1n)]);
    expect(row).toMatchObject({ state: 'final', version: 2, updatedAtMs: 2_000, seenAtMs: 1_000 });
    expect((await store().packets.history(buildKey(1n)))[1]).toEqual({
      ...{ from: 'seen', to: 'final', why: 'to final', atMs: 2_000 },
    });
  });

  test.each([0, 2, 3])('drops a move from version %i of a row at 1, with its step', async (fromVersion) => {
    await store().packets.commit('seen', [buildInsert(1n)]);
    const before = await store().packets.find([buildKey(1n)]);
    const patch = { attempts: 5, outcome: 'success' } as const;
    await store().packets.commit('late', [buildAdvance(1n, fromVersion, 'delivering', { patch, step: buildStep(1n) })]);
    expect(await store().packets.find([buildKey(1n)])).toEqual(before);
    expect(await store().packets.history(buildKey(1n))).toHaveLength(1);
    // Had its step been kept, it would be ready as soon as the packet gets there.
    await store().packets.commit('later', [buildAdvance(1n, 1, 'delivering')]);
    expect(await store().txs.readySteps({ chain: 'beta', nowMs: 9_999, limit: 10 })).toEqual([]);
  });

  test('drops a move of a packet that it does not know', async () => {
    await store().packets.commit('strange', [buildAdvance(1n, 1, 'final'), buildInsert(2n)]);
    expect(await store().packets.find([buildKey(1n), buildKey(2n)])).toHaveLength(1);
  });

  test('lets one of two moves from the same version win', async () => {
    await store().packets.commit('seen', [buildInsert(1n)]);
    const moves = (['final', 'timing-out', 'settling'] as const).map((to) =>
      store().packets.commit('race', [buildAdvance(1n, 1, to)]),
    );
    await Promise.all(moves);
    const [row] = await store().packets.find([buildKey(1n)]);
    expect(row?.version).toBe(2);
    expect(await store().packets.history(buildKey(1n))).toHaveLength(2);
  });

  test('applies several moves of one packet in one commit', async () => {
    await store().packets.commit('all', [
      buildInsert(1n),
      buildAdvance(1n, 1, 'final'),
      buildAdvance(1n, 2, 'proving'),
      buildAdvance(1n, 2, 'conflict'),
    ]);
    const [row] = await store().packets.find([buildKey(1n)]);
    expect(row).toMatchObject({ state: 'proving', version: 3 });
  });

  test('writes a whole patch, then leaves what the next one leaves out', async () => {
    const patch = {
      attempts: 3,
      notBeforeMs: 1_234.4,
      provenHeight: 88n,
      lastFault: { code: 'PROOF_UNAVAILABLE', message: 'pruned', context: { endpoint: 'b' } },
      parked: { reason: 'bytes-unavailable', resumeTo: 'final', detail: 'no endpoint has it' },
      ...({ outcome: 'error', outcomeBy: 'other', receivedTx: 'R', closedTx: 'C' } as const),
      acknowledgement: Uint8Array.of(1, 0, 2),
      ackHeight: 90n,
      ...{ deliveredAtMs: 1_500, closedAtMs: 1_600 },
    } as const;
    await store().packets.commit('parked', [buildInsert(1n), buildAdvance(1n, 1, 'parked', { patch })]);
    const kept = { ...patch, notBeforeMs: 1_235 };
    expect((await store().packets.find([buildKey(1n)]))[0]).toMatchObject({ ...kept, state: 'parked' });
    await store().packets.commit('moved', [buildAdvance(1n, 2, 'final')]);
    expect((await store().packets.find([buildKey(1n)]))[0]).toMatchObject({ ...kept, state: 'final' });
  });

  test('clears what a patch sets to null', async () => {
    const set = {
      lastFault: { code: 'RPC_TIMEOUT', message: 'slow' },
      parked: { reason: 'path-paused', resumeTo: 'final', detail: '' },
      acknowledgement: Uint8Array.of(1),
      ackHeight: 4n,
    } as const;
    const cleared = { lastFault: null, parked: null, acknowledgement: null, ackHeight: null };
    await store().packets.commit('set', [buildInsert(1n), buildAdvance(1n, 1, 'parked', { patch: set })]);
    await store().packets.commit('clear', [buildAdvance(1n, 2, 'final', { patch: cleared })]);
    const [row] = await store().packets.find([buildKey(1n)]);
    for (const name of Object.keys(set)) expect(row).not.toHaveProperty(name);
  });
}

function describeDeferring({ store }: StoreContext): void {
  test('notes an attempt without a new version, so that what was decided meanwhile still counts', async () => {
    await store().packets.commit('seen', [buildInsert(1n)]);
    const patch = { attempts: 1, notBeforeMs: 7_000, lastFault: { code: 'RPC_TIMEOUT', message: 'slow' } } as const;
    await store().packets.commit('defer', [{ change: 'defer', key: buildKey(1n), fromVersion: 1, patch }]);
    const [row] = await store().packets.find([buildKey(1n)]);
    expect(row).toMatchObject({ state: 'seen', version: 1, ...patch });
    expect(await store().packets.history(buildKey(1n))).toHaveLength(1);
    await store().packets.commit('final', [buildAdvance(1n, 1, 'final')]);
    expect((await store().packets.find([buildKey(1n)]))[0]).toMatchObject({ state: 'final', version: 2 });
  });

  test('keeps the message that waits', async () => {
    const step = buildStep(1n);
    await store().packets.commit('ready', [buildInsert(1n), buildAdvance(1n, 1, 'delivering', { step })]);
    const patch = { attempts: 4, notBeforeMs: 0 };
    await store().packets.commit('defer', [{ change: 'defer', key: buildKey(1n), fromVersion: 2, patch }]);
    const ready = await store().txs.readySteps({ chain: 'beta', nowMs: 0, limit: 10 });
    expect(ready).toEqual([{ ...step, version: 2, attempts: 4 }]);
  });

  test('is dropped on another version', async () => {
    await store().packets.commit('seen', [buildInsert(1n), buildAdvance(1n, 1, 'final')]);
    const before = await store().packets.find([buildKey(1n)]);
    const patch = { attempts: 9 };
    await store().packets.commit('defer', [{ change: 'defer', key: buildKey(1n), fromVersion: 1, patch }]);
    expect(await store().packets.find([buildKey(1n)])).toEqual(before);
  });
}

function describeAcks({ store }: StoreContext): void {
  const observe = (text: string) =>
    ({
      change: 'observe-ack',
      key: buildKey(1n),
      acknowledgement: new TextEncoder().encode(text),
      ackHeight: 55n,
      tx: 'ACK',
    }) as const;

  test('keeps an acknowledgement without moving the packet', async () => {
    await store().packets.commit('seen', [buildInsert(1n)]);
    await store().packets.commit('ack', [observe('first')]);
    const [row] = await store().packets.find([buildKey(1n)]);
    expect(row).toMatchObject({ state: 'seen', version: 1, ackHeight: 55n });
    expect(row?.acknowledgement).toEqual(new TextEncoder().encode('first'));
    // Whoever decided something before it came may still write that, and takes nothing away.
    await store().packets.commit('final', [buildAdvance(1n, 1, 'final')]);
    const [moved] = await store().packets.find([buildKey(1n)]);
    expect(moved).toMatchObject({ state: 'final', ackHeight: 55n });
    expect(moved?.acknowledgement).toEqual(row?.acknowledgement);
  });

  test('keeps the first of two', async () => {
    await store().packets.commit('acks', [buildInsert(1n), observe('first'), observe('second')]);
    const [row] = await store().packets.find([buildKey(1n)]);
    expect(row?.acknowledgement).toEqual(new TextEncoder().encode('first'));
  });

  test('takes another after the first was cleared', async () => {
    const patch = { acknowledgement: null, ackHeight: null };
    await store().packets.commit('clear', [
      ...[buildInsert(1n), observe('false')],
      ...[buildAdvance(1n, 1, 'final', { patch }), observe('true')],
    ]);
    const [row] = await store().packets.find([buildKey(1n)]);
    expect(row?.acknowledgement).toEqual(new TextEncoder().encode('true'));
  });

  test('keeps one that comes before its packet', async () => {
    await store().packets.commit('ack', [observe('early'), observe('second')]);
    expect(await store().packets.find([buildKey(1n)])).toEqual([]);
    await store().packets.commit('others', [buildInsert(2n)]);
    await store().packets.commit('seen', [buildInsert(1n)]);
    const [row, other] = await store().packets.find([buildKey(1n), buildKey(2n)]);
    expect(row).toMatchObject({ state: 'seen', version: 1, ackHeight: 55n });
    expect(row?.acknowledgement).toEqual(new TextEncoder().encode('early'));
    expect(other).not.toHaveProperty('acknowledgement');
  });
}

function describeReplacing({ store }: StoreContext): void {
  const packet = buildPacket(1n, { body: Uint8Array.of(0xaa), timeout: { atNs: 5n } });
  const replace = (fromVersion: number): Change => ({
    change: 'replace-packet',
    packet,
    fromVersion,
    to: 'final',
    ...{ sentHeight: 33n, sentTx: 'TRUE', why: 'the commitment says so', atMs: 2_500 },
  });

  test('puts other bytes in the place, bumps the version and takes the message away', async () => {
    await store().packets.commit('ready', [
      buildInsert(1n),
      buildAdvance(1n, 1, 'delivering', { step: buildStep(1n), patch: { attempts: 2, notBeforeMs: 7_000 } }),
    ]);
    await store().packets.commit('replace', [replace(2)]);
    const [row] = await store().packets.find([buildKey(1n)]);
    expect(row?.packet).toEqual(packet);
    expect(row).toMatchObject({ state: 'final', version: 3, sentHeight: 33n, sentTx: 'TRUE' });
    expect(row).toMatchObject({ attempts: 0, notBeforeMs: 0 });
    expect((await store().packets.history(buildKey(1n)))[2]).toEqual({
      ...{ from: 'delivering', to: 'final', why: 'the commitment says so', atMs: 2_500 },
    });
    await store().packets.commit('again', [buildAdvance(1n, 3, 'delivering')]);
    expect(await store().txs.readySteps({ chain: 'beta', nowMs: 9_999, limit: 10 })).toEqual([]);
  });

  test('leaves nothing of what kept the wrong bytes from moving', async () => {
    const parked = { reason: 'bytes-unavailable', resumeTo: 'final', detail: 'nobody has them' } as const;
    await store().packets.commit('parked', [buildInsert(1n), buildAdvance(1n, 1, 'parked', { patch: { parked } })]);
    await store().packets.commit('replace', [replace(2)]);
    expect((await store().packets.find([buildKey(1n)]))[0]).not.toHaveProperty('parked');
  });

  test('is dropped on another version', async () => {
    await store().packets.commit('seen', [buildInsert(1n), replace(2)]);
    expect((await store().packets.find([buildKey(1n)]))[0]?.packet).toEqual(buildPacket(1n));
  });
}

function describeReading({ store }: StoreContext): void {
  /** Text order of these is not their order. */
  const sequences = [303n, 9n, 2n ** 63n, 47n, 10n, MAX_U64, 1n];
  const sorted = [1n, 9n, 10n, 47n, 303n, 2n ** 63n, MAX_U64];
  const seen = { direction: DIRECTION, states: ['seen'], nowMs: 0, limit: 100 } as const;

  test('gives due rows by sequence, as many as asked for', async () => {
    await store().packets.commit(
      'seen',
      sequences.map((sequence) => buildInsert(sequence)),
    );
    expect(sequencesOf(await store().packets.due(seen))).toEqual(sorted);
    expect(sequencesOf(await store().packets.due({ ...seen, limit: 3 }))).toEqual([1n, 9n, 10n]);
  });

  test('gives due rows of the direction, in the states and whose time has come', async () => {
    const elsewhere = buildPacket(6n, { source: { chain: 'alpha', lane: '07-tendermint-5' } });
    await store().packets.commit('seen', [
      ...[1n, 2n, 3n, 4n].map((sequence) => buildInsert(sequence)),
      buildAdvance(2n, 1, 'final'),
      buildAdvance(3n, 1, 'proving'),
      { change: 'defer', key: buildKey(4n), fromVersion: 1, patch: { notBeforeMs: 600 } },
      buildInsert(6n, { packet: elsewhere }),
    ]);
    const due = async (nowMs: number) =>
      sequencesOf(await store().packets.due({ ...seen, states: ['seen', 'final'], nowMs }));
    expect(await due(599)).toEqual([1n, 2n]);
    expect(await due(600)).toEqual([1n, 2n, 4n]);
    expect(await store().packets.due({ ...seen, states: [] })).toEqual([]);
  });

  test('tells when the next row is due', async () => {
    const ask = { direction: DIRECTION, states: ['seen', 'final'] } as const;
    expect(await store().packets.nextDue(ask)).toBeUndefined();
    expect(await store().packets.nextDue({ ...ask, states: [] })).toBeUndefined();
    const defer = (sequence: bigint, notBeforeMs: number) =>
      ({ change: 'defer', key: buildKey(sequence), fromVersion: 1, patch: { notBeforeMs } }) as const;
    await store().packets.commit('seen', [
      ...[1n, 2n, 3n].map((sequence) => buildInsert(sequence)),
      ...[defer(1n, 900), defer(2n, 800), buildAdvance(3n, 1, 'done')],
    ]);
    expect(await store().packets.nextDue(ask)).toBe(800);
    expect(await store().packets.nextDue({ ...ask, states: ['done'] })).toBe(0);
  });

  test('finds rows in the order of their keys and leaves out what it does not know', async () => {
    await store().packets.commit(
      'seen',
      [1n, 2n, 3n].map((sequence) => buildInsert(sequence)),
    );
    const found = await store().packets.find([3n, 77n, 1n, 3n].map((sequence) => buildKey(sequence)));
    expect(sequencesOf(found)).toEqual([3n, 1n, 3n]);
    expect(await store().packets.find([])).toEqual([]);
  });

  test('finds more keys than a query may have parameters for', async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => BigInt(index + 1));
    await store().packets.commit(
      'seen',
      many.map((sequence) => buildInsert(sequence)),
    );
    const found = await store().packets.find(many.map((sequence) => buildKey(sequence)));
    expect(sequencesOf(found)).toEqual(many);
  });

  test('lists the newest first, in pages that neither repeat nor leave out', async () => {
    await store().packets.commit(
      'seen',
      [1n, 2n, 3n, 4n, 5n].map((sequence) => buildInsert(sequence)),
    );
    const first = await store().packets.list({ limit: 2 });
    expect(sequencesOf(first)).toEqual([5n, 4n]);
    await store().packets.commit('meanwhile', [buildInsert(6n), buildAdvance(2n, 1, 'final')]);
    const second = await store().packets.list({ limit: 2, before: buildKey(4n) });
    expect(sequencesOf(second)).toEqual([3n, 2n]);
    expect(sequencesOf(await store().packets.list({ limit: 2, before: buildKey(2n) }))).toEqual([1n]);
  });

  test('lists by chain, lane, state and sequence', async () => {
    const packet = buildPacket(1n, { source: BETA });
    await store().packets.commit('seen', [
      ...[1n, 2n, 3n].map((sequence) => buildInsert(sequence)),
      ...[buildAdvance(2n, 1, 'final'), buildInsert(1n, { packet })],
    ]);
    const list = async (filter: object) =>
      (await store().packets.list({ limit: 10, ...filter })).map(
        (row) => `${row.packet.source.chain}/${row.packet.sequence}`,
      );
    expect(await list({ chain: 'alpha' })).toEqual(['alpha/3', 'alpha/2', 'alpha/1']);
    expect(await list({ lane: BETA.lane })).toEqual(['beta/1']);
    expect(await list({ states: ['final'] })).toEqual(['alpha/2']);
    expect(await list({ sequences: [1n, 3n] })).toEqual(['beta/1', 'alpha/3', 'alpha/1']);
    expect(await list({ states: [] })).toEqual([]);
    expect(await list({ sequences: [] })).toEqual([]);
  });

  test('has no history of a packet that it does not know', async () => {
    expect(await store().packets.history(buildKey(1n))).toEqual([]);
  });
}
