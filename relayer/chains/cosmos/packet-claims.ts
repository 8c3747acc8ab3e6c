/** What a Cosmos chain's nodes say about packets, many at a time. @module */
import type { ClaimOptions, PacketClaims, Refutation, RefutedClaim } from '../../ports/chain-reader.ts';
import { RelayerError } from '../../ports/fault.ts';
import { type Ballot, closingBallots, rankReached } from './claim-votes.ts';
import { createPacketFinder, type PacketFinderOptions } from './packet-finder.ts';
import {
  type LaneQuery,
  type OpenSequences,
  queryCommitted,
  queryNextSequence,
  queryUnreceived,
} from './packet-queries.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import type { RpcPool, Work } from './rpc-pool.ts';

type Claim = RefutedClaim['about'];
type Query = (lane: LaneQuery, sequences: readonly bigint[]) => Promise<OpenSequences>;

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

  const voteBy =
    (query: Query, lane: string, sequences: readonly bigint[]) =>
    async (endpoint: RpcEndpoint, scope: AbortSignal): Promise<Ballot> => {
      const asked = chunk(sequences).map((part) => query({ endpoint, lane, signal: scope }, part));
      const answers = await Promise.all(asked);
      const height = answers.reduce((newest, answer) => (answer.height > newest ? answer.height : newest), 0n);
      return { url: endpoint.url, open: new Set(answers.flatMap((answer) => answer.open)), height };
    };

  function ask(about: Claim, query: Query, gather: typeof answersOf = answersOf) {
    return async (
      lane: string,
      sequences: readonly bigint[],
      { signal, sentAt = () => 0n }: ClaimOptions = {},
    ): Promise<ReadonlySet<bigint>> => {
      if (sequences.length === 0) return new Set();
      const ballots = await gather(pool, voteBy(query, lane, sequences), agree, signal);
      const closing = (sequence: bigint) => closingBallots(sequence, sentAt(sequence), ballots);
      for (const sequence of sequences) authors.remember({ about, lane, sequence }, closing(sequence));
      return new Set(sequences.filter((sequence) => closing(sequence).length < agree));
    };
  }

  return {
    unreceived: ask('unreceived', queryUnreceived),
    unreceivedByAll: ask('unreceived', queryUnreceived, allAnswersOf),
    committed: ask('committed', queryCommitted),
    committedByAll: ask('committed', queryCommitted, allAnswersOf),
    async committedByAny(lane, sequences, signal) {
      if (sequences.length === 0) return new Set();
      const ballots = await allAnswersOf(pool, voteBy(queryCommitted, lane, sequences), agree, signal);
      return new Set(sequences.filter((sequence) => ballots.some(({ open }) => open.has(sequence))));
    },
    async nextSequences(lane, signal) {
      const work = async (endpoint: RpcEndpoint, scope: AbortSignal): Promise<bigint | RelayerError> => {
        try {
          return await queryNextSequence({ endpoint, lane, signal: scope });
        } catch (error) {
          // One that does not know the lane must not keep the others from being heard.
          if (error instanceof RelayerError && error.fault.code === 'CLIENT_NOT_FOUND') return error;
          throw error;
        }
      };
      const answers = await allAnswersOf(pool, work, agree, signal);
      const numbers = answers.filter((answer) => typeof answer === 'bigint');
      const unknown = answers.find((answer) => answer instanceof RelayerError);
      if (numbers.length < agree && unknown !== undefined) throw unknown;
      return rankReached(numbers, agree);
    },
    findPacket: finder.findPacket,
    findAcknowledgements: finder.findAcknowledgements,
    refute: authors.refute,
  };
}

/** One answer, or those of all endpoints when several must agree. @throws {RelayerError} RPC_NO_ENDPOINT when too few answer. */
async function answersOf<T>(pool: RpcPool, work: Work<T>, agree: number, signal?: AbortSignal): Promise<readonly T[]> {
  if (agree === 1) return [await pool.run(work, signal === undefined ? {} : { signal })];
  return allAnswersOf(pool, work, agree, signal);
}

/** The answers of all endpoints that give one. @throws {RelayerError} RPC_NO_ENDPOINT when too few answer; a fault that is not the endpoint's. */
async function allAnswersOf<T>(
  pool: RpcPool,
  work: Work<T>,
  agree: number,
  signal?: AbortSignal,
): Promise<readonly T[]> {
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

type Author = Pick<Ballot, 'url' | 'height'>;

/** Nobody can have spoken of a block so far above one that was proven later. */
const FAR_BLOCKS = 50n;

/** Remembers who called a packet closed, so that a lie found later has names. A single endpoint is never accused. */
function createAuthors(pool: RpcPool) {
  const authors = new Map<string, readonly Author[]>();
  const keyOf = ({ about, lane, sequence }: Said) => `${about}/${lane}/${sequence}`;
  const isAlone = pool.status().length < 2;
  return {
    remember(said: Said, closing: readonly Author[]): void {
      const key = keyOf(said);
      authors.delete(key);
      if (closing.length === 0) return;
      authors.set(
        key,
        closing.map(({ url, height }) => ({ url, height })),
      );
      const [oldest] = authors.keys();
      if (authors.size > REMEMBERED && oldest !== undefined) authors.delete(oldest);
    },
    refute({ why, provenAt, ...said }: RefutedClaim): Refutation {
      const accused = authors.get(keyOf(said)) ?? [];
      if (accused.some(({ height }) => height >= provenAt && height < provenAt + FAR_BLOCKS)) return 'early';
      for (const { url } of isAlone ? [] : accused) {
        pool.distrust(url, {
          code: 'RPC_DISTRUSTED',
          message: `${url}: its claim about packet ${said.lane}/${said.sequence} (${said.about}) is proven wrong: ${why}`,
          context: { endpoint: url, chain: pool.chain },
        });
      }
      return 'refuted';
    },
  };
}
