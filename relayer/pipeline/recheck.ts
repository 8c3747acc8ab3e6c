/** The last look before signing: steps that somebody else has done meanwhile, or that would come too late, are dropped. @module */
import type { ChainHead } from '../ports/events.ts';
import type { Job } from '../ports/job-queue.ts';
import { formatPacketKey, type PacketRow, type PacketState, packetKey } from '../ports/packet.ts';
import type { Change, ReadyStep } from '../ports/store.ts';
import { confirmedHead } from './confirmed-head.ts';
import { directionOf } from './direction-of.ts';
import { closeness } from './expiry.ts';
import { CLOSED_CLAIM, sentAtOf } from './prove-ack.ts';
import { jobFor } from './run.ts';
import type { SubmitRun } from './submit-run.ts';

interface Verdict {
  readonly to: PacketState;
  readonly why: string;
}

/** Gives the steps that are still worth paying for; the others move on at once. */
export async function dropRedundant(ready: readonly ReadyStep[], run: SubmitRun): Promise<readonly ReadyStep[]> {
  if (ready.length === 0) return [];
  const { context, chain } = run;
  const rows = await context.store.packets.find(ready.map(({ key }) => key));
  const byKey = new Map(rows.map((row) => [formatPacketKey(packetKey(row.packet)), row]));
  const open = await stillOpen(ready, byKey, run);
  const comesLate = (step: ReadyStep, head: ChainHead): boolean => {
    const row = byKey.get(formatPacketKey(step.key));
    return row !== undefined && isLate(step, row, head, run);
  };
  const head = await confirmedHead(chain, (claimed) => ready.some((step) => comesLate(step, claimed)), context.signal);
  const judge = (step: ReadyStep): Verdict | undefined => {
    if (!open.has(formatPacketKey(step.key))) return redundant(step);
    return comesLate(step, head) ? LATE : undefined;
  };
  const judged = ready.map((step) => ({ step, verdict: judge(step) }));
  await moveOn(judged, run);
  return judged.filter(({ verdict }) => verdict === undefined).map(({ step }) => step);
}

/** All nodes know a transaction that does this already. What they say is a claim; the next stage proves it. */
export async function dropAsRedundant(steps: readonly ReadyStep[], run: SubmitRun): Promise<void> {
  // That transaction may still be on its way into a block.
  const delayMs = Number((2n * run.chain.pace.blockNs()) / 1_000_000n);
  const judged = steps.map((step) => ({ step, verdict: redundant(step) }));
  await moveOn(judged, run, delayMs);
}

function isLate(step: ReadyStep, row: PacketRow, head: ChainHead, { chain, context }: SubmitRun): boolean {
  if (step.step !== 'recv') return false;
  return closeness(row.packet, head, chain.pace.blockNs(), context.settings.expiryMarginBlocks) === 'too-late';
}

async function moveOn(
  judged: readonly { step: ReadyStep; verdict: Verdict | undefined }[],
  run: SubmitRun,
  delayMs = 0,
): Promise<void> {
  const { context, chain, directions, queue } = run;
  const atMs = context.clock.now();
  const changes: Change[] = [];
  const jobs: Job[] = [];
  for (const { step, verdict } of judged) {
    if (verdict === undefined) continue;
    const { key, version: fromVersion } = step;
    const { to, why } = verdict;
    context.logger.info({ chain: chain.name, packet: formatPacketKey(key), step: step.step }, why);
    changes.push({ change: 'advance', key, fromVersion, to, why, atMs, patch: { notBeforeMs: atMs + delayMs } });
    const deps = directionOf(key, directions);
    if (deps !== undefined) jobs.push(jobFor(to, deps));
  }
  if (changes.length === 0) return;
  await context.store.packets.commit('redundant', changes);
  // Only now: a job that looks before the write finds nothing, and nobody would call it again.
  for (const job of jobs) await queue.add(job);
}

const LATE: Verdict = { to: 'final', why: 'too close to its timeout to be included in time' };

function redundant(step: ReadyStep): Verdict {
  return step.step === 'recv'
    ? { to: 'delivered', why: 'redundant: the destination says it was received meanwhile' }
    : { to: 'settling', why: CLOSED_CLAIM };
}

interface Question {
  readonly kind: 'recv' | 'close';
  readonly lane: string;
  readonly steps: ReadyStep[];
}

/** One question for each lane and kind of step. */
async function stillOpen(
  ready: readonly ReadyStep[],
  rows: ReadonlyMap<string, PacketRow>,
  { chain, context }: SubmitRun,
): Promise<ReadonlySet<string>> {
  const { claims } = chain.reader;
  const open = new Set<string>();
  for (const { kind, lane, steps } of questions(ready, rows)) {
    const { signal } = context;
    const sequences = steps.map(({ key }) => key.sequence);
    const sentAt = sentAtOf(steps.flatMap(({ key }) => rows.get(formatPacketKey(key)) ?? []));
    const answer =
      kind === 'recv'
        ? await claims.unreceivedByAll(lane, sequences, { signal })
        : await claims.committedByAll(lane, sequences, { signal, sentAt });
    for (const { key } of steps) if (answer.has(key.sequence)) open.add(formatPacketKey(key));
  }
  return open;
}

function questions(ready: readonly ReadyStep[], rows: ReadonlyMap<string, PacketRow>): readonly Question[] {
  const groups = new Map<string, Question>();
  for (const step of ready) {
    const row = rows.get(formatPacketKey(step.key));
    if (row === undefined) continue;
    const kind = step.step === 'recv' ? 'recv' : 'close';
    const { lane } = step.step === 'recv' ? row.packet.destination : row.packet.source;
    const group = groups.get(`${kind} ${lane}`) ?? { kind, lane, steps: [] };
    group.steps.push(step);
    groups.set(`${kind} ${lane}`, group);
  }
  return [...groups.values()];
}
