/** The relayer's light-block store without a database. @module */
import type { LightBlockStore } from '../../relayer/ports/store.ts';

export function createMemoryLightBlocks(): LightBlockStore {
  const chains = new Map<string, Map<bigint, Uint8Array>>();
  const blocksOf = (chain: string) => {
    const blocks = chains.get(chain) ?? new Map<bigint, Uint8Array>();
    chains.set(chain, blocks);
    return blocks;
  };
  const ascending = (chain: string) => [...blocksOf(chain)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const toRow = (entry: readonly [bigint, Uint8Array] | undefined) =>
    entry === undefined ? undefined : { height: entry[0], block: entry[1] };
  return {
    async save(chain, height, block) {
      blocksOf(chain).set(height, block);
    },
    load: async (chain, height) => blocksOf(chain).get(height),
    latest: async (chain, height) =>
      toRow(ascending(chain).findLast(([each]) => height === undefined || each <= height)),
    earliest: async (chain) => toRow(ascending(chain)[0]),
    async prune(chain, below, keep) {
      for (const [height] of ascending(chain)) {
        if (height < below && !keep.includes(height)) blocksOf(chain).delete(height);
      }
    },
  };
}
