/**
 * Blocks and their results, each fetched once for everybody who asks: the watcher decodes their events, the submitter
 * proves their transactions. Answers are claims of one endpoint, whose name is kept.
 * @module
 */
import { createHash } from 'node:crypto';
import { hashTransactions } from '@causeway/lightclient/tendermint';
import { RelayerError } from '../../ports/fault.ts';
import { IBC_EVENT_TYPES } from './decode-events.ts';
import {
  type ChainEvent,
  type ReadResults,
  readBlockResults,
  readSearchPage,
  type SearchPage,
  type TxOutcome,
} from './read-block-results.ts';
import { readAnswer, readArray, readBase64, readObject } from './read-json.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { rpcError } from './rpc-fault.ts';
import type { RpcPool } from './rpc-pool.ts';

export interface BlockResults {
  readonly height: bigint;
  /** The endpoint that said so. */
  readonly url: string;
  /** `false`: from the index, which lacks the events of the chain's own doing. */
  readonly isWhole: boolean;
  readonly outcomes: readonly TxOutcome[];
  readonly events: readonly ChainEvent[];
  /** Hashes of the transactions, when the answer came with them. */
  readonly hashes?: readonly string[];
  /** What its texts and bytes take, about: a peer decides. */
  readonly size: number;
}

export interface BlockTransactions {
  readonly height: bigint;
  readonly url: string;
  /** Upper-case hex SHA-256 of each transaction, in order. */
  readonly hashes: readonly string[];
  /** What the header must have as its data hash. */
  readonly dataHash: Uint8Array;
}

export interface BlockSource {
  /** @throws {RelayerError} RPC_*; RPC_LAGGING when no endpoint has the block yet. */
  results(height: bigint, signal?: AbortSignal): Promise<BlockResults>;
  /** @throws {RelayerError} as `results`. */
  transactions(height: bigint, signal?: AbortSignal): Promise<BlockTransactions>;
  /** Forgets answers that turned out wrong. */
  forget(height: bigint): void;
  /** The results of this block turned out wrong: whoever gave them is put aside. A single endpoint is never accused. */
  refute(height: bigint, why: string): void;
}

/** Enough for the blocks in which transactions of ours may be, not so many that large ones hurt. */
const KEPT_BLOCKS = 16;
/** What is larger is not kept: whoever wants it again asks again. */
const LARGEST_KEPT = 1024 * 1024;
/** Blocks of which we still know who gave their results. */
const REMEMBERED_AUTHORS = 5_000;
/** The largest answers have a megabyte a transaction. */
const SEARCH_PAGE = 10;
/** A node that has finished this many blocks more has either kept the results of a block or never will. */
const SETTLED_BLOCKS = 2n;

export function createBlockSource(pool: RpcPool): BlockSource {
  // Who gave the results first: what was read from them is what a proof may refute later. `undefined`: accused already.
  const authors = new Map<bigint, string | undefined>();
  const results = createShelf(async (height) => {
    const fetched = await pool.run((endpoint, signal) => fetchResults(endpoint, height, signal));
    if (fetched.isWhole && pool.status().length > 1 && !authors.has(height)) authors.set(height, fetched.url);
    for (const oldest of authors.keys()) {
      if (authors.size <= REMEMBERED_AUTHORS) break;
      authors.delete(oldest);
    }
    return fetched;
  }, isLarge);
  const blocks = createShelf((height) => pool.run((endpoint, signal) => fetchTransactions(endpoint, height, signal)));
  function forget(height: bigint): void {
    results.delete(height);
    blocks.delete(height);
  }
  return {
    results: (height, signal) => unlessAborted(results.get(height), signal),
    transactions: (height, signal) => unlessAborted(blocks.get(height), signal),
    forget,
    refute(height, why) {
      forget(height);
      const url = authors.get(height);
      if (url === undefined) return;
      // Whoever answers for this block from now on has nothing to do with what was read before.
      authors.set(height, undefined);
      const message = `${url}: its events of block ${height} are proven wrong: ${why}`;
      pool.distrust(url, { code: 'RPC_DISTRUSTED', message, context: { endpoint: url, chain: pool.chain } });
    },
  };
}

interface Shelf<T> {
  get(height: bigint): Promise<T>;
  delete(height: bigint): void;
}

function isLarge({ size }: BlockResults): boolean {
  return size > LARGEST_KEPT;
}

/** Shares what is on its way and what has come; a failure and what is too large are forgotten at once. */
function createShelf<T>(
  fetch: (height: bigint) => Promise<T>,
  isTooLarge: (found: T) => boolean = () => false,
): Shelf<T> {
  const kept = new Map<bigint, Promise<T>>();
  return {
    get(height) {
      const known = kept.get(height);
      if (known !== undefined) return known;
      const coming = fetch(height);
      kept.set(height, coming);
      const drop = (): void => {
        if (kept.get(height) === coming) kept.delete(height);
      };
      coming.then((found) => isTooLarge(found) && drop(), drop);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_BLOCKS && oldest !== undefined) kept.delete(oldest);
      return coming;
    },
    delete: (height) => void kept.delete(height),
  };
}

/** What is fetched is shared, so one caller that gives up must not end it for the others. */
async function unlessAborted<T>(shared: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return shared;
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  return Promise.race([shared, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}

async function fetchResults(endpoint: RpcEndpoint, height: bigint, signal: AbortSignal): Promise<BlockResults> {
  try {
    const answer = await endpoint.call('block_results', { height: `${height}` }, signal);
    const site = { endpoint: endpoint.url, method: 'block_results' };
    const read = readAnswer(site, () => readBlockResults(answer, IBC_EVENT_TYPES));
    return { height, url: endpoint.url, isWhole: true, ...read, size: sizeOf(read) };
  } catch (error) {
    if (!(await isLost(endpoint, error, height, signal))) throw error;
    return searchResults(endpoint, height, signal);
  }
}

/** Whether this endpoint can never give the block's results in one piece, so that its index is asked instead. */
async function isLost(endpoint: RpcEndpoint, error: unknown, height: bigint, signal: AbortSignal): Promise<boolean> {
  if (!(error instanceof RelayerError)) return false;
  if (error.fault.code === 'RPC_PRUNED' || error.fault.context?.tooLarge !== undefined) return true;
  if (error.fault.code !== 'RPC_LAGGING' || !/could not find results/.test(error.fault.got ?? '')) return false;
  const status = await endpoint.call('status', {}, signal);
  const latest = BigInt(`${readObject(readObject(status, 'status').sync_info, 'sync_info').latest_block_height}`);
  return latest >= height + SETTLED_BLOCKS;
}

/** Events of the chain's own doing are not indexed: what they would tell is left to the reconciler. */
async function searchResults(endpoint: RpcEndpoint, height: bigint, signal: AbortSignal): Promise<BlockResults> {
  const site = { endpoint: endpoint.url, method: 'tx_search' };
  const found: SearchPage['found'][number][] = [];
  for (let page = 1; ; page++) {
    const query = { query: `tx.height=${height}`, page: `${page}`, per_page: `${SEARCH_PAGE}`, order_by: 'asc' };
    const answer = await endpoint.call('tx_search', query, signal);
    const { total, found: more } = readAnswer(site, () => readSearchPage(answer, IBC_EVENT_TYPES));
    found.push(...more);
    if (found.length >= total) break;
    if (more.length === 0) {
      throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: `${total} transactions`, got: `${found.length}` });
    }
  }
  await requireComplete(endpoint, height, found.length, signal);
  const outcomes = found.map(({ outcome }) => outcome);
  const events = found.flatMap((tx) => tx.events);
  const hashes = found.map(({ hash }) => hash);
  return { height, url: endpoint.url, isWhole: false, outcomes, events, hashes, size: sizeOf({ outcomes, events }) };
}

function sizeOf({ outcomes, events }: ReadResults): number {
  const data = outcomes.reduce((sum, outcome) => sum + outcome.data.length + outcome.log.length, 0);
  return events.reduce((sum, { attributes }) => sum + sizeOfTexts(attributes), data);
}

function sizeOfTexts(attributes: ReadonlyMap<string, string>): number {
  let sum = 0;
  for (const [key, value] of attributes) sum += key.length + value.length;
  return sum;
}

/** The index is written after the block: what it has so far may be too little. */
async function requireComplete(
  endpoint: RpcEndpoint,
  height: bigint,
  found: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { hashes } = await fetchTransactions(endpoint, height, signal);
    if (hashes.length === found) return;
    const site = { endpoint: endpoint.url, method: 'tx_search' };
    const got = `${found} transactions`;
    throw rpcError(site, { code: 'RPC_LAGGING', want: `${hashes.length} transactions`, got });
  } catch (error) {
    // A block that the node has deleted was indexed long ago.
    if (!(error instanceof RelayerError) || error.fault.code !== 'RPC_PRUNED') throw error;
  }
}

async function fetchTransactions(
  endpoint: RpcEndpoint,
  height: bigint,
  signal: AbortSignal,
): Promise<BlockTransactions> {
  const answer = await endpoint.call('block', { height: `${height}` }, signal);
  const site = { endpoint: endpoint.url, method: 'block' };
  const transactions = readAnswer(site, () => {
    const data = readObject(readObject(readObject(answer, 'result').block, 'block').data, 'block.data');
    return readArray(data.txs, 'block.data.txs').map((tx, index) => readBase64(tx, `block.data.txs[${index}]`));
  });
  return { height, url: endpoint.url, hashes: transactions.map(hashTx), dataHash: hashTransactions(transactions) };
}

/** How Cosmos chains name a transaction. */
export function hashTx(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').toUpperCase();
}
