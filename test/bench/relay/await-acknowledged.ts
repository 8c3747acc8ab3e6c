/** Waiting for the end of a run: asks the source chain itself, past the proxy, so that nothing of it is counted. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryUnreceivedAcksRequest, QueryUnreceivedAcksResponse } from 'cosmjs-types/ibc/core/channel/v2/query';
import { openReadOnly } from './open-read-only.ts';
import type { Scene } from './start-surroundings.ts';

const POLL_MS = 100;
const PATIENCE_MS = 180_000;
const UNRECEIVED_ACKS = '/ibc.core.channel.v2.Query/UnreceivedAcks';
const TYPES = { request: QueryUnreceivedAcksRequest, response: QueryUnreceivedAcksResponse };

export interface Seen {
  readonly atMs: number;
  readonly height: bigint;
  /** Packets still committed. */
  readonly left: number;
}

/** Resolves with the first block in which at most `left` of the packets are still committed. @throws {Error} after three minutes. */
export async function awaitCommitted(
  { source, sourceClient }: Scene,
  sequences: readonly bigint[],
  left = 0,
): Promise<Seen> {
  const { client } = source.chain;
  const deadline = Date.now() + PATIENCE_MS;
  let asked = 0n;
  for (;;) {
    const height = await client.height();
    const atMs = Date.now();
    if (height > asked) {
      asked = height;
      const question = { clientId: sourceClient, packetAckSequences: [...sequences] };
      const open = await client.query(UNRECEIVED_ACKS, TYPES, question);
      if (open.sequences.length <= left) return { atMs, height, left: open.sequences.length };
      if (atMs > deadline)
        throw new Error(`want at most ${left} packets open, got ${open.sequences.length} after 180 s`);
    }
    await sleep(POLL_MS);
  }
}

/** Resolves once the relayer itself has proven how each of so many packets ended. @throws {Error} after three minutes. */
export async function awaitSettled({ home }: Scene, count: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const store = await openReadOnly(home);
  try {
    for (;;) {
      const counts = await store.chains.counts();
      const done = counts.reduce((sum, row) => sum + (row.state === 'done' ? row.count : 0), 0);
      if (done >= count) return;
      if (Date.now() > deadline) throw new Error(`want ${count} packets done, got ${JSON.stringify(counts, toText)}`);
      await sleep(POLL_MS);
    }
  } finally {
    await store.close();
  }
}

function toText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
