/** Counts open packets for the metrics, from the store: a restart loses nothing and what others close is gone at once. @module */
import type { Metrics } from '../ports/metrics.ts';
import type { Store } from '../ports/store.ts';
import { isOpen } from './report-status.ts';

/** Reports each linked lane, also one without open packets. @throws {RelayerError} STORE_UNAVAILABLE */
export async function countBacklog(store: Store, metrics: Pick<Metrics, 'backlog'>): Promise<void> {
  const counts = (await store.chains.counts()).filter(({ state }) => isOpen(state));
  for (const { chain, lane, counterparty } of await store.chains.lanes()) {
    // Until `link` is through, a lane leads nowhere.
    if (counterparty.lane === '') continue;
    const open = counts.filter((entry) => entry.chain === chain && entry.lane === lane);
    const size = open.reduce((sum, { count }) => sum + count, 0);
    const sequences = open.map(({ oldestSequence }) => oldestSequence);
    const oldest = sequences.reduce((lowest, sequence) => (sequence < lowest ? sequence : lowest), sequences[0] ?? 0n);
    metrics.backlog({ chain, lane }, counterparty, size, oldest);
  }
}
