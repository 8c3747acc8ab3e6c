/** Reading packets. @module */
import type { PacketKey, PacketRow } from '../ports/packet.ts';
import type { DueQuery, PacketFilter, Transition } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { listPackets } from './list-packets.ts';
import {
  CHUNK,
  KEY_COLUMNS,
  type KeyColumns,
  type PacketRecord,
  toKeyColumns,
  toPacketRow,
  toTransition,
} from './packet-rows.ts';
import { all, compile, first, type Program, pick, prepare } from './program.ts';
import { toU64Text } from './values.ts';

export interface PacketQueries {
  due(query: DueQuery): Program<readonly PacketRow[]>;
  nextDue(query: Omit<DueQuery, 'nowMs' | 'limit'>): Program<number | undefined>;
  find(keys: readonly PacketKey[]): Program<readonly PacketRow[]>;
  list(filter: PacketFilter): Program<readonly PacketRow[]>;
  history(key: PacketKey): Program<readonly Transition[]>;
}

export function createPacketQueries(builder: Builder): PacketQueries {
  const statements = prepareStatements(builder);
  return {
    due: (query) => due(statements, query),
    nextDue: (query) => nextDue(builder, query),
    find: (keys) => find(builder, keys),
    list: (filter) => listPackets(builder, filter),
    *history(key) {
      const records = yield* all(statements.history(toKeyColumns(key)));
      return records.map(toTransition);
    },
  };
}

type Statements = ReturnType<typeof prepareStatements>;

interface DueSlots extends Pick<PacketRecord, 'chain' | 'lane' | 'protocol' | 'state'> {
  readonly now_ms: number;
  readonly limit: number;
}

function prepareStatements(builder: Builder) {
  return {
    due: prepare((slots: DueSlots) =>
      builder
        .selectFrom('packet')
        .selectAll()
        .where(({ and }) => and(pick(slots, ['chain', 'lane', 'state', 'protocol'])))
        .where('not_before_ms', '<=', slots.now_ms)
        .orderBy('sequence')
        .limit(slots.limit),
    ),
    history: prepare((key: KeyColumns) =>
      builder
        .selectFrom('transition')
        .innerJoin('packet', 'packet.id', 'transition.packet_id')
        .selectAll('transition')
        .where(({ and }) => and(pick(key, KEY_COLUMNS)))
        .orderBy('transition.id'),
    ),
  };
}

/** State by state, in the order of an index: over several states at once a database may walk through all that is done. */
function* due(statements: Statements, query: DueQuery): Program<readonly PacketRow[]> {
  const { direction, nowMs, limit } = query;
  const found: PacketRecord[] = [];
  for (const state of new Set(query.states)) {
    const slots = { ...pick(direction, ['chain', 'lane', 'protocol']), state, now_ms: Math.floor(nowMs), limit };
    found.push(...(yield* all(statements.due(slots))));
  }
  const sorted = found.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  return sorted.slice(0, limit).map(toPacketRow);
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
