/** Waits until every packet of a path has ended, on the chains and in the store. @module */
import type { Store } from '../../../relayer/ports/store.ts';
import type { BridgeEnd } from './bridge.ts';
import { committedSequences, sentSequences } from './read-lane.ts';
import { waitUntil } from './wait-until.ts';

export interface Sides {
  readonly a: BridgeEnd;
  readonly b: BridgeEnd;
}

interface Waiting {
  readonly timeoutMs: number;
  readonly tail: () => string;
  /** Whether somebody works on it: what a relayer has left behind that ended by itself stays as it is. */
  readonly isRunning: () => boolean;
}

export async function waitUntilSettled(sides: Sides, store: Store, waiting: Waiting): Promise<void> {
  const { timeoutMs, tail, isRunning } = waiting;
  let open = '';
  await waitUntil(
    async () => {
      const ran = isRunning();
      open = await describeOpen(sides, store);
      if (open !== '' && !ran) throw new Error(`the relayer has ended, and ${open}\n${tail()}`);
      return open === '';
    },
    { timeoutMs, what: 'all packets to end', everyMs: 250, tail: () => `${open}\n${tail()}` },
  );
}

/** By the word of the chains alone. */
export async function waitUntilClosed(sides: Sides, timeoutMs: number): Promise<void> {
  for (const { name, chain, clientId } of Object.values(sides)) {
    await waitUntil(
      async () => {
        const sent = await sentSequences(chain.client, clientId);
        return (await committedSequences(chain.client, clientId, sent)).length === 0;
      },
      { timeoutMs, what: `${name} to hold no commitment`, everyMs: 250 },
    );
  }
}

/** Empty when nothing is left to do. The store first: it asks no node. */
async function describeOpen(sides: Sides, store: Store): Promise<string> {
  const counts = await store.chains.counts();
  const unfinished = counts.filter(({ state }) => state !== 'done' && state !== 'timed-out');
  if (unfinished.length > 0) {
    return unfinished.map(({ chain, state, count }) => `${count} packets of ${chain} are ${state}`).join(', ');
  }
  for (const { name, chain, clientId } of Object.values(sides)) {
    const sent = await sentSequences(chain.client, clientId);
    const known = counts.filter((row) => row.chain === name && row.lane === clientId);
    const closed = known.reduce((sum, { count }) => sum + count, 0);
    if (closed !== sent.length) return `${sent.length} packets were sent from ${name}, the store knows ${closed}`;
    const committed = await committedSequences(chain.client, clientId, sent);
    if (committed.length > 0) return `${name} still holds commitments of ${committed.join(', ')}`;
    const live = await store.txs.liveTxs(name);
    if (live.length > 0) return `${live.length} transactions on ${name} are not decided`;
  }
  return '';
}
