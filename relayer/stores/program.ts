/**
 * Programs over SQL: a generator yields queries and gets rows, so the same unit of work runs synchronously on SQLite and
 * asynchronously on Postgres, each time inside one transaction.
 * @module
 */
import type { Compilable } from 'kysely';

declare const row: unique symbol;

export interface Query<Row = unknown> {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** For statements that come again and again: under it the server may keep them parsed. */
  readonly name?: string;
  /** Never set: carries the type of the rows. */
  readonly [row]?: Row;
}

/** A unit of work. It may be started again from the beginning when the database asks for that. */
export type Program<Result> = Generator<Query, Result, readonly unknown[]>;

/** Runs programs. The only thing, next to the dialect, that a new database has to bring. */
export interface Executor {
  /** Runs a program in one transaction: all of it or nothing. @throws {RelayerError} STORE_FULL, STORE_UNAVAILABLE */
  write<Result>(program: () => Program<Result>): Promise<Result>;
  /** Runs a program that only reads, on one snapshot. @throws {RelayerError} STORE_UNAVAILABLE */
  read<Result>(program: () => Program<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function* all<Row>(query: Query<Row>): Program<readonly Row[]> {
  return toRows<Row>(yield query);
}

export function* first<Row>(query: Query<Row>): Program<Row | undefined> {
  const rows = yield* all(query);
  return rows[0];
}

export function* execute(query: Query): Program<void> {
  yield query;
}

/** A statement that is compiled once and bound many times. */
export type Prepared<Values, Row> = (values: Values) => Query<Row>;

/** Stands for a value until the statement is bound. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Names must differ only within this process: connections are not shared with others. */
let prepared = 0;

/**
 * Compiles a statement whose values come later: `build` uses `slots.x` where the value `x` belongs. Compiling with Kysely
 * costs more than running a short statement does, so what runs per packet is prepared.
 */
export function prepare<Values, Row>(build: (slots: Values) => Compilable<Row>): Prepared<Values, Row> {
  const { sql, parameters } = build(toSlots<Values>()).compile();
  const name = `causeway-${++prepared}`;
  return (values) => ({
    sql,
    name,
    parameters: parameters.map((value) => (value instanceof Slot ? Reflect.get(Object(values), value.name) : value)),
  });
}

export function compile<Row>(statement: Compilable<Row>): Query<Row> {
  const { sql, parameters } = statement.compile();
  return { sql, parameters };
}

/** Those properties of `record`, for the `values` and `set` of a prepared statement. */
export function pick<T extends object, Key extends keyof T>(record: T, keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, record[key]])) as Pick<T, Key>;
}

function toSlots<Values>(): Values {
  return new Proxy({}, { get: (_, name) => new Slot(String(name)) }) as Values;
}

function toRows<Row>(rows: readonly unknown[]): readonly Row[] {
  return rows as readonly Row[];
}
