/** A node that has not caught up: consistent in itself, but old. @module */
import { at, bigintAt, listAt } from '../../client/read-json.ts';
import { withAll } from '../change-json.ts';
import type { CallChange, Fault, Upstream } from '../fault.ts';
import { abciPath, heightOf, type RpcCall, type RpcReply } from '../rpc-call.ts';
import { futureReply, unknownTxReply } from './node-errors.ts';
import { latestHeight } from './prune-heights.ts';

const BY_HEIGHT: readonly string[] = ['abci_query', 'block', 'block_results', 'commit', 'header'];
/** Answered for the block that is being decided, one above the last. */
const BY_NEXT_HEIGHT: readonly string[] = ['consensus_params', 'validators'];
/** Services that run on the newest state whatever height is asked for. */
const HEIGHTLESS_PATHS: readonly string[] = ['/cosmos.tx.v1beta1.Service/Simulate'];

/** The node stays `blocks` behind the honest one. */
export function lagBehind(blocks: bigint): Fault {
  return staleFault('lag-behind', async (upstream) => {
    const latest = await latestHeight(upstream);
    return latest > blocks ? latest - blocks : 1n;
  });
}

/** The node has stopped at `height`. */
export function freezeHeight(height: bigint): Fault {
  return staleFault('freeze-height', async () => height);
}

function staleFault(name: string, readLimit: (upstream: Upstream) => Promise<bigint>): Fault {
  return {
    name,
    onCall: async (call, upstream) => limitCall(call, await readLimit(upstream)),
    onReply: async (call, reply, upstream) => {
      if (!('result' in reply)) return undefined;
      const restate = RESTATED[call.method];
      return restate?.(call, reply.result, await readLimit(upstream), upstream);
    },
  };
}

function limitCall(call: RpcCall, limit: bigint): CallChange | undefined {
  if (HEIGHTLESS_PATHS.includes(abciPath(call) ?? '')) return undefined;
  const next = BY_NEXT_HEIGHT.includes(call.method);
  if (!next && !BY_HEIGHT.includes(call.method)) return undefined;
  const highest = next ? limit + 1n : limit;
  const height = heightOf(call);
  if (height !== undefined && height > highest) return { reply: futureReply(call, height, highest) };
  if (height !== undefined) return undefined;
  return { call: { ...call, params: { ...call.params, height: String(highest) } } };
}

type Restate = (
  call: RpcCall,
  result: unknown,
  limit: bigint,
  upstream: Upstream,
) => Promise<RpcReply | undefined> | RpcReply | undefined;

/** Methods that speak of the newest height without being asked for one. */
const RESTATED: Readonly<Record<string, Restate>> = {
  status: restateStatus,
  abci_info: (_, result, limit) => ({ result: withAll(result, { 'response.last_block_height': String(limit) }) }),
  tx: (call, result, limit) => (bigintAt(result, 'height') > limit ? unknownTxReply(call) : undefined),
  tx_search: (_, result, limit) => keepUpTo(result, 'txs', 'height', limit),
  block_search: (_, result, limit) => keepUpTo(result, 'blocks', 'block.header.height', limit),
};

async function restateStatus(_: RpcCall, result: unknown, limit: bigint, upstream: Upstream): Promise<RpcReply> {
  const block = await upstream('block', { height: String(limit) });
  if (!('result' in block)) throw new Error(`devnet: want block ${limit}, got ${block.error.data}`);
  return {
    result: withAll(result, {
      'sync_info.latest_block_height': String(limit),
      'sync_info.latest_block_hash': at(block.result, 'block_id.hash'),
      'sync_info.latest_app_hash': at(block.result, 'block.header.app_hash'),
      'sync_info.latest_block_time': at(block.result, 'block.header.time'),
    }),
  };
}

function keepUpTo(result: unknown, list: string, heightPath: string, limit: bigint): RpcReply | undefined {
  const all = listAt(result, list);
  const kept = all.filter((item) => bigintAt(item, heightPath) <= limit);
  if (kept.length === all.length) return undefined;
  const total = bigintAt(result, 'total_count') - BigInt(all.length - kept.length);
  return { result: withAll(result, { [list]: kept, total_count: String(total) }) };
}
