/** What a running relayer tells and does for the people and programs around it: CLI, HTTP API, health checks. @module */
import type { ClientStatus } from './client-driver.ts';
import type { RelayerFault } from './fault.ts';
import type { Lane } from './lane.ts';
import type { PacketKey, PacketRow, PacketState } from './packet.ts';
import type { Transition, TxRow } from './store.ts';

/** One line of `doctor`: what was looked at, and what to do when it is not well. */
export interface DoctorCheck {
  readonly subject: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly hint?: string;
}

export interface EndpointReport {
  readonly url: string;
  readonly state: string;
  readonly height: bigint;
  readonly latencyMs: number;
  readonly calls: number;
  /** Why it is not in use. */
  readonly reason?: RelayerFault;
}

export interface WalletReport {
  readonly address: string;
  readonly denom: string;
  /** Base units; `undefined` while no endpoint answers. */
  readonly balance?: bigint;
}

/** Live facts about a chain, from the process that works with it. */
export interface ChainReport {
  readonly chain: string;
  readonly chainId: string;
  readonly height: bigint;
  readonly timeNs: bigint;
  /** When the height last grew (ms). */
  readonly movedAtMs: number;
  readonly endpoints: readonly EndpointReport[];
  readonly wallet?: WalletReport;
}

export interface ClientReport {
  readonly chain: string;
  readonly clientId: string;
  readonly follows: string;
  readonly status: ClientStatus;
  readonly latestHeight: string;
  readonly trustingPeriodNs: bigint;
  /** Host chain time (ns). */
  readonly expiresAtNs: bigint;
}

/** Packets of one direction, from the store. */
export interface DirectionReport {
  readonly path: string;
  readonly source: { readonly chain: string; readonly lane: string };
  readonly destination: { readonly chain: string; readonly lane: string };
  readonly states: Readonly<Partial<Record<PacketState, number>>>;
  /** Oldest packet that is neither done nor timed out. */
  readonly oldestOpenSequence?: bigint;
  readonly paused?: Lane['paused'];
}

export interface StatusReport {
  readonly version: string;
  readonly directions: readonly DirectionReport[];
  /** Empty when only the store was asked. */
  readonly chains: readonly ChainReport[];
  readonly clients: readonly ClientReport[];
}

/** Everything known about one packet. */
export interface WhyReport {
  readonly row: PacketRow;
  readonly history: readonly Transition[];
  readonly txs: readonly TxRow[];
  /** In sentences: where it is, what it waits for, what somebody can do. */
  readonly explanation: readonly string[];
}

export interface LinkReport {
  readonly path: string;
  readonly a: LinkedEndReport;
  readonly b: LinkedEndReport;
}

export interface LinkedEndReport {
  readonly chain: string;
  readonly clientId: string;
  /** Made by this run, or there before. */
  readonly created: boolean;
  readonly registered: boolean;
}

export interface ClearRequest {
  readonly path?: string;
  readonly packets?: readonly PacketKey[];
}

export interface ClearReport {
  /** Parked packets that are tried again. */
  readonly revived: readonly PacketKey[];
  /** Pending packets that were not known before. */
  readonly found: number;
  /** Paths that were paused and run again. */
  readonly resumed: readonly string[];
}

export interface TransferRequest {
  readonly path: string;
  /** The chain to send from: one end of the path. */
  readonly from: string;
  readonly amount: bigint;
  readonly denom: string;
  readonly receiver: string;
  readonly timeoutSeconds: bigint;
  readonly memo?: string;
}

export interface TransferReport {
  readonly tx: string;
  readonly height: bigint;
  readonly packets: readonly PacketKey[];
}

/** A relayer put together by `relayer/main.ts`. */
export interface Relayer {
  /** Starts the pipeline. */
  start(): Promise<void>;
  /** Finishes or hands back what is in flight, within `graceMs`. Closes everything. */
  stop(graceMs?: number): Promise<void>;
  link(path: string, progress: (line: string) => void): Promise<LinkReport>;
  doctor(): Promise<readonly DoctorCheck[]>;
  status(): Promise<StatusReport>;
  clear(request: ClearRequest): Promise<ClearReport>;
  transfer(request: TransferRequest): Promise<TransferReport>;
}
