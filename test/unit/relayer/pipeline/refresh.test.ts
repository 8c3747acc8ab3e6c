/** Refreshing clients, whether packets are on their way or not. @module */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../relayer/pipeline/deps.ts';
import { refresh } from '../../../../relayer/pipeline/refresh.ts';
import type { ClientDriver } from '../../../../relayer/ports/client-driver.ts';
import { type FaultCode, RelayerError } from '../../../../relayer/ports/fault.ts';
import type { Job } from '../../../../relayer/ports/job-queue.ts';
import { createFakeWorld, type FakeWorld, noMetrics } from '../../../support/fake-world.ts';

let world: FakeWorld;

beforeEach(async () => {
  world = await createFakeWorld();
});

afterEach(() => world.close());

/** One round in which the client's driver fails. */
async function refreshWith(code: FaultCode): Promise<readonly Job[]> {
  const driver: ClientDriver = {
    ...world.ab.onDestination,
    view: () => Promise.reject(new RelayerError({ code, message: 'two histories', context: { height: '1-5' } })),
  };
  const log = (): void => undefined;
  const added: Job[] = [];
  await refresh({
    chain: 'b',
    clients: [{ driver, path: 'a-b' }],
    context: {
      store: world.store,
      clock: { now: () => 1_000 },
      logger: { debug: log, info: log, warn: log, error: log },
      settings: DEFAULT_SETTINGS,
      random: () => 0,
      signal: new AbortController().signal,
    },
    queue: { add: async (job: Job) => void added.push(job) },
    metrics: noMetrics,
  });
  return added;
}

describe('a client that contradicts our own light client', () => {
  test('stops its path and leaves evidence once, though no packet is on its way', async () => {
    for (let round = 0; round < 2; round++) expect(await refreshWith('HEADER_CONFLICT')).toHaveLength(1);
    const lanes = await world.store.chains.lanes();
    expect(lanes.map(({ paused }) => paused?.reason)).toEqual(['two histories', 'two histories']);
    const evidence = { kind: 'header-conflict', path: 'a-b', summary: 'two histories', details: { height: '1-5' } };
    expect(await world.store.chains.evidence(9)).toMatchObject([evidence]);
  });
});

test('a client that cannot be read for another reason stops nothing', async () => {
  expect(await refreshWith('RPC_NO_ENDPOINT')).toHaveLength(1);
  expect((await world.store.chains.lanes()).map(({ paused }) => paused)).toEqual([undefined, undefined]);
});
