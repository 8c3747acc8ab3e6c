/** Light-client headers of blocks of our own, in the shapes of all forks. @module */
import {
  type BeaconBlockHeader,
  type BeaconConfig,
  CAPELLA_PAYLOAD_HEADER,
  computeTimeAtSlot,
  DENEB_PAYLOAD_HEADER,
  type ExecutionPayloadHeader,
  emptyHeader,
  FORK_TABLE,
  type LightClientFork,
  type LightClientHeader,
  type SyncCommittee,
} from '@causeway/lightclient/ethereum';
import {
  bytesType,
  containerType,
  gindexDepth,
  merkleBranch,
  normalizeMerkleBranch,
  vectorType,
} from '@causeway/lightclient/proofs';
import { sha256 } from './build-header.ts';
import { buildSparseTree, type SparseTree } from './sparse-tree.ts';

const NANOSECONDS = 1_000_000_000n;
/** Of the payload in the body, from Bellatrix to Fulu. */
const PAYLOAD_GINDEX = 25;

/** Of the block's hash among the payload header's fields. */
const BLOCK_HASH = 12;

type Payload = ExecutionPayloadHeader & { readonly blobGasUsed: bigint; readonly excessBlobGas: bigint };

/** What a block's body says of the execution layer. */
export interface FakeExecution {
  readonly payload: Payload;
  readonly body: SparseTree;
}

/** What of a block goes into headers. */
export interface HeadedBlock {
  readonly beacon: BeaconBlockHeader;
  readonly fork: LightClientFork;
  /** From Capella on. */
  readonly execution: FakeExecution | undefined;
}

export interface ExecutionOptions {
  readonly config: BeaconConfig;
  readonly fork: LightClientFork;
  readonly slot: bigint;
  /** Tells blocks of one slot apart. */
  readonly salt: string;
  readonly change: Partial<ExecutionPayloadHeader>;
}

export function buildExecution({ config, fork, slot, salt, change }: ExecutionOptions): FakeExecution | undefined {
  const { shape } = FORK_TABLE[fork];
  if (shape === 'beacon') return undefined;
  const of = (what: string): Uint8Array => sha256(`${salt} ${what} ${slot}`);
  const payload: Payload = {
    parentHash: of('parent hash'),
    feeRecipient: of('fee recipient').subarray(0, 20),
    stateRoot: of('execution state'),
    receiptsRoot: of('receipts'),
    logsBloom: new Uint8Array(256).fill(Number(slot % 255n) + 1),
    prevRandao: of('randao'),
    blockNumber: slot,
    gasLimit: 36_000_000n,
    gasUsed: 21_000n + slot,
    timestamp: computeTimeAtSlot(config, slot) / NANOSECONDS,
    extraData: new TextEncoder().encode('a payload of ours'),
    baseFeePerGas: 7n + slot,
    blockHash: of('block hash'),
    transactionsRoot: of('transactions'),
    withdrawalsRoot: of('withdrawals'),
    blobGasUsed: shape === 'capella' ? 0n : 131_072n,
    excessBlobGas: shape === 'capella' ? 0n : slot,
    ...change,
  };
  const leaf = shape === 'gloas' ? payload.blockHash : payloadType(shape).hashTreeRoot(payload);
  const gindex = FORK_TABLE[fork].executionGindex ?? PAYLOAD_GINDEX;
  return { payload, body: buildSparseTree(new Map([[gindex, leaf]]), `${salt} body ${slot}`) };
}

function payloadType(shape: 'capella' | 'deneb') {
  return shape === 'capella' ? CAPELLA_PAYLOAD_HEADER : DENEB_PAYLOAD_HEADER;
}

/** The header of a block with the fields of its own fork, or of a later one as the specification upgrades it. */
export function headerFor({ beacon, fork, execution }: HeadedBlock, objectFork = fork): LightClientHeader {
  const row = FORK_TABLE[objectFork];
  const { shape } = row;
  if (shape === 'beacon') return { shape, beacon };
  const length = gindexDepth(row.executionGindex ?? PAYLOAD_GINDEX);
  if (execution === undefined) return { ...emptyHeader(row), beacon };
  const { payload, body } = execution;
  if (shape === 'gloas') {
    return {
      shape,
      beacon,
      executionBlockHash: payload.blockHash,
      executionBranch: normalizeMerkleBranch(blockHashBranch(fork, execution), length),
    };
  }
  const { blobGasUsed, excessBlobGas, ...common } = payload;
  return {
    shape,
    beacon,
    execution: shape === 'capella' ? common : { ...common, blobGasUsed, excessBlobGas },
    executionBranch: body.branch(PAYLOAD_GINDEX),
  };
}

/** From the block's hash up to the body's root. */
function blockHashBranch(fork: LightClientFork, { payload, body }: FakeExecution): readonly Uint8Array[] {
  const { shape } = FORK_TABLE[fork];
  if (shape === 'gloas') return body.branch(FORK_TABLE[fork].executionGindex ?? PAYLOAD_GINDEX);
  const fields = payloadType(shape === 'capella' ? shape : 'deneb').fieldRoots(payload);
  return [...merkleBranch(fields, BLOCK_HASH), ...body.branch(PAYLOAD_GINDEX)];
}

export function hashCommittee({ pubkeys, aggregatePubkey }: SyncCommittee): Uint8Array {
  const key = bytesType(48);
  const type = containerType({ pubkeys: vectorType(key, pubkeys.length), aggregatePubkey: key });
  return type.hashTreeRoot({ pubkeys, aggregatePubkey });
}
