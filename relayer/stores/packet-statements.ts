/** The statements that the changes to packets are made of, compiled once per store. @module */
import type { Insertable } from 'kysely';
import type { PacketState, Step } from '../ports/packet.ts';
import type { Builder } from './dialect.ts';
import {
  KEY_COLUMNS,
  type KeyColumns,
  PROGRESS_COLUMNS,
  type Progress,
  SENT_COLUMNS,
  type SentColumns,
} from './packet-rows.ts';
import { pick, prepare } from './program.ts';
import type { EarlyAckTable, ObservationTable, PacketCountTable, PacketStepTable, TransitionTable } from './schema.ts';

/** What each write to a packet row sets besides its subject. */
interface Head {
  readonly id: number;
  readonly state: PacketState;
  readonly version: number;
  readonly updated_at_ms: number;
}

const HEAD_COLUMNS = ['state', 'version', 'updated_at_ms'] as const;
const ACK_COLUMNS = ['acknowledgement', 'ack_height', 'ack_tx'] as const;
const EARLY_ACK_COLUMNS = [...KEY_COLUMNS, ...ACK_COLUMNS] as const;
const STEP_COLUMNS = [
  ...(['packet_id', 'step', 'chain', 'message_type', 'message', 'client_id'] as const),
  ...(['proof_revision', 'proof_height', 'expires_ns', 'alone'] as const),
] as const;

type NewRow = KeyColumns & SentColumns & Progress & Omit<Head, 'id'> & { readonly seen_at_ms: number };
type AckColumns = Pick<EarlyAckTable, (typeof ACK_COLUMNS)[number]>;

export type PacketStatements = ReturnType<typeof preparePacketStatements>;

export function preparePacketStatements(builder: Builder) {
  return { ...prepareRowStatements(builder), ...prepareAckStatements(builder), ...prepareSideStatements(builder) };
}

function prepareRowStatements(builder: Builder) {
  return {
    find: prepare((key: KeyColumns) =>
      builder
        .selectFrom('packet')
        .select(['id', 'state', 'version', ...PROGRESS_COLUMNS])
        .where(({ and }) => and(pick(key, KEY_COLUMNS))),
    ),
    insert: prepare((slots: NewRow) =>
      builder
        .insertInto('packet')
        .values(pick(slots, [...KEY_COLUMNS, ...SENT_COLUMNS, ...PROGRESS_COLUMNS, ...HEAD_COLUMNS, 'seen_at_ms']))
        .onConflict((conflict) => conflict.columns([...KEY_COLUMNS]).doNothing())
        .returning('id'),
    ),
    saveProgress: prepare((slots: Progress & Head) =>
      builder
        .updateTable('packet')
        .set(pick(slots, [...PROGRESS_COLUMNS, ...HEAD_COLUMNS]))
        .where('id', '=', slots.id),
    ),
    replaceSent: prepare((slots: SentColumns & Head) =>
      builder
        .updateTable('packet')
        .set(pick(slots, [...SENT_COLUMNS, ...HEAD_COLUMNS]))
        .where('id', '=', slots.id),
    ),
  };
}

function prepareAckStatements(builder: Builder) {
  return {
    saveAck: prepare((slots: AckColumns & { readonly id: number; readonly updated_at_ms: number }) =>
      builder
        .updateTable('packet')
        .set(pick(slots, [...ACK_COLUMNS, 'updated_at_ms']))
        .where('id', '=', slots.id),
    ),
    saveEarlyAck: prepare((slots: EarlyAckTable) =>
      builder
        .insertInto('early_ack')
        .values(pick(slots, EARLY_ACK_COLUMNS))
        .onConflict((conflict) => conflict.columns([...KEY_COLUMNS]).doNothing()),
    ),
    takeEarlyAck: prepare((key: KeyColumns) =>
      builder
        .deleteFrom('early_ack')
        .where(({ and }) => and(pick(key, KEY_COLUMNS)))
        .returning(ACK_COLUMNS),
    ),
  };
}

function prepareSideStatements(builder: Builder) {
  return {
    observe: prepare((slots: ObservationTable) =>
      builder
        .insertInto('observation')
        .values(pick(slots, ['packet_id', 'hash', 'height', 'tx', 'at_ms']))
        .onConflict((conflict) => conflict.columns(['packet_id', 'hash']).doNothing()),
    ),
    recordTransition: prepare((slots: Insertable<TransitionTable>) =>
      builder.insertInto('transition').values(pick(slots, ['packet_id', 'from_state', 'to_state', 'why', 'at_ms'])),
    ),
    count: prepare((slots: PacketCountTable) =>
      builder
        .insertInto('packet_count')
        .values(pick(slots, ['chain', 'lane', 'state', 'count']))
        .onConflict((conflict) =>
          conflict
            .columns(['chain', 'lane', 'state'])
            .doUpdateSet((eb) => ({ count: eb('packet_count.count', '+', eb.ref('excluded.count')) })),
        ),
    ),
    insertStep: prepare((slots: Insertable<PacketStepTable>) =>
      builder.insertInto('packet_step').values(pick(slots, STEP_COLUMNS)),
    ),
    removeSteps: prepare((slots: { readonly id: number }) =>
      builder.deleteFrom('packet_step').where('packet_id', '=', slots.id),
    ),
    isolateStep: prepare((slots: { readonly id: number; readonly step: Step }) =>
      builder
        .updateTable('packet_step')
        .set({ alone: 1 })
        .where('packet_id', '=', slots.id)
        .where('step', '=', slots.step),
    ),
  };
}
