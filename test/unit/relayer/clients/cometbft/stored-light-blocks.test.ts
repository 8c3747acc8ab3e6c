/** The relayer's store as a light store: the same behaviour as the one in memory, and it survives a restart. @module */
import { createMemoryLightStore, type LightStore } from '@causeway/lightclient/sync';
import { describe, expect, test } from 'vitest';
import { createStoredLightBlocks } from '../../../../../relayer/clients/cometbft/stored-light-blocks.ts';
import { buildChain, createTestValidators } from '../../../../support/build-chain.ts';
import { createMemoryLightBlocks } from '../../../../support/memory-light-blocks.ts';

const four = createTestValidators(4);
const chain = buildChain({ length: 12n, validators: () => four });

const makers: readonly (readonly [string, () => LightStore])[] = [
  ['in memory', createMemoryLightStore],
  ['over the store port', () => createStoredLightBlocks(createMemoryLightBlocks(), 'alpha')],
];

async function heightsOf(store: LightStore): Promise<readonly bigint[]> {
  const heights: bigint[] = [];
  let next = await store.earliest();
  while (next !== undefined) {
    const { height } = next.signedHeader.header;
    heights.push(height);
    next = await store.earliest(height + 1n);
  }
  return heights;
}

describe.each(makers)('a light store %s', (_, make) => {
  test('gives back what was saved, in any order of saving', async () => {
    const store = make();
    for (const height of [5n, 2n, 9n]) await store.save(chain.block(height));
    expect(await store.load(5n)).toEqual(chain.block(5n));
    expect(await store.load(6n)).toBeUndefined();
    expect(await heightsOf(store)).toEqual([2n, 5n, 9n]);
  });

  test('finds the nearest block on either side', async () => {
    const store = make();
    for (const height of [2n, 5n, 9n]) await store.save(chain.block(height));
    const at = async (block: ReturnType<LightStore['latest']>) => (await block)?.signedHeader.header.height;
    expect(await at(store.latest())).toBe(9n);
    expect(await at(store.latest(8n))).toBe(5n);
    expect(await at(store.latest(5n))).toBe(5n);
    expect(await at(store.latest(1n))).toBeUndefined();
    expect(await at(store.earliest())).toBe(2n);
    expect(await at(store.earliest(6n))).toBe(9n);
    expect(await at(store.earliest(10n))).toBeUndefined();
  });

  test('replaces a block without counting it twice', async () => {
    const store = make();
    const { nextValidators, ...without } = chain.block(5n);
    await store.save(without);
    await store.save(chain.block(5n));
    expect((await store.load(5n))?.nextValidators).toEqual(nextValidators);
    expect(await heightsOf(store)).toEqual([5n]);
  });

  test('prunes to the newest, and spares what is needed', async () => {
    const store = make();
    for (let height = 1n; height <= 12n; height++) await store.save(chain.block(height));
    await store.prune(4, new Set([2n, 11n]));
    expect(await heightsOf(store)).toEqual([2n, 9n, 10n, 11n, 12n]);
    await store.prune(4, new Set());
    expect(await heightsOf(store)).toEqual([9n, 10n, 11n, 12n]);
  });
});

test('blocks are found again by another process', async () => {
  const port = createMemoryLightBlocks();
  const first = createStoredLightBlocks(port, 'alpha');
  for (const height of [3n, 7n]) await first.save(chain.block(height));
  const second = createStoredLightBlocks(port, 'alpha');
  expect(await heightsOf(second)).toEqual([3n, 7n]);
  expect(await second.load(7n)).toEqual(chain.block(7n));
  expect(await heightsOf(createStoredLightBlocks(port, 'beta'))).toEqual([]);
});
