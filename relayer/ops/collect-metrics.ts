/** Brings the gauges up to date when somebody asks for metrics: what is open, and what the chains and endpoints are at. @module */
import type { Clock } from '../ports/clock.ts';
import type { ClientHealth, LiveReport } from '../ports/control.ts';
import { RelayerError } from '../ports/fault.ts';
import type { Logger } from '../ports/logger.ts';
import type { ChainMetrics, Metrics } from '../ports/metrics.ts';
import type { Store } from '../ports/store.ts';
import { isOpen } from './report-status.ts';

export interface Collection {
  readonly store: Store;
  /** Without a report in time the values of the last one stay. */
  readonly live: LiveReport | undefined;
  readonly metrics: Metrics & ChainMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An outage leaves the last values: metrics are wanted most when something is down. */
export async function collectMetrics({ store, live, metrics, clock, logger }: Collection): Promise<void> {
  if (live !== undefined) collectLive(live, metrics, clock.now());
  try {
    await collectBacklog(store, metrics);
  } catch (error) {
    if (!(error instanceof RelayerError)) throw error;
    logger.warn({ code: error.fault.code }, error.fault.message);
  }
}

/**
 * Counted in the store: a restart loses nothing, and what somebody else has closed is gone at once. Each linked lane is
 * reported, also one without open packets.
 */
async function collectBacklog(store: Store, metrics: Metrics & ChainMetrics): Promise<void> {
  const counts = (await store.chains.counts()).filter(({ state }) => isOpen(state));
  for (const { chain, lane, counterparty, path, paused } of await store.chains.lanes()) {
    metrics.pathStopped(path, paused !== undefined);
    // Until `link` is through, a lane leads nowhere.
    if (counterparty.lane === '') continue;
    const open = counts.filter((entry) => entry.chain === chain && entry.lane === lane);
    const size = open.reduce((sum, { count }) => sum + count, 0);
    const sequences = open.map(({ oldestSequence }) => oldestSequence);
    const oldest = sequences.reduce((lowest, sequence) => (sequence < lowest ? sequence : lowest), sequences[0] ?? 0n);
    metrics.backlog({ chain, lane }, counterparty, size, oldest);
    metrics.parked({ chain, lane }, counterparty, open.find(({ state }) => state === 'parked')?.count ?? 0);
  }
}

function collectLive({ queue, chains, clients }: LiveReport, metrics: Metrics & ChainMetrics, nowMs: number): void {
  metrics.jobCounts(queue.counts);
  for (const { name, state, height, wallet, endpoints } of chains) {
    metrics.chainHeight(name, height);
    metrics.chainState(name, state);
    for (const endpoint of endpoints) metrics.endpointState(name, endpoint);
    if (wallet?.balance === undefined) continue;
    metrics.walletBalance(name, wallet.address, wallet.denom, wallet.balance);
  }
  for (const client of clients) {
    // A client that could not be asked keeps what is known of it.
    if (client.status === 'unknown') continue;
    const hostTimeNs = chains.find(({ name }) => name === client.chain)?.timeNs ?? 0n;
    collectClient(client, hostTimeNs > 0n ? hostTimeNs : BigInt(Math.trunc(nowMs)) * 1_000_000n, metrics);
  }
}

/** Expiry goes by the time of the chain that holds the client. */
function collectClient(client: ClientHealth, hostTimeNs: bigint, metrics: Metrics): void {
  const { chain, clientId, expiresAtNs, trustingPeriodNs } = client;
  metrics.clientState(chain, clientId, toSeconds(expiresAtNs - hostTimeNs), toSeconds(trustingPeriodNs));
}

function toSeconds(ns: bigint): number {
  return Number(ns / 1_000_000n) / 1_000;
}
