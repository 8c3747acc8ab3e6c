/**
 * What the Ethereum client of an 08-wasm chain stores: the objects inside the wasm wrappers. Slots, epochs, times and counts
 * are `bigint`.
 * Source: solidity-ibc-eureka, `packages/ethereum/light-client/src/{client_state,consensus_state}.rs` (cw-ics08-wasm-eth 1.3).
 * @module
 */

/** One fork of the schedule that the client carries. */
export interface WasmFork {
  /** 4 bytes. */
  readonly version: Uint8Array;
  readonly epoch: bigint;
}

/** Forks that a client's JSON names, oldest first. */
export const WASM_FORKS = ['altair', 'bellatrix', 'capella', 'deneb', 'electra', 'fulu', 'gloas'] as const;

/** One of them. */
export type WasmForkName = (typeof WASM_FORKS)[number];

/** The schedule that the client carries, with one entry a fork. */
export interface WasmForkParameters extends Readonly<Record<Exclude<WasmForkName, 'gloas'>, WasmFork>> {
  /** 4 bytes. */
  readonly genesisForkVersion: Uint8Array;
  readonly genesisSlot: bigint;
  /** Only our contract knows it: left out of the JSON when absent. */
  readonly gloas?: WasmFork;
}

/** The parameters of the chain that the client follows, and how far it got. */
export interface WasmClientState {
  /** Of the execution chain (EIP-155). */
  readonly chainId: bigint;
  readonly genesisValidatorsRoot: Uint8Array;
  readonly minSyncCommitteeParticipants: bigint;
  readonly syncCommitteeSize: bigint;
  /** Seconds since 1970. */
  readonly genesisTime: bigint;
  readonly genesisSlot: bigint;
  readonly forkParameters: WasmForkParameters;
  readonly secondsPerSlot: bigint;
  readonly slotsPerEpoch: bigint;
  readonly epochsPerSyncCommitteePeriod: bigint;
  /** The newest finalized slot that the client knows: its height is 0-{latestSlot}. */
  readonly latestSlot: bigint;
  readonly latestExecutionBlockNumber: bigint;
  readonly isFrozen: boolean;
  /** 20 bytes: the contract whose storage holds IBC commitments. */
  readonly ibcContractAddress: Uint8Array;
  /** Storage slot of the commitments' mapping, 256 bits. */
  readonly ibcCommitmentSlot: bigint;
  /** Seconds. Only our contract knows it: left out of the JSON when absent. */
  readonly trustingPeriod?: bigint;
}

/** A committee as the client remembers it. */
export interface CommitteeSummary {
  /** SSZ root of the vector of keys. */
  readonly pubkeysHash: Uint8Array;
  /** 48 bytes. */
  readonly aggregatePubkey: Uint8Array;
}

/** What the client knows of one finalized slot. */
export interface WasmConsensusState {
  readonly slot: bigint;
  /** Of the execution layer. */
  readonly stateRoot: Uint8Array;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  readonly currentSyncCommittee: CommitteeSummary;
  /** Unknown until an update brings it. */
  readonly nextSyncCommittee?: CommitteeSummary;
}
