/** Where verified light blocks are kept, so that trust survives a restart. @module */
import type { LightBlock } from '../tendermint/index.ts';

/** Holds verified light blocks of one chain. Only a light client may write into it. */
export interface LightStore {
  save(block: LightBlock): Promise<void>;
  load(height: bigint): Promise<LightBlock | undefined>;
  /** The highest at or below a height; without a height the newest. */
  latest(atOrBelow?: bigint): Promise<LightBlock | undefined>;
  /** The lowest at or above a height; without a height the oldest. */
  earliest(atOrAbove?: bigint): Promise<LightBlock | undefined>;
  /** Deletes all but the newest `size` blocks and those of the heights in `keep`. */
  prune(size: number, keep: ReadonlySet<bigint>): Promise<void>;
}

/** A store that lives as long as the process. */
export function createMemoryLightStore(): LightStore {
  const blocks = new Map<bigint, LightBlock>();
  let heights: bigint[] = [];
  return {
    async save(block) {
      const { height } = block.signedHeader.header;
      if (!blocks.has(height)) heights = insertHeight(heights, height);
      blocks.set(height, block);
    },
    load: async (height) => blocks.get(height),
    async latest(atOrBelow) {
      return pick(blocks, atOrBelow === undefined ? heights.at(-1) : heights.findLast((each) => each <= atOrBelow));
    },
    async earliest(atOrAbove) {
      return pick(blocks, atOrAbove === undefined ? heights[0] : heights.find((each) => each >= atOrAbove));
    },
    async prune(size, keep) {
      for (const height of selectPrunable(heights, size, keep)) blocks.delete(height);
      heights = heights.filter((height) => blocks.has(height));
    },
  };
}

/** Heights are ascending; nearly always the new one goes to the end. */
export function insertHeight(heights: readonly bigint[], height: bigint): bigint[] {
  const after = heights.findLastIndex((each) => each < height) + 1;
  return heights[after] === height ? [...heights] : heights.toSpliced(after, 0, height);
}

/** The heights that `prune` deletes, of an ascending list. */
export function selectPrunable(heights: readonly bigint[], size: number, keep: ReadonlySet<bigint>): readonly bigint[] {
  const surplus = heights.slice(0, Math.max(0, heights.length - size));
  return surplus.filter((height) => !keep.has(height));
}

function pick(blocks: ReadonlyMap<bigint, LightBlock>, height: bigint | undefined): LightBlock | undefined {
  return height === undefined ? undefined : blocks.get(height);
}
