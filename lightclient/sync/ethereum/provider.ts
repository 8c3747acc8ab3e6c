/** Where beacon light-client objects come from, and how that fails: an endpoint that cannot help, and one that lies. @module */
import type {
  LightClientBootstrap,
  LightClientFinalityUpdate,
  LightClientOptimisticUpdate,
  LightClientUpdate,
} from '../../ethereum/index.ts';
import type { Signal } from '../signal.ts';

/**
 * What went wrong at an endpoint. `benign`: it cannot help now, so it is asked again after a while. `malicious`: what it gave
 * is wrong, so it is put aside once another endpoint was right.
 */
export const BEACON_FAULTS = {
  /** No connection, or an HTTP error. */
  unreachable: 'benign',
  'timed-out': 'benign',
  /** The answer was longer than the limit. */
  'too-large': 'benign',
  /** The answer is not the JSON of what was asked for. */
  malformed: 'benign',
  /** It does not have it: not yet, or not any more. */
  'not-found': 'benign',
  /** What it finalized is older than what we trust already. */
  lagging: 'benign',
  /** What it gave is signed by fewer than two thirds of the committee, and so moves nothing. */
  'not-enough-signers': 'benign',
  /** It answered, but left out the period that is needed next. */
  gap: 'benign',
  /** A next committee, or nothing, where a finalized header is needed. */
  'not-final': 'benign',
  /** The update was signed in a slot that our clock has not reached. */
  'from-future': 'benign',
  /** An object that breaks a rule: a signature, a branch, a period, a root. */
  'invalid-update': 'malicious',
  /** Its genesis or its fork schedule is that of another network. */
  'wrong-network': 'malicious',
} as const satisfies Record<string, 'benign' | 'malicious'>;

/** One of the keys of `BEACON_FAULTS`. */
export type BeaconFaultCode = keyof typeof BEACON_FAULTS;

/** What went wrong at an endpoint; `want` and `got` are for people. */
export interface BeaconFault {
  readonly code: BeaconFaultCode;
  readonly want: string;
  readonly got: string;
}

/** The one error that a provider of beacon objects throws, apart from the reason of an aborted signal. */
export class BeaconError extends Error {
  override readonly name = 'BeaconError';
  /** The provider's id. */
  readonly provider: string;
  readonly fault: BeaconFault;

  constructor(provider: string, fault: BeaconFault, options?: { readonly cause?: unknown }) {
    super(`${provider}: ${fault.code}: want ${fault.want}, got ${fault.got}`, options);
    this.provider = provider;
    this.fault = fault;
  }
}

/** Whether the endpoint may be asked again in any case. */
export function isBenign(error: BeaconError): boolean {
  return BEACON_FAULTS[error.fault.code] === 'benign';
}

/** A source of beacon light-client objects that nobody trusts. */
export interface BeaconProvider {
  /** Names it in errors: unique among the providers of one follower. */
  readonly id: string;
  /** The chain that it serves, as it says itself. @throws {BeaconError} */
  network(signal?: Signal): Promise<BeaconNetwork>;
  /** The bootstrap at a finalized block's root. @throws {BeaconError} */
  bootstrap(root: Uint8Array, signal?: Signal): Promise<LightClientBootstrap>;
  /** What it holds of the best updates of `count` periods from `startPeriod` on. @throws {BeaconError} */
  updates(startPeriod: bigint, count: number, signal?: Signal): Promise<readonly LightClientUpdate[]>;
  /** @throws {BeaconError} */
  finalityUpdate(signal?: Signal): Promise<LightClientFinalityUpdate>;
  /** @throws {BeaconError} */
  optimisticUpdate(signal?: Signal): Promise<LightClientOptimisticUpdate>;
}

/** What tells one network from another. */
export interface BeaconNetwork {
  readonly genesisValidatorsRoot: Uint8Array;
  /** Seconds since 1970. */
  readonly genesisTime: bigint;
  /** Of every fork that has a date, by the spec's name. */
  readonly forks: readonly { readonly name: string; readonly version: Uint8Array; readonly epoch: bigint }[];
}
