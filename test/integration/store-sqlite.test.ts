/** The store in an SQLite file: full disks, killed processes, several processes and other versions. @module */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { TERMINAL_STATES } from '../../relayer/ports/packet.ts';
import type { Store } from '../../relayer/ports/store.ts';
import { createSqliteStore, type SqliteOptions } from '../../relayer/stores/sqlite.ts';
import { buildAdvance, buildInsert, buildKey, buildPacket, buildStep, DIRECTION } from '../conformance/store-rows.ts';
import { runModule, waitForEnd } from '../support/run-module.ts';

const WAIT = { timeout: 15_000, interval: 20 };

let file: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-store-'));
  file = join(folder, 'causeway.db');
  onTestFinished(() => rm(folder, { recursive: true }));
});

async function open(options: Partial<SqliteOptions> = {}): Promise<Store> {
  const store = await createSqliteStore({ file, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** Runs SQL beside the store, as another program would. */
function query(sql: string): unknown[] {
  const database = new DatabaseSync(file);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

describe('opening', () => {
  test('finds after a restart what was committed before', async () => {
    const first = await createSqliteStore({ file });
    await first.packets.commit('seen', [buildInsert(1n), buildAdvance(1n, 1, 'final')]);
    await first.close();
    await first.close();
    const second = await open();
    expect(await second.packets.find([buildKey(1n)])).toMatchObject([{ state: 'final', version: 2 }]);
  });

  test('writes ahead and waits for the disk at each commit', async () => {
    const store = await open();
    await store.packets.commit('seen', [buildInsert(1n)]);
    expect(query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect((await stat(`${file}-wal`)).size).toBeGreaterThan(0);
  });

  test('rejects a store of a newer version (STORE_UNAVAILABLE)', async () => {
    await (await createSqliteStore({ file })).close();
    query('INSERT INTO schema_version VALUES (99, 0)');
    const fault = { code: 'STORE_UNAVAILABLE', got: 'schema 99' };
    await expect(createSqliteStore({ file })).rejects.toMatchObject({ fault });
    await expect(createSqliteStore({ file, readOnly: true })).rejects.toMatchObject({ fault });
  });

  test('rejects to read a store of an older version (STORE_UNAVAILABLE)', async () => {
    await (await createSqliteStore({ file })).close();
    const [newest] = query(
      'DELETE FROM schema_version WHERE version = (SELECT max(version) FROM schema_version) RETURNING *',
    );
    expect(newest).toBeDefined();
    await expect(createSqliteStore({ file, readOnly: true })).rejects.toMatchObject({
      fault: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('older version') },
    });
  });

  test('rejects a file that is not a store (STORE_UNAVAILABLE)', async () => {
    await writeFile(file, 'these are a few words and by no means a database'.repeat(50));
    await expect(createSqliteStore({ file })).rejects.toMatchObject({ fault: { code: 'STORE_UNAVAILABLE' } });
  });

  test('rejects a folder that is not there, and reading what is not there (STORE_UNAVAILABLE)', async () => {
    const fault = { code: 'STORE_UNAVAILABLE' };
    await expect(createSqliteStore({ file: join(file, 'x', 'y.db') })).rejects.toMatchObject({ fault });
    await expect(createSqliteStore({ file, service: true, readOnly: true })).rejects.toMatchObject({ fault });
    await expect(createSqliteStore({ file, readOnly: true })).rejects.toMatchObject({ fault });
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('several processes', () => {
  test('read and write beside the service', async () => {
    const service = await open({ service: true });
    await service.packets.commit('seen', [buildInsert(1n)]);
    const reader = await open({ readOnly: true });
    expect(await reader.packets.find([buildKey(1n)])).toHaveLength(1);
    const command = await open();
    await command.packets.commit('clear', [buildAdvance(1n, 1, 'final')]);
    expect(await service.packets.find([buildKey(1n)])).toMatchObject([{ version: 2 }]);
    expect(await reader.packets.find([buildKey(1n)])).toMatchObject([{ version: 2 }]);
  });

  test('cannot write through a store that is opened to read (STORE_UNAVAILABLE)', async () => {
    await open();
    const reader = await open({ readOnly: true });
    await expect(reader.packets.commit('no', [buildInsert(1n)])).rejects.toMatchObject({
      fault: { code: 'STORE_UNAVAILABLE' },
    });
  });

  test('cannot be two services (STORE_UNAVAILABLE)', async () => {
    const first = await createSqliteStore({ file, service: true });
    await expect(createSqliteStore({ file, service: true })).rejects.toMatchObject({
      fault: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('another causeway service') },
    });
    await first.close();
    await open({ service: true });
  });

  test('wait for the other one to finish writing', async () => {
    const child = runModule(new URL('./support/store-writer.ts', import.meta.url).href, [file, '1']);
    const heights: number[] = [];
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    lines.on('line', (line) => heights.push(Number(line)));
    await vi.waitFor(() => expect(heights.length).toBeGreaterThan(0), WAIT);
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    other.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
    const cursor = other.prepare('SELECT height FROM cursor').get();
    await delay(300);
    expect(other.prepare('SELECT height FROM cursor').get()).toEqual(cursor);
    other.exec('COMMIT');
    const before = heights.length;
    await vi.waitFor(() => expect(heights.length).toBeGreaterThan(before + 3), WAIT);
    child.kill('SIGKILL');
    await waitForEnd(child);
  });
});

describe('a process that is killed in the middle of its commits', () => {
  const PER_BLOCK = 40;

  /** Runs the writer until it has reported `blocks` commits, then kills it. @returns the last height it reported */
  async function writeAndKill(blocks: number): Promise<bigint> {
    const child = runModule(new URL('./support/store-writer.ts', import.meta.url).href, [file, String(PER_BLOCK)]);
    let last = 0n;
    let count = 0;
    for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
      last = BigInt(line);
      if (++count === blocks) child.kill('SIGKILL');
    }
    await waitForEnd(child);
    return last;
  }

  test('leaves each commit whole or not at all, and what was reported is there', async () => {
    for (const blocks of [1, 4, 9]) {
      const reported = await writeAndKill(blocks);
      const store = await createSqliteStore({ file });
      const cursor = (await store.chains.cursor('alpha')) ?? 0n;
      expect(cursor).toBeGreaterThanOrEqual(reported);
      const states = ['seen', 'delivering', ...TERMINAL_STATES] as const;
      const due = await store.packets.due({ direction: DIRECTION, states, nowMs: Date.now(), limit: 1_000_000 });
      expect(due).toHaveLength(Number(cursor) * PER_BLOCK);
      expect(due.every((row) => row.state === 'delivering' && row.sentHeight <= cursor)).toBe(true);
      const ready = await store.txs.readySteps({ chain: 'beta', nowMs: Date.now(), limit: 1_000_000 });
      expect(ready).toHaveLength(due.length);
      expect((await store.chains.counts()).map((row) => row.count)).toEqual([due.length]);
      await store.close();
    }
    expect(query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  test('leaves neither its lock nor its leases to the next service', async () => {
    await writeAndKill(2);
    const command = await open();
    const acquire = (store: Store, owner: string) => store.leases.acquire('submit/beta', owner, 60_000, Date.now());
    expect(await acquire(command, 'command')).toBeUndefined();
    const next = await open({ service: true });
    expect(await acquire(next, 'next')).toBe(2n);
    // A command's lease is not the service's to end.
    await next.leases.release('submit/beta', 'next');
    expect(await acquire(command, 'command')).toBe(3n);
    await next.close();
    expect(await acquire(await open({ service: true }), 'third')).toBeUndefined();
  });
});

describe('a store that is full', () => {
  const body = new Uint8Array(3_000).fill(1);
  const insert = (sequence: bigint) => buildInsert(sequence, { packet: buildPacket(sequence, { body }) });

  test('rejects what does not fit, keeps what was committed, and goes on when there is room (STORE_FULL)', async () => {
    const store = await createSqliteStore({ file, maxPages: 120 });
    let stored = 0n;
    let fault: unknown;
    while (fault === undefined) {
      const changes = [insert(stored + 1n), insert(stored + 2n), insert(stored + 3n)];
      await store.packets.commit('block', [...changes, { change: 'move-cursor', chain: 'alpha', height: stored }]).then(
        () => {
          stored += 3n;
        },
        (error: unknown) => {
          fault = error;
        },
      );
    }
    expect(fault).toMatchObject({ fault: { code: 'STORE_FULL', context: { file } } });
    expect(stored).toBeGreaterThan(10n);
    const isWhole = async (found: Store) => {
      expect(await found.packets.list({ limit: 10_000 })).toHaveLength(Number(stored));
      expect(await found.chains.cursor('alpha')).toBe(stored - 3n);
      expect((await found.packets.find([buildKey(1n)]))[0]?.packet.body).toEqual(body);
    };
    await isWhole(store);
    await expect(store.lightBlocks.save('alpha', 1n, new Uint8Array(50_000))).rejects.toMatchObject({
      fault: { code: 'STORE_FULL' },
    });
    // What needs no room is still possible, so that work in flight can be finished.
    await store.packets.commit('defer', [
      { change: 'defer', key: buildKey(1n), fromVersion: 1, patch: { attempts: 1 } },
    ]);
    await store.close();
    const roomy = await open();
    await isWhole(roomy);
    await roomy.packets.commit('block', [insert(stored + 1n), insert(stored + 2n)]);
  });
});

describe('what is seen on a chain', () => {
  test('is kept once for each different body under a key', async () => {
    const store = await open();
    const other = buildPacket(1n, { body: Uint8Array.of(1, 2, 3) });
    await store.packets.commit('seen', [
      ...[buildInsert(1n), buildInsert(1n, { sentHeight: 13n }), buildInsert(1n, { packet: other, sentHeight: 14n })],
      {
        change: 'replace-packet',
        packet: other,
        fromVersion: 1,
        to: 'final',
        sentHeight: 14n,
        sentTx: 'T',
        why: '',
        atMs: 1,
      },
    ]);
    const rows = query('SELECT length(hash) AS bytes, height, tx FROM observation ORDER BY height');
    expect(rows).toEqual([
      { bytes: 32, height: '00000000000000000012', tx: 'AB12' },
      { bytes: 32, height: '00000000000000000014', tx: 'AB12' },
    ]);
  });
});

test('1,000 packets and their messages are written and read fast enough for one block', async () => {
  const store = await open();
  const sequences = Array.from({ length: 1_000 }, (_, index) => BigInt(index + 1));
  const startedAt = performance.now();
  await store.packets.commit(
    'seen',
    sequences.map((sequence) => buildInsert(sequence)),
  );
  const step = (sequence: bigint) => buildStep(sequence, { message: { type: 'm', bytes: new Uint8Array(1_500) } });
  await store.packets.commit(
    'proven',
    sequences.map((sequence) => buildAdvance(sequence, 1, 'delivering', { step: step(sequence) })),
  );
  expect(
    await store.packets.due({ direction: DIRECTION, states: ['delivering'], nowMs: 0, limit: 1_000 }),
  ).toHaveLength(1_000);
  expect(await store.txs.readySteps({ chain: 'beta', nowMs: 0, limit: 1_000 })).toHaveLength(1_000);
  // About 90 ms on an idle machine with two cores; something that is quadratic takes many seconds.
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
