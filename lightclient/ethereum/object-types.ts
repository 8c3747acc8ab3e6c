/** SSZ types of the light-client objects of each fork. Spec: `sync-protocol.md` of each fork, "Containers". @module */
import {
  BYTES32,
  bitvectorType,
  bytesType,
  containerType,
  gindexDepth,
  mapType,
  type SszType,
  UINT64,
  vectorType,
} from '../proofs/index.ts';
import { FORK_TABLE, type ForkRow } from './fork-table.ts';
import { emptyHeader, headerType } from './header-type.ts';
import type {
  BeaconBlockHeader,
  ExecutionPayloadHeader,
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientFork,
  LightClientHeader,
  LightClientOptimisticUpdate,
  LightClientUpdate,
  SyncAggregate,
  SyncCommittee,
} from './types.ts';

const PUBKEY_SIZE = 48;
const SIGNATURE_SIZE = 96;

/** What a fork's objects look like. Each type reads and writes SSZ and JSON, and hashes. */
export interface LightClientTypes {
  readonly header: SszType<LightClientHeader>;
  readonly syncCommittee: SszType<SyncCommittee>;
  readonly bootstrap: SszType<LightClientBootstrap>;
  readonly update: SszType<LightClientUpdate>;
  readonly finalityUpdate: SszType<LightClientFinalityUpdate>;
  readonly optimisticUpdate: SszType<LightClientOptimisticUpdate>;
}

const CACHE = new Map<ForkRow, Map<number, LightClientTypes>>();

/** The types of a fork for committees of this size. */
export function lightClientTypes(fork: LightClientFork, syncCommitteeSize: number): LightClientTypes {
  const row = FORK_TABLE[fork];
  const bySize = CACHE.get(row) ?? new Map<number, LightClientTypes>();
  const types = bySize.get(syncCommitteeSize) ?? buildTypes(row, syncCommitteeSize);
  bySize.set(syncCommitteeSize, types);
  CACHE.set(row, bySize);
  return types;
}

/** The SSZ type of a sync committee. */
export function syncCommitteeType(size: number): SszType<SyncCommittee> {
  const key = bytesType(PUBKEY_SIZE);
  return containerType({ pubkeys: vectorType(key, size), aggregatePubkey: key });
}

function buildTypes(row: ForkRow, size: number): LightClientTypes {
  const header = headerType(row);
  const syncCommittee = syncCommitteeType(size);
  const syncAggregate: SszType<SyncAggregate> = containerType({
    syncCommitteeBits: bitvectorType(size),
    syncCommitteeSignature: bytesType(SIGNATURE_SIZE),
  });
  const branch = (gindex: number) => vectorType(BYTES32, gindexDepth(gindex));
  const signature = { syncAggregate, signatureSlot: UINT64 };
  const finality = { finalizedHeader: header, finalityBranch: branch(row.finalizedRootGindex) };
  const committee = {
    nextSyncCommittee: syncCommittee,
    nextSyncCommitteeBranch: branch(row.nextSyncCommitteeGindex),
  };
  const empty = {
    header: emptyHeader(row),
    finalityBranch: zeroBranch(row.finalizedRootGindex),
    committee: emptySyncCommittee(size),
    committeeBranch: zeroBranch(row.nextSyncCommitteeGindex),
  };
  return {
    header,
    syncCommittee,
    bootstrap: containerType({
      header,
      currentSyncCommittee: syncCommittee,
      currentSyncCommitteeBranch: branch(row.currentSyncCommitteeGindex),
    }),
    update: mapType(
      containerType({ attestedHeader: header, ...committee, ...finality, ...signature }),
      (wire) => ({ ...pickSigned(wire), ...fromCommittee(wire), ...fromFinality(wire) }),
      (update) => ({ ...pickSigned(update), ...toCommittee(update, empty), ...toFinality(update, empty) }),
    ),
    finalityUpdate: mapType(
      containerType({ attestedHeader: header, ...finality, ...signature }),
      (wire) => ({ ...pickSigned(wire), ...fromFinality(wire) }),
      (update) => ({ ...pickSigned(update), ...toFinality(update, empty) }),
    ),
    optimisticUpdate: containerType({ attestedHeader: header, ...signature }),
  };
}

type Signed = LightClientOptimisticUpdate;

function pickSigned({ attestedHeader, syncAggregate, signatureSlot }: Signed): Signed {
  return { attestedHeader, syncAggregate, signatureSlot };
}

interface Empty {
  readonly header: LightClientHeader;
  readonly finalityBranch: readonly Uint8Array[];
  readonly committee: SyncCommittee;
  readonly committeeBranch: readonly Uint8Array[];
}

interface WireFinality {
  readonly finalizedHeader: LightClientHeader;
  readonly finalityBranch: readonly Uint8Array[];
}

interface WireCommittee {
  readonly nextSyncCommittee: SyncCommittee;
  readonly nextSyncCommitteeBranch: readonly Uint8Array[];
}

/** Only what is zero throughout is left out: a header without a branch stays, for verification to refuse. */
function fromFinality({ finalizedHeader, finalityBranch }: WireFinality): Pick<LightClientUpdate, 'finality'> {
  if (isZeroBranch(finalityBranch) && isEmptyHeader(finalizedHeader)) return {};
  return { finality: { header: finalizedHeader, branch: finalityBranch } };
}

function toFinality({ finality }: Pick<LightClientUpdate, 'finality'>, empty: Empty): WireFinality {
  return {
    finalizedHeader: finality?.header ?? empty.header,
    finalityBranch: finality?.branch ?? empty.finalityBranch,
  };
}

function fromCommittee(wire: WireCommittee): Pick<LightClientUpdate, 'nextSyncCommittee'> {
  const { nextSyncCommittee: committee, nextSyncCommitteeBranch: branch } = wire;
  if (isZeroBranch(branch) && isEmptySyncCommittee(committee)) return {};
  return { nextSyncCommittee: { committee, branch } };
}

function toCommittee({ nextSyncCommittee }: Pick<LightClientUpdate, 'nextSyncCommittee'>, empty: Empty): WireCommittee {
  return {
    nextSyncCommittee: nextSyncCommittee?.committee ?? empty.committee,
    nextSyncCommitteeBranch: nextSyncCommittee?.branch ?? empty.committeeBranch,
  };
}

function zeroBranch(gindex: number): readonly Uint8Array[] {
  return Array.from({ length: gindexDepth(gindex) }, () => new Uint8Array(32));
}

function emptySyncCommittee(size: number): SyncCommittee {
  const key = new Uint8Array(PUBKEY_SIZE);
  return { pubkeys: Array.from({ length: size }, () => key), aggregatePubkey: key };
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Whether all nodes are zero, which stands for no branch. */
export function isZeroBranch(branch: readonly Uint8Array[]): boolean {
  return branch.every(isZero);
}

/** Whether all keys are zero, which stands for no committee. */
export function isEmptySyncCommittee({ pubkeys, aggregatePubkey }: SyncCommittee): boolean {
  return isZero(aggregatePubkey) && pubkeys.every(isZero);
}

/** Whether a header is zero throughout, which stands for none. */
export function isEmptyHeader(header: LightClientHeader): boolean {
  if (!hasZeroFields(header.beacon)) return false;
  switch (header.shape) {
    case 'beacon':
      return true;
    case 'gloas':
      return isZero(header.executionBlockHash) && isZeroBranch(header.executionBranch);
    default:
      return isEmptyPayloadHeader(header.execution) && isZeroBranch(header.executionBranch);
  }
}

/** Whether a payload header is zero throughout. */
export function isEmptyPayloadHeader(header: ExecutionPayloadHeader): boolean {
  return header.extraData.length === 0 && hasZeroFields(header);
}

function hasZeroFields(fields: BeaconBlockHeader | ExecutionPayloadHeader): boolean {
  return Object.values(fields).every((value: bigint | Uint8Array) =>
    typeof value === 'bigint' ? value === 0n : isZero(value),
  );
}
