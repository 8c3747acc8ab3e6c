/** Endpoints that serve another network than expected. @module */
import { at, isObject } from '../../client/read-json.ts';
import { flipHex, withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';

/** Genesis root and fork versions of another beacon chain, wherever they are told. */
export function otherNetwork(): Fault {
  return {
    name: 'other-network',
    concerns: ({ method }) => ['beacon/genesis', 'config/spec', 'config/fork_schedule'].includes(method),
    onReply: (_, reply) => ('result' in reply ? { result: changeNames(reply.result) } : undefined),
  };
}

/** The execution chain's id is said to be another. */
export function misstateChainId(chainId = 1n): Fault {
  return {
    name: 'misstate-chain-id',
    concerns: ({ method }) => method === 'eth_chainId' || method === 'net_version',
    onReply: ({ method }) => ({ result: method === 'net_version' ? String(chainId) : `0x${chainId.toString(16)}` }),
  };
}

function changeNames(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(changeNames);
  if (!isObject(json)) return json;
  const names = Object.keys(json).filter((name) => /genesis_validators_root|fork_version|_version$/i.test(name));
  const inner = Object.fromEntries(Object.entries(json).map(([name, value]) => [name, changeNames(value)]));
  return names.reduce<unknown>((told, name) => {
    const value = at(told, name);
    return typeof value === 'string' && value.startsWith('0x') ? withAt(told, name, flipHex(value, 0)) : told;
  }, inner);
}
