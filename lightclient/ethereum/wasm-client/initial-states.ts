/** The states that a client begins with, made of what our own light client has verified. @module */
import { type BeaconConfig, FAR_FUTURE_EPOCH, GENESIS_SLOT } from '../config.ts';
import type { SyncCommittee } from '../types.ts';
import type { WasmLightClientHeader } from './client-message.ts';
import { summarizeCommittee } from './committee.ts';
import { executionOf } from './execution.ts';
import { WASM_FORKS, type WasmClientState, type WasmConsensusState, type WasmForkParameters } from './state.ts';

/** What to begin from, and whose storage to prove. */
export interface InitialStatesOptions {
  readonly config: BeaconConfig;
  /** Of the execution chain (EIP-155). */
  readonly chainId: bigint;
  /** A finalized header, verified. */
  readonly header: WasmLightClientHeader;
  /** The committee of the header's period, proven by the bootstrap or known from the update before. */
  readonly currentSyncCommittee: SyncCommittee;
  /** The committee of the period after, where it is known. */
  readonly nextSyncCommittee?: SyncCommittee;
  /** 20 bytes: the contract that holds IBC commitments. */
  readonly ibcContractAddress: Uint8Array;
  /** Storage slot of its mapping of commitments. */
  readonly ibcCommitmentSlot: bigint;
  /** Seconds; left out, no state ever expires, as in the field's contract, which does not know it. */
  readonly trustingPeriod?: bigint;
}

const MS_PER_SECOND = 1000n;
const UNKNOWN_VERSION = new Uint8Array(4);

/**
 * Client and consensus state for a new client at a header. Anything signed by fewer than two thirds is refused from the start.
 * @throws {RangeError} for a chain whose slots are no whole seconds, or a header without an execution block of its time.
 */
export function createInitialStates(options: InitialStatesOptions): {
  readonly clientState: WasmClientState;
  readonly consensusState: WasmConsensusState;
} {
  const { config, header, currentSyncCommittee, nextSyncCommittee, trustingPeriod } = options;
  if (config.slotDurationMs % MS_PER_SECOND !== 0n) {
    throw new RangeError(`slotDurationMs: want whole seconds, got ${config.slotDurationMs}`);
  }
  const size = BigInt(config.syncCommitteeSize);
  const draft: WasmClientState = {
    chainId: options.chainId,
    genesisValidatorsRoot: config.genesisValidatorsRoot,
    minSyncCommitteeParticipants: (size * 2n + 2n) / 3n,
    syncCommitteeSize: size,
    genesisTime: config.genesisTime,
    genesisSlot: GENESIS_SLOT,
    forkParameters: toForkParameters(config),
    secondsPerSlot: config.slotDurationMs / MS_PER_SECOND,
    slotsPerEpoch: config.slotsPerEpoch,
    epochsPerSyncCommitteePeriod: config.epochsPerSyncCommitteePeriod,
    latestSlot: header.beacon.slot,
    latestExecutionBlockNumber: 0n,
    isFrozen: false,
    ibcContractAddress: options.ibcContractAddress,
    ibcCommitmentSlot: options.ibcCommitmentSlot,
    ...(trustingPeriod === undefined ? {} : { trustingPeriod }),
  };
  const execution = executionOf(draft, header);
  if (execution.status === 'invalid') {
    throw new RangeError(`header: want ${execution.reason.want}, got ${execution.reason.got}`);
  }
  return {
    clientState: { ...draft, latestExecutionBlockNumber: execution.blockNumber },
    consensusState: {
      slot: header.beacon.slot,
      stateRoot: execution.stateRoot,
      timestamp: execution.timestamp,
      currentSyncCommittee: summarizeCommittee(currentSyncCommittee),
      ...(nextSyncCommittee === undefined ? {} : { nextSyncCommittee: summarizeCommittee(nextSyncCommittee) }),
    },
  };
}

/** The schedule of a chain as a client carries it; forks without a date are as far away as can be. */
export function toForkParameters({ forks }: Pick<BeaconConfig, 'forks'>): WasmForkParameters {
  const find = (wanted: string) => forks.find(({ name }) => name === wanted);
  const entries = WASM_FORKS.flatMap((name) => {
    const { version = UNKNOWN_VERSION, epoch = FAR_FUTURE_EPOCH } = find(name) ?? {};
    // The field's contract does not know this fork.
    return name === 'gloas' && find(name) === undefined ? [] : [[name, { version, epoch }] as const];
  });
  const genesis = { genesisForkVersion: find('phase0')?.version ?? UNKNOWN_VERSION, genesisSlot: GENESIS_SLOT };
  return { ...genesis, ...Object.fromEntries(entries) } as WasmForkParameters;
}
