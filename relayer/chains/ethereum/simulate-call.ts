/** Runs a call at a node without changing anything: what it returns and costs, or why it is refused. @module */
import { type Address, BaseError, type Client, createClient, type Hex, http, type Transport } from 'viem';
import { call, estimateGas } from 'viem/actions';
import { decodeRevert, type Revert } from './decode-revert.ts';
import { revertData, toFault } from './deploy/rpc-fault.ts';
import { TRANSACTION_GAS_CAP } from './explain-gas.ts';

/** A call of a contract. */
export interface ContractCall {
  readonly to: Address;
  readonly data: Hex;
  /** Who calls; nobody in particular when undefined. */
  readonly from?: Address | undefined;
}

export type SimulatedCall =
  | { readonly status: 'ok'; readonly returned: Hex; readonly gasUsed: bigint }
  | { readonly status: 'reverted'; readonly revert: Revert };

/** A node that is asked once for each thing. */
export type EthereumNode = Client<Transport>;

const TIMEOUT_MS = 60_000;

/** @param url As an operator gives it; no fault shows it */
export function openEthereumNode(url: string): EthereumNode {
  // Each call goes out by itself: one that takes long keeps no other.
  return createClient({ transport: http(url, { retryCount: 0, timeout: TIMEOUT_MS }) });
}

/** @throws {RelayerError} RPC_UNREACHABLE, RPC_TIMEOUT, RPC_BAD_RESPONSE */
export async function simulateCall(node: EthereumNode, { to, data, from }: ContractCall): Promise<SimulatedCall> {
  const request = { to, data, account: from, gas: TRANSACTION_GAS_CAP };
  try {
    const { data: returned = '0x' } = await call(node, request);
    return { status: 'ok', returned, gasUsed: await estimateGas(node, request) };
  } catch (error) {
    const revert = revertOf(error);
    if (revert === undefined) throw toFault('The call cannot be run', error);
    return { status: 'reverted', revert };
  }
}

/** Undefined when the call was not run. */
export function revertOf(error: unknown): Revert | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const text = `${error.details} ${error.shortMessage}`;
  if (/out ?of ?gas|gas required exceeds|intrinsic gas/i.test(text)) return outOfGas();
  const data = revertData(error);
  if (data !== undefined) return decodeRevert(data);
  return /revert/i.test(text) ? decodeRevert('0x') : undefined;
}

/** All that a transaction may have was not enough. */
function outOfGas(): Revert {
  return decodeRevert('0x', { gasUsed: TRANSACTION_GAS_CAP, gasLimit: TRANSACTION_GAS_CAP });
}
