/** Compares a direction's source chain with the store: a packet sent before we existed, or hidden by an endpoint, is still found. @module */
import type { FoundPacket } from '../ports/chain-reader.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import { directionKey } from '../ports/lane.ts';
import type { Metrics } from '../ports/metrics.ts';
import { formatPacketKey } from '../ports/packet.ts';
import type { Change } from '../ports/store.ts';
import type { DirectionDeps } from './deps.ts';
import { larger, smaller } from './extremes.ts';
import { packetWithoutBytes } from './import-packet.ts';
import type { StageContext } from './stage.ts';

/** Sequences asked about in one query. */
const CHUNK = 500n;
/** Of so many passes one looks at everything again: an endpoint that knows more may have been away. */
const FULL_EVERY = 20;

/** Where the last pass ended, so that closed packets of long ago are not asked about every time. */
export interface ReconcileMemory {
  /** At or below this sequence every packet was known or closed. */
  floor: bigint;
  passes: number;
}

export interface ReconcileRun {
  readonly deps: DirectionDeps;
  readonly context: StageContext;
  readonly queue: JobQueue;
  readonly metrics: Metrics;
  readonly memory: ReconcileMemory;
}

/**
 * Goes from the newest sequence down. Where endpoints tell different ones, below each of them: a sequence that nobody has
 * reached would leave everything that is there out of reach.
 * @returns How many packets were found.
 */
export async function reconcile(run: ReconcileRun): Promise<number> {
  const { deps, context, memory } = run;
  const { lane } = deps.direction.source;
  const nexts = await deps.source.reader.claims.nextSequences(lane, context.signal);
  let found = 0;
  let below: bigint | undefined;
  for (const next of nexts) {
    const top = below === undefined ? next - 1n : smaller(next, below) - 1n;
    const lowest = lowestOf(next, run);
    found += await adoptRange(lowest, top, run);
    below = below === undefined ? lowest : smaller(below, lowest);
  }
  memory.passes += 1;
  memory.floor = nexts.reduce(smaller) - 1n;
  if (found > 0) {
    await run.queue.add({ name: 'await-finality', key: directionKey(deps.direction) });
    await run.queue.add({ name: 'revive', key: directionKey(deps.direction) });
  }
  return found;
}

function lowestOf(next: bigint, { context, memory }: ReconcileRun): bigint {
  const deepest = larger(1n, next - context.settings.reconcileDepth);
  return memory.passes % FULL_EVERY === 0 ? deepest : larger(deepest, memory.floor + 1n);
}

async function adoptRange(bottom: bigint, top: bigint, run: ReconcileRun): Promise<number> {
  let found = 0;
  for (let upper = top; upper >= bottom && !run.context.signal.aborted; upper -= CHUNK) {
    found += await adoptAll(await missing(larger(bottom, upper - CHUNK + 1n), upper, run), run);
  }
  return found;
}

/** Sequences of a range that are committed, and that the store does not have. */
async function missing(bottom: bigint, top: bigint, { deps, context }: ReconcileRun): Promise<ReadonlySet<bigint>> {
  const { chain, lane } = deps.direction.source;
  const { protocol } = deps.direction;
  const range = Array.from({ length: Number(top - bottom) + 1 }, (_, index) => bottom + BigInt(index));
  const rows = await context.store.packets.find(range.map((sequence) => ({ chain, protocol, lane, sequence })));
  const known = new Set(rows.map(({ packet }) => packet.sequence));
  const unknown = range.filter((sequence) => !known.has(sequence));
  if (unknown.length === 0) return new Set();
  return await deps.source.reader.claims.committedByAny(lane, unknown, context.signal);
}

async function adoptAll(sequences: ReadonlySet<bigint>, run: ReconcileRun): Promise<number> {
  const { claims } = run.deps.source.reader;
  const { lane } = run.deps.direction.source;
  const rest = new Set(sequences);
  for (const sequence of sequences) {
    if (run.context.signal.aborted) break;
    if (!rest.delete(sequence)) continue;
    const packet = await claims.findPacket(lane, sequence, run.context.signal);
    if (packet === undefined) {
      await adoptWithoutBytes(sequence, run);
      continue;
    }
    const neighbours = await sentBeside(packet, rest, run);
    for (const { packet: neighbour } of neighbours) rest.delete(neighbour.sequence);
    await adopt([packet, ...neighbours], run);
  }
  return sequences.size - (run.context.signal.aborted ? rest.size : 0);
}

/** Packets are sent many at a time: the block that holds one of them often holds the next ones, too. */
async function sentBeside(
  { height }: FoundPacket,
  wanted: ReadonlySet<bigint>,
  { deps, context }: ReconcileRun,
): Promise<readonly FoundPacket[]> {
  if (wanted.size === 0) return [];
  const { lane } = deps.direction.source;
  const [block] = await deps.source.events.blocks(height, height, context.signal);
  return (block?.events ?? []).flatMap((event) => {
    if (event.type !== 'packet-sent' || event.packet.source.lane !== lane) return [];
    return wanted.has(event.packet.sequence) ? [{ packet: event.packet, height, tx: event.tx }] : [];
  });
}

async function adopt(found: readonly FoundPacket[], { deps, context, metrics }: ReconcileRun): Promise<void> {
  const { store, clock, logger } = context;
  const { direction } = deps;
  const atMs = clock.now();
  const changes = found.map(
    ({ packet, height, tx }): Change => ({
      change: 'insert-packet',
      packet,
      state: 'seen',
      sentHeight: height,
      sentTx: tx,
      atMs,
    }),
  );
  await store.packets.commit('reconciled', changes);
  const cursor = (await store.chains.cursor(direction.source.chain)) ?? 0n;
  for (const { packet, height, tx } of found) {
    const { chain, lane } = packet.source;
    const key = { chain, protocol: packet.protocol, lane, sequence: packet.sequence };
    metrics.packetSent(packet.source, packet.destination, true);
    logger.info({ packet: formatPacketKey(key), height: `${height}`, tx }, 'pending packet found by reconciling');
  }
  // Their block was watched by this process, yet nobody told us: whoever gave its events left these out.
  const [first] = found;
  if (first === undefined || first.height > cursor || first.height <= deps.source.pace.firstHeight()) return;
  deps.source.events.refute(first.height, `the events of block ${first.height} lacked packet ${first.packet.sequence}`);
}

async function adoptWithoutBytes(sequence: bigint, { deps, context }: ReconcileRun): Promise<void> {
  const { direction } = deps;
  const atMs = context.clock.now();
  const packet = packetWithoutBytes(direction, sequence);
  const key = { chain: packet.source.chain, protocol: packet.protocol, lane: packet.source.lane, sequence };
  const detail = `committed on ${key.chain}, but no endpoint has its bytes`;
  const parked = { reason: 'bytes-unavailable', resumeTo: 'final', detail } as const;
  await context.store.packets.commit('reconciled', [
    { change: 'insert-packet', packet, state: 'final', sentHeight: 0n, atMs },
    {
      change: 'advance',
      key,
      // A new row's version.
      fromVersion: 1,
      to: 'parked',
      why: detail,
      atMs,
      patch: { parked, notBeforeMs: atMs + 10_000 },
    },
  ]);
  context.logger.warn({ packet: formatPacketKey(key) }, detail);
}
