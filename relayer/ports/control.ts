/**
 * What a person or a program can ask of a relayer, and the reports that it answers with. Shared by the composition root,
 * the command line and the HTTP API. Reports are plain data: bigints become decimal text on the way to JSON.
 * @module
 */
import type { ClientStatus } from './client-driver.ts';
import type { RelayerError } from './fault.ts';
import type { JobCounts } from './job-queue.ts';
import type { ChainName, LaneEnd, PacketKey, PacketOutcome, PacketState, ParkReason } from './packet.ts';
import type { Evidence, Transition, TxState } from './store.ts';

export interface Relayer {
  /** Begins to watch and relay. */
  start(): Promise<void>;
  /** Resolves when it cannot go on, such as with a full store (STORE_FULL): it should be stopped then. */
  readonly broken: Promise<RelayerError>;
  /** Finishes or hands back what is in flight. The relayer cannot be started again. */
  stop(graceMs?: number): Promise<void>;
  link(path: string, options: { readonly progress: (line: string) => void }): Promise<LinkReport>;
  /** Checks everything that `start` will need: endpoints, keys, balances, clients, store, queue. */
  doctor(): Promise<readonly DoctorCheck[]>;
  /** What only a running process knows: heights, endpoints, clients, wallets, queue. Never throws for an outage. */
  live(): Promise<LiveReport>;
  transfer(request: TransferRequest): Promise<TransferReport>;
  /** Brings the code of a light client to a chain by its governance. */
  deployWasmClient(
    request: WasmDeployRequest,
    options: { readonly progress: (line: string) => void },
  ): Promise<WasmDeployReport>;
}

export interface LinkReport {
  readonly path: string;
  readonly a: LinkedEnd;
  readonly b: LinkedEnd;
}

export interface LinkedEnd {
  readonly chain: ChainName;
  readonly clientId: string;
  /** Made by this run, or there before. */
  readonly created: boolean;
  /** The counterparty was registered by this run, or before. */
  readonly registered: boolean;
}

export interface DoctorCheck {
  /** What was checked, such as `alpha: endpoint http://127.0.0.1:26657`. */
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found, in one sentence. */
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string;
}

export interface TransferRequest {
  readonly path: string;
  /** The chain of the path that sends. */
  readonly from: ChainName;
  readonly amount: bigint;
  readonly denom: string;
  /** Default: the address of the other chain's key. */
  readonly receiver?: string;
  readonly memo?: string;
  /** From now, in nanoseconds. */
  readonly timeoutNs: bigint;
}

export interface TransferReport {
  readonly chain: ChainName;
  readonly tx: string;
  readonly height: bigint;
  /** `alpha/07-tendermint-0/12`. */
  readonly packet: string;
  readonly sender: string;
  readonly receiver: string;
}

export interface CoinAmount {
  readonly denom: string;
  readonly amount: bigint;
}

export interface WasmDeployRequest {
  readonly chain: ChainName;
  /** The contract, packed with gzip or not. */
  readonly code: Uint8Array;
  /** What the contract is called in errors. */
  readonly name: string;
  /** SHA-256 that the unpacked code must have. */
  readonly checksum?: Uint8Array;
  /** Default: as much as lets voting begin. */
  readonly deposit?: readonly CoinAmount[];
  readonly title?: string;
  readonly summary?: string;
  /** Until the proposal is decided. */
  readonly wait: boolean;
}

export type WasmDeployReport = {
  readonly chain: ChainName;
  /** Hex. */
  readonly checksum: string;
  /** Of the unpacked code. */
  readonly bytes: number;
} & (
  | { readonly status: 'stored'; readonly stored: 'before' }
  | { readonly status: 'stored'; readonly stored: 'by-proposal'; readonly proposal: bigint }
  | { readonly status: 'proposed'; readonly proposal: bigint }
);

export interface EndpointHealth {
  /** Without credentials. */
  readonly url: string;
  readonly state: string;
  /** Why it is not ready. */
  readonly reason?: string;
  readonly height: bigint;
  readonly latencyMs: number;
  readonly calls: number;
}

export interface WalletHealth {
  readonly address: string;
  readonly denom: string;
  /** Absent when no endpoint tells. */
  readonly balance?: bigint;
}

/**
 * `starting`: no header was verified yet. `halted`: endpoints answer, but there was no new block for a minute;
 * `unreachable`: the same, and no endpoint is well.
 */
export const CHAIN_STATES = ['starting', 'moving', 'halted', 'unreachable'] as const;
export type ChainState = (typeof CHAIN_STATES)[number];

export interface ChainHealth {
  readonly name: ChainName;
  readonly state: ChainState;
  /** Newest verified header; 0 before the first. */
  readonly height: bigint;
  readonly timeNs: bigint;
  /** When the height last moved, by the time of its newest block (ms since 1970). */
  readonly movedAtMs: number;
  readonly endpoints: readonly EndpointHealth[];
  readonly wallet?: WalletHealth;
}

export interface ClientHealth {
  readonly chain: ChainName;
  readonly clientId: string;
  readonly status: ClientStatus;
  /** Newest counterparty height that it knows, `1-20`. */
  readonly latestHeight: string;
  readonly trustingPeriodNs: bigint;
  /** Chain time (ns) at which it expires when nobody updates it. */
  readonly expiresAtNs: bigint;
}

export interface QueueHealth {
  readonly driver: 'local' | 'bullmq';
  readonly reachable: boolean;
  readonly counts: Readonly<Record<string, JobCounts>>;
}

export interface LiveReport {
  readonly startedAtMs: number;
  readonly chains: readonly ChainHealth[];
  readonly clients: readonly ClientHealth[];
  readonly queue: QueueHealth;
}

export interface StatusReport {
  readonly atMs: number;
  readonly chains: readonly ChainStatus[];
  readonly paths: readonly PathStatus[];
  readonly clients: readonly ClientRecord[];
  /** Newest first. */
  readonly evidence: readonly EvidenceSummary[];
  /** Present when a running service answered. */
  readonly live?: LiveReport;
}

/** What the store knows about a chain. */
export interface ChainStatus {
  readonly name: ChainName;
  readonly chainId?: string;
  /** Blocks up to this one have been read. */
  readonly cursor?: bigint;
  /** Newest header that our own light client has verified and kept. */
  readonly verifiedHeight?: bigint;
  /** Transactions that are not decided yet. */
  readonly openTxs: number;
}

export interface PathStatus {
  readonly name: string;
  readonly paused?: { readonly reason: string; readonly atMs: number };
  readonly directions: readonly DirectionStatus[];
}

export interface DirectionStatus {
  readonly source: LaneEnd;
  readonly destination: LaneEnd;
  /** Packets by state; states without any are left out. */
  readonly states: Readonly<Partial<Record<PacketState, number>>>;
  /** Neither done nor timed out nor in conflict. */
  readonly open: number;
  readonly oldestOpen?: { readonly sequence: bigint; readonly state: PacketState; readonly seenAtMs: number };
}

export interface ClientRecord {
  readonly chain: ChainName;
  readonly clientId: string;
  /** The chain that it follows. */
  readonly follows: ChainName;
  readonly path: string;
}

export interface EvidenceSummary {
  readonly kind: Evidence['kind'];
  readonly path?: string;
  readonly chain?: ChainName;
  readonly summary: string;
  readonly atMs: number;
}

export interface PacketSummary {
  /** `alpha/07-tendermint-0/12`. */
  readonly packet: string;
  readonly source: LaneEnd;
  readonly destination: LaneEnd;
  readonly sequence: bigint;
  readonly state: PacketState;
  readonly outcome?: PacketOutcome;
  readonly outcomeBy?: 'us' | 'other';
  readonly parked?: { readonly reason: ParkReason; readonly resumeTo: PacketState; readonly detail: string };
  readonly attempts: number;
  /** Not touched before this wall-clock time (ms). */
  readonly notBeforeMs: number;
  readonly lastFault?: { readonly code: string; readonly message: string; readonly hint?: string };
  readonly timeoutAtNs?: bigint;
  readonly sentHeight: bigint;
  readonly sentTx?: string;
  readonly receivedTx?: string;
  readonly closedTx?: string;
  readonly seenAtMs: number;
  readonly deliveredAtMs?: number;
  readonly closedAtMs?: number;
}

export interface PacketPage {
  /** Newest first. */
  readonly packets: readonly PacketSummary[];
  /** Key of the last one, when there may be more: ask for what comes before it. */
  readonly next?: string;
}

export interface TxSummary {
  readonly hash: string;
  readonly chain: ChainName;
  readonly signer: string;
  readonly sequence: bigint;
  readonly state: TxState;
  readonly packets: readonly string[];
  readonly clientUpdates: number;
  readonly height?: bigint;
  readonly code?: number;
  readonly log?: string;
  readonly gasLimit: bigint;
  readonly gasUsed?: bigint;
  readonly createdAtMs: number;
  readonly decidedAtMs?: number;
}

/** Why a packet is where it is. */
export interface WhyReport extends PacketSummary {
  readonly history: readonly Transition[];
  /** Transactions that carried a step of it, oldest first. */
  readonly transactions: readonly TxSummary[];
  /** The same for a person, a sentence each. */
  readonly explanation: {
    readonly state: string;
    readonly tried: readonly string[];
    readonly waitsFor: string;
    readonly advice: string;
  };
}

export interface ClearFilter {
  readonly path?: string;
  readonly packets?: readonly PacketKey[];
  /** Also resumes paths that a guard or an operator paused. */
  readonly resume: boolean;
}

export interface ClearReport {
  /** Parked before, tried again now. */
  readonly revived: readonly string[];
  /** Waiting for a backoff before, due now. */
  readonly hastened: readonly string[];
  readonly resumedPaths: readonly string[];
}

/** Bytes of a packet were supplied by hand; whether they are the right ones is proven against its commitment. */
export interface ImportReport {
  readonly packet: string;
  readonly bytes: number;
}
