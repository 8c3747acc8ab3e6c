/** Nodes that have thrown data away. @module */
import type { Fault } from '../fault.ts';
import { BOOTSTRAP, UPDATES } from '../light-client-json.ts';
import { readBlockNumber } from './block-number.ts';

/** No bootstrap is there any more, for any root, and no update: 404, and empty ranges. */
export function pruneLightClientData(): Fault {
  return {
    name: 'prune-light-client-data',
    concerns: ({ method }) => method === BOOTSTRAP || method === UPDATES,
    onCall: ({ method }) => {
      if (method === UPDATES) return { reply: { result: [] } };
      return { reply: { error: { code: 404, message: 'light client bootstrap unavailable' } } };
    },
  };
}

/** A range of updates is answered in parts of at most `count`, as the specification lets a node do. */
export function limitUpdates(count: number): Fault {
  return {
    name: 'limit-updates',
    concerns: ({ method }) => method === UPDATES,
    onReply: (_, reply) => {
      if (!('result' in reply) || !Array.isArray(reply.result) || reply.result.length <= count) return undefined;
      return { result: reply.result.slice(0, count) };
    },
  };
}

const READS_STATE: readonly string[] = [
  'eth_call',
  'eth_getBalance',
  'eth_getCode',
  'eth_getProof',
  'eth_getStorageAt',
];

/** The states of blocks below `number` are gone, in geth's words. */
export function pruneStatesBelow(number: bigint): Fault {
  return {
    name: 'prune-states-below',
    concerns: ({ method }) => READS_STATE.includes(method),
    onCall: async ({ params: { block } }, upstream) => {
      const asked = await readBlockNumber(block, upstream);
      if (asked === undefined || asked >= number) return undefined;
      const message = `required historical state unavailable (block #${asked}): state is not available`;
      return { reply: { error: { code: -32000, message } } };
    },
  };
}
