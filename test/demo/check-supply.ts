/** The bridge's books: what is locked on one chain must be what exists as vouchers on the other. @module */
import { encodeBech32, escrowAddress, toCoinDenom } from '@causeway/lightclient/ibc';
import { type Chain, TOKEN_DENOM } from 'causeway/devnet';
import { QuerySupplyOfRequest, QuerySupplyOfResponse } from 'cosmjs-types/cosmos/bank/v1beta1/query';

/** One side's books. */
export interface SupplySide {
  readonly name: string;
  readonly chain: Pick<Chain, 'client'>;
  readonly clientId: string;
}

export interface SupplyEnd extends SupplySide {
  readonly chain: Chain;
}

export interface SupplyCheck {
  readonly isBalanced: boolean;
  readonly line: string;
}

/** Compares the escrow of `source` for its token with all vouchers for it that exist on `destination`. */
export async function checkSupply(source: SupplySide, destination: SupplySide): Promise<SupplyCheck> {
  const hop = { portId: 'transfer', channelId: source.clientId };
  const escrow = encodeBech32({ prefix: 'cosmos', bytes: escrowAddress(hop) });
  const denom = voucherDenom(destination.clientId, TOKEN_DENOM);
  const types = { request: QuerySupplyOfRequest, response: QuerySupplyOfResponse };
  const [locked, supply] = await Promise.all([
    source.chain.client.balance(escrow, TOKEN_DENOM),
    destination.chain.client.query('/cosmos.bank.v1beta1.Query/SupplyOf', types, { denom }),
  ]);
  const vouchers = BigInt(supply.amount?.amount ?? '0');
  const isBalanced = locked === vouchers;
  const sign = isBalanced ? '=' : '≠';
  const line = `${locked} ${TOKEN_DENOM} locked on ${source.name} ${sign} ${vouchers} vouchers on ${destination.name}`;
  return { isBalanced, line };
}

/** What a token of the counterparty is called on the chain of this client. */
export function voucherDenom(clientId: string, base: string): string {
  return toCoinDenom({ base, trace: [{ portId: 'transfer', channelId: clientId }] });
}
