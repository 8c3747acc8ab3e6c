/** Which block a call of the execution node is about. @module */
import { at } from '../../client/read-json.ts';
import type { Upstream } from '../fault.ts';

/**
 * Its number, when the block is named by number or by hash (EIP-1898 objects included); undefined for `latest` and the like,
 * and for a hash that the honest node does not know.
 */
export async function readBlockNumber(block: unknown, upstream: Upstream): Promise<bigint | undefined> {
  const name = at({ block }, 'block.blockNumber') ?? at({ block }, 'block.blockHash') ?? block;
  if (typeof name !== 'string' || !/^0x[0-9a-f]+$/i.test(name)) return undefined;
  if (name.length < 66) return BigInt(name);
  const known = await upstream('eth_getBlockByHash', { hash: name, full: false });
  if (!('result' in known) || known.result === null) return undefined;
  return BigInt(String(at(known.result, 'number')));
}
