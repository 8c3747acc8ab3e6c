/** What a Cosmos chain's nodes say about packets, many at a time. @module */
import type { PacketClaims } from '../../ports/chain-reader.ts';
import { RelayerError } from '../../ports/fault.ts';
import { type Ballot, countOpen, countReached } from './claim-votes.ts';
import { createPacketFinder, type PacketFinderOptions } from './packet-finder.ts';
import { type LaneQuery, queryCommitted, queryNextSequence, queryUnreceived } from './packet-queries.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import type { RpcPool, Work } from './rpc-pool.ts';

type Claim = Parameters<PacketClaims['refute']>[0];
type Query = (lane: LaneQuery, sequences: readonly bigint[]) => Promise<readonly bigint[]>;

export interface PacketClaimsOptions extends PacketFinderOptions {
  /** How many endpoints must say the same; omitted: the first answer counts. */
  readonly agree?: number;
}

/** A node answers some hundred sequences within milliseconds, a megabyte of them not at all. */
const CHUNK = 500;
/** Claims whose authors are remembered. */
const REMEMBERED = 20_000;

export function createPacketClaims(options: PacketClaimsOptions): PacketClaims {
  const { pool, agree = 1 } = options;
  const authors = createAuthors(pool);
  const finder = createPacketFinder(options);

  function ask(about: Claim, query: Query) {
    return async (lane: string, sequences: readonly bigint[], signal?: AbortSignal): Promise<ReadonlySet<bigint>> => {
      if (sequences.length === 0) return new Set();
      const vote = async (endpoint: RpcEndpoint, scope: AbortSignal): Promise<Ballot> => {
        const chunks = chunk(sequences).map((part) => query({ endpoint, lane, signal: scope }, part));
        return { url: endpoint.url, open: new Set((await Promise.all(chunks)).flat()) };
      };
      const ballots = await answersOf(pool, vote, agree, signal);
      const open = countOpen(sequences, ballots, agree);
      for (const sequence of sequences) {
        const agreeing = ballots.filter((ballot) => ballot.open.has(sequence) === open.has(sequence));
        authors.remember(
          { about, lane, sequence },
          agreeing.map(({ url }) => url),
        );
      }
      return open;
    };
  }

  return {
    unreceived: ask('unreceived', queryUnreceived),
    committed: ask('committed', queryCommitted),
    async nextSequence(lane, signal) {
      const work = (endpoint: RpcEndpoint, scope: AbortSignal) => queryNextSequence({ endpoint, lane, signal: scope });
      const next = countReached(await answersOf(pool, work, agree, signal), agree);
      if (next === undefined) throw new Error('unreachable: as many answers as must agree');
      return next;
    },
    findPacket: finder.findPacket,
    findAcknowledgements: finder.findAcknowledgements,
    refute: authors.accuse,
  };
}

/** One answer, or those of all endpoints when several must agree. @throws {RelayerError} RPC_NO_ENDPOINT when too few answer. */
async function answersOf<T>(pool: RpcPool, work: Work<T>, agree: number, signal?: AbortSignal): Promise<readonly T[]> {
  if (agree === 1) return [await pool.run(work, signal === undefined ? {} : { signal })];
  const answers = await pool.each(work, signal);
  const given = answers.flatMap(({ result }) => (result === undefined ? [] : [result]));
  if (given.length >= agree) return given;
  const reasons = answers.flatMap(({ fault }) => (fault === undefined ? [] : [fault.message]));
  throw new RelayerError({
    code: 'RPC_NO_ENDPOINT',
    message: `${pool.chain}: too few endpoints answer: ${reasons.join('; ')}`,
    want: `${agree} that agree`,
    got: `${given.length}`,
  });
}

function chunk(sequences: readonly bigint[]): readonly (readonly bigint[])[] {
  return Array.from({ length: Math.ceil(sequences.length / CHUNK) }, (_, index) =>
    sequences.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}

interface Said {
  readonly about: Claim;
  readonly lane: string;
  readonly sequence: bigint;
}

/** Remembers who said what last, so that a lie found later has names. A single endpoint is never accused. */
function createAuthors(pool: RpcPool) {
  const authors = new Map<string, readonly string[]>();
  const keyOf = ({ about, lane, sequence }: Said) => `${about}/${lane}/${sequence}`;
  const isAlone = pool.status().length < 2;
  return {
    remember(said: Said, urls: readonly string[]): void {
      if (isAlone) return;
      const key = keyOf(said);
      authors.delete(key);
      authors.set(key, urls);
      const [oldest] = authors.keys();
      if (authors.size > REMEMBERED && oldest !== undefined) authors.delete(oldest);
    },
    accuse(about: Claim, lane: string, sequence: bigint, why: string): void {
      for (const url of authors.get(keyOf({ about, lane, sequence })) ?? []) {
        pool.distrust(url, {
          code: 'RPC_DISTRUSTED',
          message: `${url}: its claim about packet ${lane}/${sequence} (${about}) is proven wrong: ${why}`,
          context: { endpoint: url, chain: pool.chain },
        });
      }
    },
  };
}
