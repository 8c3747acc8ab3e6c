/** The configuration as the program uses it: parsed, complete, with absolute paths. @module */

export interface Config {
  /** Folder of configuration, keys and the SQLite store. */
  readonly home: string;
  /** The file it came from. */
  readonly file: string;
  readonly chains: readonly ChainConfig[];
  readonly paths: readonly PathConfig[];
  readonly store: StoreConfig;
  readonly queue: QueueConfig;
  readonly http: HttpConfig;
  readonly log: LogConfig;
  readonly keysDir: string;
}

/** One variant per chain family. */
export type ChainConfig = CosmosChainConfig;

export interface CosmosChainConfig {
  readonly type: 'cosmos';
  /** How this configuration, the store and people call the chain. */
  readonly name: string;
  readonly chainId: string;
  /** CometBFT RPC endpoints, at least one. */
  readonly rpc: readonly string[];
  readonly consistency: Consistency;
  readonly addressPrefix: string;
  /** Name of the signing key. */
  readonly key: string;
  readonly gasPrice: GasPrice;
  /** Simulated gas is multiplied by this. */
  readonly gasAdjustment: number;
  /** The most gas that one transaction may ask for; omitted: no limit of ours. */
  readonly maxGas?: bigint;
  readonly maxMessages: number;
  readonly maxTxBytes: number;
  /** Where our own light client starts; omitted: from what the endpoints agree on at `link`. */
  readonly trust?: TrustRoot;
  /** How long a header of this chain is trusted; omitted: two thirds of its unbonding period. */
  readonly trustingPeriodNs?: bigint;
  readonly clockDriftNs: bigint;
  readonly trustLevel: Fraction;
  /** Usual time between blocks, a hint for polling; omitted: measured. */
  readonly blockTimeMs?: number;
  readonly requestTimeoutMs: number;
  readonly maxResponseBytes: number;
  /** Requests in flight per endpoint. */
  readonly concurrency: number;
}

/** When an answer of the endpoints counts: the first that comes, or once `agree` of `of` endpoints say the same. */
export type Consistency =
  | { readonly kind: 'first-answer' }
  | { readonly kind: 'agree'; readonly agree: number; readonly of: number };

export interface GasPrice {
  /** Decimal text, so that no digit is lost. */
  readonly amount: string;
  readonly denom: string;
}

export interface TrustRoot {
  readonly height: bigint;
  /** Header hash, 32 bytes. */
  readonly hash: Uint8Array;
}

export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export interface PathConfig {
  readonly name: string;
  readonly a: PathEndConfig;
  readonly b: PathEndConfig;
  /** A client is refreshed once this part of its trusting period has passed. */
  readonly refreshRate: Fraction;
}

export interface PathEndConfig {
  readonly chain: string;
  /** The client on this chain that follows the other; omitted: `causeway link` creates it. */
  readonly client?: string;
  /** What a client created on this end gets; omitted: two thirds of the other chain's unbonding period. */
  readonly trustingPeriodNs?: bigint;
  readonly clockDriftNs: bigint;
  readonly trustLevel: Fraction;
}

export type StoreConfig =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string };

export type QueueConfig = { readonly driver: 'local' } | { readonly driver: 'bullmq'; readonly redis: string };

export interface HttpConfig {
  readonly enabled: boolean;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogConfig {
  readonly level: LogLevel;
  /** `auto`: readable lines on a terminal, JSON otherwise. */
  readonly format: 'auto' | 'json' | 'pretty';
}
