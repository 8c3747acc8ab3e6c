/**
 * The store port: the truth about packets, transactions, lanes and cursors. Writing is data: a list of changes that one SQL
 * transaction applies, so that nothing slips in between and every dialect behaves alike.
 * @module
 */
import type { ChainMessage } from './chain-writer.ts';
import type { RelayerFault } from './fault.ts';
import type { Lane } from './lane.ts';
import type {
  ChainHeight,
  ChainName,
  Packet,
  PacketKey,
  PacketOutcome,
  PacketRow,
  PacketState,
  ParkReason,
  Protocol,
  Step,
} from './packet.ts';

/** A proven message, ready to be put into a transaction on `chain`. Lives until its transaction is decided. */
export interface StepRow {
  readonly key: PacketKey;
  readonly step: Step;
  /** The chain it is submitted to. */
  readonly chain: ChainName;
  readonly message: ChainMessage;
  /** The client on `chain` and the height its proof is for: the client must know that height first. */
  readonly clientId: string;
  readonly proofHeight: ChainHeight;
  /** Chain time (ns) after which `chain` refuses it; near it the message travels alone. */
  readonly expiresAtNs?: bigint;
  /** Set when it must not share a transaction (found by bisection, or near expiry). */
  readonly alone: boolean;
}

export interface ClientUpdateRow {
  readonly chain: ChainName;
  readonly clientId: string;
  readonly height: ChainHeight;
  /** Position among the updates that lead to `height`; the last one teaches `height` itself. */
  readonly messages: readonly ChainMessage[];
  /** To be submitted even when no packet needs it, so that the client does not expire. */
  readonly refresh: boolean;
}

/** `prepared`: signed and recorded, perhaps sent. `broadcast`: a node took it. The other three are final. */
export type TxState = 'prepared' | 'broadcast' | 'included' | 'failed' | 'expired';

export interface TxRow {
  readonly hash: string;
  readonly chain: ChainName;
  readonly signer: string;
  readonly sequence: bigint;
  readonly state: TxState;
  /** The signed bytes, so that a restart can send the very same transaction again. */
  readonly bytes: Uint8Array;
  readonly gasLimit: bigint;
  readonly timeoutHeight: bigint;
  /** Chain height when it was prepared: it cannot be in an earlier block. */
  readonly preparedHeight: bigint;
  /** Index in the transaction of each message that is a packet step. */
  readonly steps: readonly { readonly key: PacketKey; readonly step: Step; readonly index: number }[];
  /** Client updates inside, for metrics and `why`. */
  readonly clientUpdates: readonly { readonly clientId: string; readonly height: ChainHeight }[];
  readonly includedHeight?: bigint;
  readonly code?: number;
  readonly log?: string;
  readonly gasUsed?: bigint;
  readonly createdAtMs: number;
  readonly decidedAtMs?: number;
}

export interface Evidence {
  readonly kind: 'header-conflict' | 'packet-conflict' | 'misbehaviour' | 'lying-endpoint';
  readonly path?: string;
  readonly chain?: ChainName;
  readonly summary: string;
  /** Everything needed to show it to somebody else; JSON, byte strings in hex. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface PacketPatch {
  readonly attempts?: number;
  readonly notBeforeMs?: number;
  readonly provenHeight?: bigint;
  /** `null` clears it. */
  readonly lastFault?: RelayerFault | null;
  readonly parked?: { readonly reason: ParkReason; readonly resumeTo: PacketState; readonly detail: string } | null;
  readonly outcome?: PacketOutcome;
  readonly outcomeBy?: 'us' | 'other';
  readonly receivedTx?: string;
  readonly closedTx?: string;
  readonly acknowledgement?: Uint8Array | null;
  readonly ackHeight?: bigint | null;
  readonly deliveredAtMs?: number;
  readonly closedAtMs?: number;
}

export type Change =
  /** First sight of a packet. When the key exists, only an observation is added; the row stays as it is. */
  | {
      readonly change: 'insert-packet';
      readonly packet: Packet;
      readonly state: PacketState;
      readonly sentHeight: bigint;
      readonly sentTx?: string;
      readonly atMs: number;
    }
  /**
   * A fact: the destination wrote this acknowledgement. Kept when none is known; never moves the state or version. It may
   * come before the packet itself (two chains are watched side by side) and is then kept for it.
   */
  | {
      readonly change: 'observe-ack';
      readonly key: PacketKey;
      readonly acknowledgement: Uint8Array;
      readonly ackHeight: bigint;
      readonly tx: string;
    }
  /** Moves a packet; dropped, with its step, when the row's version is not `fromVersion` any more. Bumps the version. */
  | {
      readonly change: 'advance';
      readonly key: PacketKey;
      readonly fromVersion: number;
      readonly to: PacketState;
      readonly why: string;
      readonly atMs: number;
      readonly patch?: PacketPatch;
      /** Replaces the packet's step rows; omitted: step rows are removed. */
      readonly step?: StepRow;
    }
  /** Keeps the state, notes a failed or waiting attempt. Dropped on another version; does not bump it. */
  | { readonly change: 'defer'; readonly key: PacketKey; readonly fromVersion: number; readonly patch: PacketPatch }
  /** Puts the bytes that match the proven commitment in the place of bytes that did not. Bumps the version. */
  | {
      readonly change: 'replace-packet';
      readonly packet: Packet;
      readonly fromVersion: number;
      readonly to: PacketState;
      readonly sentHeight: bigint;
      readonly sentTx: string;
      readonly why: string;
      readonly atMs: number;
    }
  /** Marks a step to travel alone from now on. */
  | { readonly change: 'isolate-step'; readonly key: PacketKey; readonly step: Step }
  | { readonly change: 'move-cursor'; readonly chain: ChainName; readonly height: bigint }
  | { readonly change: 'insert-tx'; readonly tx: TxRow }
  | {
      readonly change: 'update-tx';
      readonly hash: string;
      readonly state: TxState;
      readonly includedHeight?: bigint;
      readonly code?: number;
      readonly log?: string;
      readonly gasUsed?: bigint;
      readonly atMs: number;
    }
  | { readonly change: 'save-client-update'; readonly update: ClientUpdateRow }
  /** The chain knows this height now, or refuses the update. */
  | {
      readonly change: 'drop-client-update';
      readonly chain: ChainName;
      readonly clientId: string;
      readonly height: ChainHeight;
    }
  /** Deletes the updates of a chain that no step relies on and no refresh wants. */
  | { readonly change: 'prune-client-updates'; readonly chain: ChainName }
  | { readonly change: 'upsert-lane'; readonly lane: Lane }
  | { readonly change: 'pause-path'; readonly path: string; readonly reason: string; readonly atMs: number }
  | { readonly change: 'resume-path'; readonly path: string; readonly atMs: number }
  | { readonly change: 'insert-evidence'; readonly evidence: Evidence; readonly atMs: number }
  | {
      readonly change: 'upsert-chain';
      readonly chain: ChainName;
      readonly chainId: string;
      readonly genesisHash: string;
    };

export interface DueQuery {
  readonly direction: { readonly chain: ChainName; readonly protocol: Protocol; readonly lane: string };
  readonly states: readonly PacketState[];
  readonly nowMs: number;
  readonly limit: number;
}

export interface PacketFilter {
  readonly chain?: ChainName;
  readonly lane?: string;
  readonly states?: readonly PacketState[];
  readonly sequences?: readonly bigint[];
  readonly limit: number;
  /** Rows after this key, for paging: newest first. */
  readonly before?: PacketKey;
}

export interface Transition {
  readonly from: PacketState | undefined;
  readonly to: PacketState;
  readonly why: string;
  readonly atMs: number;
}

export interface PacketStore {
  /** Applies all changes or none. `label` names the write for crash tests and logs. @throws {RelayerError} STORE_FULL, STORE_UNAVAILABLE */
  commit(label: string, changes: readonly Change[]): Promise<void>;
  /** Rows of a direction in these states whose time has come, lowest sequence first. */
  due(query: DueQuery): Promise<readonly PacketRow[]>;
  /** The earliest `notBeforeMs` among rows of a direction in these states; `undefined` when there are none. */
  nextDue(query: Omit<DueQuery, 'nowMs' | 'limit'>): Promise<number | undefined>;
  find(keys: readonly PacketKey[]): Promise<readonly PacketRow[]>;
  list(filter: PacketFilter): Promise<readonly PacketRow[]>;
  history(key: PacketKey): Promise<readonly Transition[]>;
}

export interface TxStore {
  /** Steps for a chain that are in no live transaction, whose packet is due and whose path is not paused; oldest proof first. */
  readySteps(query: {
    readonly chain: ChainName;
    readonly nowMs: number;
    readonly limit: number;
  }): Promise<readonly ReadyStep[]>;
  /** When the first of the steps that are put off beyond `afterMs` comes due; `undefined` when there are none. */
  nextReady(query: { readonly chain: ChainName; readonly afterMs: number }): Promise<number | undefined>;
  /** Transactions in `prepared` or `broadcast`, by sequence. */
  liveTxs(chain: ChainName): Promise<readonly TxRow[]>;
  /** The same, for those who need not read what the transactions carry: that is much. */
  inFlight(chain: ChainName): Promise<readonly TxHead[]>;
  txsOf(key: PacketKey): Promise<readonly TxRow[]>;
  txs(filter: {
    readonly chain?: ChainName;
    readonly hash?: string;
    readonly limit: number;
  }): Promise<readonly TxRow[]>;
  clientUpdates(chain: ChainName, clientId: string): Promise<readonly ClientUpdateRow[]>;
  /** Client updates with `refresh` set that are in no live transaction. */
  pendingRefreshes(chain: ChainName): Promise<readonly ClientUpdateRow[]>;
}

/** A transaction without what it carries. */
export type TxHead = Pick<TxRow, 'hash' | 'sequence' | 'state' | 'preparedHeight' | 'timeoutHeight'>;

export interface ReadyStep extends StepRow {
  /** Version of the packet row that the step belongs to. */
  readonly version: number;
  readonly attempts: number;
}

export interface ChainStore {
  cursor(chain: ChainName): Promise<bigint | undefined>;
  /** The chain id and first-block hash recorded for a chain: re-created devnets reuse ids. */
  identity(chain: ChainName): Promise<{ readonly chainId: string; readonly genesisHash: string } | undefined>;
  lanes(): Promise<readonly Lane[]>;
  evidence(limit: number): Promise<readonly (Evidence & { readonly atMs: number })[]>;
  /** Packets by (chain, lane, state), for status and metrics. */
  counts(): Promise<
    readonly { chain: ChainName; lane: string; state: PacketState; count: number; oldestSequence: bigint }[]
  >;
  /** Highest sequence seen from a lane. */
  highestSequence(chain: ChainName, lane: string): Promise<bigint>;
}

/** Verified light blocks of one chain, in the library's encoding. */
export interface LightBlockStore {
  save(chain: ChainName, height: bigint, block: Uint8Array): Promise<void>;
  load(chain: ChainName, height: bigint): Promise<Uint8Array | undefined>;
  /** Highest at or below `height`; without `height` the newest. */
  latest(chain: ChainName, height?: bigint): Promise<{ height: bigint; block: Uint8Array } | undefined>;
  earliest(chain: ChainName): Promise<{ height: bigint; block: Uint8Array } | undefined>;
  /** Deletes blocks below `height`, but keeps those in `keep`. */
  prune(chain: ChainName, below: bigint, keep: readonly bigint[]): Promise<void>;
}

/** A lock with an owner, an end and a token that only grows: a late writer with an old token is refused. */
export interface LeaseStore {
  /** Takes or renews; `undefined` while somebody else holds it. */
  acquire(name: string, owner: string, ttlMs: number, nowMs: number): Promise<bigint | undefined>;
  release(name: string, owner: string): Promise<void>;
}

export interface Store {
  readonly packets: PacketStore;
  readonly txs: TxStore;
  readonly chains: ChainStore;
  readonly lightBlocks: LightBlockStore;
  readonly leases: LeaseStore;
  close(): Promise<void>;
}
