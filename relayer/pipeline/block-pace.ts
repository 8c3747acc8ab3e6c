/** How long a chain takes for a block, from the heads that were seen. @module */
import type { ChainHead } from '../ports/events.ts';

export interface BlockPace {
  observe(head: ChainHead): void;
  /** Nanoseconds a block, smoothed; a guess before two heads were seen. */
  blockNs(): bigint;
  /** The first head that this process saw; 0 before. */
  firstHeight(): bigint;
}

const GUESS_NS = 1_000_000_000n;
/** A pause of the chain is no pace. */
const SLOWEST_NS = 60_000_000_000n;
/** A new observation counts one part in so many. */
const SMOOTHING = 8n;

export function createBlockPace(): BlockPace {
  let first = 0n;
  let last: ChainHead | undefined;
  let pace: bigint | undefined;
  return {
    observe(head) {
      const before = last;
      if (before !== undefined && head.height <= before.height) return;
      last = head;
      if (before === undefined) first = head.height;
      if (before === undefined) return;
      const measured = (head.timeNs - before.timeNs) / (head.height - before.height);
      if (measured <= 0n || measured > SLOWEST_NS) return;
      pace = pace === undefined ? measured : pace + (measured - pace) / SMOOTHING;
    },
    blockNs: () => pace ?? GUESS_NS,
    firstHeight: () => first,
  };
}
