/** Waiting for what the chains say about a run: asks them past the proxies, so that nothing of it is counted. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chain } from 'causeway/devnet';
import {
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
} from 'cosmjs-types/ibc/core/channel/v2/query';
import { openReadOnly } from './open-read-only.ts';
import type { Scene } from './start-surroundings.ts';

const POLL_MS = 100;
const PATIENCE_MS = 180_000;
const SERVICE = '/ibc.core.channel.v2.Query';
const UNRECEIVED_ACKS = { request: QueryUnreceivedAcksRequest, response: QueryUnreceivedAcksResponse };
const UNRECEIVED = { request: QueryUnreceivedPacketsRequest, response: QueryUnreceivedPacketsResponse };

export interface Seen {
  readonly atMs: number;
  /** Of the packets asked about, how many are still open. */
  readonly left: number;
}

/** Resolves with the source's first block in which at most `left` of the packets are still committed. @throws {Error} after three minutes. */
export async function awaitCommitted(scene: Scene, sequences: readonly bigint[], left = 0): Promise<Seen> {
  return await awaitOpen(scene.source.chain, left, () => countCommitted(scene, sequences));
}

/** Resolves with the destination's first block in which at most `left` of the packets are not received. @throws {Error} after three minutes. */
export async function awaitUnreceived(scene: Scene, sequences: readonly bigint[], left: number): Promise<Seen> {
  const { destination, destinationClient: clientId } = scene;
  return await awaitOpen(destination.chain, left, async () => {
    const question = { clientId, sequences: [...sequences] };
    return (await destination.chain.client.query(`${SERVICE}/UnreceivedPackets`, UNRECEIVED, question)).sequences
      .length;
  });
}

/** Packets that have no acknowledgement yet. */
export async function countCommitted(
  { source, sourceClient: clientId }: Scene,
  sequences: readonly bigint[],
): Promise<number> {
  const question = { clientId, packetAckSequences: [...sequences] };
  return (await source.chain.client.query(`${SERVICE}/UnreceivedAcks`, UNRECEIVED_ACKS, question)).sequences.length;
}

async function awaitOpen({ client }: Chain, atMost: number, count: () => Promise<number>): Promise<Seen> {
  const deadline = Date.now() + PATIENCE_MS;
  let asked = 0n;
  for (;;) {
    const height = await client.height();
    const atMs = Date.now();
    if (height > asked) {
      asked = height;
      const left = await count();
      if (left <= atMost) return { atMs, left };
      if (atMs > deadline) throw new Error(`want at most ${atMost} packets open, got ${left} after 180 s`);
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
