/** Beacon objects inside the client's JSON: integers are decimal strings here, as the beacon API writes them. @module */
import { DecodeError, type ExactJson } from '../../codec/index.ts';
import type { BeaconBlockHeader, ExecutionPayloadHeader, SyncAggregate, SyncCommittee } from '../types.ts';
import type { FinalizingUpdate, WasmLightClientHeader } from './client-message.ts';
import {
  formatBytes,
  formatUint64,
  formatUint256,
  isAbsent,
  readArray,
  readBytes,
  readHex,
  readObject,
  readUint256,
} from './json-fields.ts';

const MAX_COMMITTEE = 512;
/** Deeper than any fork's. */
const MAX_BRANCH = 16;
/** Of an execution block's header in RLP; today's have about 650. */
const MAX_EXECUTION_HEADER = 2048;
const MAX_EXTRA_DATA = 32;
const MAX_UINT64 = (1n << 64n) - 1n;
const DECIMAL = /^(?:0|[1-9][0-9]*)$/;

function readDecimal(value: ExactJson | undefined, field: string): bigint {
  if (typeof value === 'string' && value.length <= 20 && DECIMAL.test(value)) {
    const integer = BigInt(value);
    if (integer <= MAX_UINT64) return integer;
  }
  throw new DecodeError(field, 'a decimal string of 64 bits', JSON.stringify(String(value).slice(0, 60)));
}

function decimal(value: bigint): string {
  return `${formatUint64(value)}`;
}

/** Hex as alloy writes a 256-bit integer, or decimal as the beacon API does. */
function readFee(value: ExactJson | undefined, field: string): bigint {
  const isDecimal = typeof value === 'string' && value.length <= 78 && DECIMAL.test(value);
  const fee = isDecimal ? BigInt(value) : readUint256(value, field);
  if (fee < 1n << 256n) return fee;
  throw new DecodeError(field, 'at most 256 bits', `${fee}`);
}

function readShort(value: ExactJson | undefined, most: number, field: string): Uint8Array {
  const bytes = readHex(value, field);
  if (bytes.length <= most) return bytes;
  throw new DecodeError(field, `at most ${most} bytes`, `${bytes.length}`);
}

function readRoots(value: ExactJson | undefined, field: string): readonly Uint8Array[] {
  return readArray(value, MAX_BRANCH, field).map((root, index) => readBytes(root, 32, `${field}[${index}]`));
}

/** @throws {DecodeError} */
export function readSyncCommittee(value: ExactJson | undefined, field: string): SyncCommittee {
  const json = readObject(value, field);
  const pubkeys = readArray(json.pubkeys, MAX_COMMITTEE, `${field}.pubkeys`);
  return {
    pubkeys: pubkeys.map((key, index) => readBytes(key, 48, `${field}.pubkeys[${index}]`)),
    aggregatePubkey: readBytes(json.aggregate_pubkey, 48, `${field}.aggregate_pubkey`),
  };
}

export function toSyncCommitteeJson({ pubkeys, aggregatePubkey }: SyncCommittee): ExactJson {
  return { pubkeys: pubkeys.map(formatBytes), aggregate_pubkey: formatBytes(aggregatePubkey) };
}

/** @throws {DecodeError} also when one of the next committee and its branch is without the other. */
export function readUpdate(value: ExactJson | undefined, field: string): FinalizingUpdate {
  const json = readObject(value, field);
  const { next_sync_committee: next, next_sync_committee_branch: branch } = json;
  if (isAbsent(next) !== isAbsent(branch)) {
    throw new DecodeError(`${field}.next_sync_committee`, 'a committee and its branch, or neither', 'one of the two');
  }
  const nextSyncCommittee = isAbsent(next)
    ? {}
    : {
        nextSyncCommittee: {
          committee: readSyncCommittee(next, `${field}.next_sync_committee`),
          branch: readRoots(branch, `${field}.next_sync_committee_branch`),
        },
      };
  return {
    attestedHeader: readHeader(json.attested_header, `${field}.attested_header`),
    ...nextSyncCommittee,
    finality: {
      header: readHeader(json.finalized_header, `${field}.finalized_header`),
      branch: readRoots(json.finality_branch, `${field}.finality_branch`),
    },
    syncAggregate: readSyncAggregate(json.sync_aggregate, `${field}.sync_aggregate`),
    signatureSlot: readDecimal(json.signature_slot, `${field}.signature_slot`),
  };
}

export function toUpdateJson(update: FinalizingUpdate): ExactJson {
  const { attestedHeader, nextSyncCommittee: next, finality, syncAggregate, signatureSlot } = update;
  return {
    attested_header: toHeaderJson(attestedHeader),
    next_sync_committee: next === undefined ? null : toSyncCommitteeJson(next.committee),
    next_sync_committee_branch: next === undefined ? null : next.branch.map(formatBytes),
    finalized_header: toHeaderJson(finality.header),
    finality_branch: finality.branch.map(formatBytes),
    sync_aggregate: {
      sync_committee_bits: formatBytes(syncAggregate.syncCommitteeBits),
      sync_committee_signature: formatBytes(syncAggregate.syncCommitteeSignature),
    },
    signature_slot: decimal(signatureSlot),
  };
}

function readSyncAggregate(value: ExactJson | undefined, field: string): SyncAggregate {
  const json = readObject(value, field);
  return {
    syncCommitteeBits: readShort(json.sync_committee_bits, MAX_COMMITTEE / 8, `${field}.sync_committee_bits`),
    syncCommitteeSignature: readBytes(json.sync_committee_signature, 96, `${field}.sync_committee_signature`),
  };
}

function readHeader(value: ExactJson | undefined, field: string): WasmLightClientHeader {
  const json = readObject(value, field);
  const beacon = readBeacon(json.beacon, `${field}.beacon`);
  const executionBranch = readRoots(json.execution_branch, `${field}.execution_branch`);
  if (isAbsent(json.execution_block_hash) === isAbsent(json.execution)) {
    const want = "either 'execution' or 'execution_block_hash'";
    throw new DecodeError(field, want, isAbsent(json.execution) ? 'neither' : 'both');
  }
  if (!isAbsent(json.execution_block_hash)) {
    const executionBlockHash = readBytes(json.execution_block_hash, 32, `${field}.execution_block_hash`);
    const rlp = json.execution_header_rlp;
    const block = isAbsent(rlp)
      ? {}
      : { executionHeader: readShort(rlp, MAX_EXECUTION_HEADER, `${field}.execution_header_rlp`) };
    return { shape: 'gloas', beacon, executionBlockHash, executionBranch, ...block };
  }
  return { shape: 'deneb', beacon, execution: readExecution(json.execution, `${field}.execution`), executionBranch };
}

/** @throws {RangeError} for a header from before Deneb: the client knows none. */
function toHeaderJson(header: WasmLightClientHeader): ExactJson {
  if (header.shape === 'gloas') {
    return {
      beacon: toBeaconJson(header.beacon),
      execution_block_hash: formatBytes(header.executionBlockHash),
      execution_branch: header.executionBranch.map(formatBytes),
      ...(header.executionHeader === undefined ? {} : { execution_header_rlp: formatBytes(header.executionHeader) }),
    };
  }
  if (header.shape !== 'deneb') throw new RangeError(`header: want one from Deneb on, got ${header.shape}`);
  return {
    beacon: toBeaconJson(header.beacon),
    execution: toExecutionJson(header.execution),
    execution_branch: header.executionBranch.map(formatBytes),
  };
}

function readBeacon(value: ExactJson | undefined, field: string): BeaconBlockHeader {
  const json = readObject(value, field);
  return {
    slot: readDecimal(json.slot, `${field}.slot`),
    proposerIndex: readDecimal(json.proposer_index, `${field}.proposer_index`),
    parentRoot: readBytes(json.parent_root, 32, `${field}.parent_root`),
    stateRoot: readBytes(json.state_root, 32, `${field}.state_root`),
    bodyRoot: readBytes(json.body_root, 32, `${field}.body_root`),
  };
}

function toBeaconJson(beacon: BeaconBlockHeader): ExactJson {
  return {
    slot: decimal(beacon.slot),
    proposer_index: decimal(beacon.proposerIndex),
    parent_root: formatBytes(beacon.parentRoot),
    state_root: formatBytes(beacon.stateRoot),
    body_root: formatBytes(beacon.bodyRoot),
  };
}

function readExecution(value: ExactJson | undefined, field: string): ExecutionPayloadHeader {
  const json = readObject(value, field);
  const bytes = (key: string, length: number): Uint8Array => readBytes(json[key], length, `${field}.${key}`);
  const integer = (key: string): bigint => readDecimal(json[key], `${field}.${key}`);
  return {
    parentHash: bytes('parent_hash', 32),
    feeRecipient: bytes('fee_recipient', 20),
    stateRoot: bytes('state_root', 32),
    receiptsRoot: bytes('receipts_root', 32),
    logsBloom: bytes('logs_bloom', 256),
    prevRandao: bytes('prev_randao', 32),
    blockNumber: integer('block_number'),
    gasLimit: integer('gas_limit'),
    gasUsed: integer('gas_used'),
    timestamp: integer('timestamp'),
    extraData: readShort(json.extra_data, MAX_EXTRA_DATA, `${field}.extra_data`),
    baseFeePerGas: readFee(json.base_fee_per_gas, `${field}.base_fee_per_gas`),
    blockHash: bytes('block_hash', 32),
    transactionsRoot: bytes('transactions_root', 32),
    withdrawalsRoot: bytes('withdrawals_root', 32),
    blobGasUsed: integer('blob_gas_used'),
    excessBlobGas: integer('excess_blob_gas'),
  };
}

function toExecutionJson(execution: ExecutionPayloadHeader): ExactJson {
  return {
    parent_hash: formatBytes(execution.parentHash),
    fee_recipient: formatBytes(execution.feeRecipient),
    state_root: formatBytes(execution.stateRoot),
    receipts_root: formatBytes(execution.receiptsRoot),
    logs_bloom: formatBytes(execution.logsBloom),
    prev_randao: formatBytes(execution.prevRandao),
    block_number: decimal(execution.blockNumber),
    gas_limit: decimal(execution.gasLimit),
    gas_used: decimal(execution.gasUsed),
    timestamp: decimal(execution.timestamp),
    extra_data: formatBytes(execution.extraData),
    base_fee_per_gas: formatUint256(execution.baseFeePerGas),
    block_hash: formatBytes(execution.blockHash),
    transactions_root: formatBytes(execution.transactionsRoot),
    withdrawals_root: formatBytes(execution.withdrawalsRoot),
    blob_gas_used: decimal(execution.blobGasUsed ?? 0n),
    excess_blob_gas: decimal(execution.excessBlobGas ?? 0n),
  };
}
