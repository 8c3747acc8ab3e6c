/**
 * Listing packets, newest first. Newest means last seen: that order stays the same while pages are read.
 *
 * Most packets of a store are done, and there may be millions. So the list is put together from the newest of each (chain,
 * lane, state) that has any, each read in the order of an index.
 * @module
 */
import type { PacketRow } from '../ports/packet.ts';
import type { PacketFilter } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { CHUNK, type KeyColumns, type PacketRecord, toKeyColumns, toPacketRow } from './packet-rows.ts';
import { all, compile, first, type Program } from './program.ts';
import type { PacketCountTable } from './schema.ts';
import { toU64Text } from './values.ts';

type Group = Pick<PacketCountTable, 'chain' | 'lane' | 'state'>;

export function* listPackets(builder: Builder, filter: PacketFilter): Program<readonly PacketRow[]> {
  const before =
    filter.before === undefined ? Number.MAX_SAFE_INTEGER : yield* findId(builder, toKeyColumns(filter.before));
  if (before === undefined) return [];
  const ids: number[] = [];
  for (const group of yield* findGroups(builder, filter)) {
    ids.push(...(yield* newestOf(builder, group, { before, filter })));
  }
  const newest = ids.sort((a, b) => b - a).slice(0, filter.limit);
  return yield* findRows(builder, newest);
}

function* findId(builder: Builder, key: KeyColumns): Program<number | undefined> {
  const row = yield* first(
    compile(
      builder
        .selectFrom('packet')
        .select('id')
        .where(({ and }) => and(key)),
    ),
  );
  return row?.id;
}

function* findGroups(builder: Builder, { chain, lane, states }: PacketFilter): Program<readonly Group[]> {
  if (states?.length === 0) return [];
  let query = builder.selectFrom('packet_count').select(['chain', 'lane', 'state']).where('count', '>', 0);
  if (chain !== undefined) query = query.where('chain', '=', chain);
  if (lane !== undefined) query = query.where('lane', '=', lane);
  if (states !== undefined) query = query.where('state', 'in', states);
  return yield* all(compile(query));
}

function* newestOf(
  builder: Builder,
  group: Group,
  { before, filter }: { readonly before: number; readonly filter: PacketFilter },
): Program<readonly number[]> {
  if (filter.sequences?.length === 0) return [];
  let query = builder
    .selectFrom('packet')
    .select('id')
    .where(({ and }) => and(group))
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(filter.limit);
  if (filter.sequences !== undefined) query = query.where('sequence', 'in', filter.sequences.map(toU64Text));
  const rows = yield* all(compile(query));
  return rows.map((row) => row.id);
}

function* findRows(builder: Builder, ids: readonly number[]): Program<readonly PacketRow[]> {
  const rows: PacketRow[] = [];
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    const records: readonly PacketRecord[] = yield* all(
      compile(builder.selectFrom('packet').selectAll().where('id', 'in', chunk).orderBy('id', 'desc')),
    );
    rows.push(...records.map(toPacketRow));
  }
  return rows;
}
