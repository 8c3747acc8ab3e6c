/** Verified headers of a devnet chain through fault proxies, for tests of clients and drivers. @module */
import { createRpcPool, type RpcPool } from '../../relayer/chains/cosmos/rpc-pool.ts';
import { createVerifiedHeaders, type VerifiedHeaders } from '../../relayer/clients/cometbft/verified-headers.ts';
import type { LightBlockStore } from '../../relayer/ports/store.ts';
import { type Chain, type FaultProxy, startFaultProxy } from '../devnet/index.ts';
import { createMemoryLightBlocks } from './memory-light-blocks.ts';

export interface FollowedChain extends AsyncDisposable {
  readonly headers: VerifiedHeaders;
  readonly pool: RpcPool;
  readonly store: LightBlockStore;
  readonly proxies: readonly FaultProxy[];
  /** The proxy that the pool asks first. */
  preferred(): Promise<FaultProxy>;
  /** Calls so far, over all proxies. */
  calls(): number;
}

export interface FollowDevnetOptions {
  /** Endpoints, each a proxy of its own. Default 1. */
  readonly endpoints?: number;
  readonly store?: LightBlockStore;
}

export async function followDevnet(chain: Chain, options: FollowDevnetOptions = {}): Promise<FollowedChain> {
  const { endpoints = 1, store = createMemoryLightBlocks() } = options;
  const proxies = await Promise.all(Array.from({ length: endpoints }, () => startFaultProxy({ target: chain.rpcUrl })));
  const urls = proxies.map(({ url }) => url);
  const pool = createRpcPool({ chain: chain.chainId.replace(/-\d+$/, ''), chainId: chain.chainId, urls });
  const headers = createVerifiedHeaders({ pool, store, trust: { quorum: endpoints }, clock: Date });
  return {
    headers,
    pool,
    store,
    proxies,
    async preferred() {
      const url = await pool.run(async (endpoint) => endpoint.url);
      const found = proxies.find((proxy) => proxy.url === url);
      if (found === undefined) throw new Error(`no proxy at ${url}`);
      return found;
    },
    calls: () => proxies.reduce((sum, proxy) => sum + proxy.counts().calls, 0),
    async [Symbol.asyncDispose]() {
      pool.close();
      await Promise.all(proxies.map((proxy) => proxy.stop()));
    },
  };
}
