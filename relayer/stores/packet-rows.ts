/** Packets between their columns and the ports' shapes. @module */
import type { Selectable } from 'kysely';
import type { Packet, PacketKey, PacketRow } from '../ports/packet.ts';
import type { PacketPatch, Transition } from '../ports/store.ts';
import { pick } from './program.ts';
import type { PacketTable, TransitionTable } from './schema.ts';
import {
  fromBytesColumn,
  fromU64Column,
  toBytes,
  toFault,
  toHeight,
  toMsColumn,
  toPresent,
  toU64Column,
  toU64Text,
} from './values.ts';

export type PacketRecord = Selectable<PacketTable>;
export type KeyColumns = Pick<PacketRecord, (typeof KEY_COLUMNS)[number]>;

/** Rows asked for by name in one query: databases limit how many parameters a query has. */
export const CHUNK = 500;

export const KEY_COLUMNS = ['chain', 'lane', 'sequence', 'protocol'] as const;

const PARK_COLUMNS = ['park_reason', 'park_resume_to', 'park_detail'] as const;

/** The columns that a change of state may touch. */
export const PROGRESS_COLUMNS = [
  ...(['attempts', 'not_before_ms', 'fault', ...PARK_COLUMNS] as const),
  ...(['outcome', 'outcome_by', 'proven_height', 'acknowledgement', 'ack_height'] as const),
  ...(['received_tx', 'closed_tx', 'delivered_at_ms', 'closed_at_ms'] as const),
] as const;
export type Progress = Pick<PacketRecord, (typeof PROGRESS_COLUMNS)[number]>;

/** The columns that say what was sent. */
export const SENT_COLUMNS = [
  ...(['destination_chain', 'destination_lane', 'timeout_ns', 'timeout_revision', 'timeout_height'] as const),
  ...(['body', 'sent_height', 'sent_tx'] as const),
] as const;
export type SentColumns = Pick<PacketRecord, (typeof SENT_COLUMNS)[number]>;

export function toKeyColumns(key: PacketKey): KeyColumns {
  return { chain: key.chain, lane: key.lane, sequence: toU64Text(key.sequence), protocol: key.protocol };
}

export function toPacketKey(columns: KeyColumns): PacketKey {
  const { chain, lane, protocol, sequence } = columns;
  return { chain, protocol, lane, sequence: BigInt(sequence) };
}

export function toSentColumns(packet: Packet, sentHeight: bigint, sentTx: string | undefined): SentColumns {
  return {
    destination_chain: packet.destination.chain,
    destination_lane: packet.destination.lane,
    timeout_ns: toU64Column(packet.timeout.atNs),
    timeout_revision: toU64Column(packet.timeout.height?.revisionNumber),
    timeout_height: toU64Column(packet.timeout.height?.revisionHeight),
    body: packet.body,
    sent_height: toU64Text(sentHeight),
    sent_tx: sentTx ?? null,
  };
}

/** What a row knows before anything has happened to its packet. */
export const NO_PROGRESS: Progress = {
  ...{ attempts: 0, not_before_ms: 0, fault: null, park_reason: null, park_resume_to: null, park_detail: null },
  ...{ outcome: null, outcome_by: null, proven_height: null, acknowledgement: null, ack_height: null },
  ...{ received_tx: null, closed_tx: null, delivered_at_ms: null, closed_at_ms: null },
};

/** A property that is left out of the patch stays; `null` clears. */
export function patchProgress(old: Progress, patch: PacketPatch): Progress {
  const { lastFault: fault, parked } = patch;
  return {
    attempts: patch.attempts ?? old.attempts,
    not_before_ms: toMsColumn(patch.notBeforeMs ?? old.not_before_ms),
    fault: patched(fault && JSON.stringify(fault), old.fault),
    ...(parked === undefined ? pick(old, PARK_COLUMNS) : toParkColumns(parked)),
    outcome: patch.outcome ?? old.outcome,
    outcome_by: patch.outcomeBy ?? old.outcome_by,
    proven_height: toU64Column(patch.provenHeight) ?? old.proven_height,
    acknowledgement: patched(patch.acknowledgement, old.acknowledgement),
    ack_height: patch.ackHeight === undefined ? old.ack_height : toU64Column(patch.ackHeight),
    received_tx: patch.receivedTx ?? old.received_tx,
    closed_tx: patch.closedTx ?? old.closed_tx,
    delivered_at_ms: patch.deliveredAtMs ?? old.delivered_at_ms,
    closed_at_ms: patch.closedAtMs ?? old.closed_at_ms,
  };
}

function toParkColumns(parked: PacketRow['parked'] | null): Pick<Progress, (typeof PARK_COLUMNS)[number]> {
  return {
    park_reason: parked?.reason ?? null,
    park_resume_to: parked?.resumeTo ?? null,
    park_detail: parked?.detail ?? null,
  };
}

function patched<T>(value: T | null | undefined, old: T | null): T | null {
  return value === undefined ? old : value;
}

export function toPacketRow(record: PacketRecord): PacketRow {
  return {
    packet: toPacket(record),
    state: record.state,
    version: record.version,
    attempts: record.attempts,
    notBeforeMs: record.not_before_ms,
    sentHeight: BigInt(record.sent_height),
    seenAtMs: record.seen_at_ms,
    updatedAtMs: record.updated_at_ms,
    ...toPresent({
      lastFault: record.fault === null ? null : toFault(record.fault),
      parked: toParked(record),
      outcome: record.outcome,
      outcomeBy: record.outcome_by,
      sentTx: record.sent_tx,
      provenHeight: fromU64Column(record.proven_height),
      ackHeight: fromU64Column(record.ack_height),
      acknowledgement: fromBytesColumn(record.acknowledgement),
      receivedTx: record.received_tx,
      closedTx: record.closed_tx,
      deliveredAtMs: record.delivered_at_ms,
      closedAtMs: record.closed_at_ms,
    }),
  };
}

function toPacket(record: PacketRecord): Packet {
  const { timeout_revision: revision, timeout_height: height } = record;
  return {
    protocol: record.protocol,
    source: { chain: record.chain, lane: record.lane },
    destination: { chain: record.destination_chain, lane: record.destination_lane },
    sequence: BigInt(record.sequence),
    timeout: toPresent({
      atNs: fromU64Column(record.timeout_ns),
      height: revision === null || height === null ? null : toHeight(revision, height),
    }),
    body: toBytes(record.body),
  };
}

function toParked(record: PacketRecord): NonNullable<PacketRow['parked']> | null {
  const { park_reason: reason, park_resume_to: resumeTo, park_detail: detail } = record;
  return reason === null || resumeTo === null || detail === null ? null : { reason, resumeTo, detail };
}

export function toTransition(record: Selectable<TransitionTable>): Transition {
  return { from: record.from_state ?? undefined, to: record.to_state, why: record.why, atMs: record.at_ms };
}
