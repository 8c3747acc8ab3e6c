/** The store in Postgres, for several processes that share the work. @module */
import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type PoolClient, types } from 'pg';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { createStore } from './create-store.ts';
import { postgresDialect } from './dialect.ts';
import { migrate } from './migrations.ts';
import { isConflict, toPostgresError } from './postgres-error.ts';
import type { Executor, Program, Query } from './program.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Stamps changes that have no time of their own. */
  readonly clock?: Clock;
}

/** Snapshots: of two processes that change the same row, one is told to start again. */
const BEGIN_WRITE = 'BEGIN ISOLATION LEVEL REPEATABLE READ';
const BEGIN_READ = 'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY';
/** Migrations take turns by a lock, and must see what the one before has done. */
const BEGIN_MIGRATION = 'BEGIN ISOLATION LEVEL READ COMMITTED';

const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Two processes that keep meeting on a row: after this many times something else is wrong. */
const CONFLICT_RETRIES = 20;
/** Object id of `bigint`, which the driver gives as text. Ours are times, counts and ids, all below 2^53. */
const BIGINT_TYPE = 20;

/**
 * Opens the store, creating or migrating it.
 *
 * @throws {RelayerError} STORE_UNAVAILABLE when it cannot be reached or belongs to a newer version, STORE_FULL
 */
export async function createPostgresStore(options: PostgresOptions): Promise<Store> {
  const clock = options.clock ?? { now: () => Date.now() };
  const pool = createPool(options.url);
  try {
    await transact(pool, BEGIN_MIGRATION, () => migrate(postgresDialect, clock.now()));
  } catch (error) {
    await pool.end();
    throw error;
  }
  const { builder } = postgresDialect;
  return createStore({ builder, executor: createExecutor(pool), clock, holder: 'any' });
}

function createPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'causeway',
    types: { getTypeParser },
  });
  // An idle connection was lost; whoever needs one next makes a new one, or is told why not.
  pool.on('error', ignore);
  return pool;
}

type GetTypeParser = typeof types.getTypeParser;

const getTypeParser: GetTypeParser = (id, format) => (id === BIGINT_TYPE ? Number : types.getTypeParser(id, format));

function createExecutor(pool: Pool): Executor {
  let ending: Promise<void> | undefined;
  return {
    write: (program) => transact(pool, BEGIN_WRITE, program),
    read: (program) => transact(pool, BEGIN_READ, program),
    close: () => {
      ending ??= pool.end();
      return ending;
    },
  };
}

async function transact<Result>(pool: Pool, begin: string, program: () => Program<Result>): Promise<Result> {
  for (let retry = 0; ; retry++) {
    try {
      return await tryOnce(pool, begin, program);
    } catch (error) {
      if (retry === CONFLICT_RETRIES || !isConflict(error)) throw toPostgresError(error);
      await delay(Math.random() * 10 * (retry + 1));
    }
  }
}

async function tryOnce<Result>(pool: Pool, begin: string, program: () => Program<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies between two queries says so here as well; the next query tells it to whoever waits.
  client.on('error', ignore);
  try {
    await client.query(begin);
    const result = await drive(client, program());
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A connection that cannot roll back is not used again.
    await client.query('ROLLBACK').catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

function ignore(): void {}

async function drive<Result>(client: PoolClient, program: Program<Result>): Promise<Result> {
  let step = program.next([]);
  while (step.done !== true) {
    const { rows } = await client.query(toQueryConfig(step.value));
    step = program.next(rows);
  }
  return step.value;
}

function toQueryConfig({ sql, parameters, name }: Query): { text: string; values: unknown[]; name?: string } {
  const config = { text: sql, values: [...parameters] };
  return name === undefined ? config : { ...config, name };
}
