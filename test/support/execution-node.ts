/** An execution node that answers from a built state and built blocks, without a network. @module */
import { fromHex, toHex } from '@causeway/lightclient/codec';
import type { BuiltBlock } from './build-block.ts';
import type { BuiltState } from './build-state.ts';

/** A result, or a function of the parameters that gives one; a throw becomes the node's error. */
export type NodeAnswer = (params: readonly unknown[]) => unknown;

export interface ExecutionNodeOptions {
  readonly chainId?: bigint;
  readonly state: BuiltState;
  readonly blocks?: readonly BuiltBlock[];
  /** By address in hex without `0x`. */
  readonly code?: ReadonlyMap<string, Uint8Array>;
  /** Instead of the honest answers. */
  readonly answers?: Readonly<Record<string, NodeAnswer>>;
}

export interface ExecutionNode {
  readonly fetch: typeof fetch;
  readonly calls: readonly { readonly method: string; readonly params: readonly unknown[] }[];
}

export function createExecutionNode({
  chainId = 7n,
  state,
  blocks = [],
  code,
  answers,
}: ExecutionNodeOptions): ExecutionNode {
  const calls: { method: string; params: readonly unknown[] }[] = [];
  const blockOf = (hash: unknown): BuiltBlock | undefined => blocks.find((block) => `0x${toHex(block.hash)}` === hash);
  const honest: Readonly<Record<string, NodeAnswer>> = {
    eth_chainId: () => `0x${chainId.toString(16)}`,
    eth_getProof: ([address, slots]) =>
      state.getProof(fromHex(String(address)), Array.isArray(slots) ? slots.map((slot) => BigInt(String(slot))) : []),
    eth_getCode: ([address]) => `0x${toHex(code?.get(String(address).slice(2)) ?? new Uint8Array(0))}`,
    eth_getBlockByHash: ([hash]) => blockOf(hash)?.blockJson ?? null,
    eth_getBlockReceipts: ([hash]) => blockOf(hash)?.receiptsJson ?? null,
  };
  const reply = (method: string, params: readonly unknown[]) => {
    const answer = answers?.[method] ?? honest[method];
    if (answer === undefined) return { error: { code: -32601, message: `the method ${method} does not exist` } };
    try {
      return { result: answer(params) };
    } catch (error) {
      return { error: { code: -32000, message: error instanceof Error ? error.message : String(error) } };
    }
  };
  return {
    calls,
    async fetch(_url, init) {
      const { id, method, params } = JSON.parse(String(init?.body));
      calls.push({ method, params });
      return new Response(JSON.stringify({ jsonrpc: '2.0', id, ...reply(method, params) }));
    },
  };
}
