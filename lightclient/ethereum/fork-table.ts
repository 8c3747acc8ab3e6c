/**
 * What differs between forks, as one row each: the fields of a header and where things are in the state and the block body.
 * Spec: consensus-specs `specs/{altair,capella,electra,gloas}/light-client/sync-protocol.md`, "Constants".
 * @module
 */
import type { HeaderShape, LightClientFork } from './types.ts';

/** Places in the Merkle trees of one fork, as generalized indices. */
export interface ForkRow {
  readonly shape: HeaderShape;
  /** Of `finalized_checkpoint.root` in the state. */
  readonly finalizedRootGindex: number;
  /** Of `current_sync_committee` in the state. */
  readonly currentSyncCommitteeGindex: number;
  /** Of `next_sync_committee` in the state. */
  readonly nextSyncCommitteeGindex: number;
  /** In the block body, of what the header's execution branch proves: the payload, from Gloas on the hash of a block. */
  readonly executionGindex?: number;
  /** Of the execution block's hash in the block body, which is what a header of Gloas shape proves of older blocks as well. */
  readonly executionBlockHashGindex?: number;
}

const ALTAIR: ForkRow = {
  shape: 'beacon',
  finalizedRootGindex: 105,
  currentSyncCommitteeGindex: 54,
  nextSyncCommitteeGindex: 55,
};

const CAPELLA: ForkRow = { ...ALTAIR, shape: 'capella', executionGindex: 25, executionBlockHashGindex: 412 };

const DENEB: ForkRow = { ...CAPELLA, shape: 'deneb', executionBlockHashGindex: 812 };

const ELECTRA: ForkRow = {
  ...DENEB,
  finalizedRootGindex: 169,
  currentSyncCommitteeGindex: 86,
  nextSyncCommitteeGindex: 87,
};

const GLOAS: ForkRow = {
  shape: 'gloas',
  finalizedRootGindex: 735,
  currentSyncCommitteeGindex: 2945,
  nextSyncCommitteeGindex: 2946,
  executionGindex: 2856,
  executionBlockHashGindex: 2856,
};

/** Forks that share a row have the same objects. */
export const FORK_TABLE: Readonly<Record<LightClientFork, ForkRow>> = {
  altair: ALTAIR,
  bellatrix: ALTAIR,
  capella: CAPELLA,
  deneb: DENEB,
  electra: ELECTRA,
  fulu: ELECTRA,
  gloas: GLOAS,
};
