/** What differs between SQLite and Postgres in SQL: the compiler, three column types and the end of `create table`. @module */
import {
  type ColumnDataType,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import type { Schema } from './schema.ts';

/** Builds and compiles queries; never runs them, that is the executor's part. */
export type Builder = Kysely<Schema>;

export interface SqlDialect {
  readonly builder: Builder;
  readonly integer: ColumnDataType;
  readonly bytes: ColumnDataType;
  /** Type of a number that the database gives out, always growing. */
  readonly identity: RawBuilder<unknown>;
  readonly tableEnd: RawBuilder<unknown>;
  /** Makes others that migrate wait; where writing does that already there is nothing to do. */
  readonly migrationLock: RawBuilder<unknown> | undefined;
}

export const sqliteDialect: SqlDialect = {
  builder: new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  integer: 'integer',
  bytes: 'blob',
  identity: sql`integer primary key autoincrement`,
  // Without it SQLite stores whatever type it is given.
  tableEnd: sql`strict`,
  migrationLock: undefined,
};

export const postgresDialect: SqlDialect = {
  builder: new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  integer: 'bigint',
  bytes: 'bytea',
  identity: sql`bigint generated always as identity primary key`,
  tableEnd: sql``,
  // The number means nothing; it must be ours alone in the database.
  migrationLock: sql`select pg_advisory_xact_lock(7263489113)`,
};
