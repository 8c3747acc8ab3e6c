/** The execution layer's part of a header: is it that of the beacon block, and what does it say? @module */
import { DecodeError, toHex } from '../../codec/index.ts';
import { verifyMerkleBranch, verifyNormalizedMerkleBranch } from '../../proofs/index.ts';
import { invalid, VALID } from '../../verdict.ts';
import { readBlockHeader } from '../execution/index.ts';
import { FORK_TABLE } from '../fork-table.ts';
import { DENEB_PAYLOAD_HEADER, executionBranchLength, withBlobFields } from '../header-type.ts';
import { forkAt, timeOf } from './chain-time.ts';
import type { WasmLightClientHeader } from './client-message.ts';
import type { WasmClientInvalid, WasmClientVerdict } from './fault.ts';
import type { WasmClientState } from './state.ts';

/** What the client keeps of an execution block. */
export interface Execution {
  readonly status: 'valid';
  readonly stateRoot: Uint8Array;
  readonly blockNumber: bigint;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
}

const GLOAS_BRANCH = executionBranchLength(FORK_TABLE.gloas);

/**
 * Whether the header has the shape of its slot's fork, and its execution part is that of the beacon block. A block hash may
 * also stand for the payload of Electra and Fulu, as headers that were upgraded to Gloas have it.
 */
export function checkExecutionBranch(client: WasmClientState, header: WasmLightClientHeader): WasmClientVerdict {
  const fork = forkAt(client, header.beacon.slot);
  if ('status' in fork) return fork;
  const { executionBlockHashGindex, executionGindex } = fork;
  const root = header.beacon.bodyRoot;
  if (header.shape === 'gloas' && executionBlockHashGindex !== undefined) {
    const { executionBlockHash: leaf, executionBranch: branch } = header;
    return judge(verifyNormalizedMerkleBranch({ leaf, branch, gindex: executionBlockHashGindex, root }, GLOAS_BRANCH));
  }
  if (header.shape !== 'deneb' || fork.shape !== 'deneb' || executionGindex === undefined) {
    return invalid('unsupported-fork', `a header of shape ${fork.shape}`, header.shape);
  }
  const leaf = DENEB_PAYLOAD_HEADER.hashTreeRoot(withBlobFields(header.execution));
  return judge(verifyMerkleBranch({ leaf, branch: header.executionBranch, gindex: executionGindex, root }));
}

function judge(verdict: ReturnType<typeof verifyMerkleBranch>): WasmClientVerdict {
  if (verdict.status === 'valid') return VALID;
  return invalid('bad-execution-branch', verdict.reason.want, verdict.reason.got);
}

/** The execution block of a header whose branch holds. Its time is that of the slot; from Gloas on it is an earlier block's. */
export function executionOf(client: WasmClientState, header: WasmLightClientHeader): Execution | WasmClientInvalid {
  const { slot } = header.beacon;
  const fork = forkAt(client, slot);
  if ('status' in fork) return fork;
  const execution = readExecution(header);
  if (execution.status === 'invalid') return execution;
  const time = timeOf(client, slot);
  const { timestamp } = execution;
  const fits = time !== undefined && (fork.shape === 'gloas' ? timestamp < time : timestamp === time);
  if (fits) return execution;
  const want = `the time of slot ${slot} (${time ?? 'none'}), from Gloas on one before it`;
  return invalid('bad-execution-time', want, `${timestamp}`);
}

function readExecution(header: WasmLightClientHeader): Execution | WasmClientInvalid {
  if (header.shape === 'beacon') return invalid('unsupported-fork', 'a header with an execution part', 'one without');
  if (header.shape === 'gloas') return readBlock(header.executionBlockHash, header.executionHeader);
  const { stateRoot, blockNumber, timestamp } = header.execution;
  return { status: 'valid', stateRoot, blockNumber, timestamp };
}

function readBlock(hash: Uint8Array, rlp: Uint8Array | undefined): Execution | WasmClientInvalid {
  if (rlp === undefined) return invalid('bad-execution-header', `the block header with hash ${toHex(hash)}`, 'none');
  try {
    const reading = readBlockHeader(rlp, hash);
    if (reading.status === 'invalid') return invalid('bad-execution-header', reading.reason.want, reading.reason.got);
    const { stateRoot, number, timestamp } = reading.header;
    return { status: 'valid', stateRoot, blockNumber: number, timestamp };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return invalid('bad-execution-header', error.want, error.got);
  }
}
