/** The alarm of a full store: rung once, by whatever write, and the write still fails. @module */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withStoreAlarm } from '../../../../relayer/ops/store-alarm.ts';
import { RelayerError } from '../../../../relayer/ports/fault.ts';
import type { Change, Store } from '../../../../relayer/ports/store.ts';
import { seedStore } from '../../../support/seed-store.ts';

const MOVE: readonly Change[] = [{ change: 'move-cursor', chain: 'alpha', height: 121n }];
const FULL = new RelayerError({ code: 'STORE_FULL', message: 'the store cannot grow' });

let store: Store;
let rung: RelayerError[];
beforeEach(async () => {
  rung = [];
  store = await seedStore();
});
afterEach(() => store.close());

/** A store whose writes all fail with `error`. */
function failing(error: unknown): Store {
  const refuse = () => Promise.reject(error);
  return {
    ...store,
    packets: { ...store.packets, commit: refuse },
    lightBlocks: { ...store.lightBlocks, save: refuse, prune: refuse },
    leases: { acquire: refuse, release: refuse },
  };
}

const watched = (inner: Store): Store => withStoreAlarm(inner, (error) => rung.push(error));

const WRITES: readonly (readonly [string, (store: Store) => Promise<unknown>])[] = [
  ['a commit', (store) => store.packets.commit('watched', MOVE)],
  ['a light block', (store) => store.lightBlocks.save('alpha', 1n, Uint8Array.of(1))],
  ['pruning', (store) => store.lightBlocks.prune('alpha', 1n, [])],
  ['taking a lease', (store) => store.leases.acquire('signer', 'me', 1_000, 0)],
  ['giving a lease back', (store) => store.leases.release('signer', 'me')],
];

test.each(WRITES)('rings when %s finds the store full, and passes the error on', async (_name, write) => {
  await expect(write(watched(failing(FULL)))).rejects.toBe(FULL);
  expect(rung).toEqual([FULL]);
});

test('rings once', async () => {
  const inner = watched(failing(FULL));
  for (const [, write] of WRITES) await expect(write(inner)).rejects.toBe(FULL);
  expect(rung).toHaveLength(1);
});

test('is silent about other failures', async () => {
  const locked = new RelayerError({ code: 'STORE_UNAVAILABLE', message: 'the store is locked' });
  for (const [, write] of WRITES) await expect(write(watched(failing(locked)))).rejects.toBe(locked);
  expect(rung).toEqual([]);
});

test('lets reads and writes through', async () => {
  const inner = watched(store);
  await inner.packets.commit('watched', MOVE);
  expect(await inner.chains.cursor('alpha')).toBe(121n);
});
