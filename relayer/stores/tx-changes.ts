/** The changes to transactions and client updates, as programs. @module */
import type { Insertable } from 'kysely';
import type { ChainName } from '../ports/packet.ts';
import type { Change, ClientUpdateRow, TxRow, TxState } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { toKeyColumns } from './packet-rows.ts';
import type { PacketStatements } from './packet-statements.ts';
import { compile, execute, first, type Program, pick, prepare } from './program.ts';
import type {
  ClientUpdateMessageTable,
  ClientUpdateTable,
  TxClientUpdateTable,
  TxPacketTable,
  TxTable,
} from './schema.ts';
import { TX_COLUMNS, toTxColumns } from './tx-rows.ts';
import { toHeightColumns, toMsColumn, toU64Column } from './values.ts';

type ChangeOf<Kind extends Change['change']> = Extract<Change, { change: Kind }>;

/** States in which a transaction may still take effect. */
export const LIVE_STATES = ['prepared', 'broadcast'] as const satisfies readonly TxState[];
/** States from which the very same signed bytes may be prepared again, provided that no block holds them. */
const DEAD_STATES = ['failed', 'expired'] as const satisfies readonly TxState[];
const isLive = (state: TxState): boolean => LIVE_STATES.some((live) => live === state);

const UPDATE_KEY = ['chain', 'client_id', 'revision', 'height'] as const;

export interface TxChanges {
  insert(tx: TxRow): Program<void>;
  update(change: ChangeOf<'update-tx'>): Program<void>;
  saveClientUpdate(update: ClientUpdateRow): Program<void>;
  dropClientUpdate(change: ChangeOf<'drop-client-update'>): Program<void>;
  /** Deletes what no step relies on and no refresh wants. */
  pruneClientUpdates(chain: ChainName): Program<void>;
}

export function createTxChanges(builder: Builder, packets: Pick<PacketStatements, 'find'>): TxChanges {
  const statements = { ...prepareTxStatements(builder), ...prepareUpdateStatements(builder), find: packets.find };
  return {
    insert: (tx) => insert(statements, tx),
    update: (change) => execute(compile(updateTx(builder, change))),
    saveClientUpdate: (update) => saveClientUpdate(statements, update),
    dropClientUpdate: ({ chain, clientId, height }) =>
      execute(statements.dropUpdate({ chain, client_id: clientId, ...toHeightColumns(height) })),
    pruneClientUpdates: (chain) => execute(statements.pruneUpdates({ chain })),
  };
}

type Statements = ReturnType<typeof prepareTxStatements> &
  ReturnType<typeof prepareUpdateStatements> &
  Pick<PacketStatements, 'find'>;

function prepareTxStatements(builder: Builder) {
  return {
    // Signing is deterministic: what was refused unsent may be signed again to the very same bytes.
    insertTx: prepare((slots: TxTable) =>
      builder
        .insertInto('tx')
        .values(pick(slots, TX_COLUMNS))
        .onConflict((conflict) =>
          conflict
            .column('hash')
            .doUpdateSet((eb) => ({
              state: eb.ref('excluded.state'),
              created_at_ms: eb.ref('excluded.created_at_ms'),
              prepared_height: eb.ref('excluded.prepared_height'),
              code: null,
              log: null,
              decided_at_ms: null,
            }))
            .where('tx.state', 'in', DEAD_STATES)
            .where('tx.included_height', 'is', null),
        ),
    ),
    insertTxPacket: prepare((slots: TxPacketTable) =>
      builder
        .insertInto('tx_packet')
        .values(pick(slots, ['tx', 'message_index', 'packet_id', 'step']))
        .onConflict((conflict) => conflict.columns(['tx', 'message_index']).doNothing()),
    ),
    insertTxUpdate: prepare((slots: TxClientUpdateTable) =>
      builder
        .insertInto('tx_client_update')
        .values(pick(slots, ['tx', 'client_id', 'revision', 'height']))
        .onConflict((conflict) => conflict.columns(['tx', 'client_id', 'revision', 'height']).doNothing()),
    ),
  };
}

function prepareUpdateStatements(builder: Builder) {
  return {
    saveUpdate: prepare((slots: Insertable<ClientUpdateTable>) =>
      builder
        .insertInto('client_update')
        .values(pick(slots, [...UPDATE_KEY, 'refresh']))
        .onConflict((conflict) =>
          conflict.columns([...UPDATE_KEY]).doUpdateSet((eb) => ({
            // Once it is wanted for its own sake, a packet that needs it as well does not take that away.
            refresh: eb
              .case()
              .when('excluded.refresh', '>', eb.ref('client_update.refresh'))
              .then(eb.ref('excluded.refresh'))
              .else(eb.ref('client_update.refresh'))
              .end(),
          })),
        )
        .returning('id'),
    ),
    removeMessages: prepare((slots: { readonly id: number }) =>
      builder.deleteFrom('client_update_message').where('update_id', '=', slots.id),
    ),
    insertMessage: prepare((slots: ClientUpdateMessageTable) =>
      builder.insertInto('client_update_message').values(pick(slots, ['update_id', 'position', 'type', 'bytes'])),
    ),
    dropUpdate: prepare((slots: Pick<ClientUpdateTable, (typeof UPDATE_KEY)[number]>) =>
      builder.deleteFrom('client_update').where(({ and }) => and(pick(slots, UPDATE_KEY))),
    ),
    pruneUpdates: prepare((slots: { readonly chain: string }) =>
      builder
        .deleteFrom('client_update')
        .where('chain', '=', slots.chain)
        .where('refresh', '=', 0)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('packet_step')
                .select('packet_step.id')
                .whereRef('packet_step.chain', '=', 'client_update.chain')
                .whereRef('packet_step.client_id', '=', 'client_update.client_id')
                .whereRef('packet_step.proof_revision', '=', 'client_update.revision')
                .whereRef('packet_step.proof_height', '=', 'client_update.height'),
            ),
          ),
        ),
    ),
  };
}

function* insert(statements: Statements, tx: TxRow): Program<void> {
  yield* execute(statements.insertTx(toTxColumns(tx)));
  for (const { key, step, index } of tx.steps) {
    const packet = yield* first(statements.find(toKeyColumns(key)));
    if (packet === undefined) throw new Error(`unreachable: transaction ${tx.hash} holds a packet that is not stored`);
    yield* execute(statements.insertTxPacket({ tx: tx.hash, message_index: index, packet_id: packet.id, step }));
  }
  for (const { clientId, height } of tx.clientUpdates) {
    yield* execute(statements.insertTxUpdate({ tx: tx.hash, client_id: clientId, ...toHeightColumns(height) }));
  }
}

/** A decided transaction stays decided: a late `broadcast` must not bring it back to life. */
function updateTx(builder: Builder, change: ChangeOf<'update-tx'>) {
  const { hash, state, code, log } = change;
  const includedHeight = toU64Column(change.includedHeight);
  const gasUsed = toU64Column(change.gasUsed);
  return builder
    .updateTable('tx')
    .set({
      state,
      decided_at_ms: isLive(state) ? null : toMsColumn(change.atMs),
      ...(includedHeight === null ? {} : { included_height: includedHeight }),
      ...(code === undefined ? {} : { code }),
      ...(log === undefined ? {} : { log }),
      ...(gasUsed === null ? {} : { gas_used: gasUsed }),
    })
    .where('hash', '=', hash)
    .$if(isLive(state), (query) => query.where('state', 'in', LIVE_STATES));
}

function* saveClientUpdate(statements: Statements, update: ClientUpdateRow): Program<void> {
  const saved = yield* first(
    statements.saveUpdate({
      chain: update.chain,
      client_id: update.clientId,
      ...toHeightColumns(update.height),
      refresh: update.refresh ? 1 : 0,
    }),
  );
  if (saved === undefined) throw new Error('unreachable: an upsert gave no row');
  yield* execute(statements.removeMessages(saved));
  for (const [position, { type, bytes }] of update.messages.entries()) {
    yield* execute(statements.insertMessage({ update_id: saved.id, position, type, bytes }));
  }
}
