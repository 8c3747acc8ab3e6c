/** What went wrong in a request to an Ethereum node, as a fault with a retry policy. @module */
import {
  type Abi,
  BaseError,
  ContractFunctionZeroDataError,
  decodeErrorResult,
  type Hex,
  HttpRequestError,
  TimeoutError,
} from 'viem';
import { type FaultCode, RelayerError } from '../../../ports/fault.ts';

/** Runs one request. @throws {RelayerError} RPC_UNREACHABLE, RPC_TIMEOUT, RPC_RATE_LIMITED, CALL_REFUSED, CHAIN_OUT_OF_FUNDS, RPC_BAD_RESPONSE */
export async function ask<T>(what: string, request: () => Promise<T>, abi: Abi = []): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw toFault(what, error, abi);
  }
}

/** Anything that is no error of viem's is thrown on as it is. */
export function toFault(what: string, error: unknown, abi: Abi = []): unknown {
  if (!(error instanceof BaseError)) return error;
  // Not the error itself: its text holds the address of the node, which may hold a password, and all that was sent.
  const cause = new Error(`${error.name}: ${error.shortMessage}`);
  const fault = (code: FaultCode, message: string) =>
    new RelayerError({ code, message: `${what}: ${message}` }, { cause });
  const http = error.walk((each) => each instanceof HttpRequestError);
  if (http instanceof HttpRequestError) {
    if (http.status === TOO_MANY_REQUESTS) return fault('RPC_RATE_LIMITED', 'the node asks for fewer requests');
    return fault('RPC_UNREACHABLE', `the node gave no answer: ${firstLine(http.details)}`);
  }
  if (error.walk((each) => each instanceof TimeoutError) !== null) {
    return fault('RPC_TIMEOUT', 'the node gave no answer in time');
  }
  if (error.walk((each) => each instanceof ContractFunctionZeroDataError) !== null) {
    return fault('CALL_REFUSED', 'the contract answers nothing');
  }
  const reverted = revertReason(error, abi);
  if (reverted !== undefined) return fault('CALL_REFUSED', `the contract refuses: ${reverted}`);
  const said = firstLine(error.details || error.shortMessage);
  if (/insufficient funds/i.test(said)) return fault('CHAIN_OUT_OF_FUNDS', said);
  return fault('RPC_BAD_RESPONSE', `the node answers: ${said}`);
}

const TOO_MANY_REQUESTS = 429;

/** `IBCClientNotFound(client-7)`; undefined when nothing was executed. */
function revertReason(error: BaseError, abi: Abi): string | undefined {
  const data = revertData(error);
  if (data !== undefined) return explainRevert(data, abi);
  const said = firstLine(error.details || error.shortMessage);
  return /revert/i.test(said) ? said : undefined;
}

/** The error that revert data stands for, with its values; the data itself when no error of the ABI fits. */
function explainRevert(data: Hex, abi: Abi): string {
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi, data });
    return `${errorName}(${args.map(String).join(', ')})`;
  } catch {
    return data === '0x' ? 'it reverts without a reason' : data.slice(0, 138);
  }
}

/** Data of the call that reverted; undefined when nothing did. */
export function revertData(error: BaseError): Hex | undefined {
  let found: Hex | undefined;
  error.walk((cause) => {
    const data: unknown = typeof cause === 'object' && cause !== null && 'data' in cause ? cause.data : undefined;
    if (typeof data === 'string' && /^0x(?:[0-9a-f]{2})*$/i.test(data)) found ??= data as Hex;
    return false;
  });
  return found;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
