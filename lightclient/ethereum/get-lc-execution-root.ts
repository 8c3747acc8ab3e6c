/** `get_lc_execution_root`: what a header says of the execution layer, as one root. @module */
import { computeMerkleBranchRoot, gindexDepth, type Sha256 } from '../proofs/index.ts';
import { type BeaconConfig, GENESIS_SLOT } from './config.ts';
import { forkRowAtSlot } from './fork-schedule.ts';
import { FORK_TABLE } from './fork-table.ts';
import {
  BLOCK_HASH_FIELD,
  CAPELLA_PAYLOAD_HEADER,
  DENEB_PAYLOAD_HEADER,
  EMPTY_PAYLOAD_HEADER,
  withBlobFields,
  withoutBlobFields,
} from './header-type.ts';
import type { BlockHashHeader, ExecutionPayloadHeader, LightClientHeader } from './types.ts';

type Schedule = Pick<BeaconConfig, 'forks' | 'slotsPerEpoch'>;

/** Which fields of the payload header go into its root. */
export type PayloadShape = 'capella' | 'deneb';

const PAYLOAD_DEPTH = gindexDepth(FORK_TABLE.capella.executionGindex ?? 1);

/** Of the block hash in the payload header. */
const BLOCK_HASH_GINDEX: Readonly<Record<PayloadShape, number>> = {
  capella: 16 + BLOCK_HASH_FIELD,
  deneb: 32 + BLOCK_HASH_FIELD,
};

/**
 * The root of the payload header; from Gloas on the hash of the execution block; zero before Capella. In a header of Gloas
 * shape that describes an older block it follows from the branch.
 */
export function getLcExecutionRoot(header: LightClientHeader, config: Schedule, sha256?: Sha256): Uint8Array {
  const { shape } = forkRowAtSlot(config, header.beacon.slot);
  if (shape === 'beacon' || header.shape === 'beacon') return new Uint8Array(32);
  const payloadShape = shape === 'capella' ? 'capella' : 'deneb';
  if (header.shape !== 'gloas') return hashPayloadHeader(header.execution, payloadShape, sha256);
  if (shape === 'gloas') return header.executionBlockHash;
  if (header.beacon.slot === GENESIS_SLOT) return hashPayloadHeader(EMPTY_PAYLOAD_HEADER, payloadShape, sha256);
  return payloadRootFromBranch(header, payloadShape, sha256);
}

/** The root of a payload header in the fields of its slot's fork. */
function hashPayloadHeader(header: ExecutionPayloadHeader, shape: PayloadShape, sha256?: Sha256): Uint8Array {
  return shape === 'capella'
    ? CAPELLA_PAYLOAD_HEADER.hashTreeRoot(withoutBlobFields(header), sha256)
    : DENEB_PAYLOAD_HEADER.hashTreeRoot(withBlobFields(header), sha256);
}

/** The roots of the fields of a payload header, for a branch to one of them. */
export function payloadFieldRoots(header: ExecutionPayloadHeader, shape: PayloadShape): readonly Uint8Array[] {
  return shape === 'capella'
    ? CAPELLA_PAYLOAD_HEADER.fieldRoots(withoutBlobFields(header))
    : DENEB_PAYLOAD_HEADER.fieldRoots(withBlobFields(header));
}

function payloadRootFromBranch(header: BlockHashHeader, shape: PayloadShape, sha256?: Sha256): Uint8Array {
  const gindex = BLOCK_HASH_GINDEX[shape];
  const inner = header.executionBranch.slice(0, Math.max(header.executionBranch.length - PAYLOAD_DEPTH, 0));
  const branch = inner.slice(Math.max(inner.length - gindexDepth(gindex), 0));
  return computeMerkleBranchRoot({ leaf: header.executionBlockHash, branch, gindex }, sha256);
}
