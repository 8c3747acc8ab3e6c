/** Where a new client begins. @module */
import { createPortableBls, type LightClientUpdate } from '@causeway/lightclient/ethereum';
import { expect, test } from 'vitest';
import { type BeginOptions, beginAtCheckpoint } from '../../../../../relayer/clients/ethereum-wasm/begin.ts';
import { RelayerError } from '../../../../../relayer/ports/fault.ts';
import { createFakeBeaconSource } from '../../../../support/beacon-source.ts';
import { buildBeaconChain } from '../../../../support/build-beacon-chain.ts';

const chain = buildBeaconChain({ name: 'begin' });
const { config } = chain;
const nowNs = (config.genesisTime * 1000n + 200n * config.slotDurationMs) * 1_000_000n;

function options(update: LightClientUpdate | undefined, change: Partial<BeginOptions> = {}): BeginOptions {
  const source = { updates: async () => (update === undefined ? [] : [update]) };
  const bootstrap = chain.bootstrapAt(72n);
  return { config, root: chain.blockAt(72n).root, bootstrap, source, bls: createPortableBls(), nowNs, ...change };
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof RelayerError ? error.fault.code : String(error)),
  );

test('learns the next committee from the update of the period', async () => {
  const { source: _, ...rest } = options(undefined);
  const store = await beginAtCheckpoint({ ...rest, source: createFakeBeaconSource(chain, 120n) });
  expect(store.currentSyncCommittee).toEqual(chain.committeeOf(1n).committee);
  expect(store.nextSyncCommittee).toEqual(chain.committeeOf(2n).committee);
});

test('begins without it where there is no update, or none that helps', async () => {
  expect((await beginAtCheckpoint(options(undefined))).nextSyncCommittee).toBeUndefined();
  const late = chain.updateAt({ attestedSlot: 127n });
  expect((await beginAtCheckpoint(options(late))).nextSyncCommittee).toBeUndefined();
});

test('rejects a bootstrap of another block, and an update that nobody signed (HEADER_REJECTED)', async () => {
  const elsewhere = chain.bootstrapAt(80n);
  expect(await codeOf(beginAtCheckpoint(options(undefined, { bootstrap: elsewhere })))).toBe('HEADER_REJECTED');
  const update = chain.updateAt({ attestedSlot: 104n });
  const unsigned = { ...update, syncAggregate: chain.updateAt({ attestedSlot: 105n }).syncAggregate };
  expect(await codeOf(beginAtCheckpoint(options(unsigned)))).toBe('HEADER_REJECTED');
});
