/**
 * The schema, step by step. Forward only: a migration that was released is never edited, a change is a new one at the end.
 * @module
 */
import { type CreateTableBuilder, sql } from 'kysely';
import { RelayerError } from '../ports/fault.ts';
import type { SqlDialect } from './dialect.ts';
import { all, compile, execute, type Program, type Query } from './program.ts';

type Migration = (dialect: SqlDialect) => readonly Query[];

const MIGRATIONS: readonly Migration[] = [createPacketTables, createTxTables, createChainTables];

/** The version that this program reads and writes. */
const SCHEMA_VERSION = MIGRATIONS.length;

/** The version that the store has; 0 when it is empty. */
function* readVersion(dialect: SqlDialect): Program<number> {
  const newest = yield* all(
    compile(dialect.builder.selectFrom('schema_version').select(({ fn }) => fn.max('version').as('version'))),
  );
  return newest[0]?.version ?? 0;
}

/** Brings the schema up to this program's version. @throws {RelayerError} STORE_UNAVAILABLE when it is newer. */
export function* migrate(dialect: SqlDialect, nowMs: number): Program<void> {
  const { builder, migrationLock } = dialect;
  if (migrationLock !== undefined) yield* execute(migrationLock.compile(builder));
  yield* execute(versionTable(dialect));
  const version = yield* readVersion(dialect);
  refuseNewer(version);
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    for (const statement of migration(dialect)) yield* execute(statement);
    const row = { version: index + 1, applied_at_ms: nowMs };
    yield* execute(compile(builder.insertInto('schema_version').values(row)));
  }
}

/** For readers, which cannot migrate. @throws {RelayerError} STORE_UNAVAILABLE unless the schema is exactly ours. */
export function* requireCurrent(dialect: SqlDialect): Program<void> {
  const version = yield* readVersion(dialect);
  refuseNewer(version);
  if (version === SCHEMA_VERSION) return;
  throw new RelayerError({
    code: 'STORE_UNAVAILABLE',
    message: 'the store has the schema of an older version of causeway',
    want: `schema ${SCHEMA_VERSION}`,
    got: `schema ${version}`,
    hint: 'start the service once: it brings the store up to date',
  });
}

function refuseNewer(version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new RelayerError({
    code: 'STORE_UNAVAILABLE',
    message: 'the store was written by a newer version of causeway',
    want: `schema ${SCHEMA_VERSION} or lower`,
    got: `schema ${version}`,
    hint: 'run the version that wrote it, or a later one',
  });
}

function versionTable(dialect: SqlDialect): Query {
  return compile(
    table(dialect, 'schema_version')
      .ifNotExists()
      .addColumn('version', dialect.integer, (column) => column.primaryKey())
      .addColumn('applied_at_ms', dialect.integer, (column) => column.notNull()),
  );
}

/** Any table being built; the names of its columns are plain strings here. */
type Table = CreateTableBuilder<string, string>;

/** Columns by kind. A `?` at the end of a name: may be null. */
interface Columns {
  readonly text?: readonly string[];
  readonly integer?: readonly string[];
  readonly bytes?: readonly string[];
}

function table(dialect: SqlDialect, name: string): Table {
  return dialect.builder.schema.createTable(name).modifyEnd(dialect.tableEnd);
}

function withColumns(dialect: SqlDialect, builder: Table, columns: Columns): Table {
  const types = { text: 'text', integer: dialect.integer, bytes: dialect.bytes } as const;
  let result = builder;
  for (const kind of ['text', 'integer', 'bytes'] as const) {
    for (const spec of columns[kind] ?? []) {
      const name = spec.replace('?', '');
      result = result.addColumn(name, types[kind], (column) => (spec === name ? column.notNull() : column));
    }
  }
  return result;
}

function withId(dialect: SqlDialect, name: string): Table {
  return table(dialect, name).addColumn('id', sql`${dialect.identity}`);
}

/** A reference to a packet: an integer, since its four-part key would be repeated in every row. */
function withPacket(dialect: SqlDialect, builder: Table): Table {
  return builder.addColumn('packet_id', dialect.integer, (column) =>
    column.notNull().references('packet.id').onDelete('cascade'),
  );
}

function createPacketTables(dialect: SqlDialect): readonly Query[] {
  const { schema } = dialect.builder;
  const packet = withColumns(dialect, withId(dialect, 'packet'), {
    text: [
      ...['chain', 'lane', 'sequence', 'protocol', 'destination_chain', 'destination_lane'],
      ...['timeout_ns?', 'timeout_revision?', 'timeout_height?', 'sent_height', 'sent_tx?', 'state', 'fault?'],
      ...['park_reason?', 'park_resume_to?', 'park_detail?', 'outcome?', 'outcome_by?', 'proven_height?'],
      ...['ack_height?', 'ack_tx?', 'received_tx?', 'closed_tx?'],
    ],
    integer: [
      ...['seen_at_ms', 'version', 'attempts', 'not_before_ms'],
      ...['delivered_at_ms?', 'closed_at_ms?', 'updated_at_ms'],
    ],
    bytes: ['body', 'acknowledgement?'],
  });
  const step = withColumns(dialect, withPacket(dialect, withId(dialect, 'packet_step')), {
    text: ['step', 'chain', 'message_type', 'client_id', 'proof_revision', 'proof_height', 'expires_ns?'],
    integer: ['alone'],
    bytes: ['message'],
  });
  const observation = withColumns(dialect, withPacket(dialect, table(dialect, 'observation')), {
    text: ['height', 'tx?'],
    integer: ['at_ms'],
    bytes: ['hash'],
  });
  const transition = withColumns(dialect, withPacket(dialect, withId(dialect, 'transition')), {
    text: ['from_state?', 'to_state', 'why'],
    integer: ['at_ms'],
  });
  const early = withColumns(dialect, table(dialect, 'early_ack'), {
    text: ['chain', 'lane', 'sequence', 'protocol', 'ack_height', 'ack_tx'],
    bytes: ['acknowledgement'],
  });
  const count = withColumns(dialect, table(dialect, 'packet_count'), {
    text: ['chain', 'lane', 'state'],
    integer: ['count'],
  });
  const key = ['chain', 'lane', 'sequence', 'protocol'] as const;
  return [
    packet.addUniqueConstraint('packet_key', [...key]),
    schema.createIndex('packet_by_state').on('packet').columns(['chain', 'lane', 'state', 'sequence']),
    schema.createIndex('packet_by_age').on('packet').columns(['chain', 'lane', 'state', 'id']),
    step.addUniqueConstraint('packet_step_key', ['packet_id', 'step']),
    schema.createIndex('packet_step_by_proof').on('packet_step').columns(['chain', 'proof_revision', 'proof_height']),
    observation.addPrimaryKeyConstraint('observation_key', ['packet_id', 'hash']),
    transition,
    schema.createIndex('transition_by_packet').on('transition').columns(['packet_id', 'id']),
    early.addPrimaryKeyConstraint('early_ack_key', [...key]),
    count.addPrimaryKeyConstraint('packet_count_key', ['chain', 'lane', 'state']),
  ].map(compile);
}

function createTxTables(dialect: SqlDialect): readonly Query[] {
  const { schema } = dialect.builder;
  const tx = withColumns(
    dialect,
    table(dialect, 'tx').addColumn('hash', 'text', (column) => column.primaryKey()),
    {
      text: [
        ...['chain', 'signer', 'sequence', 'state', 'gas_limit', 'timeout_height', 'prepared_height'],
        ...['included_height?', 'log?', 'gas_used?'],
      ],
      integer: ['code?', 'created_at_ms', 'decided_at_ms?'],
      bytes: ['bytes'],
    },
  );
  const txPacket = withColumns(dialect, withPacket(dialect, withTx(table(dialect, 'tx_packet'))), {
    text: ['step'],
    integer: ['message_index'],
  });
  const txUpdate = withColumns(dialect, withTx(table(dialect, 'tx_client_update')), {
    text: ['client_id', 'revision', 'height'],
  });
  const update = withColumns(dialect, withId(dialect, 'client_update'), {
    text: ['chain', 'client_id', 'revision', 'height'],
    integer: ['refresh'],
  });
  const message = table(dialect, 'client_update_message').addColumn('update_id', dialect.integer, (column) =>
    column.notNull().references('client_update.id').onDelete('cascade'),
  );
  return [
    tx,
    schema.createIndex('tx_by_state').on('tx').columns(['chain', 'state']),
    schema.createIndex('tx_by_age').on('tx').columns(['created_at_ms']),
    txPacket.addPrimaryKeyConstraint('tx_packet_key', ['tx', 'message_index']),
    schema.createIndex('tx_packet_by_packet').on('tx_packet').columns(['packet_id', 'step']),
    txUpdate.addPrimaryKeyConstraint('tx_client_update_key', ['tx', 'client_id', 'revision', 'height']),
    schema
      .createIndex('tx_client_update_by_height')
      .on('tx_client_update')
      .columns(['client_id', 'revision', 'height']),
    update.addUniqueConstraint('client_update_key', ['chain', 'client_id', 'revision', 'height']),
    withColumns(dialect, message, { text: ['type'], integer: ['position'], bytes: ['bytes'] }).addPrimaryKeyConstraint(
      'client_update_message_key',
      ['update_id', 'position'],
    ),
  ].map(compile);
}

function withTx(builder: Table): Table {
  return builder.addColumn('tx', 'text', (column) => column.notNull().references('tx.hash').onDelete('cascade'));
}

function createChainTables(dialect: SqlDialect): readonly Query[] {
  const named = (name: string, key: string): Table =>
    table(dialect, name).addColumn(key, 'text', (column) => column.primaryKey());
  const lane = withColumns(dialect, table(dialect, 'lane'), {
    text: [
      ...['chain', 'lane', 'protocol', 'path', 'client_id', 'counterparty_chain', 'counterparty_lane'],
      ...['counterparty_prefix', 'paused_reason?'],
    ],
    integer: ['paused_at_ms?'],
  });
  const lightBlock = withColumns(dialect, table(dialect, 'light_block'), {
    text: ['chain', 'height'],
    bytes: ['block'],
  });
  return [
    lane.addPrimaryKeyConstraint('lane_key', ['chain', 'lane', 'protocol']),
    withColumns(dialect, named('chain', 'name'), { text: ['chain_id', 'genesis_hash'] }),
    withColumns(dialect, named('cursor', 'chain'), { text: ['height'] }),
    withColumns(dialect, withId(dialect, 'evidence'), {
      text: ['kind', 'path?', 'chain?', 'summary', 'details'],
      integer: ['at_ms'],
    }),
    lightBlock.addPrimaryKeyConstraint('light_block_key', ['chain', 'height']),
    withColumns(dialect, named('lease', 'name'), { text: ['owner', 'holder'], integer: ['token', 'expires_at_ms'] }),
  ].map(compile);
}
