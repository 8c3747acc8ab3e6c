/** Slots, periods, forks and times as the client's own parameters have them. @module */
import { invalid } from '../../verdict.ts';
import type { BeaconConfig, ForkActivation } from '../config.ts';
import { FORK_TABLE, type ForkRow } from '../fork-table.ts';
import type { WasmClientInvalid } from './fault.ts';
import { WASM_FORKS, type WasmClientState } from './state.ts';

const MAX_UINT64 = (1n << 64n) - 1n;
const MS_PER_SECOND = 1000n;
const MAINNET_COMMITTEE = 512n;

/** The beacon chain that a client follows. */
export function toBeaconConfig(client: WasmClientState): BeaconConfig {
  const { forkParameters: parameters } = client;
  const forks = WASM_FORKS.flatMap((name): readonly ForkActivation[] => {
    const fork = parameters[name];
    return fork === undefined ? [] : [{ name, ...fork }];
  });
  return {
    preset: client.syncCommitteeSize === MAINNET_COMMITTEE ? 'mainnet' : 'minimal',
    syncCommitteeSize: Number(client.syncCommitteeSize),
    slotsPerEpoch: client.slotsPerEpoch,
    epochsPerSyncCommitteePeriod: client.epochsPerSyncCommitteePeriod,
    slotDurationMs: client.secondsPerSlot * MS_PER_SECOND,
    genesisTime: client.genesisTime,
    genesisValidatorsRoot: client.genesisValidatorsRoot,
    forks: [{ name: 'phase0', version: parameters.genesisForkVersion, epoch: 0n }, ...forks],
  };
}

/** Sync-committee period of a slot. */
export function periodAt(client: WasmClientState, slot: bigint): bigint {
  return slot / client.slotsPerEpoch / client.epochsPerSyncCommitteePeriod;
}

/** Slot at a time in seconds since 1970; `undefined` before genesis. */
export function slotAt(client: WasmClientState, seconds: bigint): bigint | undefined {
  if (seconds < client.genesisTime) return undefined;
  const slot = (seconds - client.genesisTime) / client.secondsPerSlot + client.genesisSlot;
  return slot <= MAX_UINT64 ? slot : undefined;
}

/** When a slot begins, seconds since 1970; `undefined` where that is no time. */
export function timeOf(client: WasmClientState, slot: bigint): bigint | undefined {
  if (slot < client.genesisSlot) return undefined;
  const seconds = (slot - client.genesisSlot) * client.secondsPerSlot + client.genesisTime;
  return seconds <= MAX_UINT64 ? seconds : undefined;
}

/** What the client knows of the fork of a slot: Fulu is as Electra here; before Electra there is nothing. */
export function forkAt(client: WasmClientState, slot: bigint): ForkRow | WasmClientInvalid {
  const { electra, gloas } = client.forkParameters;
  const epoch = slot / client.slotsPerEpoch;
  if (gloas !== undefined && epoch >= gloas.epoch) return FORK_TABLE.gloas;
  if (epoch >= electra.epoch) return FORK_TABLE.electra;
  return invalid('unsupported-fork', `a header of Electra or later (epoch ${electra.epoch})`, `one of epoch ${epoch}`);
}
