/** Lies about blocks of the execution chain. @module */
import { at } from '../../client/read-json.ts';
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
