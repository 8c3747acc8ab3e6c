/** Follows a chain block by block from the durable cursor: what a block holds is stored with the cursor that passes it. @module */
import type { BlockEvents, IbcEvent } from '../ports/events.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import { directionKey } from '../ports/lane.ts';
import type { Metrics } from '../ports/metrics.ts';
import { formatPacketKey } from '../ports/packet.ts';
import type { Change } from '../ports/store.ts';
import type { ChainPorts, DirectionDeps } from './deps.ts';
import { directionOf } from './direction-of.ts';
import { smaller } from './extremes.ts';
import type { StageContext } from './stage.ts';

export interface WatchRun {
  readonly chain: ChainPorts;
  /** Directions that touch this chain. */
  readonly directions: readonly DirectionDeps[];
  readonly context: StageContext;
  readonly queue: JobQueue;
  readonly metrics: Metrics;
}

/** Catches up with the head. A packet that nobody could store does not move the cursor. */
export async function watch(run: WatchRun): Promise<void> {
  const { chain, context } = run;
  const { store, settings, signal } = context;
  const head = await chain.events.head(signal);
  chain.pace.observe(head);
  run.metrics.chainHeight(chain.name, head.height);
  // A chain seen for the first time is watched from here on; the reconciler finds what was sent before. The cursor only
  // grows: a height that nobody has reached would make us deaf until then.
  let cursor = (await store.chains.cursor(chain.name)) ?? (await chain.reader.verifiedHead(signal)).height - 1n;
  while (cursor < head.height && !signal.aborted) {
    const last = cursor + settings.watchRange;
    const blocks = await chain.events.blocks(cursor + 1n, smaller(last, head.height), signal);
    const newest = blocks.at(-1);
    if (newest === undefined) break;
    const changes = blocks.flatMap((block) => changesOf(block, run));
    await store.packets.commit('watched', [
      ...changes,
      { change: 'move-cursor', chain: chain.name, height: newest.height },
    ]);
    cursor = newest.height;
    await wake(blocks, run);
  }
}

function changesOf(block: BlockEvents, run: WatchRun): readonly Change[] {
  return block.events.flatMap((event): readonly Change[] => {
    switch (event.type) {
      case 'packet-sent':
        return isOurs(event.packet.source.lane, run, 'source') ? [insertPacket(event, block, run)] : [];
      case 'ack-written': {
        if (!isOurs(event.destination.lane, run, 'destination')) return [];
        const { key, acknowledgement, tx, destination } = event;
        run.metrics.ackWritten({ chain: key.chain, lane: key.lane }, destination, false);
        return [{ change: 'observe-ack', key, acknowledgement, ackHeight: block.height, tx }];
      }
      case 'packet-closed':
        reportTimeout(event, run);
        return [];
      case 'unreadable':
        run.context.logger.warn({ chain: run.chain.name, height: `${block.height}`, index: event.index }, event.why);
        return [];
      default:
        return [];
    }
  });
}

function reportTimeout({ key, by }: Extract<IbcEvent, { type: 'packet-closed' }>, run: WatchRun): void {
  if (by !== 'timeout' || !isOurs(key.lane, run, 'source')) return;
  const deps = directionOf(key, run.directions);
  if (deps !== undefined) run.metrics.packetTimedOut(deps.direction.source, deps.direction.destination);
}

function insertPacket(event: Extract<IbcEvent, { type: 'packet-sent' }>, block: BlockEvents, run: WatchRun): Change {
  const { packet, tx } = event;
  const key = {
    chain: packet.source.chain,
    protocol: packet.protocol,
    lane: packet.source.lane,
    sequence: packet.sequence,
  };
  const fields = { chain: run.chain.name, packet: formatPacketKey(key), height: `${block.height}`, tx };
  run.context.logger.info(fields, 'packet seen');
  run.metrics.packetSent(packet.source, packet.destination, false);
  return {
    change: 'insert-packet',
    packet,
    state: 'seen',
    sentHeight: block.height,
    sentTx: tx,
    atMs: run.context.clock.now(),
  };
}

function isOurs(lane: string, { chain, directions }: WatchRun, side: 'source' | 'destination'): boolean {
  return directions.some(({ direction }) => direction[side].chain === chain.name && direction[side].lane === lane);
}

/** Wakes the stages that can do something with these blocks. */
async function wake(blocks: readonly BlockEvents[], run: WatchRun): Promise<void> {
  const { queue, chain } = run;
  const events = blocks.flatMap((block) => block.events);
  for (const { direction } of run.directions) {
    const key = directionKey(direction);
    const sent = events.filter(
      (event) => event.type === 'packet-sent' && event.packet.source.lane === direction.source.lane,
    );
    if (direction.source.chain === chain.name && sent.length > 0) {
      await queue.add({ name: 'await-finality', key });
      const notBeforeMs = earliestTimeoutMs(sent);
      if (notBeforeMs !== undefined) await queue.add({ name: 'expire', key }, { notBeforeMs });
    }
    const hasAcks = events.some(
      (event) => event.type === 'ack-written' && event.destination.lane === direction.destination.lane,
    );
    if (direction.destination.chain === chain.name && hasAcks) await queue.add({ name: 'await-ack', key });
  }
  const live = await run.context.store.txs.inFlight(chain.name);
  if (live.length > 0) await queue.add({ name: 'confirm', key: chain.name });
}

function earliestTimeoutMs(events: readonly IbcEvent[]): number | undefined {
  let earliest: bigint | undefined;
  for (const event of events) {
    if (event.type !== 'packet-sent') continue;
    const { atNs } = event.packet.timeout;
    if (atNs !== undefined && (earliest === undefined || atNs < earliest)) earliest = atNs;
  }
  return earliest === undefined ? undefined : Number(earliest / 1_000_000n) + 1_000;
}
