/** One run: many transfers from one chain to the other, waiting before the relayer starts or sent while it runs. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../percentile.ts';
import { awaitCommitted, awaitSettled } from './await-open.ts';
import { type ChainRecord, readBlocks, type TimedStep } from './read-blocks.ts';
import { type RelayerProcess, readUsage, startRelayer } from './relayer-process.ts';
import { sendMany } from './send-many.ts';
import { createScene, type Scene, type Surroundings } from './start-surroundings.ts';

export type Mode = 'backlog' | 'live';

export interface Figures {
  readonly mode: Mode;
  readonly transfers: number;
  /** Seconds from the start of the process (live: from the first send) to the last acknowledgement, by the wall clock. */
  readonly wallSeconds: number;
  /** Blocks of the source in that time. */
  readonly sourceBlocks: number;
  readonly packetsPerSecond: number;
  /** Seconds of block time from the packet's send. */
  readonly received: Spread;
  readonly acknowledged: Spread;
  /**
   * JSON-RPC calls to both chains, elements of batches and subscriptions singly, from the start of the process until all
   * was proven.
   */
  readonly callsPerPacket: number;
  readonly requestsPerPacket: number;
  readonly callsByMethod: Readonly<Record<string, number>>;
  readonly transactions: { readonly destination: number; readonly source: number; readonly failed: number };
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  readonly blockSeconds: { readonly source: number; readonly destination: number };
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

/** A live relayer is given this long to become idle before the first transfer. */
const IDLE_MS = 3_000;

/** On a path of its own. @throws {Error} when a packet is lost or a step was paid for twice. */
export async function runTraffic(surroundings: Surroundings, mode: Mode, transfers: number): Promise<Figures> {
  const scene = await createScene(surroundings);
  try {
    return await (mode === 'backlog' ? runBacklog(scene, transfers) : runLive(scene, transfers));
  } finally {
    scene.end();
  }
}

async function runBacklog(scene: Scene, transfers: number): Promise<Figures> {
  const from = await heights(scene);
  const sequences = await sendMany(scene, transfers);
  return await withRelayer(scene, async (relayer) => {
    const start = { atMs: relayer.startedAtMs, height: await scene.source.chain.client.height() };
    return await finish({ mode: 'backlog', scene, relayer, sequences, from, start });
  });
}

async function runLive(scene: Scene, transfers: number): Promise<Figures> {
  const from = await heights(scene);
  return await withRelayer(scene, async (relayer) => {
    await sleep(IDLE_MS);
    const start = { atMs: Date.now(), height: await scene.source.chain.client.height() };
    const sequences = await sendMany(scene, transfers);
    return await finish({ mode: 'live', scene, relayer, sequences, from, start });
  });
}

async function withRelayer<T>(scene: Scene, work: (relayer: RelayerProcess) => Promise<T>): Promise<T> {
  for (const { proxy } of [scene.source, scene.destination]) proxy.resetCounts();
  const relayer = await startRelayer(scene.home);
  try {
    return await work(relayer);
  } finally {
    await relayer.process.stop(15_000);
  }
}

interface Heights {
  readonly source: bigint;
  readonly destination: bigint;
}

async function heights({ source, destination }: Scene): Promise<Heights> {
  const [a, b] = await Promise.all([source.chain.client.height(), destination.chain.client.height()]);
  return { source: a, destination: b };
}

interface Run {
  readonly mode: Mode;
  readonly scene: Scene;
  readonly relayer: RelayerProcess;
  readonly sequences: readonly bigint[];
  readonly from: Heights;
  readonly start: { readonly atMs: number; readonly height: bigint };
}

async function finish({ mode, scene, relayer, sequences, from, start }: Run): Promise<Figures> {
  const end = await awaitCommitted(scene, sequences);
  await awaitSettled(scene, sequences.length);
  const usage = readUsage(relayer);
  const counts = [scene.source.proxy.counts(), scene.destination.proxy.counts()];
  const to = await heights(scene);
  const [source, destination] = await Promise.all([
    readBlocks(scene.source.chain, { from: from.source, to: to.source }),
    readBlocks(scene.destination.chain, { from: from.destination, to: to.destination }),
  ]);
  const journeys = matchSteps(scene, sequences, source, destination);
  const count = sequences.length;
  const wallSeconds = (end.atMs - start.atMs) / 1_000;
  const lastHeight = source.steps.reduce(
    (last, { step, height }) => (step === 'ack' && height > last ? height : last),
    0n,
  );
  return {
    mode,
    transfers: count,
    wallSeconds,
    sourceBlocks: Number(lastHeight - start.height),
    packetsPerSecond: count / wallSeconds,
    received: spread(journeys.map(({ sent, received }) => received - sent)),
    acknowledged: spread(journeys.map(({ sent, acknowledged }) => acknowledged - sent)),
    callsPerPacket: sum(counts.map(({ calls, upgrades }) => calls + upgrades)) / count,
    requestsPerPacket: sum(counts.map(({ requests }) => requests)) / count,
    callsByMethod: merge(counts.map(({ byMethod }) => byMethod)),
    transactions: {
      destination: destination.transactions,
      source: source.transactions,
      failed: source.failed + destination.failed,
    },
    ...usage,
    blockSeconds: { source: source.blockSeconds, destination: destination.blockSeconds },
  };
}

interface Journey {
  readonly sent: number;
  readonly received: number;
  readonly acknowledged: number;
}

/** The three steps of each packet, each taken exactly once. */
export function matchSteps(
  { sourceClient }: Pick<Scene, 'sourceClient'>,
  sequences: readonly bigint[],
  source: Pick<ChainRecord, 'steps'>,
  destination: Pick<ChainRecord, 'steps'>,
): readonly Journey[] {
  const ours = [...source.steps, ...destination.steps].filter((step) => step.sourceClient === sourceClient);
  const bySequence = Map.groupBy(ours, ({ sequence }) => sequence);
  return sequences.map((sequence) => {
    const steps = bySequence.get(sequence) ?? [];
    const once = (name: TimedStep['step']): number => {
      const [only, ...more] = steps.filter(({ step, effect }) => step === name && effect !== 'failed');
      if (only === undefined || more.length > 0 || only.effect !== 'effective') {
        const got = steps.map(({ step, effect, hash }) => `${step} ${effect} in ${hash}`).join(', ');
        throw new Error(`packet ${sequence}: want exactly one effective ${name}, got ${got}`);
      }
      return only.atSeconds;
    };
    return { sent: once('send'), received: once('recv'), acknowledged: once('ack') };
  });
}

function spread(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function merge(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const total = new Map<string, number>();
  for (const [name, count] of counts.flatMap(Object.entries)) total.set(name, (total.get(name) ?? 0) + count);
  return Object.fromEntries([...total].sort(([, a], [, b]) => b - a));
}
