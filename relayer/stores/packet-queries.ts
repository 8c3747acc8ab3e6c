/** Reading packets. @module */
import type { PacketKey, PacketRow } from '../ports/packet.ts';
import type { DueQuery, PacketFilter, Transition } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { KEY_COLUMNS, type KeyColumns, toKeyColumns, toPacketRow, toTransition } from './packet-rows.ts';
import { all, compile, first, type Program, pick, prepare } from './program.ts';
import { toU64Text } from './values.ts';

/** Keys asked for in one query: databases limit how many parameters a query has. */
const CHUNK = 500;

export interface PacketQueries {
  due(query: DueQuery): Program<readonly PacketRow[]>;
  nextDue(query: Omit<DueQuery, 'nowMs' | 'limit'>): Program<number | undefined>;
  find(keys: readonly PacketKey[]): Program<readonly PacketRow[]>;
  list(filter: PacketFilter): Program<readonly PacketRow[]>;
  history(key: PacketKey): Program<readonly Transition[]>;
}

export function createPacketQueries(builder: Builder): PacketQueries {
  const history = prepare((key: KeyColumns) =>
    builder
      .selectFrom('transition')
      .innerJoin('packet', 'packet.id', 'transition.packet_id')
      .selectAll('transition')
      .where(({ and }) => and(pick(key, KEY_COLUMNS)))
      .orderBy('transition.id'),
  );
  return {
    due: (query) => due(builder, query),
    nextDue: (query) => nextDue(builder, query),
    find: (keys) => find(builder, keys),
    list: (filter) => list(builder, filter),
    *history(key) {
      const records = yield* all(history(toKeyColumns(key)));
      return records.map(toTransition);
    },
  };
}

function* due(builder: Builder, query: DueQuery): Program<readonly PacketRow[]> {
  if (query.states.length === 0) return [];
  const records = yield* all(
    compile(
      builder
        .selectFrom('packet')
        .selectAll()
        .where(({ and }) => and(pick(query.direction, ['chain', 'lane', 'protocol'])))
        .where('state', 'in', query.states)
        .where('not_before_ms', '<=', query.nowMs)
        .orderBy('sequence')
        .limit(query.limit),
    ),
  );
  return records.map(toPacketRow);
}

function* nextDue(builder: Builder, query: Omit<DueQuery, 'nowMs' | 'limit'>): Program<number | undefined> {
  if (query.states.length === 0) return undefined;
  const found = yield* first(
    compile(
      builder
        .selectFrom('packet')
        .select(({ fn }) => fn.min('not_before_ms').as('at'))
        .where(({ and }) => and(pick(query.direction, ['chain', 'lane', 'protocol'])))
        .where('state', 'in', query.states),
    ),
  );
  // An aggregate over no rows is null, which Kysely's types leave out.
  return found?.at ?? undefined;
}

/** In the order of the keys; what is not stored is left out. */
function* find(builder: Builder, keys: readonly PacketKey[]): Program<readonly PacketRow[]> {
  const found = new Map<string, PacketRow>();
  for (const { chain, lane, protocol, sequences } of chunksByLane(keys)) {
    const records = yield* all(
      compile(
        builder
          .selectFrom('packet')
          .selectAll()
          .where(({ and }) => and({ chain, lane, protocol }))
          .where('sequence', 'in', sequences),
      ),
    );
    for (const record of records) found.set(nameOf(record), toPacketRow(record));
  }
  return keys.flatMap((key) => found.get(nameOf(toKeyColumns(key))) ?? []);
}

interface Chunk extends Omit<KeyColumns, 'sequence'> {
  readonly sequences: string[];
}

function chunksByLane(keys: readonly PacketKey[]): readonly Chunk[] {
  const open = new Map<string, Chunk>();
  const chunks: Chunk[] = [];
  for (const key of keys) {
    const { chain, lane, protocol } = key;
    const name = JSON.stringify([chain, lane, protocol]);
    let chunk = open.get(name);
    if (chunk === undefined || chunk.sequences.length === CHUNK) {
      chunk = { chain, lane, protocol, sequences: [] };
      chunks.push(chunk);
      open.set(name, chunk);
    }
    chunk.sequences.push(toU64Text(key.sequence));
  }
  return chunks;
}

function nameOf(columns: KeyColumns): string {
  return JSON.stringify([columns.chain, columns.lane, columns.protocol, columns.sequence]);
}

/** Newest first means last seen first: that order stays the same while pages are read. */
function* list(builder: Builder, filter: PacketFilter): Program<readonly PacketRow[]> {
  const { chain, lane, states, before } = filter;
  const sequences = filter.sequences?.map(toU64Text);
  if (states?.length === 0 || sequences?.length === 0) return [];
  let query = builder.selectFrom('packet').selectAll().orderBy('id', 'desc').limit(filter.limit);
  if (chain !== undefined) query = query.where('chain', '=', chain);
  if (lane !== undefined) query = query.where('lane', '=', lane);
  if (states !== undefined) query = query.where('state', 'in', states);
  if (sequences !== undefined) query = query.where('sequence', 'in', sequences);
  if (before !== undefined) {
    query = query.where('id', '<', (eb) =>
      eb
        .selectFrom('packet')
        .select('id')
        .where(({ and }) => and(toKeyColumns(before))),
    );
  }
  const records = yield* all(compile(query));
  return records.map(toPacketRow);
}
