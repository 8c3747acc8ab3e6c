/** Scripted nodes with a pool over them, taken down together. @module */
import { createRpcPool, type RpcPool, type RpcPoolOptions } from '../../relayer/chains/cosmos/rpc-pool.ts';
import { type ScriptedNode, startScriptedNode } from './scripted-node.ts';

export interface ScriptedPool {
  readonly pool: RpcPool;
  /** The first node, which is asked first. */
  readonly node: ScriptedNode;
  readonly nodes: readonly ScriptedNode[];
  stop(): Promise<void>;
}

/** `count` nodes of chain `alpha-1`; the pool calls the chain `alpha`. */
export async function startScriptedPool(count = 1, options: Partial<RpcPoolOptions> = {}): Promise<ScriptedPool> {
  const nodes = await Promise.all(Array.from({ length: count }, () => startScriptedNode('alpha-1')));
  const [node] = nodes;
  if (node === undefined) throw new Error('want at least one node, got none');
  const urls = nodes.map(({ url }) => url);
  const pool = createRpcPool({ chain: 'alpha', chainId: 'alpha-1', urls, timeoutMs: 2_000, ...options });
  return {
    pool,
    node,
    nodes,
    async stop() {
      pool.close();
      await Promise.all(nodes.map((each) => each.stop()));
    },
  };
}
