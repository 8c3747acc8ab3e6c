/** What a follower knows: the spec's store, the committees by period, and the newest finalized headers with their proofs. @module */
import type {
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientStore,
  LightClientUpdate,
  SyncCommittee,
} from '../../ethereum/index.ts';

/** A committee that is trusted, and what proved it. */
export interface KnownCommittee {
  readonly period: bigint;
  readonly committee: SyncCommittee;
  /** The update of the period before; absent for the committee of the checkpoint. */
  readonly provenBy?: LightClientUpdate;
}

/** Never changed in place: each step gives a new one. */
export interface FollowerState {
  /** Root of the block from which all trust comes. */
  readonly checkpointRoot: Uint8Array;
  readonly store: LightClientStore;
  /** Of consecutive periods, ascending: the newest are those of `store`. */
  readonly committees: readonly KnownCommittee[];
  /** What proved the newest finalized headers, ascending by the slot of the finalized header. */
  readonly finalized: readonly LightClientFinalityUpdate[];
  /** Slot of the newest finalized header that was acknowledged. */
  readonly toldSlot: bigint;
}

/** How much of the past is kept. */
export interface StateLimits {
  /** Committees, the current and the next one included. */
  readonly committees: number;
  /** Finalized headers. */
  readonly headers: number;
}

/** The committee of a period, if it is still kept. */
export function committeeOf({ committees }: FollowerState, period: bigint): SyncCommittee | undefined {
  return committees.find((each) => each.period === period)?.committee;
}

/** The proof of the finalized header at a slot, if it is still kept. */
export function finalizedAt({ finalized }: FollowerState, slot: bigint): LightClientFinalityUpdate | undefined {
  return finalized.find(({ finality }) => finality?.header.beacon.slot === slot);
}

/** A state right after the bootstrap. */
export function startState(checkpointRoot: Uint8Array, store: LightClientStore, period: bigint): FollowerState {
  const committees = [{ period, committee: store.currentSyncCommittee }];
  return { checkpointRoot, store, committees, finalized: [], toldSlot: store.finalizedHeader.beacon.slot };
}

export interface Step {
  /** The store after the step. */
  readonly store: LightClientStore;
  /** What made the step. */
  readonly update: LightClientUpdate;
  /** Sync-committee period of the store's finalized header. */
  readonly period: bigint;
}

/** The state after a step, with as much of the past as the limits allow. */
export function takeStep(state: FollowerState, step: Step, limits: StateLimits): FollowerState {
  return {
    ...state,
    store: step.store,
    committees: addCommittee(state.committees, step).slice(-limits.committees),
    finalized: addFinalized(state, step).slice(-limits.headers),
  };
}

function addCommittee(known: readonly KnownCommittee[], { store, update, period }: Step): readonly KnownCommittee[] {
  const { nextSyncCommittee: committee } = store;
  const next = period + 1n;
  if (committee === undefined || known.some((each) => each.period === next)) return known;
  return [...known, { period: next, committee, provenBy: update }];
}

function addFinalized({ store: before, finalized }: FollowerState, { store, update }: Step) {
  const header = store.finalizedHeader;
  if (header.beacon.slot === before.finalizedHeader.beacon.slot || !isProofOf(update, header)) return finalized;
  const { nextSyncCommittee: _, ...proof } = update;
  return [...finalized, proof];
}

/** After a forced update the header is one that was only attested. */
function isProofOf({ finality }: LightClientUpdate, { beacon }: LightClientHeader): boolean {
  return finality?.header.beacon.slot === beacon.slot;
}
