/** An endpoint that serves another chain than expected. @module */
import { at } from '../../client/read-json.ts';
import { withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';

/** Where each method says the chain's id. */
const CHAIN_ID_AT: Readonly<Record<string, string>> = {
  status: 'node_info.network',
  block: 'block.header.chain_id',
  commit: 'signed_header.header.chain_id',
  header: 'header.chain_id',
  genesis: 'genesis.chain_id',
};

/** Every answer that names the chain names `chainId`. */
export function renameChain(chainId: string): Fault {
  return {
    name: 'rename-chain',
    concerns: (call) => call.method in CHAIN_ID_AT,
    onReply: (call, reply) => {
      const path = CHAIN_ID_AT[call.method];
      if (path === undefined || !('result' in reply) || at(reply.result, path) === undefined) return undefined;
      return { result: withAt(reply.result, path, chainId) };
    },
  };
}
