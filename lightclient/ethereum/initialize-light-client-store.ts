/** `initialize_light_client_store`: from the root of a trusted block to a store. @module */
import { equalBytes, toHex } from '../codec/index.ts';
import { gindexDepth, verifyNormalizedMerkleBranch } from '../proofs/index.ts';
import { type Fault, firstFailure, type Invalid, invalid, VALID, type Valid } from '../verdict.ts';
import { checkCommitteeSize } from './check-signature.ts';
import type { LightClientContext } from './context.ts';
import { type BootstrapFaultCode, type BootstrapVerdict, nameBranch } from './fault-codes.ts';
import { forkAtSlot, forkRowAtSlot, isOlderFork } from './fork-schedule.ts';
import { FORK_TABLE } from './fork-table.ts';
import { isValidBeforeUpgrade, isValidLightClientHeader } from './is-valid-light-client-header.ts';
import { syncCommitteeType } from './object-types.ts';
import { hashBeaconBlockHeader } from './signing.ts';
import type { LightClientBootstrap, LightClientFork, LightClientStore } from './types.ts';
import { upgradeLightClientBootstrap } from './upgrade-light-client-objects.ts';

/** How a store is begun. */
export interface InitializeContext extends Omit<LightClientContext, 'bls'> {
  /** With it the keys of the committee are checked; the specification does not, since the trusted root vouches for them. */
  readonly bls?: LightClientContext['bls'];
  /** The fork whose fields the store has: that of the bootstrap's slot, or a later one. */
  readonly fork?: LightClientFork;
}

/** A verdict and, where it is `valid`, the new store. */
export type InitializeResult =
  | { readonly verdict: Valid; readonly store: LightClientStore }
  | { readonly verdict: Invalid<Fault<BootstrapFaultCode>>; readonly store?: never };

/**
 * Begins with the block whose root is trusted. Whether that root is young enough is the caller's to judge:
 * `isWithinWeakSubjectivityPeriod`.
 * @throws {RangeError} when `fork` is older than that of the bootstrap.
 */
export function initializeLightClientStore(
  trustedBlockRoot: Uint8Array,
  bootstrap: LightClientBootstrap,
  context: InitializeContext,
): InitializeResult {
  const { config } = context;
  const ownFork = forkAtSlot(config, bootstrap.header.beacon.slot);
  const fork = context.fork ?? ownFork;
  if (isOlderFork(fork, ownFork)) throw new RangeError(`fork: want ${ownFork} or newer, got ${fork}`);
  const left = isValidBeforeUpgrade(bootstrap.header, fork, config, context.sha256);
  if (left.status === 'invalid') return { verdict: left };
  const upgraded = upgradeLightClientBootstrap(bootstrap, fork, config);
  const verdict = checkBootstrap(trustedBlockRoot, upgraded, { ...context, fork });
  if (verdict.status === 'invalid') return { verdict };
  const store: LightClientStore = {
    fork,
    finalizedHeader: upgraded.header,
    currentSyncCommittee: upgraded.currentSyncCommittee,
    optimisticHeader: upgraded.header,
    previousMaxActiveParticipants: 0,
    currentMaxActiveParticipants: 0,
  };
  return { verdict, store };
}

function checkBootstrap(
  trustedBlockRoot: Uint8Array,
  bootstrap: LightClientBootstrap,
  { config, sha256, bls, fork }: InitializeContext & { readonly fork: LightClientFork },
): BootstrapVerdict {
  const { header, currentSyncCommittee: committee, currentSyncCommitteeBranch: branch } = bootstrap;
  return firstFailure<BootstrapVerdict>(
    () => {
      const root = hashBeaconBlockHeader(header.beacon, sha256);
      if (equalBytes(root, trustedBlockRoot)) return VALID;
      return invalid('block-root-mismatch', toHex(trustedBlockRoot), toHex(root));
    },
    () => isValidLightClientHeader(header, config, sha256),
    () => checkCommitteeSize(committee, config),
    () => {
      const claim = {
        leaf: syncCommitteeType(config.syncCommitteeSize).hashTreeRoot(committee, sha256),
        branch,
        gindex: forkRowAtSlot(config, header.beacon.slot).currentSyncCommitteeGindex,
        root: header.beacon.stateRoot,
      };
      const length = gindexDepth(FORK_TABLE[fork].currentSyncCommitteeGindex);
      return nameBranch('current-sync-committee', verifyNormalizedMerkleBranch(claim, length, sha256));
    },
    () => bls?.checkCommittee(committee.pubkeys, committee.aggregatePubkey) ?? VALID,
  );
}
