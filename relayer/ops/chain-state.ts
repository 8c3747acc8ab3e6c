/** Does a chain make blocks, as far as we can see? @module */
import type { ChainHealth, ChainState } from '../ports/control.ts';
import type { ChainHead } from '../ports/events.ts';

/** A chain without a new block for longer than this is taken to be halted or unreachable. */
const STILL_LIMIT_MS = 60_000;

type ChainSigns = Pick<ChainHealth, 'height' | 'movedAtMs' | 'endpoints'>;

export function chainState({ height, movedAtMs, endpoints }: ChainSigns, nowMs: number): ChainState {
  if (height === 0n) return 'starting';
  if (nowMs - movedAtMs <= STILL_LIMIT_MS) return 'moving';
  return endpoints.some(({ state }) => state === 'ready') ? 'halted' : 'unreachable';
}

/** A chain's newest height and when it got there (wall clock, ms). */
export interface Moved {
  readonly height: bigint;
  readonly atMs: number;
}

/** By the block's own time: how long a chain has stood still does not depend on when somebody looks. */
export function movedAt({ height, timeNs }: ChainHead, before: Moved | undefined, nowMs: number): Moved {
  if (before !== undefined && height <= before.height) return before;
  return { height, atMs: timeNs === 0n ? nowMs : Math.min(nowMs, Number(timeNs / 1_000_000n)) };
}
