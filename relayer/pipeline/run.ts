/** Runs stages: the only place that writes packet states, counts attempts, schedules, measures and logs. @module */
import { type FaultCode, faultOf, RETRY, type RelayerFault } from '../ports/fault.ts';
import type { Job, JobQueue } from '../ports/job-queue.ts';
import { directionKey } from '../ports/lane.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Outcome, StageResult } from '../ports/outcome.ts';
import {
  formatPacketKey,
  type PacketRow,
  type PacketState,
  type ParkReason,
  packetKey,
  TERMINAL_STATES,
} from '../ports/packet.ts';
import type { Change } from '../ports/store.ts';
import { nextAttemptMs } from './backoff.ts';
import type { DirectionDeps } from './deps.ts';
import { type DirectionJob, OWNER, type Stage, type StageContext } from './stage.ts';
import { stopByHeaders } from './stop-path.ts';

export interface StageRun {
  readonly job: DirectionJob;
  readonly stage: Stage;
  readonly batch: readonly PacketRow[];
  readonly deps: DirectionDeps;
  readonly context: StageContext;
  readonly queue: JobQueue;
  readonly metrics: Metrics;
}

/** Runs one stage over a batch, records what it decided and wakes the stages that come next. */
export async function runStage(run: StageRun): Promise<void> {
  const { job, batch, deps, context, metrics } = run;
  if (batch.length === 0) return;
  const startedAt = context.clock.now();
  const result = await decide(run);
  const changes = toChanges(result, run);
  await context.store.packets.commit(job, changes);
  metrics.stageDone(job, context.clock.now() - startedAt, batch.length);
  logOutcomes(result.outcomes, run);
  for (const next of followUps(result.outcomes, deps)) await run.queue.add(next);
  const notBeforeMs = earliestRevival(changes);
  if (notBeforeMs !== undefined) {
    await run.queue.add({ name: 'revive', key: directionKey(deps.direction) }, { notBeforeMs });
  }
}

/** A fault that the stage throws concerns the whole batch. */
async function decide({ stage, batch, deps, context }: StageRun): Promise<StageResult> {
  try {
    return await stage(batch, deps, context);
  } catch (error) {
    const fault = faultOf(error);
    return { outcomes: batch.map(({ packet }) => ({ kind: 'fail', key: packetKey(packet), fault })) };
  }
}

function toChanges(result: StageResult, run: StageRun): readonly Change[] {
  const rows = new Map(run.batch.map((row) => [formatPacketKey(packetKey(row.packet)), row]));
  // Updates first: a step must never be visible before the update that it relies on.
  const updates = (result.clientUpdates ?? []).map((update): Change => ({ change: 'save-client-update', update }));
  const changes = result.outcomes.flatMap((outcome) => {
    const key = outcome.kind === 'replace' ? packetKey(outcome.packet) : outcome.key;
    const row = rows.get(formatPacketKey(key));
    if (row === undefined)
      throw new Error(`unreachable: an outcome for ${formatPacketKey(key)}, which is not in the batch`);
    return changesOf(outcome, row, run);
  });
  return [...updates, ...changes, ...conflictChanges(result.outcomes, run)];
}

/** What a fault that is never tried again says about a packet. */
const PARK_REASONS: Partial<Record<FaultCode, ParkReason>> = {
  CLIENT_EXPIRED: 'client-expired',
  CLIENT_FROZEN: 'client-frozen',
  HEADER_CONFLICT: 'path-paused',
  PATH_PAUSED: 'path-paused',
  PACKET_BYTES_UNAVAILABLE: 'bytes-unavailable',
  PACKET_ACK_UNAVAILABLE: 'ack-unavailable',
  PACKET_REJECTED: 'recv-rejected',
  PACKET_CLOSE_REJECTED: 'close-rejected',
};

function changesOf(outcome: Outcome, row: PacketRow, run: StageRun): readonly Change[] {
  const nowMs = run.context.clock.now();
  const base = { key: packetKey(row.packet), fromVersion: row.version };
  switch (outcome.kind) {
    case 'advance': {
      const { to, why, step } = outcome;
      const patch = { notBeforeMs: 0, ...outcome.patch };
      return [{ change: 'advance', ...base, to, why, atMs: nowMs, patch, ...(step === undefined ? {} : { step }) }];
    }
    case 'refute':
      return [refuted(outcome, row, run)];
    case 'replace': {
      const { packet, to, sentHeight, sentTx, why } = outcome;
      return [{ change: 'replace-packet', packet, fromVersion: row.version, to, sentHeight, sentTx, why, atMs: nowMs }];
    }
    case 'wait':
      return [{ change: 'defer', ...base, patch: { notBeforeMs: nowMs + outcome.delayMs } }];
    case 'fail':
      return [failed(outcome.fault, row, run)];
    case 'park':
      return [park(row, { reason: outcome.reason, resumeTo: outcome.resumeTo, detail: outcome.detail }, run)];
    case 'conflict':
      return [{ change: 'advance', ...base, to: 'conflict', why: outcome.evidence.summary, atMs: nowMs }];
  }
}

function failed(fault: RelayerFault, row: PacketRow, run: StageRun): Change {
  const reason = PARK_REASONS[fault.code];
  if (RETRY[fault.code] === 'never' && reason !== undefined) {
    return park(row, { reason, resumeTo: row.parked?.resumeTo ?? row.state, detail: fault.message }, run);
  }
  const { clock } = run.context;
  // Not being there yet is no failure: it neither counts as an attempt nor backs off.
  const isWait = fault.code === 'CHAIN_NOT_FINAL';
  const attempts = isWait ? row.attempts : row.attempts + 1;
  const notBeforeMs = isWait ? clock.now() + 150 : nextAttemptMs(RETRY[fault.code], attempts, run.context);
  return {
    change: 'defer',
    key: packetKey(row.packet),
    fromVersion: row.version,
    patch: { attempts, notBeforeMs, ...(isWait ? {} : { lastFault: fault }) },
  };
}

/** A lying node must not make us run in circles: each round waits longer. */
function refuted(outcome: Extract<Outcome, { kind: 'refute' }>, row: PacketRow, { context }: StageRun): Change {
  const { key, to, why } = outcome;
  const attempts = row.attempts + 1;
  const nowMs = context.clock.now();
  const notBeforeMs = nextAttemptMs(RETRY.CLAIM_REFUTED, attempts, context);
  const lastFault: RelayerFault = { code: 'CLAIM_REFUTED', message: why };
  const patch = { ...outcome.patch, attempts, notBeforeMs, lastFault };
  return { change: 'advance', key, fromVersion: row.version, to, why, atMs: nowMs, patch };
}

function park(row: PacketRow, parked: NonNullable<PacketRow['parked']>, run: StageRun): Change {
  const { clock } = run.context;
  const attempts = row.attempts + 1;
  const patch = {
    parked,
    attempts,
    notBeforeMs: nextAttemptMs('later', attempts + 3, run.context),
  };
  const base = { key: packetKey(row.packet), fromVersion: row.version };
  // Parked again for the same reason: no new line in its history.
  if (row.state === 'parked' && row.parked?.reason === parked.reason) return { change: 'defer', ...base, patch };
  return { change: 'advance', ...base, to: 'parked', why: parked.detail, atMs: clock.now(), patch };
}

/** A conflict stops the path: evidence first, then the pause, in the same write as the packet's own state. */
function conflictChanges(outcomes: readonly Outcome[], { deps, context }: StageRun): readonly Change[] {
  const atMs = context.clock.now();
  const { path } = deps.direction;
  const changes: Change[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind === 'conflict') {
      changes.push({ change: 'insert-evidence', evidence: outcome.evidence, atMs });
      changes.push({ change: 'pause-path', path, reason: outcome.evidence.summary, atMs });
    }
  }
  const headerFault = outcomes.find((outcome) => outcome.kind === 'fail' && outcome.fault.code === 'HEADER_CONFLICT');
  if (headerFault?.kind === 'fail') changes.push(...stopByHeaders(headerFault.fault, path, atMs));
  return changes;
}

function logOutcomes(outcomes: readonly Outcome[], { job, deps, context }: StageRun): void {
  for (const outcome of outcomes) {
    const key = outcome.kind === 'replace' ? packetKey(outcome.packet) : outcome.key;
    const fields = { stage: job, path: deps.direction.path, packet: formatPacketKey(key) };
    switch (outcome.kind) {
      case 'advance':
        context.logger.info({ ...fields, to: outcome.to }, outcome.why);
        break;
      case 'refute':
      case 'replace':
        context.logger.warn({ ...fields, to: outcome.to }, outcome.why);
        break;
      case 'wait':
        context.logger.debug(fields, outcome.why);
        break;
      case 'fail':
        logFault(outcome.fault, fields, context);
        break;
      case 'park':
        context.logger.warn({ ...fields, reason: outcome.reason }, `parked: ${outcome.detail}`);
        break;
      case 'conflict':
        context.logger.error({ ...fields, evidence: outcome.evidence.kind }, outcome.evidence.summary);
        break;
    }
  }
}

function logFault(fault: RelayerFault, fields: object, { logger }: StageContext): void {
  const all = { ...fields, code: fault.code, ...fault.context };
  if (fault.code === 'CHAIN_NOT_FINAL') logger.debug(all, fault.message);
  else logger.warn(all, fault.message);
}

/** The jobs that own the states which packets have just entered. */
function followUps(outcomes: readonly Outcome[], deps: DirectionDeps): readonly Job[] {
  const states = new Set<PacketState>();
  for (const outcome of outcomes) {
    if (outcome.kind === 'advance' || outcome.kind === 'refute' || outcome.kind === 'replace') states.add(outcome.to);
    if (outcome.kind === 'park') states.add('parked');
  }
  return [...states].filter((state) => !isTerminal(state)).map((state) => jobFor(state, deps));
}

/** When the first of the packets that were parked just now wants to be looked at again. */
function earliestRevival(changes: readonly Change[]): number | undefined {
  const times = changes.flatMap((change) =>
    change.change === 'advance' && change.to === 'parked' ? [change.patch?.notBeforeMs ?? 0] : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function isTerminal(state: PacketState): boolean {
  return TERMINAL_STATES.some((terminal) => terminal === state);
}

/** The job that moves a packet on from a state. */
export function jobFor(state: PacketState, { direction }: Pick<DirectionDeps, 'direction'>): Job {
  const owner = OWNER[state];
  if (owner === undefined) throw new Error(`unreachable: nothing works on ${state} packets`);
  const key = owner.on === 'direction' ? directionKey(direction) : direction[owner.on].chain;
  return { name: owner.job, key };
}
