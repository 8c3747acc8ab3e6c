/** A node that has thrown old heights away. @module */
import { bigintAt } from '../../client/read-json.ts';
import { withAll } from '../change-json.ts';
import type { Fault, Upstream } from '../fault.ts';
import { heightOf } from '../rpc-call.ts';
import { prunedReply } from './node-errors.ts';

const CONCERNED: readonly string[] = [
  'abci_query',
  'block',
  'block_results',
  'commit',
  'consensus_params',
  'header',
  'status',
  'validators',
];

/** Blocks and states below `lowest` are gone. */
export function pruneBelow(lowest: bigint): Fault {
  return {
    name: 'prune-below',
    concerns: (call) => CONCERNED.includes(call.method),
    onCall: async (call, upstream) => {
      const height = heightOf(call);
      if (height === undefined || height >= lowest) return undefined;
      return { reply: prunedReply(call, height, lowest, await latestHeight(upstream)) };
    },
    onReply: (call, reply) => {
      if (call.method !== 'status' || !('result' in reply)) return undefined;
      return { result: withAll(reply.result, { 'sync_info.earliest_block_height': String(lowest) }) };
    },
  };
}

/** The honest node's height. */
export async function latestHeight(upstream: Upstream): Promise<bigint> {
  const status = await upstream('status');
  if (!('result' in status)) throw new Error(`devnet: want a status, got ${status.error.message}`);
  return bigintAt(status.result, 'sync_info.latest_block_height');
}
