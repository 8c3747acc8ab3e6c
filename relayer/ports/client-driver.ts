/** One light client: of the chain `counterparty`, living on the chain `host` under `clientId`. One driver per client type. @module */
import type { ChainMessage } from './chain-writer.ts';
import type { ChainHeight, ChainName } from './packet.ts';

export type ClientStatus = 'active' | 'expired' | 'frozen' | 'unknown';

export interface ClientView {
  readonly status: ClientStatus;
  /** Newest counterparty height that the client on chain knows. */
  readonly latestHeight: ChainHeight;
  readonly latestTimeNs: bigint;
  readonly trustingPeriodNs: bigint;
  /** Host chain time (ns) at which it expires when nobody updates it. */
  readonly expiresAtNs: bigint;
}

/** An update of the client, already judged by our own verifier from the state that the host has. */
export interface ClientUpdate {
  readonly clientId: string;
  /** The height that the host knows after this message. */
  readonly height: ChainHeight;
  readonly message: ChainMessage;
}

/** A counterparty height at which everything asked for can be proven. */
export interface ProofTarget {
  readonly height: ChainHeight;
  readonly timeNs: bigint;
  /** Messages that teach the host this height, in order; empty when it knows it already. */
  readonly updates: readonly ClientUpdate[];
}

/** The earliest moment that must be provable: a block that must lie below, a time that must have passed, or both. */
export interface ProofBound {
  /** State after this block must be visible. */
  readonly afterBlock?: bigint;
  /** The provable block's time must be at least this (ns). */
  readonly timeNs?: bigint;
}

/** The value under a path at a height, or its absence, proven under a header that we verified. */
export interface ProvenRead {
  readonly path: Uint8Array;
  /** `undefined`: proven absent. */
  readonly value: Uint8Array | undefined;
  /** As the host's light client wants it. */
  readonly proof: Uint8Array;
}

export interface ClientDriver {
  readonly type: string;
  readonly host: ChainName;
  readonly counterparty: ChainName;
  readonly clientId: string;
  /** State of the client on the host, proven where the host's headers allow. */
  view(signal?: AbortSignal): Promise<ClientView>;
  /**
   * Picks a counterparty height that satisfies the bound and the updates that lead there, verified as the host will.
   * @throws {RelayerError} CHAIN_NOT_FINAL when no such height exists yet, CLIENT_EXPIRED, CLIENT_FROZEN,
   * HEADER_CONFLICT when the host's client and our own light client disagree.
   */
  target(bound: ProofBound, signal?: AbortSignal): Promise<ProofTarget>;
  /** Reads counterparty paths at a target height; every answer is verified, endpoints that lie are put aside. */
  read(height: ChainHeight, paths: readonly Uint8Array[], signal?: AbortSignal): Promise<readonly ProvenRead[]>;
  /** An update that keeps the client alive. `undefined` when the host already knows our newest header. */
  refresh(signal?: AbortSignal): Promise<ProofTarget | undefined>;
}
