/** `is_valid_light_client_header`: whether what a header says of the execution layer is in its block. @module */
import { type Sha256, verifyNormalizedMerkleBranch } from '../proofs/index.ts';
import { type BinaryVerdict, invalid, VALID } from '../verdict.ts';
import type { BeaconConfig } from './config.ts';
import { type LightClientHeaderFaultCode, nameBranch } from './fault-codes.ts';
import { forkAtSlot } from './fork-schedule.ts';
import { FORK_TABLE, type ForkRow } from './fork-table.ts';
import { getLcExecutionRoot } from './get-lc-execution-root.ts';
import { executionBranchLength, HEADER_SHAPES } from './header-type.ts';
import { isEmptyHeader, isEmptyPayloadHeader, isZeroBranch } from './object-types.ts';
import type { LightClientFork, LightClientHeader } from './types.ts';

/** The verdict on a header. */
export type HeaderVerdict = BinaryVerdict<LightClientHeaderFaultCode>;

/** The beacon header itself is proven by whoever knows its root; here is checked what comes with it. */
export function isValidLightClientHeader(
  header: LightClientHeader,
  config: Pick<BeaconConfig, 'forks' | 'slotsPerEpoch'>,
  sha256?: Sha256,
): HeaderVerdict {
  const fork = forkAtSlot(config, header.beacon.slot);
  const row = FORK_TABLE[fork];
  if (HEADER_SHAPES.indexOf(header.shape) < HEADER_SHAPES.indexOf(row.shape)) {
    return invalid('wrong-header-shape', `the fields of ${fork}`, `shape ${header.shape}`);
  }
  if (header.shape === 'beacon') return VALID;
  if (row.executionBlockHashGindex === undefined || row.executionGindex === undefined)
    return isWithoutExecution(header);
  const proves = header.shape === 'gloas';
  if (!proves && row.shape !== 'deneb' && hasBlobFields(header)) return blobFieldsNotZero(header);
  const claim = {
    leaf: proves ? header.executionBlockHash : getLcExecutionRoot(header, config, sha256),
    branch: header.executionBranch,
    gindex: proves ? row.executionBlockHashGindex : row.executionGindex,
    root: header.beacon.bodyRoot,
  };
  return nameBranch('execution', verifyNormalizedMerkleBranch(claim, branchLength(header), sha256));
}

/**
 * What an upgrade to a later fork would leave out of a header, such as the payload header that Gloas has no room for, must be
 * right before it is left out.
 */
export function isValidBeforeUpgrade(
  header: LightClientHeader,
  fork: LightClientFork,
  config: Pick<BeaconConfig, 'forks' | 'slotsPerEpoch'>,
  sha256?: Sha256,
): HeaderVerdict {
  if (header.shape === FORK_TABLE[fork].shape || isEmptyHeader(header)) return VALID;
  return isValidLightClientHeader(header, config, sha256);
}

type HeaderWithExecution = Exclude<LightClientHeader, { readonly shape: 'beacon' }>;

function branchLength({ shape }: HeaderWithExecution): number {
  const row: ForkRow = shape === 'gloas' ? FORK_TABLE.gloas : FORK_TABLE.capella;
  return executionBranchLength(row);
}

/** Before Capella a header that has room for the execution layer leaves it empty. */
function isWithoutExecution(header: HeaderWithExecution): HeaderVerdict {
  const isEmpty =
    header.shape === 'gloas'
      ? header.executionBlockHash.every((byte) => byte === 0)
      : isEmptyPayloadHeader(header.execution);
  if (isEmpty && header.executionBranch.length === branchLength(header) && isZeroBranch(header.executionBranch))
    return VALID;
  if (header.shape === 'deneb' && hasBlobFields(header)) return blobFieldsNotZero(header);
  return invalid('execution-not-empty', 'nothing of the execution layer before Capella', 'something');
}

function hasBlobFields(header: HeaderWithExecution): boolean {
  if (header.shape === 'gloas') return false;
  const { blobGasUsed = 0n, excessBlobGas = 0n } = header.execution;
  return blobGasUsed !== 0n || excessBlobGas !== 0n;
}

function blobFieldsNotZero(header: HeaderWithExecution): HeaderVerdict {
  return invalid('blob-fields-not-zero', 'zero before Deneb', `something at slot ${header.beacon.slot}`);
}
