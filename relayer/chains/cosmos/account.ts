/** Accounts and balances of a Cosmos chain. Answers of nodes: claims. @module */
import { QueryAccountInfoRequest, QueryAccountInfoResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query';
import {
  QuerySpendableBalanceByDenomRequest,
  QuerySpendableBalanceByDenomResponse,
} from 'cosmjs-types/cosmos/bank/v1beta1/query';
import { RelayerError } from '../../ports/fault.ts';
import { grpcMethod, grpcQuery } from './grpc-query.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';
import { rpcError } from './rpc-fault.ts';
import type { RpcPool } from './rpc-pool.ts';
import type { SequenceMismatch } from './sequence-mismatch.ts';

export interface AccountInfo {
  readonly accountNumber: bigint;
  readonly sequence: bigint;
}

const ACCOUNT_INFO = grpcMethod(
  '/cosmos.auth.v1beta1.Query/AccountInfo',
  QueryAccountInfoRequest,
  QueryAccountInfoResponse,
);
const BALANCE = grpcMethod(
  '/cosmos.bank.v1beta1.Query/SpendableBalanceByDenom',
  QuerySpendableBalanceByDenomRequest,
  QuerySpendableBalanceByDenomResponse,
);

export interface AccountClaims extends AccountInfo {
  /** The sequence that each endpoint gives. */
  readonly claims: readonly { readonly url: string; readonly sequence: bigint }[];
}

/**
 * Number and sequence of an account, as most endpoints have them; on a tie the higher sequence, since lagging is commoner
 * than running ahead. `refused` is a sequence that a node has refused, with the one it wanted: whoever has the latter is
 * right then.
 * @throws {RelayerError} CHAIN_OUT_OF_FUNDS for an account that does not exist, RPC_NO_ENDPOINT.
 */
export async function readAccount(
  pool: RpcPool,
  address: string,
  signal?: AbortSignal,
  refused?: SequenceMismatch,
): Promise<AccountClaims> {
  const answers = await pool.each((endpoint, scope) => queryAccount(endpoint, address, scope), signal);
  const found = answers.flatMap(({ url, result }) => (result === undefined ? [] : [{ ...result, url }]));
  const wanted = found.find(({ sequence }) => sequence === refused?.expected);
  const votes = (account: AccountInfo) => found.filter((other) => isSame(account, other)).length;
  const [best] = [...found].sort((a, b) => votes(b) - votes(a) || (a.sequence < b.sequence ? 1 : -1));
  const chosen = wanted ?? best;
  if (chosen !== undefined) return { ...chosen, claims: found };
  const faults = answers.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  const missing = faults.find(({ context }) => /not found/i.test(context?.rpcError ?? ''));
  if (missing !== undefined) {
    throw new RelayerError({
      code: 'CHAIN_OUT_OF_FUNDS',
      message: `${pool.chain}: account ${address} does not exist`,
      hint: 'Send it some of the fee token: that creates it.',
    });
  }
  const reasons = faults.map(({ message }) => message).join('; ');
  const message = `${pool.chain}: no endpoint tells about account ${address}: ${reasons || 'all are put aside'}`;
  throw new RelayerError({ code: 'RPC_NO_ENDPOINT', message });
}

function isSame(a: AccountInfo, b: AccountInfo): boolean {
  return a.accountNumber === b.accountNumber && a.sequence === b.sequence;
}

async function queryAccount(endpoint: RpcEndpoint, address: string, signal: AbortSignal): Promise<AccountInfo> {
  const { info } = await grpcQuery(endpoint, ACCOUNT_INFO, { address }, { signal });
  if (info?.address !== address) {
    const site = { endpoint: endpoint.url, method: ACCOUNT_INFO.path };
    throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: address, got: `${info?.address}` });
  }
  return { accountNumber: info.accountNumber, sequence: info.sequence };
}

/** What the account can spend, in base units: 0 for an account that does not exist. @throws {RelayerError} RPC_* */
export async function readBalance(
  pool: RpcPool,
  account: { readonly address: string; readonly denom: string },
  signal?: AbortSignal,
): Promise<bigint> {
  const work = async (endpoint: RpcEndpoint, scope: AbortSignal) => {
    const { balance } = await grpcQuery(endpoint, BALANCE, account, { signal: scope });
    if (!/^\d{1,78}$/.test(balance?.amount ?? '')) {
      const site = { endpoint: endpoint.url, method: BALANCE.path };
      throw rpcError(site, { code: 'RPC_BAD_RESPONSE', want: 'an amount', got: `${balance?.amount}` });
    }
    return BigInt(balance?.amount ?? '0');
  };
  return pool.run(work, signal === undefined ? {} : { signal });
}
