/** Nodes that have stopped following: consistent in themselves, but old. @module */
import { bigintAt } from '../../client/read-json.ts';
import type { Fault, Upstream } from '../fault.ts';
import { FINALITY_UPDATE, listEntries, OPTIMISTIC_UPDATE, signatureSlotOf, UPDATES } from '../light-client-json.ts';
import type { RpcCall, RpcReply } from '../rpc-call.ts';
import { readBlockNumber } from './block-number.ts';

/** Asked by name instead of by slot or root. */
const MOVING_IDS = ['head', 'finalized', 'justified'];
const MOVING_TAGS = ['latest', 'safe', 'finalized', 'pending'];

/** The beacon node stands still from the first answer on: its head and its finality stay, later periods do not come. */
export function freezeBeacon(): Fault {
  const first = new Map<string, RpcReply>();
  let lastSlot: Promise<bigint> | undefined;
  return {
    name: 'freeze-beacon',
    concerns: (call) => call.method === UPDATES || isMoving(call),
    onReply: async (call, reply, upstream) => {
      if (call.method === UPDATES) {
        lastSlot ??= readSignatureSlot(upstream);
        return dropLater(reply, await lastSlot);
      }
      const key = JSON.stringify([call.method, call.params]);
      const told = first.get(key);
      if (told === undefined) first.set(key, reply);
      return told;
    },
  };
}

/** The execution node stands still at block `number`, which is `latest`, `safe` and `finalized` to it. */
export function freezeExecution(number: bigint): Fault {
  const hex = `0x${number.toString(16)}`;
  return {
    name: 'freeze-execution',
    onCall: async (call, upstream) => {
      if (call.method === 'eth_blockNumber') return { reply: { result: hex } };
      const { block, hash } = call.params;
      const named = block ?? hash;
      const asked = await readBlockNumber(named, upstream);
      if (asked !== undefined) {
        if (asked <= number) return undefined;
        const unknown = { code: -32000, message: 'header not found' };
        return { reply: call.method.startsWith('eth_getBlockBy') ? { result: null } : { error: unknown } };
      }
      if (typeof named !== 'string' || !MOVING_TAGS.includes(named)) return undefined;
      return { call: { ...call, params: { ...call.params, block: hex } } };
    },
  };
}

function isMoving({ method, params }: RpcCall): boolean {
  if (method === FINALITY_UPDATE || method === OPTIMISTIC_UPDATE) return true;
  return [params.block_id, params.state_id].some((id) => typeof id === 'string' && MOVING_IDS.includes(id));
}

async function readSignatureSlot(upstream: Upstream): Promise<bigint> {
  const newest = await upstream(OPTIMISTIC_UPDATE);
  return 'result' in newest ? bigintAt(newest.result, 'data.signature_slot') : 0n;
}

function dropLater(reply: RpcReply, lastSlot: bigint): RpcReply | undefined {
  if (!('result' in reply)) return undefined;
  const entries = listEntries(UPDATES, reply.result);
  const kept = entries.filter((entry) => signatureSlotOf(entry) <= lastSlot);
  return kept.length === entries.length ? undefined : { result: kept };
}
