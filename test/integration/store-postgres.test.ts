/** The store in a real Postgres: the suite of every store, several processes and a server that dies. @module */
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Change, Store } from '../../relayer/ports/store.ts';
import { createPostgresStore } from '../../relayer/stores/postgres.ts';
import { describeStore, NOW_MS } from '../conformance/store.ts';
import { buildAdvance, buildInsert, buildKey, buildStep, DIRECTION } from '../conformance/store-rows.ts';
import { type PostgresServer, startPostgres } from './support/start-postgres.ts';

const WAIT = { timeout: 15_000, interval: 50 };

let server: PostgresServer;
let databases = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const createDatabase = (): Promise<string> => server.createDatabase(`test_${databases++}`);

async function open(url: string): Promise<Store> {
  const store = await createPostgresStore({ url });
  onTestFinished(() => store.close());
  return store;
}

describeStore('postgres', async () =>
  createPostgresStore({ url: await createDatabase(), clock: { now: () => NOW_MS } }),
);

describe('several processes', () => {
  test('may open an empty database at the same moment', async () => {
    const url = await createDatabase();
    const stores = await Promise.all([open(url), open(url), open(url)]);
    await stores[0]?.packets.commit('seen', [buildInsert(1n)]);
    for (const store of stores) expect(await store.packets.find([buildKey(1n)])).toHaveLength(1);
  });

  test('move each packet once, and lose neither an acknowledgement nor a count', async () => {
    const url = await createDatabase();
    const [one, two] = await Promise.all([open(url), open(url)]);
    const sequences = Array.from({ length: 30 }, (_, index) => BigInt(index + 1));
    await one.packets.commit(
      'seen',
      sequences.map((sequence) => buildInsert(sequence)),
    );
    const observe = (sequence: bigint): Change => ({
      ...{ change: 'observe-ack', key: buildKey(sequence), ackHeight: 5n, tx: 'T' },
      acknowledgement: Uint8Array.of(7),
    });
    await Promise.all(
      sequences.flatMap((sequence) => [
        one.packets.commit('one', [buildAdvance(sequence, 1, 'final')]),
        two.packets.commit('two', [buildAdvance(sequence, 1, 'timing-out')]),
        two.packets.commit('ack', [observe(sequence)]),
      ]),
    );
    const rows = await one.packets.find(sequences.map((sequence) => buildKey(sequence)));
    expect(rows.every((row) => row.version === 2 && row.ackHeight === 5n)).toBe(true);
    const counts = await two.chains.counts();
    expect(counts.reduce((sum, row) => sum + row.count, 0)).toBe(30);
    expect(counts.every((row) => row.state !== 'seen')).toBe(true);
  });
});

describe('a server that dies', () => {
  test('leaves each commit whole or not at all, is an error while it is away, and is found again', async () => {
    const store = await open(await createDatabase());
    const perBlock = 20n;
    let reported = 0n;
    const writing = (async () => {
      for (let height = 1n; ; height++) {
        const sequences = Array.from({ length: Number(perBlock) }, (_, index) => height * perBlock + BigInt(index));
        await store.packets.commit('block', [
          ...sequences.map((sequence) => buildInsert(sequence)),
          ...sequences.map((sequence) => buildAdvance(sequence, 1, 'delivering', { step: buildStep(sequence) })),
          { change: 'move-cursor', chain: 'alpha', height },
        ]);
        reported = height;
      }
    })();
    const ended = expect(writing).rejects.toMatchObject({ fault: { code: 'STORE_UNAVAILABLE' } });
    await vi.waitFor(() => expect(reported).toBeGreaterThan(2n), WAIT);
    await server.kill9();
    await ended;
    await expect(store.chains.lanes()).rejects.toMatchObject({ fault: { code: 'STORE_UNAVAILABLE' } });
    await server.restart();
    const cursor = (await store.chains.cursor('alpha')) ?? 0n;
    const due = await store.packets.due({ direction: DIRECTION, states: ['delivering'], nowMs: 0, limit: 1_000_000 });
    expect(cursor).toBeGreaterThanOrEqual(reported);
    expect(due).toHaveLength(Number(cursor * perBlock));
  });
});

describe('createPostgresStore', () => {
  test('rejects a server that is not there, without naming the password (STORE_UNAVAILABLE)', async () => {
    const url = 'postgres://causeway:secret@127.0.0.1:1/causeway';
    const error = await createPostgresStore({ url }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ fault: { code: 'STORE_UNAVAILABLE' } });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  test('rejects a database that is not there (STORE_UNAVAILABLE)', async () => {
    const url = (await createDatabase()).replace(/test_\d+$/, 'nothing');
    await expect(createPostgresStore({ url })).rejects.toMatchObject({ fault: { code: 'STORE_UNAVAILABLE' } });
  });
});
