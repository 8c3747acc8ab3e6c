/** What tests do to a chain through one node's RPC: query, sign, send, wait. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { fromHex, toBase64 } from '@cosmjs/encoding';
import { BaseAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth';
import { QueryAccountRequest, QueryAccountResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query';
import { QueryBalanceRequest, QueryBalanceResponse } from 'cosmjs-types/cosmos/bank/v1beta1/query';
import type { Any } from 'cosmjs-types/google/protobuf/any';
import type { Account } from '../chain/derive-keys.ts';
import { at, bigintAt } from './read-json.ts';
import { readTxResult, type TxResult } from './read-tx-result.ts';
import { createRpc, type Rpc, RpcError } from './rpc.ts';
import { type SignedTx, signTransaction, type TxOptions } from './sign-transaction.ts';

const POLL_MS = 60;
/** The SDK's code for a wrong account sequence. */
const WRONG_SEQUENCE = 32;

/** A transaction in a block. */
export interface IncludedTx extends TxResult {
  readonly hash: string;
  readonly height: bigint;
}

/** A node refused a transaction, or it failed in its block. */
export class TxError extends Error {
  override readonly name = 'TxError';
  readonly code: number;
  readonly hash: string;

  constructor(hash: string, code: number, log: string) {
    super(`transaction ${hash}: want code 0, got ${code}: ${log}`);
    this.hash = hash;
    this.code = code;
  }
}

/** How gRPC queries are typed: the generated request and response of cosmjs-types. */
export interface QueryTypes<Request, Response> {
  readonly request: { encode(message: Request): { finish(): Uint8Array } };
  readonly response: { decode(bytes: Uint8Array): Response };
}

/** A chain seen through one endpoint. */
export interface ChainClient {
  readonly rpc: Rpc;
  height(): Promise<bigint>;
  /** Resolves with the height seen. @throws {Error} when it is not reached in `timeoutMs` (default 30,000). */
  waitForHeight(height: bigint, timeoutMs?: number): Promise<bigint>;
  balance(address: string, denom: string): Promise<bigint>;
  /** A gRPC query through `abci_query`. @throws {Error} with the application's log. */
  query<Request, Response>(
    path: string,
    types: QueryTypes<Request, Response>,
    request: Request,
    height?: bigint,
  ): Promise<Response>;
  account(address: string): Promise<{ readonly accountNumber: bigint; readonly sequence: bigint }>;
  /** Resolves once the node's CheckTx passed. @throws {TxError} when it did not. */
  broadcast(account: Account, messages: readonly Any[], options?: TxOptions): Promise<SignedTx>;
  /** Resolves with the result whatever its code. @throws {Error} when it is in no block after `timeoutMs`. */
  waitForTx(hash: string, timeoutMs?: number): Promise<IncludedTx>;
  /** Sends and waits. @throws {TxError} unless it succeeded. */
  signAndBroadcast(account: Account, messages: readonly Any[], options?: TxOptions): Promise<IncludedTx>;
}

/** A client of the node at `url`. Calls for one account may overlap: sequences are handed out in order. */
export function createChainClient(chainId: string, url: string): ChainClient {
  const rpc = createRpc(url);
  const query: ChainClient['query'] = async (path, types, request, height) => {
    const data = types.request.encode(request).finish();
    const answer = await rpc.abciQuery({ path, data, ...(height === undefined ? {} : { height }) });
    if (answer.code !== 0) throw new Error(`${path}: want code 0, got ${answer.code}: ${answer.log}`);
    return types.response.decode(answer.value);
  };
  const height = async () => (await rpc.status()).height;
  const account = (address: string) => readAccount(query, address);
  const broadcast = createBroadcaster(chainId, rpc, account);
  const waitForTx = (hash: string, timeoutMs = 60_000) => waitForTransaction(rpc, hash, timeoutMs);
  return {
    rpc,
    height,
    waitForHeight: (wanted, timeoutMs = 30_000) => waitForHeight(height, wanted, timeoutMs),
    balance: async (address, denom) => {
      const types = { request: QueryBalanceRequest, response: QueryBalanceResponse };
      const { balance } = await query('/cosmos.bank.v1beta1.Query/Balance', types, { address, denom });
      return BigInt(balance?.amount ?? '0');
    },
    query,
    account,
    broadcast,
    waitForTx,
    signAndBroadcast: async (signer, messages, options) => {
      const { hash } = await broadcast(signer, messages, options);
      const included = await waitForTx(hash);
      if (included.code !== 0) throw new TxError(hash, included.code, included.log);
      return included;
    },
  };
}

async function readAccount(query: ChainClient['query'], address: string) {
  const types = { request: QueryAccountRequest, response: QueryAccountResponse };
  const { account } = await query('/cosmos.auth.v1beta1.Query/Account', types, { address });
  if (account?.typeUrl !== BaseAccount.typeUrl) throw new Error(`devnet: want a base account, got ${account?.typeUrl}`);
  const { accountNumber, sequence } = BaseAccount.decode(account.value);
  return { accountNumber, sequence };
}

async function waitForHeight(read: () => Promise<bigint>, wanted: bigint, timeoutMs: number): Promise<bigint> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const height = await read();
    if (height >= wanted) return height;
    if (Date.now() > deadline) throw new Error(`devnet: want height ${wanted} within ${timeoutMs} ms, got ${height}`);
    await sleep(POLL_MS);
  }
}

async function waitForTransaction(rpc: Rpc, hash: string, timeoutMs: number): Promise<IncludedTx> {
  const deadline = Date.now() + timeoutMs;
  const params = { hash: toBase64(fromHex(hash.toLowerCase())) };
  for (;;) {
    try {
      const found = await rpc.call('tx', params);
      return { ...readTxResult(at(found, 'tx_result')), hash, height: bigintAt(found, 'height') };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error; // an error answer means: not indexed yet
      if (Date.now() > deadline)
        throw new Error(`devnet: want ${hash} in a block within ${timeoutMs} ms`, { cause: error });
    }
    await sleep(POLL_MS);
  }
}

/** Per account: one signature at a time, and the next sequence also while earlier transactions wait in the mempool. */
function createBroadcaster(chainId: string, rpc: Rpc, account: ChainClient['account']): ChainClient['broadcast'] {
  const next = new Map<string, bigint>();
  const queues = new Map<string, Promise<unknown>>();
  const send = async (signer: Account, messages: readonly Any[], options: TxOptions | undefined) => {
    const known = await account(signer.address);
    const expected = next.get(signer.address) ?? 0n;
    const sequence = expected > known.sequence ? expected : known.sequence;
    const tx = await signTransaction(
      signer,
      messages,
      { chainId, accountNumber: known.accountNumber, sequence },
      options,
    );
    const answer = await rpc.call('broadcast_tx_sync', { tx: toBase64(tx.bytes) });
    const code = Number(at(answer, 'code') ?? 0);
    if (code === 0) next.set(signer.address, sequence + 1n);
    else next.delete(signer.address);
    return { tx, code, log: String(at(answer, 'log') ?? ''), guessed: sequence !== known.sequence };
  };
  const sendOnce = async (signer: Account, messages: readonly Any[], options: TxOptions | undefined) => {
    let result = await send(signer, messages, options);
    // A transaction that we counted on never came: the chain's own number decides.
    if (result.code === WRONG_SEQUENCE && result.guessed) result = await send(signer, messages, options);
    if (result.code !== 0) throw new TxError(result.tx.hash, result.code, result.log);
    return result.tx;
  };
  return (signer, messages, options) => {
    const turn = (queues.get(signer.address) ?? Promise.resolve()).then(() => sendOnce(signer, messages, options));
    queues.set(
      signer.address,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
