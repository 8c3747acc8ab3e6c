/** Is the relayer able to relay right now? Says why not. @module */
import type { LiveReport } from '../../ports/control.ts';
import { RelayerError } from '../../ports/fault.ts';
import type { Store } from '../../ports/store.ts';
import { formatAge } from '../format-time.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** @param live `undefined` when it could not be had in time. */
export async function checkReadiness(live: LiveReport | undefined, store: Store, nowMs: number): Promise<Readiness> {
  const outages = live === undefined ? ['chains: no answer in time'] : liveFaults(live, nowMs);
  const reasons = [...outages, ...(await storeFaults(store))];
  return { ready: reasons.length === 0, reasons };
}

function liveFaults(live: LiveReport, nowMs: number): readonly string[] {
  const chains = live.chains.flatMap(({ name, state, movedAtMs }) => {
    if (state === 'moving') return [];
    if (state === 'starting') return [`${name}: no header has been verified yet`];
    return [`${name}: ${state}, its height has not moved for ${formatAge(nowMs - movedAtMs)}`];
  });
  const queue = live.queue.reachable ? [] : [`queue (${live.queue.driver}): not reachable`];
  return [...chains, ...queue];
}

async function storeFaults(store: Store): Promise<readonly string[]> {
  try {
    await store.chains.lanes();
    return [];
  } catch (error) {
    if (error instanceof RelayerError) return [`store: ${error.fault.message}`];
    throw error;
  }
}
