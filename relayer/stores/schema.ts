/**
 * The tables, as both dialects have them. Unsigned 64-bit values are text of 20 digits, so that text order is number order;
 * times are whole milliseconds; byte strings are blobs.
 * @module
 */
import type { Generated } from 'kysely';
import type { PacketOutcome, PacketState, ParkReason, Protocol, Step } from '../ports/packet.ts';
import type { Evidence, TxState } from '../ports/store.ts';

export interface PacketTable {
  readonly id: Generated<number>;
  readonly chain: string;
  readonly lane: string;
  readonly sequence: string;
  readonly protocol: Protocol;
  readonly destination_chain: string;
  readonly destination_lane: string;
  readonly timeout_ns: string | null;
  readonly timeout_revision: string | null;
  readonly timeout_height: string | null;
  readonly body: Uint8Array;
  readonly sent_height: string;
  readonly sent_tx: string | null;
  readonly seen_at_ms: number;
  readonly state: PacketState;
  readonly version: number;
  readonly attempts: number;
  readonly not_before_ms: number;
  readonly fault: string | null;
  readonly park_reason: ParkReason | null;
  readonly park_resume_to: PacketState | null;
  readonly park_detail: string | null;
  readonly outcome: PacketOutcome | null;
  readonly outcome_by: 'us' | 'other' | null;
  readonly proven_height: string | null;
  readonly acknowledgement: Uint8Array | null;
  readonly ack_height: string | null;
  /** The transaction on the destination that wrote the acknowledgement, whoever sent it. */
  readonly ack_tx: string | null;
  readonly received_tx: string | null;
  readonly closed_tx: string | null;
  readonly delivered_at_ms: number | null;
  readonly closed_at_ms: number | null;
  readonly updated_at_ms: number;
}

/** How many packets are in each state: counting a table that only grows would block the service. */
export interface PacketCountTable {
  readonly chain: string;
  readonly lane: string;
  readonly state: PacketState;
  readonly count: number;
}

/** A message waiting for its transaction. */
export interface PacketStepTable {
  readonly id: Generated<number>;
  readonly packet_id: number;
  readonly step: Step;
  readonly chain: string;
  readonly message_type: string;
  readonly message: Uint8Array;
  readonly client_id: string;
  readonly proof_revision: string;
  readonly proof_height: string;
  readonly expires_ns: string | null;
  readonly alone: number;
}

/** Every packet that a chain has shown under a key: a second hash under one key is a conflict. */
export interface ObservationTable {
  readonly packet_id: number;
  readonly hash: Uint8Array;
  readonly height: string;
  readonly tx: string | null;
  readonly at_ms: number;
}

/** An acknowledgement seen before its packet; the packet takes it over. */
export interface EarlyAckTable {
  readonly chain: string;
  readonly lane: string;
  readonly sequence: string;
  readonly protocol: Protocol;
  readonly acknowledgement: Uint8Array;
  readonly ack_height: string;
  readonly ack_tx: string;
}

export interface TransitionTable {
  readonly id: Generated<number>;
  readonly packet_id: number;
  readonly from_state: PacketState | null;
  readonly to_state: PacketState;
  readonly why: string;
  readonly at_ms: number;
}

export interface TxTable {
  readonly hash: string;
  readonly chain: string;
  readonly signer: string;
  readonly sequence: string;
  readonly state: TxState;
  readonly bytes: Uint8Array;
  readonly gas_limit: string;
  readonly timeout_height: string;
  readonly prepared_height: string;
  readonly included_height: string | null;
  readonly code: number | null;
  readonly log: string | null;
  readonly gas_used: string | null;
  readonly created_at_ms: number;
  readonly decided_at_ms: number | null;
}

export interface TxPacketTable {
  readonly tx: string;
  readonly message_index: number;
  readonly packet_id: number;
  readonly step: Step;
}

export interface TxClientUpdateTable {
  readonly tx: string;
  readonly client_id: string;
  readonly revision: string;
  readonly height: string;
}

export interface ClientUpdateTable {
  readonly id: Generated<number>;
  readonly chain: string;
  readonly client_id: string;
  readonly revision: string;
  readonly height: string;
  readonly refresh: number;
}

export interface ClientUpdateMessageTable {
  readonly update_id: number;
  readonly position: number;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface LaneTable {
  readonly chain: string;
  readonly lane: string;
  readonly protocol: Protocol;
  readonly path: string;
  readonly client_id: string;
  readonly counterparty_chain: string;
  readonly counterparty_lane: string;
  /** JSON array of hex strings. */
  readonly counterparty_prefix: string;
  readonly paused_reason: string | null;
  readonly paused_at_ms: number | null;
}

export interface ChainTable {
  readonly name: string;
  readonly chain_id: string;
  readonly genesis_hash: string;
}

export interface CursorTable {
  readonly chain: string;
  readonly height: string;
}

export interface EvidenceTable {
  readonly id: Generated<number>;
  readonly kind: Evidence['kind'];
  readonly path: string | null;
  readonly chain: string | null;
  readonly summary: string;
  readonly details: string;
  readonly at_ms: number;
}

export interface LightBlockTable {
  readonly chain: string;
  readonly height: string;
  readonly block: Uint8Array;
}

/** Who took a lease: the one service of an SQLite file, or any process. */
export type LeaseHolder = 'service' | 'any';

export interface LeaseTable {
  readonly name: string;
  readonly owner: string;
  readonly token: number;
  readonly expires_at_ms: number;
  readonly holder: LeaseHolder;
}

export interface SchemaVersionTable {
  readonly version: number;
  readonly applied_at_ms: number;
}

export interface Schema {
  readonly packet: PacketTable;
  readonly packet_count: PacketCountTable;
  readonly packet_step: PacketStepTable;
  readonly observation: ObservationTable;
  readonly early_ack: EarlyAckTable;
  readonly transition: TransitionTable;
  readonly tx: TxTable;
  readonly tx_packet: TxPacketTable;
  readonly tx_client_update: TxClientUpdateTable;
  readonly client_update: ClientUpdateTable;
  readonly client_update_message: ClientUpdateMessageTable;
  readonly lane: LaneTable;
  readonly chain: ChainTable;
  readonly cursor: CursorTable;
  readonly evidence: EvidenceTable;
  readonly light_block: LightBlockTable;
  readonly lease: LeaseTable;
  readonly schema_version: SchemaVersionTable;
}
