/** Reading transactions, steps and client updates. @module */
import type { ChainName, PacketKey, PacketState } from '../ports/packet.ts';
import type { ClientUpdateRow, ReadyStep, TxHead, TxRow } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { toKeyColumns } from './packet-rows.ts';
import { all, compile, first, type Program, prepare, type Query } from './program.ts';
import type { TxTable } from './schema.ts';
import { LIVE_STATES } from './tx-changes.ts';
import { HEAD_COLUMNS, toClientUpdates, toReadyStep, toTxHead, toTxRow } from './tx-rows.ts';

/** States whose step waits for a transaction. */
const SUBMITTING_STATES = ['delivering', 'acknowledging', 'withdrawing'] as const satisfies readonly PacketState[];

export interface TxQueries {
  readySteps(query: {
    readonly chain: ChainName;
    readonly nowMs: number;
    readonly limit: number;
  }): Program<readonly ReadyStep[]>;
  nextReady(query: { readonly chain: ChainName; readonly afterMs: number }): Program<number | undefined>;
  liveTxs(chain: ChainName): Program<readonly TxRow[]>;
  inFlight(chain: ChainName): Program<readonly TxHead[]>;
  txsOf(key: PacketKey): Program<readonly TxRow[]>;
  txs(filter: {
    readonly chain?: ChainName;
    readonly hash?: string;
    readonly limit: number;
  }): Program<readonly TxRow[]>;
  clientUpdates(chain: ChainName, clientId: string): Program<readonly ClientUpdateRow[]>;
  pendingRefreshes(chain: ChainName): Program<readonly ClientUpdateRow[]>;
}

export function createTxQueries(builder: Builder): TxQueries {
  const statements = prepareStatements(builder);
  return {
    *readySteps(query) {
      const records = yield* all(statements.readySteps(query));
      return records.map(toReadyStep);
    },
    *nextReady(query) {
      const found = yield* first(statements.nextReady(query));
      // An aggregate over no rows is null, which Kysely's types leave out.
      return found?.at ?? undefined;
    },
    liveTxs: (chain) => withContents(builder, statements.liveTxs({ chain })),
    *inFlight(chain) {
      const records = yield* all(statements.inFlight({ chain }));
      return records.map(toTxHead);
    },
    txsOf: (key) => withContents(builder, compile(selectTxsOf(builder, key))),
    txs: ({ chain, hash, limit }) => {
      let query = selectTxs(builder).orderBy('created_at_ms', 'desc').orderBy('sequence', 'desc').limit(limit);
      if (chain !== undefined) query = query.where('chain', '=', chain);
      if (hash !== undefined) query = query.where('hash', '=', hash);
      return withContents(builder, compile(query));
    },
    clientUpdates: (chain, clientId) =>
      readUpdates(compile(selectUpdates(builder, chain).where('client_update.client_id', '=', clientId))),
    pendingRefreshes: (chain) => readUpdates(compile(selectPendingRefreshes(builder, chain))),
  };
}

interface ReadySlots {
  readonly chain: ChainName;
  readonly nowMs: number;
  readonly limit: number;
}

function prepareStatements(builder: Builder) {
  const selectLive = (chain: ChainName) =>
    builder.selectFrom('tx').where('chain', '=', chain).where('state', 'in', LIVE_STATES).orderBy('sequence');
  return {
    readySteps: prepare(({ chain, nowMs, limit }: ReadySlots) =>
      selectWaiting(builder, chain)
        .select(['packet.chain', 'packet.lane', 'packet.sequence', 'packet.protocol', 'version', 'attempts'])
        .select(['packet_step.chain as step_chain', 'step', 'message_type', 'message', 'client_id', 'alone'])
        .select(['proof_revision', 'proof_height', 'expires_ns'])
        .where('packet.not_before_ms', '<=', nowMs)
        .orderBy('proof_revision')
        .orderBy('proof_height')
        .orderBy('packet_step.id')
        .limit(limit),
    ),
    nextReady: prepare(({ chain, afterMs }: { readonly chain: ChainName; readonly afterMs: number }) =>
      selectWaiting(builder, chain)
        .select(({ fn }) => fn.min('packet.not_before_ms').as('at'))
        .where('packet.not_before_ms', '>', afterMs),
    ),
    liveTxs: prepare(({ chain }: { readonly chain: ChainName }) => selectLive(chain).selectAll('tx')),
    inFlight: prepare(({ chain }: { readonly chain: ChainName }) => selectLive(chain).select(HEAD_COLUMNS)),
  };
}

/** Steps of packets that wait for a transaction, that are in no live one, and whose path is not paused. */
function selectWaiting(builder: Builder, chain: ChainName) {
  return builder
    .selectFrom('packet_step')
    .innerJoin('packet', 'packet.id', 'packet_step.packet_id')
    .where('packet_step.chain', '=', chain)
    .where('packet.state', 'in', SUBMITTING_STATES)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('tx_packet')
            .innerJoin('tx', 'tx.hash', 'tx_packet.tx')
            .select('tx.hash')
            .whereRef('tx_packet.packet_id', '=', 'packet_step.packet_id')
            .whereRef('tx_packet.step', '=', 'packet_step.step')
            .where('tx.state', 'in', LIVE_STATES),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('lane')
            .select('lane.lane')
            .whereRef('lane.chain', '=', 'packet.chain')
            .whereRef('lane.lane', '=', 'packet.lane')
            .whereRef('lane.protocol', '=', 'packet.protocol')
            .where('lane.paused_reason', 'is not', null),
        ),
      ),
    );
}

function selectTxs(builder: Builder) {
  return builder.selectFrom('tx').selectAll('tx');
}

function selectTxsOf(builder: Builder, key: PacketKey) {
  return selectTxs(builder)
    .where('hash', 'in', (eb) =>
      eb
        .selectFrom('tx_packet')
        .innerJoin('packet', 'packet.id', 'tx_packet.packet_id')
        .select('tx_packet.tx')
        .where(({ and }) => and(toKeyColumns(key))),
    )
    .orderBy('created_at_ms')
    .orderBy('sequence');
}

/** Adds to each transaction what it carries. */
function* withContents(builder: Builder, query: Query<TxTable>): Program<readonly TxRow[]> {
  const txs = yield* all(query);
  if (txs.length === 0) return [];
  const hashes = txs.map((tx) => tx.hash);
  const packets = yield* all(
    compile(
      builder
        .selectFrom('tx_packet')
        .innerJoin('packet', 'packet.id', 'tx_packet.packet_id')
        .select(['tx', 'step', 'message_index', 'chain', 'lane', 'sequence', 'protocol'])
        .where('tx', 'in', hashes)
        .orderBy('message_index'),
    ),
  );
  const updates = yield* all(
    compile(
      builder
        .selectFrom('tx_client_update')
        .selectAll()
        .where('tx', 'in', hashes)
        .orderBy('revision')
        .orderBy('height'),
    ),
  );
  const packetsOf = groupByTx(packets);
  const updatesOf = groupByTx(updates);
  return txs.map((tx) => toTxRow(tx, packetsOf.get(tx.hash) ?? [], updatesOf.get(tx.hash) ?? []));
}

function groupByTx<Row extends { readonly tx: string }>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.tx);
    if (group === undefined) groups.set(row.tx, [row]);
    else group.push(row);
  }
  return groups;
}

function selectUpdates(builder: Builder, chain: ChainName) {
  return builder
    .selectFrom('client_update')
    .leftJoin('client_update_message', 'client_update_message.update_id', 'client_update.id')
    .selectAll('client_update')
    .select(['client_update_message.type', 'client_update_message.bytes'])
    .where('client_update.chain', '=', chain)
    .orderBy('client_update.revision')
    .orderBy('client_update.height')
    .orderBy('client_update.id')
    .orderBy('client_update_message.position');
}

function selectPendingRefreshes(builder: Builder, chain: ChainName) {
  return selectUpdates(builder, chain)
    .where('client_update.refresh', '=', 1)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('tx_client_update')
            .innerJoin('tx', 'tx.hash', 'tx_client_update.tx')
            .select('tx.hash')
            .whereRef('tx.chain', '=', 'client_update.chain')
            .whereRef('tx_client_update.client_id', '=', 'client_update.client_id')
            .whereRef('tx_client_update.revision', '=', 'client_update.revision')
            .whereRef('tx_client_update.height', '=', 'client_update.height')
            .where('tx.state', 'in', LIVE_STATES),
        ),
      ),
    );
}

function* readUpdates(
  query: Query<Parameters<typeof toClientUpdates>[0][number]>,
): Program<readonly ClientUpdateRow[]> {
  return toClientUpdates(yield* all(query));
}
