/** What a light client is told when it is created. @module */
import { DEFAULT_TRUST_LEVEL, isTrustLevel, type SignatureVerifier, type TrustLevel } from '../tendermint/index.ts';
import type { LightBlockProvider, ProviderError } from './provider.ts';
import type { Signal } from './signal.ts';
import type { LightStore } from './store.ts';

/** A block that is believed without proof: the start of all trust. */
export interface TrustRoot {
  readonly height: bigint;
  readonly hash: Uint8Array;
}

/**
 * `require`: a block counts only when a witness confirmed it. `prefer`: witnesses are asked, and a conflict is examined,
 * but a block also counts when no witness can answer. `none`: nobody is asked; for a network with a single node.
 */
export type WitnessPolicy = 'require' | 'prefer' | 'none';

/** What a light client is told when it is created. Times in nanoseconds, as `bigint`. */
export interface LightClientOptions {
  readonly chainId: string;
  /** May be left out when the store holds trusted blocks already. */
  readonly trust?: TrustRoot | undefined;
  /** Nanoseconds: well below the chain's unbonding period. */
  readonly trustingPeriod: bigint;
  /** Default 1/3. */
  readonly trustLevel?: TrustLevel | undefined;
  /** Nanoseconds a header's time may be ahead of our clock. Default 10 s. */
  readonly maxClockDrift?: bigint | undefined;
  /** Nanoseconds for which a witness that is behind is waited for. Default: twice the drift, and 10 s. */
  readonly witnessPatience?: bigint | undefined;
  readonly primary: LightBlockProvider;
  /** Independent of the primary, and of one another. */
  readonly witnesses: readonly LightBlockProvider[];
  /** Default `require`. */
  readonly witnessPolicy?: WitnessPolicy | undefined;
  /** `skipping` (the default) fetches few blocks; `sequential` every one. */
  readonly mode?: 'skipping' | 'sequential' | undefined;
  readonly store: LightStore;
  /** The newest blocks that the store keeps. Default 1,000. The trust root always stays. */
  readonly storeSize?: number | undefined;
  /** Told when a provider was caught and will not be asked again. */
  readonly onDropped?: ((provider: string, why: ProviderError) => void) | undefined;
  /** Heights that the store must keep besides. */
  readonly keep?: (() => Iterable<bigint>) | undefined;
  /** A faster verifier than the portable one. */
  readonly verifier?: SignatureVerifier | undefined;
  /** Nanoseconds since 1970. */
  readonly now: () => bigint;
  /** Resolves after that many milliseconds, or rejects with the signal's reason. */
  readonly wait: (ms: number, signal?: Signal) => Promise<void>;
}

export interface LightClientSettings {
  readonly chainId: string;
  readonly trustingPeriod: bigint;
  readonly trustLevel: TrustLevel;
  readonly maxClockDrift: bigint;
  readonly witnessPatience: bigint;
  readonly witnessPolicy: WitnessPolicy;
  readonly mode: 'skipping' | 'sequential';
  readonly storeSize: number;
}

const TEN_SECONDS = 10_000_000_000n;
const STORE_SIZE = 1_000;

/** @throws {RangeError} naming the option that makes no sense. */
export function toSettings(options: LightClientOptions): LightClientSettings {
  const { trustLevel = DEFAULT_TRUST_LEVEL, maxClockDrift = TEN_SECONDS } = options;
  const { witnessPatience = 2n * maxClockDrift + TEN_SECONDS } = options;
  const { witnessPolicy = 'require', mode = 'skipping', storeSize = STORE_SIZE } = options;
  if (!isTrustLevel(trustLevel)) {
    throw new RangeError(`trustLevel: want 1/3 to 1, got ${trustLevel.numerator}/${trustLevel.denominator}`);
  }
  const { trustingPeriod } = options;
  if (trustingPeriod <= 0n) throw new RangeError(`trustingPeriod: want more than 0 ns, got ${trustingPeriod}`);
  if (maxClockDrift < 0n) throw new RangeError(`maxClockDrift: want 0 ns or more, got ${maxClockDrift}`);
  if (witnessPatience < 0n) throw new RangeError(`witnessPatience: want 0 ns or more, got ${witnessPatience}`);
  if (storeSize < 1) throw new RangeError(`storeSize: want at least 1, got ${storeSize}`);
  if (witnessPolicy === 'require' && options.witnesses.length === 0) {
    throw new RangeError("witnesses: want at least one, got none; a network with one node needs witnessPolicy 'none'");
  }
  const { chainId } = options;
  return {
    chainId,
    trustingPeriod,
    trustLevel,
    maxClockDrift,
    witnessPatience,
    witnessPolicy,
    mode,
    storeSize,
  };
}
