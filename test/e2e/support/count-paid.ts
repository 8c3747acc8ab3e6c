/** What a relayer has paid for, by the word of the chains. @module */
import type { BridgeEnd } from './bridge.ts';

/** Transactions of our relayer that are in blocks of this end's chain, failed ones included. */
export async function countPaid({ chain, signer }: BridgeEnd): Promise<bigint> {
  return (await chain.client.account(signer)).sequence;
}
