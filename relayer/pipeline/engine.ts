/** Joins stages and queue: one handler for each job name, and the timer that re-adds every job so that none can be lost. @module */
import { RelayerError } from '../ports/fault.ts';
import type { Job, JobQueue } from '../ports/job-queue.ts';
import { directionKey, type Lane } from '../ports/lane.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PacketState } from '../ports/packet.ts';
import { awaitAck } from './await-ack.ts';
import { awaitFinality } from './await-finality.ts';
import { confirm } from './confirm.ts';
import type { ChainPorts, DirectionDeps, Services } from './deps.ts';
import { recallGas } from './estimate-gas.ts';
import { EXPIRABLE, expire } from './expire.ts';
import { createGasModel } from './gas-model.ts';
import { proveAck } from './prove-ack.ts';
import { proveRecv } from './prove-recv.ts';
import { proveTimeout } from './prove-timeout.ts';
import { type ReconcileMemory, reconcile } from './reconcile.ts';
import { refresh, type ServingClient } from './refresh.ts';
import { revive } from './revive.ts';
import { runStage } from './run.ts';
import { settle } from './settle.ts';
import type { DirectionJob, Stage, StageContext } from './stage.ts';
import { standStill } from './stand-still.ts';
import { submit } from './submit.ts';
import { triage } from './triage.ts';
import { watch } from './watch.ts';

export interface EngineOptions {
  readonly services: Services;
  readonly queue: JobQueue;
  readonly metrics: Metrics;
  readonly chains: readonly ChainPorts[];
  readonly directions: readonly DirectionDeps[];
  /** Names this process in leases. */
  readonly owner: string;
}

export interface Engine {
  /** Starts working: everything is looked at once, then on wake-ups and timers. */
  start(): Promise<void>;
  /** Stops taking on work and waits for what runs. */
  stop(graceMs: number): Promise<void>;
}

/** The stages that drain packets of a direction: which states, and what decides about them. */
const STAGES = {
  'await-finality': { states: ['seen'], stage: awaitFinality },
  triage: { states: ['final'], stage: triage },
  'prove-recv': { states: ['proving'], stage: proveRecv },
  'await-ack': { states: ['delivered'], stage: awaitAck },
  'prove-ack': { states: ['ack-final'], stage: proveAck },
  'prove-timeout': { states: ['timing-out'], stage: proveTimeout },
  settle: { states: ['settling'], stage: settle },
  revive: { states: ['parked'], stage: revive },
} as const satisfies Partial<Record<DirectionJob, { states: readonly PacketState[]; stage: Stage }>>;

/** Even without a wake-up a chain is looked at this often. */
const WATCH_EVERY_MS = 1_000;
const EXPIRE_LIMIT = 1_000;
/** The queue was away: whatever could not be added is looked at again this soon. */
const AFTER_OUTAGE_MS = 2_000;

export function createEngine(options: EngineOptions): Engine {
  const { queue, chains } = options;
  const stopped = new AbortController();
  const unsubscribe: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Again and again: soon after a queue that could not be reached, else from time to time. */
  const readdAll = async (): Promise<void> => {
    let againInMs = options.services.settings.reconcileEveryMs;
    try {
      for (const job of allJobs(options)) await queue.add(job);
    } catch (error) {
      logOutage(options, error);
      againInMs = AFTER_OUTAGE_MS;
    }
    if (!stopped.signal.aborted) timer = setTimeout(() => void readdAll(), againInMs);
  };
  return {
    async start() {
      await registerHandlers(options, stopped.signal);
      await readdAll();
      for (const chain of chains) {
        unsubscribe.push(chain.events.onWake(() => void wake(options, { name: 'watch', key: chain.name })));
      }
    },
    async stop(graceMs) {
      stopped.abort();
      clearTimeout(timer);
      for (const stop of unsubscribe) stop();
      await queue.close(graceMs);
    },
  };
}

async function wake(options: EngineOptions, job: Job): Promise<void> {
  try {
    await options.queue.add(job);
  } catch (error) {
    logOutage(options, error);
  }
}

/** A wake-up that could not be queued: the timer comes back to it. */
function logOutage({ services }: EngineOptions, error: unknown): void {
  if (!(error instanceof RelayerError)) throw error;
  services.logger.warn({ code: error.fault.code }, error.fault.message);
}

function allJobs({ chains, directions }: EngineOptions): readonly Job[] {
  const ofChain = chains.flatMap(({ name }) =>
    ['watch', 'submit', 'confirm', 'refresh'].map((job) => ({ name: job, key: name })),
  );
  const ofDirection = directions.flatMap(({ direction }) =>
    [...Object.keys(STAGES), 'expire', 'reconcile'].map((job) => ({ name: job, key: directionKey(direction) })),
  );
  return [...ofChain, ...ofDirection];
}

async function registerHandlers(options: EngineOptions, stopped: AbortSignal): Promise<void> {
  const { queue, directions, metrics } = options;
  const ways = Math.max(1, directions.length);
  const run = (signal: AbortSignal): StageContext => ({
    ...options.services,
    signal: AbortSignal.any([signal, stopped]),
  });
  const byKey = new Map(directions.map((deps) => [directionKey(deps.direction), deps]));

  for (const name of Object.keys(STAGES) as (keyof typeof STAGES)[]) {
    await queue.process(name, ways, async ({ key }, signal) => {
      const deps = byKey.get(key);
      if (deps !== undefined) await drain(name, deps, run(signal), options);
    });
  }
  await queue.process('expire', ways, async ({ key }, signal) => {
    const deps = byKey.get(key);
    if (deps !== undefined) await sweepExpired(deps, run(signal), options);
  });
  const memories = new Map<string, ReconcileMemory>();
  await queue.process('reconcile', ways, async ({ key }, signal) => {
    const deps = byKey.get(key);
    if (deps === undefined) return;
    const memory = memories.get(key) ?? { floor: 0n, passes: 0 };
    memories.set(key, memory);
    await tolerate(options, async () => void (await reconcile({ deps, context: run(signal), queue, metrics, memory })));
  });
  await registerChainHandlers(options, run);
}

async function registerChainHandlers(
  options: EngineOptions,
  run: (signal: AbortSignal) => StageContext,
): Promise<void> {
  const { queue, chains, metrics, owner, directions } = options;
  const states = new Map(
    chains.map((chain) => [
      chain.name,
      {
        chain,
        directions: directions.filter(
          ({ source, destination }) => source.name === chain.name || destination.name === chain.name,
        ),
        gas: createGasModel(),
        searched: new Map<string, bigint>(),
      },
    ]),
  );
  const on = async (
    name: string,
    work: (state: NonNullable<ReturnType<typeof states.get>>, context: StageContext) => Promise<void>,
  ): Promise<void> => {
    await queue.process(name, chains.length, async ({ key }, signal) => {
      const state = states.get(key);
      if (state !== undefined) await tolerate(options, () => work(state, run(signal)));
    });
  };
  for (const { gas, chain } of states.values()) await recallGas(gas, chain.name, options.services.store);
  await on('watch', async (state, context) => {
    try {
      await watch({ ...state, context, queue, metrics });
    } finally {
      await queue.add({ name: 'watch', key: state.chain.name }, { notBeforeMs: context.clock.now() + WATCH_EVERY_MS });
    }
  });
  await on('submit', (state, context) => submit({ ...state, context, queue, metrics, owner }));
  await on('confirm', (state, context) => confirm({ ...state, context, queue, metrics, owner }));
  await on('refresh', (state, context) => {
    const clients = clientsOn(state.chain.name, state.directions);
    return refresh({ chain: state.chain.name, clients, context, queue, metrics });
  });
}

/** The clients that live on a chain, each once. */
function clientsOn(chain: string, directions: readonly DirectionDeps[]): readonly ServingClient[] {
  const clients = directions
    .flatMap(({ direction: { path }, onSource, onDestination }) =>
      [onSource, onDestination].map((driver) => ({ driver, path })),
    )
    .filter(({ driver }) => driver.host === chain);
  return [...new Map(clients.map((client) => [client.driver.clientId, client])).values()];
}

/** An outage ends a run, not the job: it is logged with its cause, and the timer or the next wake-up tries again. */
async function tolerate({ services }: EngineOptions, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RelayerError) || error.fault.code === 'STORE_FULL') throw error;
    const { code, message, context } = error.fault;
    services.logger[code === 'CHAIN_NOT_FINAL' ? 'debug' : 'warn']({ code, ...context }, message);
  }
}

async function drain(
  name: keyof typeof STAGES,
  deps: DirectionDeps,
  context: StageContext,
  options: EngineOptions,
): Promise<void> {
  const { queue, metrics } = options;
  const { states, stage } = STAGES[name];
  if (context.signal.aborted) return;
  const pause = await pauseOf(deps, context);
  // What is parked already stays so.
  if (pause !== undefined && name === 'revive') return;
  const { chain, protocol, lane } = deps.direction.source;
  const direction = { chain, protocol, lane };
  const limit = context.settings.batchSize;
  const batch = await context.store.packets.due({ direction, states, nowMs: context.clock.now(), limit });
  const chosen = pause === undefined ? stage : standStill(pause.reason);
  await runStage({ job: name, stage: chosen, batch, deps, context, queue, metrics });
  const next = await context.store.packets.nextDue({ direction, states });
  if (next !== undefined) await queue.add({ name, key: directionKey(deps.direction) }, { notBeforeMs: next });
}

async function sweepExpired(deps: DirectionDeps, context: StageContext, options: EngineOptions): Promise<void> {
  if ((await pauseOf(deps, context)) !== undefined) return;
  const { chain, protocol, lane } = deps.direction.source;
  // Whatever their own schedule: a timeout does not wait for a backoff to end.
  const batch = await context.store.packets.due({
    direction: { chain, protocol, lane },
    states: EXPIRABLE,
    nowMs: Number.MAX_SAFE_INTEGER,
    limit: EXPIRE_LIMIT,
  });
  await runStage({
    job: 'expire',
    stage: expire,
    batch,
    deps,
    context,
    queue: options.queue,
    metrics: options.metrics,
  });
  const nowMs = context.clock.now();
  const times = batch.flatMap(({ packet: { timeout } }) =>
    timeout.atNs === undefined ? [] : [Number(timeout.atNs / 1_000_000n) + 500],
  );
  if (times.length === 0) return;
  const notBeforeMs = Math.max(Math.min(...times), nowMs + 1_000);
  await options.queue.add({ name: 'expire', key: directionKey(deps.direction) }, { notBeforeMs });
}

/** Read from the store each time: another process or a guard may have paused the path. */
async function pauseOf({ direction }: DirectionDeps, { store }: StageContext): Promise<Lane['paused']> {
  const lanes = await store.chains.lanes();
  return lanes.find(({ path, paused }) => path === direction.path && paused !== undefined)?.paused;
}
