/** Reports that are made of the store alone. @module */
import { afterEach, describe, expect, test } from 'vitest';
import { clearPackets } from '../../../../relayer/ops/clear-packets.ts';
import { PARK_TEXTS } from '../../../../relayer/ops/explain-packet.ts';
import { findPacketName, parsePacketName } from '../../../../relayer/ops/packet-name.ts';
import { readPackets } from '../../../../relayer/ops/report-packets.ts';
import { readStatus } from '../../../../relayer/ops/report-status.ts';
import { readWhy } from '../../../../relayer/ops/report-why.ts';
import { PACKET_STATES, type ParkReason } from '../../../../relayer/ports/packet.ts';
import type { Store } from '../../../../relayer/ports/store.ts';
import { SEEN_AT_MS, type SeededPacket, seedStore, testKey, testTx } from '../../../support/seed-store.ts';

let store: Store;
afterEach(() => store.close());

const NOW = SEEN_AT_MS + 61_000;
const PARKED = { reason: 'recv-rejected', resumeTo: 'proving', detail: 'the receiver is blocked' } as const;

describe('readStatus', () => {
  test('shows chains, paths, packets by state, the oldest open one and the clients', async () => {
    store = await seedStore([
      { sequence: 1n, state: 'done', patch: { outcome: 'success' } },
      { sequence: 2n, state: 'parked', patch: { parked: PARKED } },
      { sequence: 3n },
      { sequence: 1n, from: 'beta', state: 'conflict' },
    ]);
    await store.packets.commit('test', [{ change: 'insert-tx', tx: testTx(3n) }]);
    const status = await readStatus(store, {
      chains: ['alpha', 'beta', 'gamma'],
      paths: ['main', 'other'],
      nowMs: NOW,
    });
    expect(status).toEqual({
      atMs: NOW,
      chains: [
        { name: 'alpha', openTxs: 0, chainId: 'alpha-1', cursor: 120n },
        { name: 'beta', openTxs: 1 },
        { name: 'gamma', openTxs: 0 },
      ],
      paths: [
        {
          name: 'main',
          directions: [
            {
              source: { chain: 'alpha', lane: '07-tendermint-0' },
              destination: { chain: 'beta', lane: '07-tendermint-1' },
              states: { done: 1, parked: 1, seen: 1 },
              open: 2,
              oldestOpen: { sequence: 2n, state: 'parked', seenAtMs: SEEN_AT_MS },
            },
            {
              source: { chain: 'beta', lane: '07-tendermint-1' },
              destination: { chain: 'alpha', lane: '07-tendermint-0' },
              states: { conflict: 1 },
              open: 0,
            },
          ],
        },
        { name: 'other', directions: [] },
      ],
      clients: [
        { chain: 'alpha', clientId: '07-tendermint-0', follows: 'beta', path: 'main' },
        { chain: 'beta', clientId: '07-tendermint-1', follows: 'alpha', path: 'main' },
      ],
      evidence: [],
    });
  });

  test('shows why a path is stopped, with its evidence', async () => {
    store = await seedStore();
    const evidence = { kind: 'header-conflict', path: 'main', summary: 'two headers', details: {} } as const;
    await store.packets.commit('test', [
      { change: 'insert-evidence', evidence, atMs: NOW },
      { change: 'pause-path', path: 'main', reason: 'two headers', atMs: NOW },
    ]);
    const status = await readStatus(store, { chains: [], paths: [], nowMs: NOW });
    expect(status.paths).toMatchObject([{ name: 'main', paused: { reason: 'two headers', atMs: NOW } }]);
    expect(status.evidence).toEqual([{ kind: 'header-conflict', path: 'main', summary: 'two headers', atMs: NOW }]);
  });
});

describe('readPackets', () => {
  test('pages through all packets once, newest first', async () => {
    const packets = Array.from({ length: 7 }, (_, index): SeededPacket => ({ sequence: BigInt(index + 1) }));
    store = await seedStore(packets);
    const seen: bigint[] = [];
    let next: string | undefined;
    do {
      const page = await readPackets(store, {
        limit: 3,
        ...(next === undefined ? {} : { before: parsePacketName(next) }),
      });
      seen.push(...page.packets.map(({ sequence }) => sequence));
      next = page.next;
    } while (next !== undefined);
    expect(seen).toEqual([7n, 6n, 5n, 4n, 3n, 2n, 1n]);
  });

  test('filters by state', async () => {
    store = await seedStore([{ sequence: 1n }, { sequence: 2n, state: 'done' }]);
    const page = await readPackets(store, { limit: 10, states: ['done'] });
    expect(page.packets).toMatchObject([{ packet: 'alpha/07-tendermint-0/2', state: 'done' }]);
  });
});

describe('readWhy', () => {
  test('gives nothing for a packet that the store does not know', async () => {
    store = await seedStore();
    expect(await readWhy(store, testKey(9n), NOW)).toBeUndefined();
  });

  test.each(PACKET_STATES)('explains a packet that is %s', async (state) => {
    store = await seedStore([
      { sequence: 1n, ...(state === 'seen' ? {} : { state }), patch: state === 'parked' ? { parked: PARKED } : {} },
    ]);
    const why = await readWhy(store, testKey(1n), NOW);
    expect(why).toMatchObject({ packet: 'alpha/07-tendermint-0/1', state });
    const { explanation } = why ?? { explanation: undefined };
    for (const text of [explanation?.state, explanation?.waitsFor, explanation?.advice]) {
      expect(text).toMatch(/^\S.{4,}[^ ]$/);
      expect(text).not.toMatch(/undefined|\[object| {2}/);
    }
  });

  test.each(Object.keys(PARK_TEXTS))('explains a packet that is parked for %s', async (reason) => {
    const parked = { reason: toReason(reason), resumeTo: 'proving', detail: 'so it is' } as const;
    store = await seedStore([{ sequence: 1n, state: 'parked', patch: { parked } }]);
    expect(await readWhy(store, testKey(1n), NOW)).toMatchObject({
      parked,
      explanation: { advice: PARK_TEXTS[parked.reason].advice, state: expect.stringContaining('So it is.') },
    });
  });

  test('tells what was tried, since when it waits and until when', async () => {
    const lastFault = { code: 'CHAIN_TX_FAILED', message: 'out of gas', hint: 'raise gasAdjustment' } as const;
    const patch = { attempts: 2, notBeforeMs: NOW + 5_000 };
    store = await seedStore([{ sequence: 1n, state: 'delivering', patch, lastFault }]);
    const tx = testTx(1n);
    await store.packets.commit('test', [{ change: 'insert-tx', tx }]);
    const update = { change: 'update-tx', hash: tx.hash, state: 'failed', code: 11, log: 'out of gas' } as const;
    await store.packets.commit('test', [{ ...update, includedHeight: 130n, atMs: NOW }]);
    const why = await readWhy(store, testKey(1n), NOW);
    expect(why?.explanation).toEqual({
      state: 'Its proof is verified; it is on its way to beta. Since 2026-01-01 00:00:01Z (1m).',
      tried: [
        `Transaction ${tx.hash} on beta: failed at height 130 with code 11: out of gas.`,
        '2 attempts have failed since the last progress; the last one: Out of gas.',
      ],
      waitsFor: 'a transaction with it in a block of beta; tried again at 2026-01-01 00:01:06Z (in 5s)',
      advice: 'Raise gasAdjustment.',
    });
    expect(why?.transactions).toMatchObject([{ state: 'failed', height: 130n, packets: ['alpha/07-tendermint-0/1'] }]);
    expect(why?.history.map(({ to }) => to)).toEqual(['seen', 'delivering']);
  });

  test('names the stopped path before anything else', async () => {
    store = await seedStore([{ sequence: 1n }]);
    await store.packets.commit('test', [{ change: 'pause-path', path: 'main', reason: 'two headers', atMs: NOW }]);
    expect((await readWhy(store, testKey(1n), NOW))?.explanation).toMatchObject({
      waitsFor: 'the path: two headers',
      advice: PARK_TEXTS['path-paused'].advice,
    });
  });
});

describe('clearPackets', () => {
  const late = { notBeforeMs: NOW + 60_000, attempts: 5 };
  const packets: readonly SeededPacket[] = [
    { sequence: 1n, state: 'parked', patch: { parked: PARKED, ...late } },
    { sequence: 2n, patch: late },
    { sequence: 3n },
    { sequence: 4n, state: 'done' },
    { sequence: 1n, from: 'beta', state: 'delivered', patch: late },
  ];

  test('makes parked and delayed packets due, and touches no other', async () => {
    store = await seedStore(packets);
    expect(await clearPackets(store, { resume: false }, NOW)).toEqual({
      revived: ['alpha/07-tendermint-0/1'],
      hastened: ['alpha/07-tendermint-0/2', 'beta/07-tendermint-1/1'],
      resumedPaths: [],
    });
    const [first, second] = await store.packets.find([testKey(1n), testKey(2n)]);
    expect(first).toMatchObject({ state: 'proving', attempts: 0, notBeforeMs: 0 });
    expect(first).not.toHaveProperty('parked');
    expect(second).toMatchObject({ state: 'seen', attempts: 0, notBeforeMs: 0 });
    expect(await clearPackets(store, { resume: false }, NOW)).toEqual({ revived: [], hastened: [], resumedPaths: [] });
  });

  test('clears single packets', async () => {
    store = await seedStore(packets);
    const report = await clearPackets(store, { resume: false, packets: [testKey(2n), testKey(4n)] }, NOW);
    expect(report).toEqual({ revived: [], hastened: ['alpha/07-tendermint-0/2'], resumedPaths: [] });
  });

  test('resumes a path only when asked', async () => {
    store = await seedStore();
    await store.packets.commit('test', [{ change: 'pause-path', path: 'main', reason: 'x', atMs: NOW }]);
    expect(await clearPackets(store, { path: 'main', resume: false }, NOW)).toMatchObject({ resumedPaths: [] });
    expect(await clearPackets(store, { path: 'other', resume: true }, NOW)).toMatchObject({ resumedPaths: [] });
    expect(await clearPackets(store, { path: 'main', resume: true }, NOW)).toMatchObject({ resumedPaths: ['main'] });
    expect((await store.chains.lanes()).filter(({ paused }) => paused !== undefined)).toEqual([]);
  });
});

describe('packet names', () => {
  test('accepts chain/client/sequence, and chain/sequence where the chain has one client', async () => {
    store = await seedStore();
    expect(parsePacketName('alpha/07-tendermint-0/1')).toEqual(testKey(1n));
    expect(await findPacketName('alpha/1', store)).toEqual(testKey(1n));
    expect(await findPacketName('alpha/07-tendermint-0/1', store)).toEqual(testKey(1n));
    await expect(findPacketName('gamma/1', store)).rejects.toThrow("want one of the chains alpha, beta, got 'gamma/1'");
    await expect(findPacketName('alpha', store)).rejects.toThrow(/want CHAIN\/CLIENT\/SEQUENCE/);
  });

  test('asks for the client where a chain has several', async () => {
    store = await seedStore();
    const [lane] = await store.chains.lanes();
    if (lane === undefined) throw new Error('want a lane, got none');
    const second = { ...lane, path: 'other', lane: '07-tendermint-9' };
    await store.packets.commit('test', [{ change: 'upsert-lane', lane: second }]);
    const both = `want one of ${lane.chain}/${lane.lane}/1, ${lane.chain}/07-tendermint-9/1`;
    await expect(findPacketName(`${lane.chain}/1`, store)).rejects.toThrow(both);
  });

  test.each([
    '',
    'alpha',
    'alpha/x',
    'alpha/07-tendermint-0/-1',
    'alpha/07-tendermint-0/18446744073709551616',
    'a/b/c/1',
  ])('rejects %j', async (text) => {
    store = await seedStore();
    expect(() => parsePacketName(text)).toThrow(/want CHAIN\/CLIENT\/SEQUENCE/);
  });
});

function toReason(text: string): ParkReason {
  const found = Object.entries(PARK_TEXTS).find(([reason]) => reason === text);
  if (found === undefined) throw new Error(`no such reason: ${text}`);
  return text as ParkReason;
}
