/** The specification's functions with one chain's parameters filled in. @module */
import {
  computeSlotAtTime,
  computeSyncCommitteePeriodAtSlot,
  computeTimeAtSlot,
  countParticipants,
  createPortableBls,
  forkAtSlot,
  hashBeaconBlockHeader,
  type InitializeResult,
  initializeLightClientStore,
  isOlderFork,
  type LightClientBootstrap,
  type LightClientContext,
  type LightClientHeader,
  type LightClientStore,
  type LightClientUpdate,
  type ProcessResult,
  processLightClientStoreForceUpdate,
  processLightClientUpdate,
  upgradeLightClientStore,
} from '../../ethereum/index.ts';
import type { BeaconFollowerOptions } from './options.ts';

export interface BeaconJudge {
  /** What every check needs. */
  readonly context: LightClientContext;
  periodAt(slot: bigint): bigint;
  /** @param time Nanoseconds since 1970, as are those that `timeOf` gives. */
  slotAt(time: bigint): bigint;
  timeOf(slot: bigint): bigint;
  rootOf(header: LightClientHeader): Uint8Array;
  start(root: Uint8Array, bootstrap: LightClientBootstrap): InitializeResult;
  /** As `processLightClientUpdate`; the store is upgraded first where the update is of a newer fork. */
  process(store: LightClientStore, update: LightClientUpdate, currentSlot: bigint): ProcessResult;
  force(store: LightClientStore, currentSlot: bigint): LightClientStore;
  countSigners(update: LightClientUpdate): { readonly participants: number; readonly committeeSize: number };
}

export function createBeaconJudge(options: Pick<BeaconFollowerOptions, 'config' | 'bls'>): BeaconJudge {
  const { config, bls = createPortableBls() } = options;
  const context: LightClientContext = { config, bls };
  return {
    context,
    periodAt: (slot) => computeSyncCommitteePeriodAtSlot(config, slot),
    slotAt: (time) => computeSlotAtTime(config, time),
    timeOf: (slot) => computeTimeAtSlot(config, slot),
    rootOf: ({ beacon }) => hashBeaconBlockHeader(beacon),
    start: (root, bootstrap) => initializeLightClientStore(root, bootstrap, context),
    process(store, update, currentSlot) {
      const fork = forkAtSlot(config, update.attestedHeader.beacon.slot);
      const ready = isOlderFork(store.fork, fork) ? upgradeLightClientStore(store, fork, config) : store;
      return processLightClientUpdate(ready, update, { ...context, currentSlot });
    },
    force: (store, currentSlot) => processLightClientStoreForceUpdate(store, currentSlot, config),
    countSigners: ({ syncAggregate }) => ({
      participants: countParticipants(syncAggregate),
      committeeSize: config.syncCommitteeSize,
    }),
  };
}
