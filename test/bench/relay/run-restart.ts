/** One run in which the relayer is killed like by a power cut while all packets are in flight, and started again at once. @module */
import { awaitCommitted, awaitSettled, awaitUnreceived, countCommitted } from './await-open.ts';
import { openReadOnly } from './open-read-only.ts';
import { readBlocks } from './read-blocks.ts';
import { startRelayer } from './relayer-process.ts';
import { matchSteps } from './run-traffic.ts';
import { sendMany } from './send-many.ts';
import { createScene, type Scene, type Surroundings } from './start-surroundings.ts';

export interface RestartFigures {
  readonly transfers: number;
  /** Packets without an acknowledgement when it was killed; some of them were received. */
  readonly openAtKill: number;
  readonly receivedAtKill: number;
  /** From the second start to its first new transaction. */
  readonly workingAgainSeconds: number;
  /** From the second start to the last acknowledgement. */
  readonly finishedSeconds: number;
  /** Included messages that found their step done already; each packet's effective steps are checked besides. */
  readonly noops: number;
}

/** Killed in the first block that shows received packets. @throws {Error} when a packet is lost or taken twice. */
export async function runRestart(surroundings: Surroundings, transfers: number): Promise<RestartFigures> {
  const scene = await createScene(surroundings);
  try {
    return await killAndRestart(scene, transfers);
  } finally {
    scene.end();
  }
}

async function killAndRestart(scene: Scene, transfers: number): Promise<RestartFigures> {
  const { source, destination } = scene;
  const [fromSource, fromDestination] = await Promise.all([
    source.chain.client.height(),
    destination.chain.client.height(),
  ]);
  const sequences = await sendMany(scene, transfers);
  const first = await startRelayer(scene.home);
  const { left: unreceived } = await awaitUnreceived(scene, sequences, transfers - 1);
  await first.process.stop(0);
  const openAtKill = await countCommitted(scene, sequences);

  const second = await startRelayer(scene.home);
  try {
    const end = await awaitCommitted(scene, sequences);
    await awaitSettled(scene, transfers);
    const [a, b] = await Promise.all([
      readBlocks(source.chain, { from: fromSource, to: await source.chain.client.height() }),
      readBlocks(destination.chain, { from: fromDestination, to: await destination.chain.client.height() }),
    ]);
    matchSteps(scene, sequences, a, b);
    return {
      transfers,
      openAtKill,
      receivedAtKill: transfers - unreceived,
      workingAgainSeconds: ((await firstTransactionAfter(scene, second.startedAtMs)) - second.startedAtMs) / 1_000,
      finishedSeconds: (end.atMs - second.startedAtMs) / 1_000,
      noops: [...a.steps, ...b.steps].filter(({ effect }) => effect === 'noop').length,
    };
  } finally {
    await second.process.stop(15_000);
  }
}

/** When the relayer recorded it, just before sending it. */
async function firstTransactionAfter({ home }: Scene, ms: number): Promise<number> {
  const store = await openReadOnly(home);
  try {
    const txs = await store.txs.txs({ limit: 1_000 });
    return Math.min(...txs.map(({ createdAtMs }) => createdAtMs).filter((atMs) => atMs >= ms));
  } finally {
    await store.close();
  }
}
