/** Reading lanes, cursors, chains, evidence and counts. @module */
import type { Lane } from '../ports/lane.ts';
import type { ChainName } from '../ports/packet.ts';
import type { ChainStore } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { all, compile, first, type Program } from './program.ts';
import type { LaneTable } from './schema.ts';
import { fromHexList, toDetails, toPresent } from './values.ts';

type Answer<Method extends keyof ChainStore> = Program<Awaited<ReturnType<ChainStore[Method]>>>;

export interface ChainQueries {
  cursor(chain: ChainName): Answer<'cursor'>;
  identity(chain: ChainName): Answer<'identity'>;
  lanes(): Answer<'lanes'>;
  evidence(limit: number): Answer<'evidence'>;
  counts(): Answer<'counts'>;
  highestSequence(chain: ChainName, lane: string): Answer<'highestSequence'>;
}

export function createChainQueries(builder: Builder): ChainQueries {
  return {
    *cursor(chain) {
      const row = yield* first(compile(builder.selectFrom('cursor').select('height').where('chain', '=', chain)));
      return row === undefined ? undefined : BigInt(row.height);
    },
    *identity(chain) {
      const row = yield* first(compile(builder.selectFrom('chain').selectAll().where('name', '=', chain)));
      return row === undefined ? undefined : { chainId: row.chain_id, genesisHash: row.genesis_hash };
    },
    *lanes() {
      const rows = yield* all(compile(builder.selectFrom('lane').selectAll().orderBy('path').orderBy('chain')));
      return rows.map(toLane);
    },
    evidence: (limit) => evidence(builder, limit),
    counts: () => counts(builder),
    *highestSequence(chain, lane) {
      const row = yield* first(
        compile(
          builder
            .selectFrom('packet')
            .select('sequence')
            .where('chain', '=', chain)
            .where('lane', '=', lane)
            .orderBy('sequence', 'desc')
            .limit(1),
        ),
      );
      return row === undefined ? 0n : BigInt(row.sequence);
    },
  };
}

function* evidence(builder: Builder, limit: number): Answer<'evidence'> {
  const rows = yield* all(compile(builder.selectFrom('evidence').selectAll().orderBy('id', 'desc').limit(limit)));
  return rows.map(({ kind, path, chain, summary, details, at_ms }) => ({
    ...{ kind, summary, details: toDetails(details), atMs: at_ms },
    ...toPresent({ path, chain }),
  }));
}

function* counts(builder: Builder): Answer<'counts'> {
  const rows = yield* all(
    compile(
      builder
        .selectFrom('packet_count')
        .select(['chain', 'lane', 'state', 'count'])
        .select(({ selectFrom }) =>
          selectFrom('packet')
            .select('sequence')
            .whereRef('packet.chain', '=', 'packet_count.chain')
            .whereRef('packet.lane', '=', 'packet_count.lane')
            .whereRef('packet.state', '=', 'packet_count.state')
            .orderBy('sequence')
            .limit(1)
            .as('oldest'),
        )
        .where('count', '>', 0)
        .orderBy('chain')
        .orderBy('lane')
        .orderBy('state'),
    ),
  );
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestSequence: BigInt(oldest ?? 0) }));
}

function toLane(row: LaneTable): Lane {
  const { paused_reason: reason, paused_at_ms: atMs } = row;
  return {
    path: row.path,
    protocol: row.protocol,
    chain: row.chain,
    lane: row.lane,
    clientId: row.client_id,
    counterparty: { chain: row.counterparty_chain, lane: row.counterparty_lane },
    counterpartyPrefix: fromHexList(row.counterparty_prefix),
    ...toPresent({ paused: reason === null || atMs === null ? null : { reason, atMs } }),
  };
}
