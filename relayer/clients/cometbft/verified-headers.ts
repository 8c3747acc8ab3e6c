/** Headers of one chain that our own light client vouches for, at as few calls and signature checks as can be. @module */
import { type LightClient, LightClientError } from '@causeway/lightclient/sync';
import type { Header, LightBlock, ValidatorSet } from '@causeway/lightclient/tendermint';
import type { RpcPool } from '../../chains/cosmos/rpc-pool.ts';
import type { Clock } from '../../ports/clock.ts';
import { RelayerError } from '../../ports/fault.ts';
import { type Followed, type FollowOptions, followChain } from './follow-chain.ts';
import { toChainFault } from './light-client-fault.ts';
import { HEADERS_A_CALL, linkHeaders } from './link-headers.ts';
import { fetchNextValidators } from './next-validators.ts';

/** A verified block with the validators of the block after it: all that an IBC update from it or to it needs. */
export interface CompleteBlock extends LightBlock {
  readonly nextValidators: ValidatorSet;
}

export interface VerifiedHeaders {
  readonly pool: RpcPool;
  /**
   * The newest header, after trying to move to the tip. One that was verified just now is given again, unless it is below
   * `atLeast`.
   * @throws {RelayerError} RPC_*, HEADER_REJECTED, HEADER_CONFLICT, CONFIG_INVALID.
   */
  head(options?: { readonly atLeast?: bigint | undefined; readonly signal?: AbortSignal | undefined }): Promise<Header>;
  /** @throws {RelayerError} CHAIN_NOT_FINAL when the chain has not got there; otherwise as `head`. */
  header(height: bigint, signal?: AbortSignal): Promise<Header>;
  /** Kept in the store. @throws {RelayerError} as `header`. */
  block(height: bigint, signal?: AbortSignal): Promise<CompleteBlock>;
  /** The set with which a header or consensus state says that the next block is signed. @throws {RelayerError} RPC_* */
  nextValidators(of: Pick<Header, 'height' | 'nextValidatorsHash'>, signal?: AbortSignal): Promise<ValidatorSet>;
  /** The oldest height that the light client has verified. */
  oldest(signal?: AbortSignal): Promise<bigint>;
  /** The store keeps the block of this height for `owner`, however old it gets; the height that it kept before may go. */
  pin(owner: string, height: bigint): void;
}

/** A head verified less than this ago is new enough: shorter than any block time. */
const FRESH_MS = 150;
const KEPT_HEADERS = 512;
/** Up to this many calls, going down the hash chain beats verifying signatures, and it leaves nothing out. */
const MOST_CALLS_DOWN = 4n;

/** Follows a chain with a light client of our own. Starts nothing before it is first asked. */
export function createVerifiedHeaders(options: FollowOptions): VerifiedHeaders {
  const { pool, clock } = options;
  const followed = followChain(options);
  const state: State = { pool, clock, followed, headers: new Map(), head: undefined, moving: undefined };
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toChainFault(pool.chain, error);
    }
  };
  return {
    pool,
    head: ({ atLeast = 0n, signal } = {}) => guard(() => headOf(state, atLeast, signal)),
    header: (height, signal) => guard(() => headerAt(state, height, signal)),
    block: (height, signal) => guard(() => completeBlock(state, height, signal)),
    nextValidators: (of, signal) => fetchNextValidators(state, of, signal),
    oldest: () =>
      guard(async () => {
        await followed.client();
        return (await followed.light.earliest())?.signedHeader.header.height ?? 0n;
      }),
    pin: (owner, height) => void followed.pins.set(owner, height),
  };
}

interface State {
  readonly pool: RpcPool;
  readonly clock: Clock;
  readonly followed: Followed;
  /** Verified headers by height, the latest used last. */
  readonly headers: Map<bigint, Header>;
  head: { readonly header: Header; readonly atMs: number } | undefined;
  /** Shared by all who ask while it runs. */
  moving: Promise<Header> | undefined;
}

async function headOf(state: State, atLeast: bigint, signal: AbortSignal | undefined): Promise<Header> {
  // What is on its way may have been asked before the block existed that the caller has seen.
  for (let attempt = 0; attempt < 2; attempt++) {
    signal?.throwIfAborted();
    const { head } = state;
    const isFresh = head !== undefined && state.clock.now() - head.atMs < FRESH_MS;
    if (isFresh && head.header.height >= atLeast) return head.header;
    const isOurs = state.moving === undefined;
    state.moving ??= moveHead(state, atLeast).finally(() => {
      state.moving = undefined;
    });
    const header = await unlessAborted(state.moving, signal);
    if (isOurs || header.height >= atLeast) return header;
  }
  return headOf(state, 0n, signal);
}

/** What is on its way is shared, so one caller that gives up must not end it for the others. */
async function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  return Promise.race([shared, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}

/** Not with a caller's signal. Every call of the pool ends by time. */
async function moveHead(state: State, atLeast: bigint): Promise<Header> {
  const client = await state.followed.client();
  const newest = (await client.update()) ?? (await newestOf(client));
  const { header } = (await catchUp(client, newest, atLeast)).signedHeader;
  state.head = { header, atMs: state.clock.now() };
  return remember(state, header);
}

/** The endpoint that is asked first may be behind another one. */
async function catchUp(client: LightClient, newest: LightBlock, atLeast: bigint): Promise<LightBlock> {
  const isAlone = client.providers().witnesses.length === 0;
  if (newest.signedHeader.header.height >= atLeast || isAlone) return newest;
  try {
    return await client.verifyToHeight(atLeast);
  } catch (error) {
    if (error instanceof LightClientError && error.code === 'unavailable') return newest;
    throw error;
  }
}

async function newestOf(client: LightClient): Promise<LightBlock> {
  const block = await client.trustedBlock();
  if (block === undefined) throw new Error('unreachable: a light client without a trusted block');
  return block;
}

async function headerAt(state: State, height: bigint, signal: AbortSignal | undefined): Promise<Header> {
  const known = state.headers.get(height);
  if (known !== undefined) return remember(state, known);
  await requireReached(state, height, signal);
  const above = nearestAbove(state, height);
  if (above !== undefined && above.height - height <= MOST_CALLS_DOWN * HEADERS_A_CALL) {
    const options = signal === undefined ? {} : { signal };
    const linked = await state.pool.run((endpoint, scope) => linkHeaders(endpoint, above, height, scope), options);
    for (const header of linked) remember(state, header);
  } else {
    const client = await state.followed.client();
    remember(state, (await client.verifyToHeight(height, signal)).signedHeader.header);
  }
  const header = state.headers.get(height);
  if (header === undefined) throw new Error('unreachable: a verified header was not kept');
  return header;
}

async function requireReached(state: State, height: bigint, signal: AbortSignal | undefined): Promise<void> {
  const head = await headOf(state, height, signal);
  if (head.height >= height) return;
  const { chain } = state.pool;
  const message = `${chain}: block ${height} does not exist yet`;
  throw new RelayerError({ code: 'CHAIN_NOT_FINAL', message, want: `${height}`, got: `${head.height}` });
}

function nearestAbove({ headers }: State, height: bigint): Header | undefined {
  let nearest: Header | undefined;
  for (const header of headers.values()) {
    if (header.height > height && (nearest === undefined || header.height < nearest.height)) nearest = header;
  }
  return nearest;
}

function remember({ headers }: State, header: Header): Header {
  headers.delete(header.height);
  headers.set(header.height, header);
  const [oldest] = headers.keys();
  if (headers.size > KEPT_HEADERS && oldest !== undefined) headers.delete(oldest);
  return header;
}

async function completeBlock(state: State, height: bigint, signal: AbortSignal | undefined): Promise<CompleteBlock> {
  const client = await state.followed.client();
  if ((await client.trustedBlock(height)) === undefined) await requireReached(state, height, signal);
  const block = await client.verifyToHeight(height, signal);
  if (block.nextValidators !== undefined) return { ...block, nextValidators: block.nextValidators };
  const complete = {
    ...block,
    nextValidators: await fetchNextValidators(state, block.signedHeader.header, signal),
  };
  await state.followed.light.save(complete);
  return complete;
}
