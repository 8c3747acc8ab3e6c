/** The store in one SQLite file, through Node's own driver. @module */
import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Clock } from '../ports/clock.ts';
import { RelayerError } from '../ports/fault.ts';
import type { Store } from '../ports/store.ts';
import { createStore } from './create-store.ts';
import { sqliteDialect } from './dialect.ts';
import { endServiceLeases } from './leases.ts';
import { migrate, requireCurrent } from './migrations.ts';
import type { Executor, Program, Query } from './program.ts';
import { lockService } from './service-lock.ts';
import { isNothingToRollBack, toSqliteError } from './sqlite-error.ts';

export interface SqliteOptions {
  /** Path of the database, or `:memory:`. */
  readonly file: string;
  /** Stamps changes that have no time of their own. */
  readonly clock?: Clock;
  /**
   * For the service, of which there is one per file; commands open the store beside it. Ends the leases of a service that
   * was killed, so that its successor need not wait for them.
   */
  readonly service?: boolean;
  /** For commands that only look, also while the service runs. Nothing is created or migrated. */
  readonly readOnly?: boolean;
  /** The database refuses to grow beyond this many pages of 4 KiB: STORE_FULL. */
  readonly maxPages?: number;
}

const IN_MEMORY = ':memory:';
/** How long a write waits for another process, such as `causeway clear`, to finish its own. */
const BUSY_TIMEOUT_MS = 5_000;
/** Statements kept compiled. Those with lists differ by the length of the list, so there is no natural end to them. */
const CACHED_STATEMENTS = 200;

/**
 * Opens the store, creating or migrating it unless it is opened to read only.
 *
 * @throws {RelayerError} STORE_UNAVAILABLE when it cannot be opened, belongs to a newer version or has a service already;
 *   STORE_FULL
 */
export async function createSqliteStore(options: SqliteOptions): Promise<Store> {
  const clock = options.clock ?? { now: () => Date.now() };
  const isService = options.service === true;
  const unlock = isService && options.file !== IN_MEMORY ? lockService(options.file) : undefined;
  let executor: Executor | undefined;
  try {
    executor = withUnlock(createSqliteExecutor(options), unlock);
    if (options.readOnly === true) await executor.read(() => requireCurrent(sqliteDialect));
    else await executor.write(() => migrate(sqliteDialect, clock.now()));
    if (isService) await executor.write(() => endServiceLeases(sqliteDialect.builder));
  } catch (error) {
    if (executor === undefined) unlock?.();
    else await executor.close();
    throw error;
  }
  return createStore({ builder: sqliteDialect.builder, executor, clock, holder: isService ? 'service' : 'any' });
}

function withUnlock(executor: Executor, unlock: (() => void) | undefined): Executor {
  return {
    ...executor,
    close: async () => {
      await executor.close();
      unlock?.();
    },
  };
}

function createSqliteExecutor(options: SqliteOptions): Executor {
  const { file } = options;
  const database = open(options);
  const run = createRunner(database);
  let isOpen = true;
  const transact = <Result>(begin: string, program: () => Program<Result>): Result => {
    try {
      database.exec(begin);
      try {
        const result = drive(program(), run);
        database.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack(database);
        throw error;
      }
    } catch (error) {
      throw toSqliteError(error, file);
    }
  };
  return {
    write: async (program) => transact('BEGIN IMMEDIATE', program),
    read: async (program) => transact('BEGIN', program),
    close: async () => {
      if (isOpen) database.close();
      isOpen = false;
    },
  };
}

function open({ file, readOnly = false, maxPages }: SqliteOptions): DatabaseSync {
  if (readOnly && file !== IN_MEMORY && !existsSync(file)) {
    throw new RelayerError({
      code: 'STORE_UNAVAILABLE',
      message: `there is no store at ${file}`,
      hint: "run 'causeway link' first, which makes one, or check store.sqlite in the configuration",
    });
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly, enableForeignKeyConstraints: true });
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    if (!readOnly) database.exec('PRAGMA journal_mode = WAL');
    // FULL: what was committed is on the disk, also after a power cut. An intent that is lost is a double payment.
    database.exec('PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864');
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${Math.trunc(maxPages)}`);
    return database;
  } catch (error) {
    database?.close();
    throw toSqliteError(error, file);
  }
}

function drive<Result>(program: Program<Result>, run: (query: Query) => readonly unknown[]): Result {
  let step = program.next([]);
  while (step.done !== true) step = program.next(run(step.value));
  return step.value;
}

function createRunner(database: DatabaseSync): (query: Query) => readonly unknown[] {
  const statements = new Map<string, StatementSync>();
  return ({ sql, parameters }) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    // A map keeps the order of insertion: the first one is the one that was not used for the longest time.
    statements.delete(sql);
    statements.set(sql, statement);
    const [oldest] = statements.keys();
    if (statements.size > CACHED_STATEMENTS && oldest !== undefined) statements.delete(oldest);
    return statement.all(...toParameters(parameters));
  };
}

function toParameters(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}

/** SQLite rolls back by itself when the disk is full; that there is nothing left to roll back is no news then. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch (error) {
    if (!isNothingToRollBack(error)) throw error;
  }
}
