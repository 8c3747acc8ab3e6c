/** Lies about blocks of the execution chain, and about what their transactions did. @module */
import { at, textAt } from '../../client/read-json.ts';
import { flipHex, withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';

/** One bit of a block's field is changed, by default of the state root; the hash stays as it was. */
export function changeBlock(field = 'stateRoot'): Fault {
  return {
    name: 'change-block',
    concerns: ({ method }) => method === 'eth_getBlockByNumber' || method === 'eth_getBlockByHash',
    onReply: (_, reply) => {
      const value = 'result' in reply ? at(reply.result, field) : undefined;
      if (!('result' in reply) || typeof value !== 'string' || !/^0x(?:[0-9a-f]{2})+$/i.test(value)) return undefined;
      return { result: withAt(reply.result, field, flipHex(value, -1)) };
    },
  };
}

/** The first transaction of a block is said to have failed where it succeeded, and the other way round. */
export function changeReceipts(): Fault {
  return changeList('change-receipts', ([first, ...rest]) => {
    const status = textAt(first, 'status') === '0x1' ? '0x0' : '0x1';
    return [withAt(first, 'status', status), ...rest];
  });
}

/** The last receipt of a block is left out, and its logs with it. */
export function omitReceipt(): Fault {
  return changeList('omit-receipt', (receipts) => receipts.slice(0, -1));
}

function changeList(name: string, change: (receipts: readonly unknown[]) => readonly unknown[]): Fault {
  return {
    name,
    concerns: ({ method }) => method === 'eth_getBlockReceipts',
    onReply: (_, reply) => {
      if (!('result' in reply) || !Array.isArray(reply.result) || reply.result.length === 0) return undefined;
      return { result: change(reply.result) };
    },
  };
}
