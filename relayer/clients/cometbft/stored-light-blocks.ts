/** The relayer's store as a light store of the library: encoded blocks by height, the heights known in memory. @module */
import {
  decodeStoredBlock,
  encodeStoredBlock,
  insertHeight,
  type LightStore,
  selectPrunable,
} from '@causeway/lightclient/sync';
import type { LightBlock } from '@causeway/lightclient/tendermint';
import type { ChainName } from '../../ports/packet.ts';
import type { LightBlockStore } from '../../ports/store.ts';

/** Decoding takes far longer than the query: the blocks in use stay decoded. */
const KEPT_BLOCKS = 64;

export function createStoredLightBlocks(store: LightBlockStore, chain: ChainName): LightStore {
  const decoded = new Map<bigint, LightBlock>();
  let known: Promise<readonly bigint[]> | undefined;
  const heights = (): Promise<readonly bigint[]> => {
    if (known !== undefined) return known;
    const listing = listHeights(store, chain);
    known = listing;
    // A store that was out of reach once is asked again.
    listing.catch(() => {
      known = undefined;
    });
    return listing;
  };
  const keep = (height: bigint, block: LightBlock): LightBlock => {
    decoded.delete(height);
    decoded.set(height, block);
    const [oldest] = decoded.keys();
    if (decoded.size > KEPT_BLOCKS && oldest !== undefined) decoded.delete(oldest);
    return block;
  };
  const load = async (height: bigint | undefined): Promise<LightBlock | undefined> => {
    if (height === undefined) return undefined;
    const block = decoded.get(height);
    if (block !== undefined) return block;
    const bytes = await store.load(chain, height);
    return bytes === undefined ? undefined : keep(height, decodeStoredBlock(bytes, `light_block[${height}]`));
  };
  return {
    async save(block) {
      const { height } = block.signedHeader.header;
      const all = await heights();
      await store.save(chain, height, encodeStoredBlock(block));
      known = Promise.resolve(insertHeight(all, height));
      keep(height, block);
    },
    load,
    latest: async (atOrBelow) => {
      const all = await heights();
      return load(atOrBelow === undefined ? all.at(-1) : all.findLast((height) => height <= atOrBelow));
    },
    earliest: async (atOrAbove) => {
      const all = await heights();
      return load(atOrAbove === undefined ? all[0] : all.find((height) => height >= atOrAbove));
    },
    async prune(size, spared) {
      const all = await heights();
      const below = all[all.length - size];
      const doomed = new Set(selectPrunable(all, size, spared));
      if (below === undefined || doomed.size === 0) return;
      await store.prune(chain, below, [...spared]);
      for (const height of doomed) decoded.delete(height);
      known = Promise.resolve(all.filter((height) => !doomed.has(height)));
    },
  };
}

/** Once at the start, from the newest down: the port has no list, and there are about a thousand. */
async function listHeights(store: LightBlockStore, chain: ChainName): Promise<readonly bigint[]> {
  const heights: bigint[] = [];
  let next = await store.latest(chain);
  while (next !== undefined) {
    heights.push(next.height);
    next = next.height === 0n ? undefined : await store.latest(chain, next.height - 1n);
  }
  return heights.reverse();
}
