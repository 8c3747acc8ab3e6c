/** The errors of a node that does not have a height, word for word as CometBFT 0.38 and the SDK 0.53 give them. @module */
import { abciPath, internalError, type RpcCall, type RpcReply } from '../rpc-call.ts';

/** An `abci_query` answer without a value. */
export function abciFailure(code: number, codespace: string, log: string): RpcReply {
  const empty = { info: '', index: '0', key: null, value: null, proofOps: null, height: '0' };
  return { result: { response: { code, log, ...empty, codespace } } };
}

/** An answer for a height below the `lowest` one kept. */
export function prunedReply(call: RpcCall, height: bigint, lowest: bigint, latest: bigint): RpcReply {
  const path = abciPath(call);
  if (path === undefined) return internalError(`height ${height} is not available, lowest height is ${lowest}`);
  if (isStorePath(path)) return missingVersion(call, height);
  const reason =
    'version mismatch on immutable IAVL tree; version does not exist. Version has either been pruned, or is';
  const log = `failed to load state at height ${height}; ${reason} for a future block height (latest height: ${latest}): not found`;
  return abciFailure(38, 'sdk', log);
}

/** An answer for a height that is not there yet. */
export function futureReply(call: RpcCall, height: bigint, latest: bigint): RpcReply {
  const path = abciPath(call);
  if (path === undefined) {
    return internalError(`height ${height} must be less than or equal to the current blockchain height ${latest}`);
  }
  if (isStorePath(path)) return missingVersion(call, height);
  return abciFailure(
    26,
    'sdk',
    'cannot query with height in the future; please provide a valid height: invalid height',
  );
}

/** An answer for a transaction that no block holds. */
export function unknownTxReply(call: RpcCall): RpcReply {
  const { hash } = call.params;
  const text = typeof hash === 'string' ? hash : '';
  const hex = text.startsWith('0x') ? text.slice(2) : Buffer.from(text, 'base64').toString('hex');
  return internalError(`tx (${hex.toUpperCase()}) not found`);
}

/** `store/…` and `/store/…` read the tree; everything else is a service of the application. */
function isStorePath(path: string): boolean {
  return /^\/?store\//.test(path);
}

/** Without a proof the node calls this a success: no value, and the truth in the log only. */
function missingVersion(call: RpcCall, height: bigint): RpcReply {
  if (call.params.prove === true) {
    const log = 'proof is unexpectedly empty; ensure height has not been pruned: invalid request';
    return abciFailure(7, 'store', log);
  }
  const { data } = call.params;
  const key = Buffer.from(typeof data === 'string' ? data.replace(/^0x/, '') : '', 'hex').toString('base64');
  const response = { code: 0, log: 'version does not exist', info: '', index: '0', key, value: null, proofOps: null };
  return { result: { response: { ...response, height: String(height), codespace: '' } } };
}
