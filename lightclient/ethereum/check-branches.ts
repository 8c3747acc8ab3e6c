/** Whether the parts of an update are in the state of its attested header. @module */
import { equalBytes } from '../codec/index.ts';
import { gindexDepth, verifyNormalizedMerkleBranch } from '../proofs/index.ts';
import { firstFailure, invalid, VALID } from '../verdict.ts';
import { checkCommitteeSize } from './check-signature.ts';
import { GENESIS_SLOT } from './config.ts';
import type { LightClientContext } from './context.ts';
import { nameBranch, type UpdateVerdict } from './fault-codes.ts';
import { forkRowAtSlot } from './fork-schedule.ts';
import { FORK_TABLE } from './fork-table.ts';
import { isValidLightClientHeader } from './is-valid-light-client-header.ts';
import { isEmptyHeader, isEmptySyncCommittee, syncCommitteeType } from './object-types.ts';
import { hashBeaconBlockHeader } from './signing.ts';
import type { LightClientFork, LightClientUpdate, SyncCommittee } from './types.ts';
import { finalizedSlot, isFinalityUpdate, isSyncCommitteeUpdate } from './update-facts.ts';

/** Only the chain and the hash function are needed. */
export type BranchContext = Omit<LightClientContext, 'bls'>;

/** Whether two committees are the same. */
export function isSameSyncCommittee(a: SyncCommittee, b: SyncCommittee): boolean {
  return (
    a.pubkeys.length === b.pubkeys.length &&
    equalBytes(a.aggregatePubkey, b.aggregatePubkey) &&
    a.pubkeys.every((key, index) => equalBytes(key, b.pubkeys[index] ?? new Uint8Array(0)))
  );
}

/**
 * The finalized header, if there is one, is the block of the finalized checkpoint. Before there is finality that checkpoint is
 * zero, which an empty header with a branch stands for. `fork` is the one whose fields the update has.
 */
export function checkFinality(update: LightClientUpdate, fork: LightClientFork, context: BranchContext): UpdateVerdict {
  const { finality, attestedHeader } = update;
  if (finality === undefined) return VALID;
  const isEmpty = isEmptyHeader(finality.header);
  if (!isFinalityUpdate(update)) {
    if (isEmpty) return VALID;
    return invalid('finalized-header-without-branch', 'an empty header', `one of slot ${finalizedSlot(update)}`);
  }
  const { config, sha256 } = context;
  const isGenesis = finalizedSlot(update) === GENESIS_SLOT;
  if (isGenesis && !isEmpty) return invalid('genesis-finalized-header-not-empty', 'an empty header', 'another one');
  const claim = {
    leaf: isGenesis ? new Uint8Array(32) : hashBeaconBlockHeader(finality.header.beacon, sha256),
    branch: finality.branch,
    gindex: forkRowAtSlot(config, attestedHeader.beacon.slot).finalizedRootGindex,
    root: attestedHeader.beacon.stateRoot,
  };
  const length = gindexDepth(FORK_TABLE[fork].finalizedRootGindex);
  return firstFailure<UpdateVerdict>(
    () => (isGenesis ? VALID : isValidLightClientHeader(finality.header, config, sha256)),
    () => nameBranch('finality', verifyNormalizedMerkleBranch(claim, length, sha256)),
  );
}

/** The next committee, if there is one, is that of the state. `fork` is the one whose fields the update has. */
export function checkNextSyncCommittee(
  update: LightClientUpdate,
  fork: LightClientFork,
  context: BranchContext,
): UpdateVerdict {
  const { nextSyncCommittee: next, attestedHeader } = update;
  if (next === undefined) return VALID;
  if (!isSyncCommitteeUpdate(update)) {
    if (isEmptySyncCommittee(next.committee)) return VALID;
    return invalid('next-sync-committee-without-branch', 'no committee', 'a committee');
  }
  const { config, sha256 } = context;
  const length = gindexDepth(FORK_TABLE[fork].nextSyncCommitteeGindex);
  const isInState = () => {
    const claim = {
      leaf: syncCommitteeType(config.syncCommitteeSize).hashTreeRoot(next.committee, sha256),
      branch: next.branch,
      gindex: forkRowAtSlot(config, attestedHeader.beacon.slot).nextSyncCommitteeGindex,
      root: attestedHeader.beacon.stateRoot,
    };
    return nameBranch('next-sync-committee', verifyNormalizedMerkleBranch(claim, length, sha256));
  };
  return firstFailure<UpdateVerdict>(() => checkCommitteeSize(next.committee, config), isInState);
}
