/** Lies about state: a proof or a value that is not the chain's. @module */
import { fromBase64, toBase64 } from '@cosmjs/encoding';
import { at, listAt } from '../../client/read-json.ts';
import { flipByte, withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';

/** Where a proof is spoiled. */
export interface ProofSpot {
  /** Which proof: 0 for the module's tree (default), 1 for the tree of modules. */
  readonly op?: number;
  /** Which byte of it, from the end when negative. Default: the last, part of a hash. */
  readonly byte?: number;
}

/** One bit of a proof is changed. */
export function changeProof({ op = 0, byte = -1 }: ProofSpot = {}): Fault {
  return {
    name: 'change-proof',
    concerns: (call) => call.method === 'abci_query',
    onReply: (_, reply) => {
      if (!('result' in reply)) return undefined;
      const data = at(listAt(reply.result, 'response.proofOps.ops')[op], 'data');
      if (typeof data !== 'string') return undefined;
      const spoiled = toBase64(flipByte(fromBase64(data), byte));
      return { result: withAt(reply.result, `response.proofOps.ops.${op}.data`, spoiled) };
    },
  };
}

/** One bit of a proven value is changed, its proof left as it was. */
export function changeProvenValue(): Fault {
  return {
    name: 'change-proven-value',
    concerns: (call) => call.method === 'abci_query',
    onReply: (_, reply) => {
      if (!('result' in reply) || listAt(reply.result, 'response.proofOps.ops').length === 0) return undefined;
      const value = at(reply.result, 'response.value');
      if (typeof value !== 'string' || value === '') return undefined;
      return { result: withAt(reply.result, 'response.value', toBase64(flipByte(fromBase64(value), -1))) };
    },
  };
}
