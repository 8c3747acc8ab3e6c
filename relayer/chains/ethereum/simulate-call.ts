/** Runs a call at a node without changing anything: what it returns and costs, or why it is refused. @module */
import { type Address, BaseError, type Client, createClient, type Hex, http, type Transport } from 'viem';
import { call, estimateGas, getBlock, simulateBlocks } from 'viem/actions';
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

/**
 * Several calls, each in a block of its own and on what the ones before have changed; the first that reverts is the last.
 * @throws {RelayerError} RPC_UNREACHABLE, RPC_TIMEOUT, RPC_BAD_RESPONSE, also from a node that cannot do it
 */
export async function simulateInTurn(
  node: EthereumNode,
  calls: readonly ContractCall[],
): Promise<readonly SimulatedCall[]> {
  try {
    const { timestamp } = await getBlock(node);
    // Nodes differ in the times that they give such blocks.
    const blocks = calls.map(({ to, data, from }, index) => ({
      blockOverrides: { time: timestamp + BigInt(index) + 1n },
      calls: [{ to, data, account: from, gas: TRANSACTION_GAS_CAP }],
    }));
    const results = (await simulateBlocks(node, { blocks })).flatMap((block) => block.calls);
    const failed = results.findIndex(({ status }) => status === 'failure');
    return results
      .slice(0, failed < 0 ? results.length : failed + 1)
      .map(({ status, data, gasUsed }): SimulatedCall => {
        if (status === 'success') return { status: 'ok', returned: data, gasUsed };
        return { status: 'reverted', revert: decodeRevert(data, { gasUsed, gasLimit: TRANSACTION_GAS_CAP }) };
      });
  } catch (error) {
    throw toFault('Several transactions in a row cannot be run (eth_simulateV1)', error);
  }
}

/** Undefined when the call was not run. */
export function revertOf(error: unknown): Revert | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const text = `${error.details} ${error.shortMessage}`;
  const data = revertData(error) ?? wrappedData(error);
  if (data !== undefined && data !== '0x') return decodeRevert(data);
  if (/out ?of ?gas|gas required exceeds|intrinsic gas/i.test(text)) return outOfGas();
  return data !== undefined || /revert/i.test(text) ? decodeRevert('0x') : undefined;
}

/** Some nodes put the data into an object, or behind a word: `{"data":{"data":"0x…"}}`, `{"data":"Reverted 0x…"}`. */
function wrappedData(error: BaseError): string | undefined {
  let found: string | undefined;
  error.walk((cause) => {
    const data: unknown = Object(cause).data;
    const text: unknown = typeof data === 'string' ? data : Object(data).data;
    if (typeof text === 'string') found ??= /0x(?:[0-9a-f]{2})*$/i.exec(text)?.[0];
    return false;
  });
  return found;
}

/** All that a transaction may have was not enough. */
function outOfGas(): Revert {
  return decodeRevert('0x', { gasUsed: TRANSACTION_GAS_CAP, gasLimit: TRANSACTION_GAS_CAP });
}
