/** Two histories of one chain, both signed by two thirds of a sync committee. @module */
import type { EthereumMisbehaviour, LightClientUpdate } from '../../ethereum/index.ts';

/** What proves that committees signed two histories: `detectMisbehaviour` says so of both updates. */
export interface BeaconEvidence {
  readonly misbehaviour: EthereumMisbehaviour;
  /** What the follower believed first. */
  readonly known: LightClientUpdate;
  readonly rival: LightClientUpdate;
}
