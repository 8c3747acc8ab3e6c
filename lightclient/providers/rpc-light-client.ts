/** A light client over CometBFT nodes in one call, for programs that have a clock and timers. @module */
import {
  agreeOnTrustRoot,
  createLightClient,
  createMemoryLightStore,
  type LightClient,
  LightClientError,
  type LightClientOptions,
  type Signal,
} from '../sync/index.ts';
import type { LightBlock } from '../tendermint/index.ts';
import { type CometRpcProvider, createCometRpcProvider } from './comet-rpc.ts';
import { createValidatorSetCache } from './validator-set-cache.ts';
import { wait } from './wait.ts';

type Given = Omit<LightClientOptions, 'primary' | 'witnesses' | 'store' | 'now' | 'wait'>;

/** What a light client over nodes is told. Times in nanoseconds, as `bigint`. */
export interface RpcLightClientOptions extends Given {
  /** RPC addresses, such as `http://localhost:26657`: the first delivers, the others confirm. */
  readonly urls: readonly string[];
  /** Default: in memory. */
  readonly store?: LightClientOptions['store'] | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** For one call. Default 10 s. */
  readonly timeoutMs?: number | undefined;
}

/**
 * A light client that starts from `trust`; without it, from a block that all nodes give alike, which is as good as they
 * are independent.
 * @throws {RangeError} without a URL, or with one and no `witnessPolicy: 'none'`. @throws {LightClientError}
 */
export async function createRpcLightClient(options: RpcLightClientOptions, signal?: Signal): Promise<LightClient> {
  const { urls, chainId, fetch, timeoutMs, store = createMemoryLightStore() } = options;
  const cache = createValidatorSetCache();
  const providers = urls.map((url) => createCometRpcProvider({ url, chainId, cache, fetch, timeoutMs }));
  const [primary, ...witnesses] = providers;
  if (primary === undefined) throw new RangeError('urls: want at least one, got none');
  const trust = options.trust ?? (await firstTrust(options, providers, store, signal));
  const now = () => BigInt(Date.now()) * 1_000_000n;
  return createLightClient({ ...options, trust, primary, witnesses, store, now, wait }, signal);
}

async function firstTrust(
  { chainId }: RpcLightClientOptions,
  providers: readonly CometRpcProvider[],
  store: LightClientOptions['store'],
  signal: Signal | undefined,
): Promise<LightClientOptions['trust']> {
  if ((await store.latest()) !== undefined) return undefined;
  return agreeOnTrustRoot({ chainId, providers, quorum: providers.length, signal });
}

const PAUSE_MS = 1_000;

/**
 * Every newest block that the client comes to trust, until the signal aborts. While no node answers it keeps trying.
 * @throws {LightClientError} any but `unavailable`; the signal's reason.
 */
export async function* followBlocks(client: LightClient, signal?: Signal): AsyncGenerator<LightBlock, never> {
  for (;;) {
    const block = await client.update(signal).catch(nothingWhileUnavailable);
    if (block !== undefined) yield block;
    else await wait(PAUSE_MS, signal);
  }
}

function nothingWhileUnavailable(error: unknown): undefined {
  if (!(error instanceof LightClientError) || error.code !== 'unavailable') throw error;
}
