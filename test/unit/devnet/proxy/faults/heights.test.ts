/** Nodes that do not have a height: old, frozen or pruned. @module */
import { describe, expect, test } from 'vitest';
import { bigintAt, listAt } from '../../../../devnet/client/read-json.ts';
import { freezeHeight, lagBehind, pruneBelow, renameChain } from '../../../../devnet/proxy/faults/index.ts';
import type { RpcReply } from '../../../../devnet/proxy/rpc-call.ts';
import { type CannedAnswers, callPast, readRecorded, resultOf } from '../../../../support/canned-node.ts';

const block = readRecorded('block_at_height_10');
/** The recorded node is at 232; block 10 stands for every block, and other calls say which height reached the node. */
const answers: CannedAnswers = {
  status: readRecorded('status'),
  block: (params) => ({ result: params.height === '10' ? block : { asked: params.height } }),
  commit: (params) => ({ result: { asked: params.height } }),
  validators: (params) => ({ result: { asked: params.height } }),
  abci_query: (params) => ({ result: { response: { asked: params.height } } }),
  tx_search: readRecorded('tx_search_no_prove'),
  tx: { hash: 'AA', height: '225' },
};

describe('freezeHeight', () => {
  test('gives the status of that block', async () => {
    expect(resultOf(await callPast(freezeHeight(10n), answers, 'status'))).toMatchObject({
      node_info: { network: 'dockerchain' },
      sync_info: {
        latest_block_height: '10',
        latest_block_hash: '00ECDAC463C201ECD4BDBBAAE4A53A4C80291D4051FD69ED97F6420CE1388BFE',
        latest_block_time: '2023-05-17T14:12:53.088875124Z',
        latest_app_hash: '0000000000000000',
        catching_up: false,
      },
    });
  });

  test.each([
    ['commit', {}, '10'],
    ['commit', { height: '4' }, '4'],
    ['validators', {}, '11'],
    ['validators', { height: '11' }, '11'],
  ])('asks the node for %s %j at height %s', async (method, params, asked) => {
    expect(resultOf(await callPast(freezeHeight(10n), answers, method, params))).toEqual({ asked });
  });

  test('asks the application at that height, but simulates on the newest state', async () => {
    const state = await callPast(freezeHeight(10n), answers, 'abci_query', { path: 'store/ibc/key', height: '0' });
    expect(resultOf(state)).toEqual({ response: { asked: '10' } });
    const path = '/cosmos.tx.v1beta1.Service/Simulate';
    expect(resultOf(await callPast(freezeHeight(10n), answers, 'abci_query', { path }))).toEqual({ response: {} });
  });

  test('has no later block, state or transaction', async () => {
    const ask = (method: string, params: Readonly<Record<string, unknown>>) =>
      callPast(freezeHeight(230n), answers, method, params);
    expect(await ask('commit', { height: '231' })).toEqual(
      internal('height 231 must be less than or equal to the current blockchain height 230'),
    );
    expect(resultOf(await ask('abci_query', { path: '/a.B/C', height: '231' }))).toMatchObject({
      response: { code: 26, value: null },
    });
    expect(resultOf(await ask('tx_search', {}))).toMatchObject({ total_count: '3' });
    const hash = Buffer.from('AA', 'hex').toString('base64');
    expect(resultOf(await ask('tx', { hash }))).toMatchObject({ height: '225' });
    expect(await callPast(freezeHeight(224n), answers, 'tx', { hash })).toEqual(internal('tx (AA) not found'));
  });
});

test('lags by a number of blocks, not below the first', async () => {
  expect(resultOf(await callPast(lagBehind(222n), answers, 'commit'))).toEqual({ asked: '10' });
  expect(resultOf(await callPast(lagBehind(500n), answers, 'commit'))).toEqual({ asked: '1' });
  const search = resultOf(await callPast(lagBehind(5n), answers, 'tx_search'));
  expect(listAt(search, 'txs').map((tx) => bigintAt(tx, 'height'))).toEqual([223n, 225n, 227n]);
});

describe('pruneBelow', () => {
  const ask = (method: string, params: Readonly<Record<string, unknown>>) =>
    callPast(pruneBelow(50n), answers, method, params);

  test('has no block below, and says so in its status', async () => {
    expect(await ask('commit', { height: '49' })).toEqual(internal('height 49 is not available, lowest height is 50'));
    expect(resultOf(await ask('commit', { height: '50' }))).toEqual({ asked: '50' });
    expect(resultOf(await ask('commit', {}))).toEqual({});
    expect(resultOf(await ask('status', {}))).toMatchObject({
      sync_info: { earliest_block_height: '50', latest_block_height: '232' },
    });
  });

  test('has no state below: with proof, without proof, and for a service', async () => {
    const state = { path: 'store/ibc/key', data: '00', height: '5' };
    expect(resultOf(await ask('abci_query', { ...state, prove: true }))).toMatchObject({
      response: { code: 7, codespace: 'store', value: null, proofOps: null },
    });
    // What makes this trap: the node reports success.
    expect(resultOf(await ask('abci_query', state))).toMatchObject({
      response: { code: 0, log: 'version does not exist', value: null, height: '5', key: 'AA==' },
    });
    expect(resultOf(await ask('abci_query', { path: '/a.B/C', height: '5' }))).toMatchObject({
      response: { code: 38, log: expect.stringContaining('latest height: 232') },
    });
  });
});

test('names another chain wherever a chain is named', async () => {
  const rename = (method: string) =>
    callPast(renameChain('other-9'), { ...answers, commit: readRecorded('commit_at_height_10') }, method, {
      height: '10',
    });
  expect(resultOf(await rename('status'))).toMatchObject({ node_info: { network: 'other-9' } });
  expect(resultOf(await rename('commit'))).toMatchObject({ signed_header: { header: { chain_id: 'other-9' } } });
  expect(resultOf(await rename('block'))).toMatchObject({ block: { header: { chain_id: 'other-9', height: '10' } } });
});

function internal(data: string): RpcReply {
  return { error: { code: -32603, message: 'Internal error', data } };
}
