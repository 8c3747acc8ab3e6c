/**
 * Blocks whose transactions and results are proven: the data hash of their verified header fixes the transactions, the
 * results hash of the next one what came of them.
 * @module
 */
import { equalBytes, toHex } from '@causeway/lightclient/codec';
import { type Header, hashResults } from '@causeway/lightclient/tendermint';
import type { ProvenBlock } from '../../ports/chain-reader.ts';
import { RelayerError, type RelayerFault } from '../../ports/fault.ts';
import type { BlockResults, BlockSource, BlockTransactions } from './block-source.ts';
import type { RpcPool } from './rpc-pool.ts';

/** What a block is proven against. */
export type HashedHeader = Pick<Header, 'time' | 'dataHash' | 'lastResultsHash'>;

export interface ProvenBlockOptions {
  readonly pool: RpcPool;
  readonly blocks: BlockSource;
  /**
   * The header at this height as our own light client has verified it.
   * @throws {RelayerError} CHAIN_NOT_FINAL while the chain has none.
   */
  readonly verifiedHeader: (height: bigint, signal?: AbortSignal) => Promise<HashedHeader>;
}

export type ProvenBlocks = (height: bigint, signal?: AbortSignal) => Promise<ProvenBlock>;

/**
 * Endpoints whose block does not fit the header are put aside, and the next one is asked.
 * @returns A reader of proven blocks; it throws RelayerError CHAIN_NOT_FINAL or RPC_*.
 */
export function createProvenBlocks(options: ProvenBlockOptions): ProvenBlocks {
  const { blocks, verifiedHeader } = options;
  return async (height, signal) => {
    // The successor first: without it there is nothing to prove yet.
    const next = await successor(options, height, signal);
    const header = await verifiedHeader(height, signal);
    if (equalBytes(header.dataHash, NO_TRANSACTIONS)) return { height, timeNs: header.time, transactions: [] };
    const [body, results] = await Promise.all([
      untilProven(options, () => blocks.transactions(height, signal), checkTransactions(header)),
      untilProven(options, () => blocks.results(height, signal), checkResults(next)),
    ]);
    return { height, timeNs: header.time, transactions: combine(body, results) };
  };
}

async function successor(options: ProvenBlockOptions, height: bigint, signal?: AbortSignal): Promise<HashedHeader> {
  try {
    return await options.verifiedHeader(height + 1n, signal);
  } catch (cause) {
    if (!(cause instanceof RelayerError) || cause.fault.code !== 'RPC_LAGGING') throw cause;
    const message = `${options.pool.chain}: block ${height} has no successor yet, so its results are not fixed`;
    throw new RelayerError({ code: 'CHAIN_NOT_FINAL', message }, { cause });
  }
}

/** SHA-256 of nothing: the root of an empty tree. */
const NO_TRANSACTIONS = hashResults([]);

/** Ends: an endpoint that lied is not asked again, and when none is left the pool says so. */
async function untilProven<T extends { readonly height: bigint; readonly url: string }>(
  { pool, blocks }: ProvenBlockOptions,
  fetch: () => Promise<T>,
  check: (answer: T) => RelayerFault | undefined,
): Promise<T> {
  for (;;) {
    const answer = await fetch();
    const fault = check(answer);
    if (fault === undefined) return answer;
    blocks.forget(answer.height);
    pool.distrust(answer.url, fault);
  }
}

function checkTransactions(header: HashedHeader) {
  return ({ height, url, dataHash }: BlockTransactions): RelayerFault | undefined =>
    compare({ url, what: `transactions of block ${height}`, want: header.dataHash, got: dataHash });
}

function checkResults(next: HashedHeader) {
  return ({ height, url, outcomes }: BlockResults): RelayerFault | undefined =>
    compare({ url, what: `results of block ${height}`, want: next.lastResultsHash, got: hashResults(outcomes) });
}

interface Comparison {
  readonly url: string;
  readonly what: string;
  readonly want: Uint8Array;
  readonly got: Uint8Array;
}

function compare({ url, what, want, got }: Comparison): RelayerFault | undefined {
  if (equalBytes(want, got)) return undefined;
  const message = `${url}: its ${what} do not fit the verified header`;
  return { code: 'RPC_DISTRUSTED', message, want: toHex(want), got: toHex(got), context: { endpoint: url } };
}

function combine({ hashes }: BlockTransactions, { outcomes }: BlockResults): ProvenBlock['transactions'] {
  return hashes.map((hash, index) => {
    const outcome = outcomes[index];
    // Both lists are proven, so they have the same length.
    if (outcome === undefined)
      throw new Error(`unreachable: ${hashes.length} transactions, ${outcomes.length} results`);
    return { hash, ...outcome };
  });
}
