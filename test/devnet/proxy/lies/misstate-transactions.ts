/** Lies about transactions: vanished, refused, failed or successful against the truth. @module */
import { fromBase64, fromHex, toHex } from '@cosmjs/encoding';
import { sha256 } from '../../chain/derive-keys.ts';
import { at, listAt } from '../../client/read-json.ts';
import { withAll } from '../change-json.ts';
import type { Fault } from '../fault.ts';
import { unknownTxReply } from '../faults/node-errors.ts';
import { internalError, type RpcCall, type RpcReply } from '../rpc-call.ts';

const BROADCASTS: readonly string[] = ['broadcast_tx_sync', 'broadcast_tx_async'];
const isBroadcast = (call: RpcCall) => BROADCASTS.includes(call.method);

/** Transactions are accepted and thrown away, as by a mempool that evicts them. */
export function swallowTransactions(): Fault {
  return {
    name: 'swallow-transactions',
    concerns: isBroadcast,
    onCall: (call) => ({ reply: broadcastReply(call, 0, '', '') }),
  };
}

/** Transactions are refused without being looked at; by default for a wrong sequence. */
export function refuseTransactions(
  code = 32,
  log = 'account sequence mismatch, expected 7, got 3: incorrect account sequence',
): Fault {
  return {
    name: 'refuse-transactions',
    concerns: isBroadcast,
    onCall: (call) => ({ reply: broadcastReply(call, code, 'sdk', log) }),
  };
}

/** Transactions are passed on, and the caller hears of an error. */
export function denyBroadcasts(data = 'timed out waiting for tx to be included in mempool'): Fault {
  return { name: 'deny-broadcasts', concerns: isBroadcast, onReply: () => internalError(data) };
}

/** No transaction is found, by hash or by search. */
export function hideTransactions(): Fault {
  return {
    name: 'hide-transactions',
    concerns: (call) => call.method === 'tx' || call.method === 'tx_search',
    onCall: (call) => ({
      reply: call.method === 'tx' ? unknownTxReply(call) : { result: { txs: [], total_count: '0' } },
    }),
  };
}

/** Included transactions are said to have failed, by hash, by search and in the results of blocks. */
export function failTransactions(
  code = 11,
  log = 'out of gas in location: ReadFlat; gasWanted: 1, gasUsed: 2: out of gas',
): Fault {
  return statusLie('fail-transactions', (result) =>
    withAll(result, { code, codespace: 'sdk', log, data: null, events: [] }),
  );
}

/** Failed transactions are said to have succeeded, in the same places. */
export function praiseTransactions(): Fault {
  return statusLie('praise-transactions', (result) =>
    Number(at(result, 'code')) === 0 ? result : withAll(result, { code: 0, codespace: '', log: '' }),
  );
}

function statusLie(name: string, change: (result: unknown) => unknown): Fault {
  const changeList = (result: unknown, list: string, inner: (item: unknown) => unknown): RpcReply | undefined => {
    const items = listAt(result, list);
    const told = items.map(inner);
    return told.every((item, i) => item === items[i]) ? undefined : { result: withAll(result, { [list]: told }) };
  };
  const changeTx = (tx: unknown) => {
    const honest = at(tx, 'tx_result');
    const told = change(honest);
    return told === honest ? tx : withAll(tx, { tx_result: told });
  };
  return {
    name,
    concerns: ({ method }) => ['tx', 'tx_search', 'block_results'].includes(method),
    onReply: ({ method }, reply) => {
      if (!('result' in reply)) return undefined;
      if (method === 'tx_search') return changeList(reply.result, 'txs', changeTx);
      if (method === 'block_results') return changeList(reply.result, 'txs_results', change);
      const told = changeTx(reply.result);
      return told === reply.result ? undefined : { result: told };
    },
  };
}

function broadcastReply(call: RpcCall, code: number, codespace: string, log: string): RpcReply {
  const { tx } = call.params;
  const text = typeof tx === 'string' ? tx : '';
  const bytes = text.startsWith('0x') ? fromHex(text.slice(2)) : fromBase64(text);
  return { result: { code, data: '', log, codespace, hash: toHex(sha256(bytes)).toUpperCase() } };
}
