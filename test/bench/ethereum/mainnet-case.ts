/** Real updates of Ethereum's mainnet: what finalizes blocks of period 820, and what handed over from 819. @module */
import {
  type BlsVerifier,
  computeSyncCommitteeSigningRoot,
  decodeLightClientBootstrap,
  decodeLightClientFinalityUpdate,
  decodeLightClientUpdate,
  hashBeaconBlockHeader,
  initializeLightClientStore,
  type LightClientFinalityUpdate,
  type LightClientStore,
  type LightClientUpdate,
  lightClientTypes,
  NETWORKS,
  type ReadContext,
  type SyncCommittee,
  type UpdateContext,
} from '@causeway/lightclient/ethereum';
import type { Sha256 } from '@causeway/lightclient/proofs';
import { readPortalObject, readPortalUpdates } from '../../support/portal-mainnet.ts';

const CONTEXT: ReadContext = { config: NETWORKS.mainnet, fork: 'capella' };

export interface MainnetCase {
  /** Trusts a block of period 820 and has its committee. */
  readonly store: LightClientStore;
  /** Signed by that committee. */
  readonly finalityUpdate: LightClientFinalityUpdate;
  readonly finalityBytes: Uint8Array;
  readonly finalityJson: string;
  /** What the committee signed, and those who did. */
  readonly signed: {
    readonly message: Uint8Array;
    readonly pubkeys: readonly Uint8Array[];
    readonly signature: Uint8Array;
  };
  /** Of period 819, about to learn the committee of 820. */
  readonly earlierStore: LightClientStore;
  /** Signed by the committee of 819; it brings that of 820. */
  readonly handover: LightClientUpdate;
  readonly handoverBytes: Uint8Array;
  readonly handoverJson: string;
  readonly committee: SyncCommittee;
}

export function contextOf(bls: BlsVerifier, sha256?: Sha256): UpdateContext {
  return { config: NETWORKS.mainnet, bls, currentSlot: 7_000_000n, ...(sha256 && { sha256 }) };
}

/** Everything parsed anew: no two cases share an object. */
export function readMainnetCase(): MainnetCase {
  const bootstrap = decodeLightClientBootstrap(readPortalObject('bootstrap'), CONTEXT);
  const { store } = initializeLightClientStore(hashBeaconBlockHeader(bootstrap.header.beacon), bootstrap, CONTEXT);
  const finalityBytes = readPortalObject('finality_update');
  const finalityUpdate = decodeLightClientFinalityUpdate(finalityBytes, CONTEXT);
  const updateBytes = readPortalUpdates();
  const [, earlier, before, handover] = updateBytes.map((bytes) => decodeLightClientUpdate(bytes, CONTEXT));
  const handoverBytes = updateBytes[3];
  const [current, next] = [earlier?.nextSyncCommittee, before?.nextSyncCommittee];
  if (
    store === undefined ||
    handover === undefined ||
    handoverBytes === undefined ||
    current === undefined ||
    next === undefined ||
    before?.finality === undefined
  )
    throw new Error('unreachable: the recorded updates are complete');
  const { attestedHeader, signatureSlot, syncAggregate } = finalityUpdate;
  const types = lightClientTypes('capella', NETWORKS.mainnet.syncCommitteeSize);
  return {
    store,
    finalityUpdate,
    finalityBytes,
    finalityJson: JSON.stringify(types.finalityUpdate.format(finalityUpdate)),
    signed: {
      message: computeSyncCommitteeSigningRoot(NETWORKS.mainnet, attestedHeader.beacon, signatureSlot),
      pubkeys: participants(store.currentSyncCommittee, syncAggregate.syncCommitteeBits),
      signature: syncAggregate.syncCommitteeSignature,
    },
    earlierStore: {
      ...store,
      finalizedHeader: before.finality.header,
      optimisticHeader: before.finality.header,
      currentSyncCommittee: current.committee,
      nextSyncCommittee: next.committee,
    },
    handover,
    handoverBytes,
    handoverJson: JSON.stringify(types.update.format(handover)),
    committee: store.currentSyncCommittee,
  };
}

function participants({ pubkeys }: SyncCommittee, bits: Uint8Array): readonly Uint8Array[] {
  return pubkeys.filter((_, index) => (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1);
}
