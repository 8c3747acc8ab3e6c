/** What a follower is told when it is created. @module */
import type { BeaconConfig, BlsVerifier } from '../../ethereum/index.ts';
import type { EndpointStatus } from './endpoint-pool.ts';
import type { BeaconProvider } from './provider.ts';
import type { EthereumStore } from './store.ts';

/** What a follower is told when it is created. Times in nanoseconds, as `bigint`. */
export interface BeaconFollowerOptions {
  /** The chain, from a source that you trust. */
  readonly config: BeaconConfig;
  /** The preferred one first; every one is asked for finality, and what it gives is verified. */
  readonly providers: readonly BeaconProvider[];
  /** Root of a finalized block that is believed without proof. May be left out when the store holds a state already. */
  readonly checkpointRoot?: Uint8Array | undefined;
  readonly store: EthereumStore;
  /** A faster verifier than the portable one. */
  readonly bls?: BlsVerifier | undefined;
  /** Nanoseconds since 1970. */
  readonly now: () => bigint;
  /** Nanoseconds by which an update may be ahead of our clock. Default 0.5 s. */
  readonly maxClockDrift?: bigint | undefined;
  /**
   * Nanoseconds: how old the checkpoint, or what is stored, may be. Default 14 days. Whoever was a validator longer ago may have
   * left, and can sign another history without a loss.
   */
  readonly maxCheckpointAge?: bigint | undefined;
  /** Also follow the optimistic head. Default false. */
  readonly optimistic?: boolean | undefined;
  /** Committees that are kept, at least 2. Default 8. */
  readonly keepCommittees?: number | undefined;
  /** Finalized headers that are kept with their proofs. Default 32. */
  readonly keepHeaders?: number | undefined;
  /** Told when an endpoint gave something wrong and will not be asked again. */
  readonly onAside?: ((status: EndpointStatus) => void) | undefined;
}

export interface FollowerSettings {
  readonly maxClockDrift: bigint;
  readonly maxCheckpointAge: bigint;
  readonly optimistic: boolean;
  readonly keepCommittees: number;
  readonly keepHeaders: number;
}

const HALF_A_SECOND = 500_000_000n;
const FOURTEEN_DAYS = 14n * 24n * 3_600_000_000_000n;
const KEEP_COMMITTEES = 8;
const KEEP_HEADERS = 32;
const ROOT_SIZE = 32;

/** @throws {RangeError} naming the option that makes no sense. */
export function toFollowerSettings(options: BeaconFollowerOptions): FollowerSettings {
  const { maxClockDrift = HALF_A_SECOND, maxCheckpointAge = FOURTEEN_DAYS, optimistic = false } = options;
  const { keepCommittees = KEEP_COMMITTEES, keepHeaders = KEEP_HEADERS, checkpointRoot } = options;
  if (maxClockDrift < 0n) throw new RangeError(`maxClockDrift: want 0 ns or more, got ${maxClockDrift}`);
  if (maxCheckpointAge <= 0n) throw new RangeError(`maxCheckpointAge: want more than 0 ns, got ${maxCheckpointAge}`);
  if (keepCommittees < 2) throw new RangeError(`keepCommittees: want at least 2, got ${keepCommittees}`);
  if (keepHeaders < 1) throw new RangeError(`keepHeaders: want at least 1, got ${keepHeaders}`);
  if (checkpointRoot !== undefined && checkpointRoot.length !== ROOT_SIZE) {
    throw new RangeError(`checkpointRoot: want ${ROOT_SIZE} bytes, got ${checkpointRoot.length}`);
  }
  return { maxClockDrift, maxCheckpointAge, optimistic, keepCommittees, keepHeaders };
}
