/** The relayer's endpoint pool over nodes in memory: the first that can answers, liars are put aside. @module */
import { classifyHeightText, rpcError } from '../../relayer/chains/cosmos/rpc-fault.ts';
import type { RpcEndpoint, RpcPool } from '../../relayer/chains/cosmos/rpc-pool.ts';
import { RelayerError, type RelayerFault } from '../../relayer/ports/fault.ts';
import type { ChainNode } from './chain-node.ts';

export interface NodePool extends RpcPool {
  /** Reasons by endpoint. */
  readonly aside: ReadonlyMap<string, RelayerFault>;
}

export function createNodePool(chain: string, chainId: string, nodes: Readonly<Record<string, ChainNode>>): NodePool {
  const aside = new Map<string, RelayerFault>();
  const endpoints = Object.entries(nodes).map(([url, node]) => toEndpoint(url, node));
  const attempt = async <T>(
    endpoint: RpcEndpoint,
    work: (endpoint: RpcEndpoint, signal: AbortSignal) => Promise<T>,
  ): Promise<{ url: string; result: T } | { url: string; fault: RelayerFault }> => {
    try {
      return { url: endpoint.url, result: await work(endpoint, new AbortController().signal) };
    } catch (error) {
      if (!(error instanceof RelayerError) || !error.fault.code.startsWith('RPC_')) throw error;
      if (error.fault.code === 'RPC_DISTRUSTED') aside.set(endpoint.url, error.fault);
      return { url: endpoint.url, fault: error.fault };
    }
  };
  const ready = () => endpoints.filter(({ url }) => !aside.has(url));
  return {
    chain,
    chainId,
    aside,
    async run(work, options = {}) {
      options.signal?.throwIfAborted();
      const faults: RelayerFault[] = [];
      for (const endpoint of ready().filter(({ url }) => options.only === undefined || options.only === url)) {
        const outcome = await attempt(endpoint, work);
        if ('result' in outcome) return outcome.result;
        faults.push(outcome.fault);
      }
      const codes = new Set(faults.map(({ code }) => code));
      const [code] = codes;
      const isAgreed = codes.size === 1 && (code === 'RPC_LAGGING' || code === 'RPC_PRUNED');
      const message = `no endpoint: ${faults.map((fault) => `${fault.message} ${fault.got}`).join('; ')}`;
      throw new RelayerError({ code: isAgreed ? code : 'RPC_NO_ENDPOINT', message });
    },
    each: (work) => Promise.all(ready().map((endpoint) => attempt(endpoint, work))),
    distrust: (url, fault) => void aside.set(url, fault),
    doubt: () => undefined,
    status: () =>
      endpoints.map(({ url }) => ({
        url,
        state: aside.has(url) ? 'aside' : 'ready',
        height: 0n,
        latencyMs: 0,
        calls: 0,
        concurrency: 1,
      })),
    close: () => undefined,
  };
}

function toEndpoint(url: string, node: ChainNode): RpcEndpoint {
  return {
    url,
    async call(method, params) {
      const reply = node.ask(method, params);
      if ('result' in reply) return reply.result;
      const text = `${reply.error.message}: ${reply.error.data}`;
      const code = classifyHeightText(text) ?? 'RPC_BAD_RESPONSE';
      throw rpcError({ endpoint: url, method }, { code, got: text }, { context: { rpcError: text } });
    },
    listen: () => Promise.reject(new Error('these nodes have no subscriptions')),
  };
}
