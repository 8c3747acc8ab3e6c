/** The changes to packets, as programs: first sight, moves between states, deferrals and what is seen on the way. @module */
import { createHash } from 'node:crypto';
import { type Packet, type PacketKey, type PacketState, packetKey } from '../ports/packet.ts';
import type { Change, StepRow } from '../ports/store.ts';
import { NO_PROGRESS, type Progress, patchProgress, toKeyColumns, toSentColumns } from './packet-rows.ts';
import type { PacketStatements } from './packet-statements.ts';
import { execute, first, type Program } from './program.ts';
import { toMsColumn, toU64Column, toU64Text } from './values.ts';

type ChangeOf<Kind extends Change['change']> = Extract<Change, { change: Kind }>;

/** Packets gained and lost by each (chain, lane, state) in one commit. */
export type Tally = Map<
  string,
  { readonly chain: string; readonly lane: string; readonly state: PacketState; count: number }
>;

interface Row extends Progress {
  readonly id: number;
  readonly state: PacketState;
  readonly version: number;
}

interface Move {
  readonly key: PacketKey;
  readonly from: PacketState | null;
  readonly to: PacketState;
  readonly why: string;
  readonly atMs: number;
}

export interface PacketChanges {
  insert(change: ChangeOf<'insert-packet'>, tally: Tally): Program<void>;
  observeAck(change: ChangeOf<'observe-ack'>, nowMs: number): Program<void>;
  advance(change: ChangeOf<'advance'>, tally: Tally): Program<void>;
  defer(change: ChangeOf<'defer'>, nowMs: number): Program<void>;
  replace(change: ChangeOf<'replace-packet'>, tally: Tally): Program<void>;
  isolateStep(change: ChangeOf<'isolate-step'>): Program<void>;
  /** Writes what the tally has counted; last in a commit. */
  saveCounts(tally: Tally): Program<void>;
}

export function createPacketChanges(statements: PacketStatements): PacketChanges {
  return {
    insert: (change, tally) => insert(statements, change, tally),
    observeAck: (change, nowMs) => observeAck(statements, change, nowMs),
    advance: (change, tally) => advance(statements, change, tally),
    defer: (change, nowMs) => defer(statements, change, nowMs),
    replace: (change, tally) => replace(statements, change, tally),
    isolateStep: (change) => isolateStep(statements, change),
    saveCounts: (tally) => saveCounts(statements, tally),
  };
}

function* insert(statements: PacketStatements, change: ChangeOf<'insert-packet'>, tally: Tally): Program<void> {
  const { packet, state, atMs } = change;
  const key = packetKey(packet);
  const columns = toKeyColumns(key);
  const created = yield* first(
    statements.insert({
      ...columns,
      ...toSentColumns(packet, change.sentHeight, change.sentTx),
      ...NO_PROGRESS,
      ...{ state, version: 1, seen_at_ms: toMsColumn(atMs), updated_at_ms: toMsColumn(atMs) },
    }),
  );
  const id = created?.id ?? (yield* first(statements.find(columns)))?.id;
  if (id === undefined) throw new Error('unreachable: the packet is neither new nor known');
  yield* observe(statements, id, change);
  if (created === undefined) return;
  yield* recordMove(statements, id, { key, from: null, to: state, why: 'first seen', atMs }, tally);
  const ack = yield* first(statements.takeEarlyAck(columns));
  if (ack !== undefined) yield* execute(statements.saveAck({ id, ...ack, updated_at_ms: toMsColumn(atMs) }));
}

interface Sighting {
  readonly packet: Packet;
  readonly sentHeight: bigint;
  readonly sentTx?: string;
  readonly atMs: number;
}

function* observe(statements: PacketStatements, id: number, seen: Sighting): Program<void> {
  yield* execute(
    statements.observe({
      packet_id: id,
      hash: createHash('sha256').update(seen.packet.body).digest(),
      height: toU64Text(seen.sentHeight),
      tx: seen.sentTx ?? null,
      at_ms: toMsColumn(seen.atMs),
    }),
  );
}

/** An acknowledgement may be seen before its packet, and the chain may have pruned it when the packet comes: it is kept. */
function* observeAck(statements: PacketStatements, change: ChangeOf<'observe-ack'>, nowMs: number): Program<void> {
  const { acknowledgement, tx: ack_tx } = change;
  const columns = toKeyColumns(change.key);
  const ack = { acknowledgement, ack_height: toU64Text(change.ackHeight), ack_tx };
  const row = yield* first(statements.find(columns));
  if (row === undefined) yield* execute(statements.saveEarlyAck({ ...columns, ...ack }));
  else if (row.acknowledgement === null) {
    yield* execute(statements.saveAck({ id: row.id, ...ack, updated_at_ms: toMsColumn(nowMs) }));
  }
}

function* advance(statements: PacketStatements, change: ChangeOf<'advance'>, tally: Tally): Program<void> {
  const { key, to, patch = {}, step } = change;
  const row = yield* findAt(statements, key, change.fromVersion);
  if (row === undefined) return;
  const head = { id: row.id, state: to, version: row.version + 1, updated_at_ms: toMsColumn(change.atMs) };
  yield* execute(statements.saveProgress({ ...patchProgress(row, patch), ...head }));
  yield* recordMove(statements, row.id, { ...change, from: row.state }, tally);
  yield* execute(statements.removeSteps({ id: row.id }));
  if (step !== undefined) yield* insertStep(statements, row.id, step);
}

function* defer(statements: PacketStatements, change: ChangeOf<'defer'>, nowMs: number): Program<void> {
  const row = yield* findAt(statements, change.key, change.fromVersion);
  if (row === undefined) return;
  const { id, state, version } = row;
  const head = { id, state, version, updated_at_ms: toMsColumn(nowMs) };
  yield* execute(statements.saveProgress({ ...patchProgress(row, change.patch), ...head }));
}

const FRESH = { parked: null, attempts: 0, notBeforeMs: 0, lastFault: null } as const;

function* replace(statements: PacketStatements, change: ChangeOf<'replace-packet'>, tally: Tally): Program<void> {
  const { packet, to, sentHeight, sentTx } = change;
  const key = packetKey(packet);
  const row = yield* findAt(statements, key, change.fromVersion);
  if (row === undefined) return;
  const head = { id: row.id, state: to, version: row.version + 1, updated_at_ms: toMsColumn(change.atMs) };
  yield* execute(statements.replaceSent({ ...toSentColumns(packet, sentHeight, sentTx), ...head }));
  // What kept the wrong bytes from moving says nothing about the right ones.
  yield* execute(statements.saveProgress({ ...patchProgress(row, FRESH), ...head }));
  yield* observe(statements, row.id, change);
  yield* recordMove(statements, row.id, { ...change, key, from: row.state }, tally);
  // A message that was built from the wrong bytes must not be sent.
  yield* execute(statements.removeSteps({ id: row.id }));
}

function* isolateStep(statements: PacketStatements, change: ChangeOf<'isolate-step'>): Program<void> {
  const row = yield* first(statements.find(toKeyColumns(change.key)));
  if (row !== undefined) yield* execute(statements.isolateStep({ id: row.id, step: change.step }));
}

/** The row, when it is still the one that the change was decided on. */
function* findAt(statements: PacketStatements, key: PacketKey, version: number): Program<Row | undefined> {
  const row = yield* first(statements.find(toKeyColumns(key)));
  return row?.version === version ? row : undefined;
}

function* recordMove(statements: PacketStatements, id: number, move: Move, tally: Tally): Program<void> {
  const { key, from, to, why } = move;
  if (from !== null) addToTally(tally, key, from, -1);
  addToTally(tally, key, to, 1);
  const at_ms = toMsColumn(move.atMs);
  yield* execute(statements.recordTransition({ packet_id: id, from_state: from, to_state: to, why, at_ms }));
}

function addToTally(tally: Tally, { chain, lane }: PacketKey, state: PacketState, count: number): void {
  const name = JSON.stringify([chain, lane, state]);
  const entry = tally.get(name);
  if (entry === undefined) tally.set(name, { chain, lane, state, count });
  else entry.count += count;
}

function* saveCounts(statements: PacketStatements, tally: Tally): Program<void> {
  for (const entry of tally.values()) if (entry.count !== 0) yield* execute(statements.count(entry));
}

function* insertStep(statements: PacketStatements, id: number, step: StepRow): Program<void> {
  yield* execute(
    statements.insertStep({
      packet_id: id,
      step: step.step,
      chain: step.chain,
      message_type: step.message.type,
      message: step.message.bytes,
      client_id: step.clientId,
      proof_revision: toU64Text(step.proofHeight.revisionNumber),
      proof_height: toU64Text(step.proofHeight.revisionHeight),
      expires_ns: toU64Column(step.expiresAtNs),
      alone: step.alone ? 1 : 0,
    }),
  );
}
