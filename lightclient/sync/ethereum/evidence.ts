/** Two histories of one chain, both signed by two thirds of a sync committee. @module */
import type { LightClientUpdate } from '../../ethereum/index.ts';

/** What proves that committees signed two histories. Both updates verify against the committee of their signature's period. */
export interface BeaconEvidence {
  /** Two finalized blocks of one slot, or two next committees of one period. */
  readonly kind: 'finalized-header' | 'next-sync-committee';
  /** What the follower believed first. */
  readonly known: LightClientUpdate;
  readonly rival: LightClientUpdate;
}
