/** Compares a direction's source chain with the store: a packet sent before we existed, or hidden by an endpoint, is still found. @module */
import type { JobQueue } from '../ports/job-queue.ts';
import { directionKey } from '../ports/lane.ts';
import type { Metrics } from '../ports/metrics.ts';
import { formatPacketKey } from '../ports/packet.ts';
import type { Change } from '../ports/store.ts';
import type { DirectionDeps } from './deps.ts';
import { packetWithoutBytes } from './import-packet.ts';
import type { StageContext } from './stage.ts';

/** Sequences asked about in one query. */
const CHUNK = 500;

export interface ReconcileRun {
  readonly deps: DirectionDeps;
  readonly context: StageContext;
  readonly queue: JobQueue;
  readonly metrics: Metrics;
}

/** Goes from the newest sequence down. Returns how many packets were found. */
export async function reconcile(run: ReconcileRun): Promise<number> {
  const { deps, context } = run;
  const { lane, chain } = deps.direction.source;
  const next = await deps.source.reader.claims.nextSequence(lane, context.signal);
  const lowest = next - 1n > context.settings.reconcileDepth ? next - context.settings.reconcileDepth : 1n;
  let found = 0;
  for (let top = next - 1n; top >= lowest && !context.signal.aborted; top -= BigInt(CHUNK)) {
    const bottom = top - BigInt(CHUNK) + 1n > lowest ? top - BigInt(CHUNK) + 1n : lowest;
    const range = Array.from({ length: Number(top - bottom) + 1 }, (_, index) => bottom + BigInt(index));
    const keys = range.map((sequence) => ({ chain, protocol: deps.direction.protocol, lane, sequence }));
    const known = new Set((await context.store.packets.find(keys)).map(({ packet }) => packet.sequence));
    const unknown = range.filter((sequence) => !known.has(sequence));
    if (unknown.length === 0) continue;
    const committed = await deps.source.reader.claims.committed(lane, unknown, context.signal);
    for (const sequence of unknown) if (committed.has(sequence)) found += await adopt(sequence, run);
  }
  if (found > 0) {
    await run.queue.add({ name: 'await-finality', key: directionKey(deps.direction) });
    await run.queue.add({ name: 'revive', key: directionKey(deps.direction) });
  }
  return found;
}

async function adopt(sequence: bigint, run: ReconcileRun): Promise<number> {
  const { deps, context, metrics } = run;
  const { direction } = deps;
  const found = await deps.source.reader.claims.findPacket(direction.source.lane, sequence, context.signal);
  const atMs = context.clock.now();
  const key = { chain: direction.source.chain, protocol: direction.protocol, lane: direction.source.lane, sequence };
  if (found === undefined) {
    const packet = packetWithoutBytes(direction, sequence);
    const detail = `committed on ${key.chain}, but no endpoint has its bytes`;
    const changes: readonly Change[] = [
      { change: 'insert-packet', packet, state: 'final', sentHeight: 0n, atMs },
      {
        change: 'advance',
        key,
        fromVersion: 1,
        to: 'parked',
        why: detail,
        atMs,
        patch: { parked: { reason: 'bytes-unavailable', resumeTo: 'final', detail }, notBeforeMs: atMs + 10_000 },
      },
    ];
    await context.store.packets.commit('reconciled', changes);
    context.logger.warn({ packet: formatPacketKey(key) }, detail);
    return 1;
  }
  const { packet, height, tx } = found;
  await context.store.packets.commit('reconciled', [
    { change: 'insert-packet', packet, state: 'seen', sentHeight: height, sentTx: tx, atMs },
  ]);
  const cursor = (await context.store.chains.cursor(key.chain)) ?? 0n;
  // Its block has been watched, yet nobody told us: whoever gave that block's events left this one out.
  if (height <= cursor) deps.source.events.refute(height, `the events of block ${height} lacked packet ${sequence}`);
  metrics.packetSent(packet.source, packet.destination, true);
  context.logger.info({ packet: formatPacketKey(key), height: `${height}`, tx }, 'pending packet found by reconciling');
  return 1;
}
