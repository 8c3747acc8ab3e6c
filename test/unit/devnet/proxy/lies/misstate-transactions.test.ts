/** Lies about transactions. @module */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { listAt, textAt } from '../../../../devnet/client/read-json.ts';
import { withAt } from '../../../../devnet/proxy/change-json.ts';
import {
  denyBroadcasts,
  failTransactions,
  hideTransactions,
  praiseTransactions,
  refuseTransactions,
  swallowTransactions,
} from '../../../../devnet/proxy/lies/index.ts';
import { arm, askPast, callPast, createCannedPool, readRecorded, resultOf } from '../../../../support/canned-node.ts';

const tx = Buffer.from('a transaction');
const hash = createHash('sha256').update(tx).digest('hex').toUpperCase();
const search = readRecorded('tx_search_no_prove');
const failedResult = { code: 5, codespace: 'bank', log: 'no money', gas_wanted: '1', gas_used: '1', events: [] };
const answers = {
  broadcast_tx_sync: readRecorded('broadcast_tx_sync'),
  tx_search: search,
  tx: { hash, height: '7', tx_result: { code: 0, events: [{ type: 'x', attributes: [] }] } },
  block_results: { height: '7', txs_results: [{ code: 0, events: [] }, failedResult] },
};

async function broadcast(fault: Parameters<typeof arm>[0]) {
  const heard: string[] = [];
  const body = { jsonrpc: '2.0', id: 1, method: 'broadcast_tx_sync', params: { tx: tx.toString('base64') } };
  return { answer: await askPast([arm(fault)], createCannedPool(answers, heard), body), heard };
}

test('accepts a transaction under its true hash and throws it away', async () => {
  const { answer, heard } = await broadcast(swallowTransactions());
  expect(answer).toMatchObject({ result: { code: 0, hash } });
  expect(heard).toEqual([]);
});

test('refuses a transaction without passing it on', async () => {
  const { answer, heard } = await broadcast(refuseTransactions());
  expect(answer).toMatchObject({ result: { code: 32, codespace: 'sdk', hash } });
  expect(heard).toEqual([]);
});

test('passes a transaction on and denies it', async () => {
  const { answer, heard } = await broadcast(denyBroadcasts('mempool is full'));
  expect(answer).toMatchObject({ error: { code: -32603, data: 'mempool is full' } });
  expect(heard).toEqual(['broadcast_tx_sync']);
});

test('finds no transaction', async () => {
  const params = { hash: Buffer.from(hash, 'hex').toString('base64') };
  expect(await callPast(hideTransactions(), answers, 'tx', params)).toEqual({
    error: { code: -32603, message: 'Internal error', data: `tx (${hash}) not found` },
  });
  const found = await callPast(hideTransactions(), answers, 'tx_search', { query: "tx.hash='00'" });
  expect(found).toEqual({ result: { txs: [], total_count: '0' } });
});

test('says of included transactions that they failed', async () => {
  const found = resultOf(await callPast(failTransactions(), answers, 'tx'));
  expect(found).toMatchObject({ hash, height: '7', tx_result: { code: 11, codespace: 'sdk', events: [], data: null } });
  const all = resultOf(await callPast(failTransactions(9, 'because'), answers, 'tx_search'));
  expect(listAt(all, 'txs').map((item) => textAt(item, 'tx_result.log'))).toEqual(Array(9).fill('because'));
  const block = resultOf(await callPast(failTransactions(9), answers, 'block_results'));
  expect(block).toMatchObject({ txs_results: [{ code: 9 }, { code: 9 }] });
});

test('says of failed transactions that they succeeded', async () => {
  const block = resultOf(await callPast(praiseTransactions(), answers, 'block_results'));
  expect(block).toEqual(
    withAt(answers.block_results, 'txs_results.1', { ...failedResult, code: 0, codespace: '', log: '' }),
  );
  expect(resultOf(await callPast(praiseTransactions(), answers, 'tx'))).toEqual(answers.tx);
});
