/**
 * `upgrade_lc_…_to_…`: older objects in the fields of a newer fork, for a store that holds those. One step or several at once
 * come to the same. Spec: `specs/{capella,deneb,electra,gloas}/light-client/fork.md`.
 * @module
 */
import { gindexDepth, merkleBranch, normalizeMerkleBranch } from '../proofs/index.ts';
import type { BeaconConfig } from './config.ts';
import { forkRowAtSlot, isOlderFork } from './fork-schedule.ts';
import { FORK_TABLE, type ForkRow } from './fork-table.ts';
import { payloadFieldRoots } from './get-lc-execution-root.ts';
import { BLOCK_HASH_FIELD, emptyHeader, executionBranchLength, HEADER_SHAPES, withBlobFields } from './header-type.ts';
import { isEmptyHeader } from './object-types.ts';
import type {
  BlockHashHeader,
  LightClientBootstrap,
  LightClientFork,
  LightClientHeader,
  LightClientStore,
  LightClientUpdate,
  PayloadHeader,
} from './types.ts';

type Schedule = Pick<BeaconConfig, 'forks' | 'slotsPerEpoch'>;

/** @throws {RangeError} when the header is of a newer fork. */
export function upgradeLightClientHeader(
  header: LightClientHeader,
  fork: LightClientFork,
  config: Schedule,
): LightClientHeader {
  const row = FORK_TABLE[fork];
  if (header.shape === row.shape) return header;
  if (HEADER_SHAPES.indexOf(header.shape) > HEADER_SHAPES.indexOf(row.shape)) {
    throw new RangeError(`header: want fields of ${fork} or older, got ${header.shape}`);
  }
  const empty = emptyHeader(row);
  if (isEmptyHeader(header)) return empty;
  if (header.shape === 'beacon' || header.shape === 'gloas') return { ...empty, beacon: header.beacon };
  if (empty.shape === 'gloas') return provingBlockHash(header, empty, config);
  return { ...header, shape: 'deneb', execution: withBlobFields(header.execution) };
}

/** A header that proves the block's hash by a branch through the payload header. */
function provingBlockHash(header: PayloadHeader, empty: BlockHashHeader, config: Schedule): BlockHashHeader {
  const { beacon, execution, executionBranch } = header;
  const { shape } = forkRowAtSlot(config, beacon.slot);
  if (shape === 'beacon') return { ...empty, beacon };
  const roots = payloadFieldRoots(execution, shape === 'capella' ? 'capella' : 'deneb');
  const branch = [...merkleBranch(roots, BLOCK_HASH_FIELD), ...executionBranch];
  return {
    shape: 'gloas',
    beacon,
    executionBlockHash: execution.blockHash,
    executionBranch: normalizeMerkleBranch(branch, executionBranchLength(FORK_TABLE.gloas)),
  };
}

type StateGindex = 'finalizedRootGindex' | 'currentSyncCommitteeGindex' | 'nextSyncCommitteeGindex';

/**
 * Fills a branch up to the length that it has in the new fork. One whose length is that of no fork from its own slot's on is left
 * as it is, for verification to refuse.
 */
function upgradeBranch(
  branch: readonly Uint8Array[],
  key: StateGindex,
  from: ForkRow,
  to: ForkRow,
): readonly Uint8Array[] {
  const isLengthOfFork = Object.values(FORK_TABLE).some((row) => gindexDepth(row[key]) === branch.length);
  if (!isLengthOfFork || branch.length < gindexDepth(from[key])) return branch;
  return normalizeMerkleBranch(branch, gindexDepth(to[key]));
}

/** @throws {RangeError} when the bootstrap is of a newer fork. */
export function upgradeLightClientBootstrap(
  bootstrap: LightClientBootstrap,
  fork: LightClientFork,
  config: Schedule,
): LightClientBootstrap {
  const { header, currentSyncCommittee, currentSyncCommitteeBranch: branch } = bootstrap;
  const from = forkRowAtSlot(config, header.beacon.slot);
  return {
    header: upgradeLightClientHeader(header, fork, config),
    currentSyncCommittee,
    currentSyncCommitteeBranch: upgradeBranch(branch, 'currentSyncCommitteeGindex', from, FORK_TABLE[fork]),
  };
}

/** Finality and optimistic updates are updates that lack something. @throws {RangeError} when it is of a newer fork. */
export function upgradeLightClientUpdate(
  update: LightClientUpdate,
  fork: LightClientFork,
  config: Schedule,
): LightClientUpdate {
  const from = forkRowAtSlot(config, update.attestedHeader.beacon.slot);
  const to: ForkRow = FORK_TABLE[fork];
  const { nextSyncCommittee, finality, ...rest } = update;
  return {
    ...rest,
    attestedHeader: upgradeLightClientHeader(update.attestedHeader, fork, config),
    ...(nextSyncCommittee && {
      nextSyncCommittee: {
        committee: nextSyncCommittee.committee,
        branch: upgradeBranch(nextSyncCommittee.branch, 'nextSyncCommitteeGindex', from, to),
      },
    }),
    ...(finality && {
      finality: {
        header: upgradeLightClientHeader(finality.header, fork, config),
        branch: upgradeBranch(finality.branch, 'finalizedRootGindex', from, to),
      },
    }),
  };
}

/** The store as one of a newer fork; it may be upgraded before the fork begins. @throws {RangeError} for an older fork. */
export function upgradeLightClientStore(
  store: LightClientStore,
  fork: LightClientFork,
  config: Schedule,
): LightClientStore {
  if (isOlderFork(fork, store.fork)) throw new RangeError(`fork: want ${store.fork} or newer, got ${fork}`);
  const { bestValidUpdate } = store;
  return {
    ...store,
    fork,
    finalizedHeader: upgradeLightClientHeader(store.finalizedHeader, fork, config),
    optimisticHeader: upgradeLightClientHeader(store.optimisticHeader, fork, config),
    ...(bestValidUpdate && { bestValidUpdate: upgradeLightClientUpdate(bestValidUpdate, fork, config) }),
  };
}
