/** What a Cosmos chain's nodes say about packets, many at a time. @module */
import type { PacketClaims } from '../../ports/chain-reader.ts';
import { createPacketFinder, type PacketFinderOptions } from './packet-finder.ts';
import { type LaneQuery, queryCommitted, queryNextSequence, queryUnreceived } from './packet-queries.ts';
import type { RpcPool } from './rpc-pool.ts';

type Claim = Parameters<PacketClaims['refute']>[0];

/** A node answers some hundred sequences within milliseconds, a megabyte of them not at all. */
const CHUNK = 500;
/** Claims whose author is remembered. */
const REMEMBERED = 20_000;

export function createPacketClaims(options: PacketFinderOptions): PacketClaims {
  const { pool } = options;
  const authors = createAuthors(pool);
  const finder = createPacketFinder(options);

  function ask(about: Claim, query: (lane: LaneQuery, sequences: readonly bigint[]) => Promise<readonly bigint[]>) {
    return async (lane: string, sequences: readonly bigint[], signal?: AbortSignal): Promise<ReadonlySet<bigint>> => {
      if (sequences.length === 0) return new Set();
      const found = await pool.run(
        async (endpoint, scope) => {
          const chunks = chunk(sequences).map((part) => query({ endpoint, lane, signal: scope }, part));
          const answers = await Promise.all(chunks);
          authors.remember(endpoint.url, about, lane, sequences);
          return answers.flat();
        },
        signal === undefined ? {} : { signal },
      );
      return new Set(found);
    };
  }

  return {
    unreceived: ask('unreceived', queryUnreceived),
    committed: ask('committed', queryCommitted),
    nextSequence: (lane, signal) =>
      pool.run(
        (endpoint, scope) => queryNextSequence({ endpoint, lane, signal: scope }),
        signal === undefined ? {} : { signal },
      ),
    findPacket: finder.findPacket,
    findAcknowledgements: finder.findAcknowledgements,
    refute: authors.accuse,
  };
}

function chunk(sequences: readonly bigint[]): readonly (readonly bigint[])[] {
  return Array.from({ length: Math.ceil(sequences.length / CHUNK) }, (_, index) =>
    sequences.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}

/** Remembers which endpoint said what, so that a lie found later has a name. A single endpoint is never accused. */
function createAuthors(pool: RpcPool) {
  const authors = new Map<string, string>();
  const keyOf = (about: Claim, lane: string, sequence: bigint) => `${about}/${lane}/${sequence}`;
  return {
    remember(url: string, about: Claim, lane: string, sequences: readonly bigint[]): void {
      if (pool.status().length < 2) return;
      for (const sequence of sequences) {
        const key = keyOf(about, lane, sequence);
        authors.delete(key);
        authors.set(key, url);
      }
      for (const key of authors.keys()) {
        if (authors.size <= REMEMBERED) break;
        authors.delete(key);
      }
    },
    accuse(about: Claim, lane: string, sequence: bigint, why: string): void {
      const url = authors.get(keyOf(about, lane, sequence));
      if (url === undefined) return;
      pool.distrust(url, {
        code: 'RPC_DISTRUSTED',
        message: `${url}: its claim about packet ${lane}/${sequence} (${about}) is proven wrong: ${why}`,
        context: { endpoint: url, chain: pool.chain },
      });
    },
  };
}
