/** What only a running relayer knows: heights, endpoints, wallets, clients and the queue. @module */
import type { ComposedChain } from '../compose-chain.ts';
import { chainState, type Moved, movedAt } from '../ops/chain-state.ts';
import type { DirectionDeps } from '../pipeline/deps.ts';
import type { ClientDriver } from '../ports/client-driver.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChainHealth, ClientHealth, LiveReport, QueueHealth, WalletHealth } from '../ports/control.ts';
import { RelayerError } from '../ports/fault.ts';
import type { JobQueue } from '../ports/job-queue.ts';

export interface LiveContext {
  readonly startedAtMs: number;
  readonly chains: readonly ComposedChain[];
  readonly directions: readonly DirectionDeps[];
  readonly driver: QueueHealth['driver'];
  /** Absent before `start`. */
  readonly queue: JobQueue | undefined;
  readonly clock: Clock;
  /** When each chain's height last grew; kept from one report to the next. */
  readonly moved: Map<string, Moved>;
}

/** What cannot be asked is told as unknown: a report never fails as a whole. */
export async function liveReport(context: LiveContext): Promise<LiveReport> {
  const drivers = context.directions.flatMap(({ onSource, onDestination }) => [onSource, onDestination]);
  const unique = [...new Map(drivers.map((driver) => [`${driver.host}/${driver.clientId}`, driver])).values()];
  const [chains, clients, queue] = await Promise.all([
    Promise.all(context.chains.map((chain) => reportChain(chain, context))),
    Promise.all(unique.map(reportClient)),
    reportQueue(context),
  ]);
  return { startedAtMs: context.startedAtMs, chains, clients, queue };
}

async function reportChain(chain: ComposedChain, { moved, clock }: LiveContext): Promise<ChainHealth> {
  const { config, pool, ports } = chain;
  const head = (await attempt(() => ports.reader.verifiedHead())) ?? { height: 0n, timeNs: 0n };
  const nowMs = clock.now();
  const before = moved.get(config.name);
  const last = movedAt(head, before, nowMs);
  moved.set(config.name, last);
  const endpoints = pool.status().map(({ url, state, height, latencyMs, calls, reason }) => ({
    url,
    state,
    height,
    latencyMs,
    calls,
    ...(reason === undefined ? {} : { reason: reason.message }),
  }));
  const signs = { height: last.height, movedAtMs: last.atMs, endpoints };
  const wallet = await reportWallet(chain);
  return { name: config.name, state: chainState(signs, nowMs), timeNs: head.timeNs, ...signs, wallet };
}

async function reportWallet({ config, ports }: ComposedChain): Promise<WalletHealth> {
  const { denom } = config.gasPrice;
  const address = ports.writer.signer;
  const balance = await attempt(() => ports.reader.balance(address, denom));
  return { address, denom, ...(balance === undefined ? {} : { balance }) };
}

async function reportClient(driver: ClientDriver): Promise<ClientHealth> {
  const { host: chain, clientId } = driver;
  const view = await attempt(() => driver.view());
  if (view === undefined) {
    return { chain, clientId, status: 'unknown', latestHeight: '', trustingPeriodNs: 0n, expiresAtNs: 0n };
  }
  const { status, latestHeight, trustingPeriodNs, expiresAtNs } = view;
  const height = `${latestHeight.revisionNumber}-${latestHeight.revisionHeight}`;
  return { chain, clientId, status, latestHeight: height, trustingPeriodNs, expiresAtNs };
}

async function reportQueue({ driver, queue }: LiveContext): Promise<QueueHealth> {
  const counts = queue === undefined ? {} : await attempt(() => queue.counts());
  return { driver, reachable: counts !== undefined, counts: counts ?? {} };
}

async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RelayerError) return undefined;
    throw error;
  }
}
