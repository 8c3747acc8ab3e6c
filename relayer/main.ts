/** The composition root: the only place, with its `compose-*` helpers, that creates adapters. @module */
import { createHash, randomUUID } from 'node:crypto';
import type { Config, PathEndConfig } from '../config/config.ts';
import { type ChainContext, type ComposedChain, composeChain, requireIdentity } from './compose-chain.ts';
import { type Chains, chainOf, composeDirections, composeFactory, linkedEnds, pathOf } from './compose-paths.ts';
import { runDoctor } from './control/doctor.ts';
import { liveReport } from './control/live-report.ts';
import { transfer } from './control/transfer.ts';
import { withCrashingWriter, withCrashPoints } from './ops/crash-point.ts';
import { withStoreAlarm } from './ops/store-alarm.ts';
import { maxStorePages } from './ops/store-limit.ts';
import type { ConfirmRun } from './pipeline/confirm.ts';
import { DEFAULT_SETTINGS, type DirectionDeps, type Services } from './pipeline/deps.ts';
import { createEngine, type Engine } from './pipeline/engine.ts';
import { createGasModel } from './pipeline/gas-model.ts';
import { type LinkEnd, link } from './pipeline/link.ts';
import type { Clock } from './ports/clock.ts';
import type { LinkReport, Relayer } from './ports/control.ts';
import { RelayerError } from './ports/fault.ts';
import type { JobQueue } from './ports/job-queue.ts';
import type { Lane } from './ports/lane.ts';
import type { Logger } from './ports/logger.ts';
import type { ChainMetrics, Metrics } from './ports/metrics.ts';
import type { LaneEnd } from './ports/packet.ts';
import type { Change, Store } from './ports/store.ts';
import { createLocalQueue } from './queue/local.ts';
import type { QueueProblem } from './queue/redis.ts';
import { createSqliteStore } from './stores/sqlite.ts';

export interface RelayerOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics & ChainMetrics;
  /** The 32-byte private key called `name`. */
  readonly loadKey: (name: string) => Promise<Uint8Array>;
  /** Opened and closed by the caller. */
  readonly store: Store;
  readonly clock?: Clock;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface OpenStoreOptions {
  /** For commands that only look. */
  readonly readOnly?: boolean;
  /** For the service, of which a store has one. */
  readonly service?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Opens the store that the configuration names. @throws {RelayerError} STORE_UNAVAILABLE, STORE_FULL, CONFIG_INVALID */
export async function openStore(config: Config, options: OpenStoreOptions = {}): Promise<Store> {
  const { env = process.env, ...use } = options;
  return withCrashPoints(await connectStore(config, use, maxStorePages(env)), env);
}

async function connectStore(
  { store }: Config,
  use: Omit<OpenStoreOptions, 'env'>,
  maxPages: number | undefined,
): Promise<Store> {
  if (store.kind === 'sqlite') {
    return await createSqliteStore({ file: store.file, ...use, ...(maxPages === undefined ? {} : { maxPages }) });
  }
  // Few need it, and its driver is large.
  const { createPostgresStore } = await import('./stores/postgres.ts');
  return await createPostgresStore({ url: store.url });
}

/** Puts a relayer together. Nothing runs before `start`. @throws {RelayerError} CONFIG_INVALID */
export async function createRelayer(options: RelayerOptions): Promise<Relayer> {
  const assembly = await assemble(options);
  const { config, composed, services, metrics, clock } = assembly;
  const moved = new Map<string, { height: bigint; atMs: number }>();
  const startedAtMs = clock.now();
  let running: { readonly engine: Engine; readonly queue: JobQueue } | undefined;

  return {
    broken: assembly.broken,
    async start() {
      for (const chain of composed) await requireIdentity(chain, assembly.context);
      await adoptConfigured(assembly);
      const queue = await openQueue(config, services.logger, clock);
      const chains = composed.map(({ ports }) => ports);
      const engine = createEngine({
        services,
        queue,
        metrics,
        chains,
        directions: assembly.directions,
        owner: assembly.owner,
      });
      running = { engine, queue };
      await engine.start();
    },
    async stop(graceMs = 10_000) {
      assembly.stopping.abort();
      await running?.engine.stop(graceMs);
      for (const { pool } of composed) pool.close();
    },
    link: (name, { progress }) => linkPath(name, progress, assembly),
    doctor: () => runDoctor({ ...assembly, queueProblems: () => findQueueProblems(config) }),
    live: () =>
      liveReport({
        startedAtMs,
        chains: composed,
        directions: assembly.directions,
        driver: config.queue.driver,
        queue: running?.queue,
        clock,
        moved,
      }),
    async transfer(request) {
      const path = pathOf(config, request.path);
      const ends = linkedEnds(path, await services.store.chains.lanes());
      if (ends === undefined) throw notLinked(path.name);
      const lane = ends.a.chain === request.from ? ends.a : ends.b;
      const other = chainOf(assembly.chains, lane.counterparty.chain);
      const run = confirmRun(chainOf(assembly.chains, lane.chain), assembly);
      return await transfer(request, { lane, run, defaultReceiver: other.ports.writer.signer });
    },
    async deployWasmClient(request, { progress }) {
      const chain = chainOf(assembly.chains, request.chain);
      await requireIdentity(chain, assembly.context);
      // Rarely wanted, and what it loads is large.
      const { deployWasmClient } = await import('./control/deploy-wasm-client.ts');
      const { pool, config: settings } = chain;
      const run = confirmRun(chain, assembly);
      return await deployWasmClient(request, { pool, run, addressPrefix: settings.addressPrefix, progress });
    },
  };
}

/** The parts of a relayer that its commands share. */
interface Assembly {
  readonly config: Config;
  readonly context: ChainContext;
  readonly composed: readonly ComposedChain[];
  readonly chains: Chains;
  readonly store: Store;
  readonly services: Services;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly stopping: AbortController;
  readonly broken: Promise<RelayerError>;
  /** Names this process in leases. */
  readonly owner: string;
  directions: readonly DirectionDeps[];
  /** Reads lanes and directions again after they changed. */
  readonly refreshLanes: () => Promise<void>;
}

async function assemble(options: RelayerOptions): Promise<Assembly> {
  const { config, logger, metrics, loadKey, env = process.env } = options;
  const clock = options.clock ?? { now: () => Date.now() };
  let breakDown: (error: RelayerError) => void = () => undefined;
  const broken = new Promise<RelayerError>((resolve) => {
    breakDown = resolve;
  });
  const store = withStoreAlarm(options.store, breakDown);
  const peers = new Map<string, LaneEnd>();
  const context: ChainContext = {
    ...{ store, clock, logger, metrics, loadKey },
    peerOf: (chain, lane) => peers.get(`${chain}/${lane}`),
    wrapWriter: (writer) => withCrashingWriter(writer, env),
  };
  const composed = await Promise.all(config.chains.map((chain) => composeChain(chain, context)));
  const chains: Chains = new Map(composed.map((chain) => [chain.config.name, chain]));
  const services: Services = { store, clock, logger, settings: DEFAULT_SETTINGS, random: Math.random };
  const assembly: Assembly = {
    ...{ config, context, composed, chains, store, services, metrics, clock },
    stopping: new AbortController(),
    broken,
    owner: randomUUID(),
    directions: [],
    async refreshLanes() {
      const lanes = await store.chains.lanes();
      for (const { chain, lane, counterparty } of lanes) peers.set(`${chain}/${lane}`, counterparty);
      assembly.directions = composeDirections(config, chains, lanes);
    },
  };
  await assembly.refreshLanes();
  return assembly;
}

/** What commands need to send transactions by themselves. */
function confirmRun({ ports }: ComposedChain, assembly: Assembly): ConfirmRun {
  const { directions, services, stopping, metrics, owner, clock } = assembly;
  return {
    chain: ports,
    directions: directions.filter(({ source, destination }) => source === ports || destination === ports),
    context: { ...services, signal: stopping.signal },
    // Nothing works on this queue: commands finish what they start, and the service looks for itself.
    queue: createLocalQueue({ clock }),
    metrics,
    gas: createGasModel(),
    owner,
    searched: new Map(),
  };
}

async function linkPath(name: string, progress: (line: string) => void, assembly: Assembly): Promise<LinkReport> {
  const { config, chains, context } = assembly;
  const path = pathOf(config, name);
  const endOf = async (end: PathEndConfig, other: PathEndConfig): Promise<LinkEnd> => {
    const chain = chainOf(chains, end.chain);
    await requireIdentity(chain, context);
    const factory = composeFactory(chains, end, other);
    return { run: confirmRun(chain, assembly), factory, ...(end.client === undefined ? {} : { client: end.client }) };
  };
  const linked = await link({ path: name, a: await endOf(path.a, path.b), b: await endOf(path.b, path.a), progress });
  await assembly.refreshLanes();
  return { path: name, ...linked };
}

function notLinked(path: string): RelayerError {
  return new RelayerError({
    code: 'CONFIG_INVALID',
    message: `path '${path}' is not linked yet`,
    hint: `Run 'causeway link ${path}'.`,
  });
}

async function openQueue({ queue, store }: Config, logger: Logger, clock: Clock): Promise<JobQueue> {
  if (queue.driver === 'local') return createLocalQueue({ clock, logger });
  // Loaded only where it is wanted: it is large.
  const { createBullmqQueue } = await import('./queue/bullmq.ts');
  // Relayers that share a Redis but not a store must not take each other's jobs.
  const location = store.kind === 'sqlite' ? store.file : store.url;
  const prefix = `{causeway-${createHash('sha256').update(location).digest('hex').slice(0, 12)}}`;
  // An SQLite store has one service, so that what a killed one left running is ours.
  return await createBullmqQueue({ url: queue.redis, prefix, takeOver: store.kind === 'sqlite', logger });
}

/** @throws {RelayerError} QUEUE_UNAVAILABLE, CONFIG_INVALID */
async function findQueueProblems({ queue }: Config): Promise<readonly QueueProblem[]> {
  if (queue.driver === 'local') return [];
  const { createBullmqQueue } = await import('./queue/bullmq.ts');
  const opened = await createBullmqQueue({ url: queue.redis });
  try {
    return await opened.check();
  } finally {
    await opened.close(0);
  }
}

/** Paths whose clients the configuration names need no `link` on this machine: their registration is read and proven. */
async function adoptConfigured({ config, chains, store, services, refreshLanes }: Assembly): Promise<void> {
  if (config.paths.length === 0) services.logger.warn({}, 'the configuration has no path: there is nothing to relay');
  for (const path of config.paths) {
    const { a, b } = path;
    if (linkedEnds(path, await store.chains.lanes()) !== undefined) continue;
    if (a.client === undefined || b.client === undefined) {
      services.logger.warn(
        { path: path.name },
        `not linked yet: nothing is relayed over it; run 'causeway link ${path.name}', then start again`,
      );
      continue;
    }
    const lanes = [await adoptedLane(path.name, a, b, chains), await adoptedLane(path.name, b, a, chains)];
    await store.packets.commit(
      'linked',
      lanes.map((lane): Change => ({ change: 'upsert-lane', lane })),
    );
  }
  await refreshLanes();
}

async function adoptedLane(path: string, end: PathEndConfig, other: PathEndConfig, chains: Chains): Promise<Lane> {
  const factory = composeFactory(chains, end, other);
  const { client = '' } = end;
  await factory.check(client);
  const record = await factory.readCounterparty(client);
  if (record.status === 'none' || record.clientId !== other.client) throw notLinked(path);
  return {
    path,
    protocol: 'v2',
    chain: end.chain,
    lane: client,
    clientId: client,
    counterparty: { chain: other.chain, lane: record.clientId },
    counterpartyPrefix: record.prefix,
  };
}
