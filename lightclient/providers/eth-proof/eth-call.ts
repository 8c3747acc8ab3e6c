/** JSON-RPC to one execution node of Ethereum, and what its errors mean. @module */
import type { ProviderFaultCode, Signal } from '../../sync/index.ts';
import { createJsonRpc, type RpcCallOptions } from '../rpc-call.ts';

/** The `result` of a call; parameters go by position. @throws {ProviderError} */
export type EthCall = (method: string, params: readonly unknown[], signal?: Signal) => Promise<unknown>;

/** @throws {TypeError} when the URL is none. */
export function createEthCall(options: RpcCallOptions): EthCall {
  return createJsonRpc<readonly unknown[]>(options, classifyEthError);
}

/** For a state or block that the node has deleted, or never had. Each client says it in its own words. */
const PRUNED = [
  /missing trie node/i,
  /pruned|pruning/i,
  /historical state/i,
  /(?:no|world) state (?:is )?(?:un)?available/i,
  /state .*(?:not available|is unavailable|does not exist)/i,
  /distance to target block exceeds/i,
  /proof window/i,
  /state histor(?:y|ies)/i,
];
/** For a block that the node does not know, or not yet. */
const UNKNOWN = [
  /header (?:for hash )?not found/i,
  /(?:unknown|cannot find|could not find|couldn't find|no such) block/i,
  /block (?:\S+ )?(?:not found|is not found|does not exist|could not be found)/i,
  /resource not found/i,
];

/** What the text of a node's error says about the block that was asked for; otherwise just no answer. */
function classifyEthError(text: string): ProviderFaultCode {
  if (PRUNED.some((pattern) => pattern.test(text))) return 'pruned';
  return UNKNOWN.some((pattern) => pattern.test(text)) ? 'height-too-high' : 'no-response';
}
