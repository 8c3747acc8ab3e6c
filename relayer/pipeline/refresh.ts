/** Keeps the clients of a chain from expiring. Time is the host chain's. @module */

import type { ClientDriver } from '../ports/client-driver.ts';
import { RelayerError, type RelayerFault } from '../ports/fault.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { StageContext } from './stage.ts';
import { stopByHeaders } from './stop-path.ts';

/** A client and the path that it serves. */
export interface ServingClient {
  readonly driver: ClientDriver;
  readonly path: string;
}

export interface RefreshRun {
  readonly chain: string;
  /** Clients that live on this chain. */
  readonly clients: readonly ServingClient[];
  readonly context: StageContext;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly metrics: Metrics;
}

const LONGEST_WAIT_MS = 600_000;
const SHORTEST_WAIT_MS = 5_000;

/** Asks each client whether it wants an update, and comes back well before the first of them could expire. */
export async function refresh(run: RefreshRun): Promise<void> {
  const { context, queue, chain } = run;
  let waitMs = LONGEST_WAIT_MS;
  for (const client of run.clients) waitMs = Math.min(waitMs, await refreshOne(client, run));
  await queue.add({ name: 'refresh', key: chain }, { notBeforeMs: context.clock.now() + waitMs });
}

/** Milliseconds until this client should be looked at again. */
async function refreshOne({ driver, path }: ServingClient, run: RefreshRun): Promise<number> {
  const { context, queue, metrics, chain } = run;
  const { logger, store, signal } = context;
  const fields = { chain, client: driver.clientId, follows: driver.counterparty };
  try {
    const view = await driver.view(signal);
    metrics.clientState(
      chain,
      driver.clientId,
      Number(view.expiresAtNs / 1_000_000n - BigInt(Math.trunc(context.clock.now()))) / 1_000,
      Number(view.trustingPeriodNs / 1_000_000_000n),
    );
    const target = await driver.refresh(signal);
    if (target?.updates.length === 0) metrics.clientUpdateSkipped(driver.counterparty, chain, driver.clientId);
    if (target !== undefined && target.updates.length > 0) {
      const messages = target.updates.map(({ message }) => message);
      const update = { chain, clientId: driver.clientId, height: target.height, messages, refresh: true };
      await store.packets.commit('refresh', [{ change: 'save-client-update', update }]);
      await queue.add({ name: 'submit', key: chain });
      logger.info({ ...fields, height: `${target.height.revisionHeight}` }, 'client refresh scheduled');
    }
    const period = Number(view.trustingPeriodNs / 1_000_000n);
    return Math.max(SHORTEST_WAIT_MS, Math.min(LONGEST_WAIT_MS, period / 20));
  } catch (error) {
    if (!(error instanceof RelayerError)) throw error;
    logger.warn({ ...fields, code: error.fault.code }, error.fault.message);
    if (error.fault.code === 'HEADER_CONFLICT') await stopPath(error.fault, path, context);
    return SHORTEST_WAIT_MS;
  }
}

/** A conflict stops the path also when nothing is on its way; one that is stopped already has its evidence. */
async function stopPath(fault: RelayerFault, path: string, { store, clock }: StageContext): Promise<void> {
  const lanes = await store.chains.lanes();
  if (lanes.some((lane) => lane.path === path && lane.paused !== undefined)) return;
  await store.packets.commit('refresh', stopByHeaders(fault, path, clock.now()));
}
