/** The changes to lanes, cursors, chains and evidence, as programs. @module */
import type { Insertable } from 'kysely';
import type { Lane } from '../ports/lane.ts';
import type { Change } from '../ports/store.ts';
import type { Builder } from './dialect.ts';
import { compile, execute, type Program, pick, prepare } from './program.ts';
import type { ChainTable, CursorTable, EvidenceTable, LaneTable } from './schema.ts';
import { toHexList, toJson, toMsColumn, toU64Text } from './values.ts';

type ChangeOf<Kind extends Change['change']> = Extract<Change, { change: Kind }>;

const LANE_KEY = ['chain', 'lane', 'protocol'] as const;
/** What a repeated `upsert-lane` overwrites: not the pause, which only `resume-path` takes away. */
const LANE_FACTS = ['path', 'client_id', 'counterparty_chain', 'counterparty_lane', 'counterparty_prefix'] as const;

export interface ChainChanges {
  moveCursor(change: ChangeOf<'move-cursor'>): Program<void>;
  upsertLane(lane: Lane): Program<void>;
  pausePath(path: string, paused: { readonly reason: string; readonly atMs: number } | undefined): Program<void>;
  insertEvidence(change: ChangeOf<'insert-evidence'>): Program<void>;
  upsertChain(change: ChangeOf<'upsert-chain'>): Program<void>;
}

export function createChainChanges(builder: Builder): ChainChanges {
  const statements = prepareStatements(builder);
  return {
    moveCursor: ({ chain, height }) => execute(statements.cursor({ chain, height: toU64Text(height) })),
    upsertLane: (lane) => execute(statements.lane(toLaneColumns(lane))),
    pausePath: (path, paused) =>
      execute(
        compile(
          builder
            .updateTable('lane')
            .set({ paused_reason: paused?.reason ?? null, paused_at_ms: paused ? toMsColumn(paused.atMs) : null })
            .where('path', '=', path),
        ),
      ),
    insertEvidence: ({ evidence, atMs }) =>
      execute(
        statements.evidence({
          kind: evidence.kind,
          path: evidence.path ?? null,
          chain: evidence.chain ?? null,
          summary: evidence.summary,
          details: toJson(evidence.details),
          at_ms: toMsColumn(atMs),
        }),
      ),
    upsertChain: ({ chain, chainId, genesisHash }) =>
      execute(statements.chain({ name: chain, chain_id: chainId, genesis_hash: genesisHash })),
  };
}

function prepareStatements(builder: Builder) {
  return {
    cursor: prepare((slots: CursorTable) =>
      builder
        .insertInto('cursor')
        .values(pick(slots, ['chain', 'height']))
        .onConflict((conflict) =>
          conflict.column('chain').doUpdateSet((eb) => ({ height: eb.ref('excluded.height') })),
        ),
    ),
    lane: prepare((slots: LaneTable) =>
      builder
        .insertInto('lane')
        .values(pick(slots, [...LANE_KEY, ...LANE_FACTS, 'paused_reason', 'paused_at_ms']))
        .onConflict((conflict) => conflict.columns([...LANE_KEY]).doUpdateSet(pick(slots, LANE_FACTS))),
    ),
    evidence: prepare((slots: Insertable<EvidenceTable>) =>
      builder.insertInto('evidence').values(pick(slots, ['kind', 'path', 'chain', 'summary', 'details', 'at_ms'])),
    ),
    chain: prepare((slots: ChainTable) =>
      builder
        .insertInto('chain')
        .values(pick(slots, ['name', 'chain_id', 'genesis_hash']))
        .onConflict((conflict) => conflict.column('name').doUpdateSet(pick(slots, ['chain_id', 'genesis_hash']))),
    ),
  };
}

function toLaneColumns(lane: Lane): LaneTable {
  return {
    chain: lane.chain,
    lane: lane.lane,
    protocol: lane.protocol,
    path: lane.path,
    client_id: lane.clientId,
    counterparty_chain: lane.counterparty.chain,
    counterparty_lane: lane.counterparty.lane,
    counterparty_prefix: toHexList(lane.counterpartyPrefix),
    paused_reason: lane.paused?.reason ?? null,
    paused_at_ms: lane.paused === undefined ? null : toMsColumn(lane.paused.atMs),
  };
}
