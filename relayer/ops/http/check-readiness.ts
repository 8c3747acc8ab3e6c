/** Is the relayer able to relay right now? Says why not. @module */
import type { LiveReport } from '../../ports/control.ts';
import { RelayerError } from '../../ports/fault.ts';
import type { Store } from '../../ports/store.ts';
import { formatAge } from '../format-time.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** A chain whose height has not moved for longer than this is taken to be halted or unreachable. */
const STILL_LIMIT_MS = 60_000;

/** @param live `undefined` when it could not be had in time. */
export async function checkReadiness(live: LiveReport | undefined, store: Store, nowMs: number): Promise<Readiness> {
  const outages = live === undefined ? ['chains: no answer in time'] : liveFaults(live, nowMs);
  const reasons = [...outages, ...(await storeFaults(store))];
  return { ready: reasons.length === 0, reasons };
}

function liveFaults(live: LiveReport, nowMs: number): readonly string[] {
  const chains = live.chains.flatMap(({ name, height, movedAtMs }) => {
    if (height === 0n) return [`${name}: no header has been verified yet`];
    const still = nowMs - movedAtMs;
    return still > STILL_LIMIT_MS ? [`${name}: its height has not moved for ${formatAge(still)}`] : [];
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
