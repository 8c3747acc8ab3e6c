/** The JSON-RPC of an execution node, and transactions to it. @module */
import { type Address, createWalletClient, defineChain, type Hex, http, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { at, textAt } from '../client/read-json.ts';
import type { EthereumAccount } from '../ethereum/derive-account.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const RECEIPT_POLL_MS = 200;
const RECEIPT_TIMEOUT_MS = 60_000;

/** The node understood the call and refused it. */
export class ExecutionRpcError extends Error {
  override readonly name = 'ExecutionRpcError';
  readonly code: number;

  constructor(method: string, code: number, message: string) {
    super(`${method}: ${message} (${code})`);
    this.code = code;
  }
}

/** What a transaction does; without `to` it deploys `data`. */
export interface Transaction {
  readonly to?: Address;
  readonly data?: Hex;
  /** Wei. */
  readonly value?: bigint;
}

/** A transaction in a block. */
export interface MinedTransaction {
  readonly hash: Hex;
  readonly blockNumber: bigint;
  readonly succeeded: boolean;
  /** Of the contract it deployed. */
  readonly contractAddress: Address | undefined;
}

/** A connection to one execution node. */
export interface ExecutionClient {
  /** The `result` of one call. @throws {ExecutionRpcError} */
  call(method: string, params?: readonly unknown[]): Promise<unknown>;
  /** Signs, sends, and waits for the block. Not for two transactions of one account at once. */
  send(from: EthereumAccount, transaction: Transaction): Promise<MinedTransaction>;
}

/** `chainId` goes into signatures. */
export function createExecutionClient(url: string, chainId: number): ExecutionClient {
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 };
  const chain = defineChain({ id: chainId, name: 'devnet', nativeCurrency, rpcUrls: { default: { http: [url] } } });
  return {
    call: (method, params = []) => callOnce(url, method, params),
    send: async (from, transaction) => {
      const account = privateKeyToAccount(from.privateKey);
      const wallet = createWalletClient({ account, chain, transport: http(url) }).extend(publicActions);
      const hash = await wallet.sendTransaction(transaction);
      const receipt = await wallet.waitForTransactionReceipt({
        hash,
        pollingInterval: RECEIPT_POLL_MS,
        timeout: RECEIPT_TIMEOUT_MS,
      });
      return {
        hash,
        blockNumber: receipt.blockNumber,
        succeeded: receipt.status === 'success',
        contractAddress: receipt.contractAddress ?? undefined,
      };
    },
  };
}

async function callOnce(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const json: unknown = await answer.json();
  const error = at(json, 'error');
  if (error !== undefined) {
    throw new ExecutionRpcError(method, Number(at(error, 'code')), textAt(error, 'message'));
  }
  return at(json, 'result');
}
