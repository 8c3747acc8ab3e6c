/** Does a chain make blocks, as far as we can see? @module */
import type { ChainHealth, ChainState } from '../ports/control.ts';

/** A chain without a new block for longer than this is taken to be halted or unreachable. */
const STILL_LIMIT_MS = 60_000;

type ChainSigns = Pick<ChainHealth, 'height' | 'movedAtMs' | 'endpoints'>;

export function chainState({ height, movedAtMs, endpoints }: ChainSigns, nowMs: number): ChainState {
  if (height === 0n) return 'starting';
  if (nowMs - movedAtMs <= STILL_LIMIT_MS) return 'moving';
  return endpoints.some(({ state }) => state === 'ready') ? 'halted' : 'unreachable';
}
