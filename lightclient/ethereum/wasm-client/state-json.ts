/**
 * JSON of the client's states: 64-bit integers are JSON numbers, byte strings lower-case hex with `0x`.
 * Source: as in `state.ts`, with serde's derived names.
 * @module
 */
import { decodeUtf8, type ExactJson, encodeUtf8, formatExactJson, parseExactJson } from '../../codec/index.ts';
import {
  formatBytes,
  formatUint64,
  formatUint256,
  isAbsent,
  readBoolean,
  readBytes,
  readObject,
  readUint64,
  readUint256,
} from './json-fields.ts';
import type { CommitteeSummary, WasmClientState, WasmConsensusState, WasmFork, WasmForkParameters } from './state.ts';

/** JSON bytes of a client state, without a wrapper. @throws {DecodeError} */
export function decodeWasmClientState(bytes: Uint8Array, field = 'client_state'): WasmClientState {
  const json = readObject(parseExactJson(decodeUtf8(bytes, field), field), field);
  const uint64 = (key: string): bigint => readUint64(json[key], `${field}.${key}`);
  return {
    chainId: uint64('chain_id'),
    genesisValidatorsRoot: readBytes(json.genesis_validators_root, 32, `${field}.genesis_validators_root`),
    minSyncCommitteeParticipants: uint64('min_sync_committee_participants'),
    syncCommitteeSize: uint64('sync_committee_size'),
    genesisTime: uint64('genesis_time'),
    genesisSlot: uint64('genesis_slot'),
    forkParameters: readForkParameters(json.fork_parameters, `${field}.fork_parameters`),
    secondsPerSlot: uint64('seconds_per_slot'),
    slotsPerEpoch: uint64('slots_per_epoch'),
    epochsPerSyncCommitteePeriod: uint64('epochs_per_sync_committee_period'),
    latestSlot: uint64('latest_slot'),
    latestExecutionBlockNumber: uint64('latest_execution_block_number'),
    isFrozen: readBoolean(json.is_frozen, `${field}.is_frozen`),
    ibcContractAddress: readBytes(json.ibc_contract_address, 20, `${field}.ibc_contract_address`),
    ibcCommitmentSlot: readUint256(json.ibc_commitment_slot, `${field}.ibc_commitment_slot`),
    ...(isAbsent(json.trusting_period) ? {} : { trustingPeriod: uint64('trusting_period') }),
  };
}

function readForkParameters(value: ExactJson | undefined, field: string): WasmForkParameters {
  const json = readObject(value, field);
  const fork = (name: string): WasmFork => readFork(json[name], `${field}.${name}`);
  return {
    genesisForkVersion: readBytes(json.genesis_fork_version, 4, `${field}.genesis_fork_version`),
    genesisSlot: readUint64(json.genesis_slot, `${field}.genesis_slot`),
    altair: fork('altair'),
    bellatrix: fork('bellatrix'),
    capella: fork('capella'),
    deneb: fork('deneb'),
    electra: fork('electra'),
    fulu: fork('fulu'),
    ...(isAbsent(json.gloas) ? {} : { gloas: fork('gloas') }),
  };
}

function readFork(value: ExactJson | undefined, field: string): WasmFork {
  const json = readObject(value, field);
  return {
    version: readBytes(json.version, 4, `${field}.version`),
    epoch: readUint64(json.epoch, `${field}.epoch`),
  };
}

/** JSON bytes of a client state; what our contract alone knows is left out when absent. */
export function encodeWasmClientState(state: WasmClientState): Uint8Array {
  return encodeUtf8(
    formatExactJson({
      chain_id: formatUint64(state.chainId),
      genesis_validators_root: formatBytes(state.genesisValidatorsRoot),
      min_sync_committee_participants: formatUint64(state.minSyncCommitteeParticipants),
      sync_committee_size: formatUint64(state.syncCommitteeSize),
      genesis_time: formatUint64(state.genesisTime),
      genesis_slot: formatUint64(state.genesisSlot),
      fork_parameters: toForkParametersJson(state.forkParameters),
      seconds_per_slot: formatUint64(state.secondsPerSlot),
      slots_per_epoch: formatUint64(state.slotsPerEpoch),
      epochs_per_sync_committee_period: formatUint64(state.epochsPerSyncCommitteePeriod),
      latest_slot: formatUint64(state.latestSlot),
      latest_execution_block_number: formatUint64(state.latestExecutionBlockNumber),
      is_frozen: state.isFrozen,
      ibc_contract_address: formatBytes(state.ibcContractAddress),
      ibc_commitment_slot: formatUint256(state.ibcCommitmentSlot),
      ...(state.trustingPeriod === undefined ? {} : { trusting_period: formatUint64(state.trustingPeriod) }),
    }),
  );
}

/** As in the client state, and in a migration that changes them. */
export function toForkParametersJson(parameters: WasmForkParameters): ExactJson {
  const fork = ({ version, epoch }: WasmFork): ExactJson => ({
    version: formatBytes(version),
    epoch: formatUint64(epoch),
  });
  return {
    genesis_fork_version: formatBytes(parameters.genesisForkVersion),
    genesis_slot: formatUint64(parameters.genesisSlot),
    altair: fork(parameters.altair),
    bellatrix: fork(parameters.bellatrix),
    capella: fork(parameters.capella),
    deneb: fork(parameters.deneb),
    electra: fork(parameters.electra),
    fulu: fork(parameters.fulu),
    ...(parameters.gloas === undefined ? {} : { gloas: fork(parameters.gloas) }),
  };
}

/** JSON bytes of a consensus state, without a wrapper. @throws {DecodeError} */
export function decodeWasmConsensusState(bytes: Uint8Array, field = 'consensus_state'): WasmConsensusState {
  const json = readObject(parseExactJson(decodeUtf8(bytes, field), field), field);
  const next = json.next_sync_committee;
  return {
    slot: readUint64(json.slot, `${field}.slot`),
    stateRoot: readBytes(json.state_root, 32, `${field}.state_root`),
    timestamp: readUint64(json.timestamp, `${field}.timestamp`),
    currentSyncCommittee: readSummary(json.current_sync_committee, `${field}.current_sync_committee`),
    ...(isAbsent(next) ? {} : { nextSyncCommittee: readSummary(next, `${field}.next_sync_committee`) }),
  };
}

function readSummary(value: ExactJson | undefined, field: string): CommitteeSummary {
  const json = readObject(value, field);
  return {
    pubkeysHash: readBytes(json.pubkeys_hash, 32, `${field}.pubkeys_hash`),
    aggregatePubkey: readBytes(json.aggregate_pubkey, 48, `${field}.aggregate_pubkey`),
  };
}

/** JSON bytes of a consensus state; an unknown next committee is `null`. */
export function encodeWasmConsensusState(state: WasmConsensusState): Uint8Array {
  const { slot, stateRoot, timestamp, currentSyncCommittee, nextSyncCommittee } = state;
  return encodeUtf8(
    formatExactJson({
      slot: formatUint64(slot),
      state_root: formatBytes(stateRoot),
      timestamp: formatUint64(timestamp),
      current_sync_committee: toSummaryJson(currentSyncCommittee),
      next_sync_committee: nextSyncCommittee === undefined ? null : toSummaryJson(nextSyncCommittee),
    }),
  );
}

function toSummaryJson({ pubkeysHash, aggregatePubkey }: CommitteeSummary): ExactJson {
  return { pubkeys_hash: formatBytes(pubkeysHash), aggregate_pubkey: formatBytes(aggregatePubkey) };
}
