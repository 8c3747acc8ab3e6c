/** Transactions, steps and client updates between their columns and the ports' shapes. @module */
import type { Selectable } from 'kysely';
import type { ChainMessage } from '../ports/chain-writer.ts';
import type { ClientUpdateRow, ReadyStep, TxHead, TxRow } from '../ports/store.ts';
import { type KeyColumns, toPacketKey } from './packet-rows.ts';
import type {
  ClientUpdateTable,
  PacketStepTable,
  PacketTable,
  TxClientUpdateTable,
  TxPacketTable,
  TxTable,
} from './schema.ts';
import { fromU64Column, toBytes, toHeight, toMsColumn, toPresent, toU64Column, toU64Text } from './values.ts';

export const TX_COLUMNS = [
  ...(['hash', 'chain', 'signer', 'sequence', 'state', 'bytes', 'gas_limit', 'timeout_height'] as const),
  ...(['prepared_height', 'included_height', 'code', 'log', 'gas_used', 'created_at_ms', 'decided_at_ms'] as const),
] as const satisfies readonly (keyof TxTable)[];

/** What a `TxHead` is made of. */
export const HEAD_COLUMNS = ['hash', 'sequence', 'state', 'prepared_height', 'timeout_height'] as const;

export type TxPacketRecord = KeyColumns & Pick<TxPacketTable, 'tx' | 'step' | 'message_index'>;

export function toTxColumns(tx: TxRow): TxTable {
  return {
    hash: tx.hash,
    chain: tx.chain,
    signer: tx.signer,
    sequence: toU64Text(tx.sequence),
    state: tx.state,
    bytes: tx.bytes,
    gas_limit: toU64Text(tx.gasLimit),
    timeout_height: toU64Text(tx.timeoutHeight),
    prepared_height: toU64Text(tx.preparedHeight),
    included_height: toU64Column(tx.includedHeight),
    code: tx.code ?? null,
    log: tx.log ?? null,
    gas_used: toU64Column(tx.gasUsed),
    created_at_ms: toMsColumn(tx.createdAtMs),
    decided_at_ms: tx.decidedAtMs === undefined ? null : toMsColumn(tx.decidedAtMs),
  };
}

export function toTxHead(record: Pick<TxTable, (typeof HEAD_COLUMNS)[number]>): TxHead {
  return {
    hash: record.hash,
    sequence: BigInt(record.sequence),
    state: record.state,
    timeoutHeight: BigInt(record.timeout_height),
    preparedHeight: BigInt(record.prepared_height),
  };
}

export function toTxRow(
  record: TxTable,
  packets: readonly TxPacketRecord[],
  updates: readonly Selectable<TxClientUpdateTable>[],
): TxRow {
  return {
    ...toTxHead(record),
    chain: record.chain,
    signer: record.signer,
    bytes: toBytes(record.bytes),
    gasLimit: BigInt(record.gas_limit),
    steps: packets.map((row) => ({ key: toPacketKey(row), step: row.step, index: row.message_index })),
    clientUpdates: updates.map((row) => ({
      clientId: row.client_id,
      height: toHeight(row.revision, row.height),
    })),
    createdAtMs: record.created_at_ms,
    ...toPresent({
      includedHeight: fromU64Column(record.included_height),
      code: record.code,
      log: record.log,
      gasUsed: fromU64Column(record.gas_used),
      decidedAtMs: record.decided_at_ms,
    }),
  };
}

/** Names of a step's own columns that a packet has too, made distinct. */
export type StepRecord = KeyColumns &
  Pick<Selectable<PacketTable>, 'version' | 'attempts'> &
  Omit<Selectable<PacketStepTable>, 'id' | 'packet_id' | 'chain'> & { readonly step_chain: string };

export function toReadyStep(record: StepRecord): ReadyStep {
  return {
    key: toPacketKey(record),
    step: record.step,
    chain: record.step_chain,
    message: { type: record.message_type, bytes: toBytes(record.message) },
    clientId: record.client_id,
    proofHeight: toHeight(record.proof_revision, record.proof_height),
    alone: record.alone !== 0,
    version: record.version,
    attempts: record.attempts,
    ...toPresent({ expiresAtNs: fromU64Column(record.expires_ns) }),
  };
}

/** One row per message; `null` when an update has none. */
export type UpdateRecord = Selectable<ClientUpdateTable> & {
  readonly type: string | null;
  readonly bytes: Uint8Array | null;
};

/** @param records - sorted by update, then by position. */
export function toClientUpdates(records: readonly UpdateRecord[]): readonly ClientUpdateRow[] {
  const updates = new Map<number, ClientUpdateRow & { readonly messages: ChainMessage[] }>();
  for (const record of records) {
    const { chain, client_id: clientId } = record;
    const height = toHeight(record.revision, record.height);
    const messages = updates.get(record.id)?.messages ?? [];
    if (record.type !== null && record.bytes !== null) {
      messages.push({ type: record.type, bytes: toBytes(record.bytes) });
    }
    updates.set(record.id, { chain, clientId, height, refresh: record.refresh !== 0, messages });
  }
  return [...updates.values()];
}
