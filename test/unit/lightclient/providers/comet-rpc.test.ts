/** Light blocks and proven values out of a node's JSON. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import {
  createCometRpcProvider,
  createRpcCall,
  createValidatorSetCache,
  provenQuery,
} from '@causeway/lightclient/providers';
import { ProviderError, type ProviderFault } from '@causeway/lightclient/sync';
import { describe, expect, test } from 'vitest';
import { buildChain, createTestValidators, TEST_CHAIN_ID } from '../../../support/build-chain.ts';
import { buildStores, type Entry } from '../../../support/build-proof.ts';
import { type ChainNodeOptions, createChainNode, type NodeReply } from '../../../support/chain-node.ts';

const url = 'http://node.test:26657';
const early = createTestValidators(4);
const late = createTestValidators(250, 'l');
const state: readonly Entry[] = [
  [encodeUtf8('clients/07-tendermint-0/clientState'), Uint8Array.of(1, 2, 3)],
  [encodeUtf8('clients/07-tendermint-1/clientState'), Uint8Array.of(4, 5, 6)],
];
const chain = buildChain({
  length: 12n,
  validators: (height) => (height < 10n ? early : late),
  header: () => ({ appHash: buildStores(state).root }),
});

function setup(options: Partial<ChainNodeOptions> = {}) {
  const node = createChainNode(chain, { state: () => state, ...options });
  const provider = createCometRpcProvider({ url, chainId: TEST_CHAIN_ID, fetch: node.fetch });
  const call = createRpcCall({ url, fetch: node.fetch });
  const methods = () => node.calls.map(({ method }) => method);
  return { node, provider, call, methods };
}

async function faultOf(work: Promise<unknown>): Promise<ProviderFault> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof ProviderError)) throw new Error('want a ProviderError', { cause: error });
  expect(error.provider).toBe('node.test:26657');
  return error.fault;
}

describe('a light block', () => {
  test('is the header, its commit and the validators that it names', async () => {
    const { provider } = setup();
    const { signedHeader, validators } = await provider.lightBlock(5n);
    expect(signedHeader).toEqual(chain.block(5n).signedHeader);
    expect(validators.validators).toEqual(chain.block(5n).validators.validators);
  });

  test('costs one call while the validators stay', async () => {
    const { provider, methods } = setup();
    for (const height of [3n, 4n, 9n]) await provider.lightBlock(height);
    expect(methods()).toEqual(['commit', 'validators', 'commit', 'commit']);
  });

  test('has all pages of a large validator set', async () => {
    const { provider, node } = setup();
    const { validators } = await provider.lightBlock('latest');
    expect(validators.validators).toEqual(chain.block(12n).validators.validators);
    expect(node.calls.slice(1).map(({ params }) => params.page)).toEqual(['1', '2', '3']);
  });

  test('takes validators that another provider has fetched', async () => {
    const { node, methods } = setup();
    const cache = createValidatorSetCache();
    const options = { url, chainId: TEST_CHAIN_ID, fetch: node.fetch, cache };
    await createCometRpcProvider(options).lightBlock(5n);
    await createCometRpcProvider(options).lightBlock(6n);
    expect(methods()).toEqual(['commit', 'validators', 'commit']);
  });

  test('gives the announced validators, also those of a block that does not exist yet', async () => {
    const { provider } = setup({ tip: 9n });
    const { header } = (await provider.lightBlock('latest')).signedHeader;
    expect((await provider.nextValidators(header)).validators).toEqual(chain.block(10n).validators.validators);
  });
});

describe('a node', () => {
  test.each([
    ['height-too-high', {}, 13n],
    ['pruned', { lowest: 6n }, 5n],
    ['wrong-chain', { chain: buildChain({ chainId: 'other-1', length: 12n, validators: () => early }) }, 5n],
  ] as const)('that cannot give a block says so (%s)', async (code, options, height) => {
    expect((await faultOf(setup(options).provider.lightBlock(height))).code).toBe(code);
  });

  const spoilers: Record<string, (reply: NodeReply, method: string) => NodeReply> = {
    'another height': (reply, method) => (method === 'commit' ? replace(reply, '"height":"5"', '"height":"6"') : reply),
    'a field of another type': (reply) => replace(reply, '"chain_id":"test-1"', '"chain_id":7'),
    'another number of validators': (reply) => replace(reply, '"total":"4"', '"total":"5"'),
    'validators of another power': (reply) => replace(reply, '"voting_power":"10"', '"voting_power":"11"'),
    'validators of another height': (reply) => replace(reply, '"block_height":"5"', '"block_height":"4"'),
    'no validators': (reply, method) =>
      method === 'validators' ? { result: { block_height: '5', validators: [], total: '4' } } : reply,
  };
  test.each(Object.entries(spoilers))('that gives %s is caught (bad-block)', async (_, spoil) => {
    expect((await faultOf(setup({ spoil }).provider.lightBlock(5n))).code).toBe('bad-block');
  });

  test.each([
    ['an HTML page', async () => new Response('<html>bad gateway</html>', { status: 502 })],
    ['half an answer', async () => new Response('{"jsonrpc":"2.0","id":1,"resu')],
    ['nothing', async () => new Response('')],
    ['no connection', async () => Promise.reject(new TypeError('fetch failed'))],
    ['too much', async () => new Response('x'.repeat(1001))],
  ])('that gives %s is not to blame for lying (no-response)', async (_, fetch) => {
    const provider = createCometRpcProvider({ url, chainId: TEST_CHAIN_ID, fetch, maxBytes: 1000 });
    expect((await faultOf(provider.lightBlock(5n))).code).toBe('no-response');
  });

  test('that is too slow is given up (no-response)', async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const provider = createCometRpcProvider({ url, chainId: TEST_CHAIN_ID, fetch: never, timeoutMs: 5 });
    expect((await faultOf(provider.lightBlock(5n))).got).toContain('no answer after 5 ms');
  });

  test("is left alone when the caller's signal aborts, with its reason", async () => {
    const reason = new Error('stop');
    const controller = new AbortController();
    const hanging: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        controller.abort(reason);
      });
    const provider = createCometRpcProvider({ url, chainId: TEST_CHAIN_ID, fetch: hanging });
    await expect(provider.lightBlock(5n, controller.signal)).rejects.toBe(reason);
  });
});

describe('a proven value', () => {
  const key = encodeUtf8('clients/07-tendermint-0/clientState');
  const { header } = chain.block(8n).signedHeader;
  const question = { id: 'node.test:26657', store: 'ibc', header };

  test('is read from the state before the header, or proven absent', async () => {
    const { call, node } = setup();
    expect((await provenQuery({ ...question, call, key })).value).toEqual(Uint8Array.of(1, 2, 3));
    expect(node.calls[0]?.params).toMatchObject({ height: '7', prove: true, path: 'store/ibc/key' });
    const absent = encodeUtf8('clients/07-tendermint-0/nothing');
    expect((await provenQuery({ ...question, call, key: absent })).value).toBeUndefined();
  });

  const lies: Record<string, (reply: NodeReply) => NodeReply> = {
    'another value': (reply) => replace(reply, '"value":"AQID"', '"value":"AQIE"'),
    'no value': (reply) => replace(reply, '"value":"AQID"', '"value":null'),
    'another key': (reply) => replace(reply, '"key":"Y', '"key":"Z'),
    'another height': (reply) => replace(reply, '"height":"7"', '"height":"6"'),
    'no proof': (reply) => replace(reply, '"proofOps":{"ops":[', '"proofOps":{"ops":[],"x":['),
    'a proof of another kind': (reply) => replace(reply, 'ics23:simple', 'simple:v'),
    'a value that is not base64': (reply) => replace(reply, '"value":"AQID"', '"value":"AQI"'),
  };
  test.each(Object.entries(lies))('rejects %s (bad-proof)', async (_, spoil) => {
    const { call } = setup({ spoil });
    expect((await faultOf(provenQuery({ ...question, call, key }))).code).toBe('bad-proof');
  });

  test('rejects a value under a header with another app hash (bad-proof)', async () => {
    const { call } = setup();
    const other = { ...header, appHash: new Uint8Array(32) };
    const fault = await faultOf(provenQuery({ ...question, header: other, call, key }));
    expect(fault).toMatchObject({ code: 'bad-proof', want: expect.stringContaining('root-mismatch') });
  });

  test.each([
    ['pruned', { lowest: 8n }],
    ['height-too-high', { tip: 6n }],
  ] as const)('says when the state is not there (%s)', async (code, options) => {
    expect((await faultOf(provenQuery({ ...question, call: setup(options).call, key }))).code).toBe(code);
  });
});

/** Replies without the text pass unchanged: then nothing is caught, and the test fails. */
function replace(reply: NodeReply, from: string, to: string): NodeReply {
  return JSON.parse(JSON.stringify(reply).replaceAll(from, to));
}
