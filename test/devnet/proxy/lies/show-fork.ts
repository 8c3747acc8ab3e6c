/** Another history of the chain, from nodes that really made it. @module */
import { createUpstreamPool } from '../ask-upstream.ts';
import type { Fault } from '../fault.ts';

/** Every call is answered by the node at `rpcUrl`, such as one of `Chain.fork`. */
export function showFork(rpcUrl: string): Fault {
  const fork = createUpstreamPool(new URL(rpcUrl));
  return { name: 'show-fork', onCall: async ({ method, params }) => ({ reply: await fork.call(method, params) }) };
}
