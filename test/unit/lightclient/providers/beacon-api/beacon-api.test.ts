/** Beacon objects, headers and configurations out of a node's JSON, and what is wrong by kind. @module */
import { type BeaconConfig, computeTimeAtSlot } from '@causeway/lightclient/ethereum';
import {
  type BeaconApi,
  createBeaconApi,
  createBeaconGet,
  readBeaconConfig,
} from '@causeway/lightclient/providers/beacon-api';
import { BeaconError, type BeaconFault } from '@causeway/lightclient/sync/ethereum';
import { describe, expect, test } from 'vitest';
import { formatBeaconSpec } from '../../../../support/beacon-config.ts';
import { type BeaconNodeOptions, createBeaconNode, refusal } from '../../../../support/beacon-node.ts';
import { buildBeaconChain } from '../../../../support/build-beacon-chain.ts';

const url = 'http://node.test:5052';
const chain = buildBeaconChain();
const { config } = chain;
const head = 100n;

function setup(options: Partial<BeaconNodeOptions> = {}) {
  const node = createBeaconNode(chain, { head, ...options });
  return { node, api: createBeaconApi({ url, config, fetch: node.fetch }) };
}

async function faultOf(work: Promise<unknown>): Promise<BeaconFault> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof BeaconError)) throw new Error('want a BeaconError', { cause: error });
  expect(error.provider).toBe('node.test:5052');
  return error.fault;
}

describe('a beacon node', () => {
  test('gives light-client objects as they are', async () => {
    const { api } = setup();
    // The committees of a chain of ours know their secret keys besides.
    expect(chain.bootstrapAt(16n)).toMatchObject(await api.bootstrap(chain.blockAt(16n).root));
    expect(await api.finalityUpdate()).toEqual(chain.finalityUpdateAt({ attestedSlot: 99n }));
    expect(await api.optimisticUpdate()).toEqual(chain.optimisticUpdateAt({ attestedSlot: 99n }));
    const updates = [40n, 99n].map((attestedSlot) => chain.updateAt({ attestedSlot }));
    expect(updates).toMatchObject(await api.updates(0n, 2));
  });

  test('is asked for at most 128 updates', async () => {
    const { api, node } = setup({ answer: () => new Response('[]') });
    await api.updates(7n, 1000);
    expect(node.calls).toEqual(['/eth/v1/beacon/light_client/updates?start_period=7&count=128']);
  });

  test('gives updates also in an object', async () => {
    const { api } = setup({ answer: () => new Response('{"data":[]}') });
    expect(await api.updates(0n, 1)).toEqual([]);
  });

  test('tells its network and its configuration', async () => {
    const { api } = setup();
    expect(await api.config()).toEqual(config);
    expect(await api.network()).toMatchObject({ genesisTime: config.genesisTime, forks: config.forks });
  });

  test('tells headers, roots and how far it is', async () => {
    const { api } = setup();
    const { root, beacon } = chain.blockAt(42n);
    expect(await api.header(42n)).toEqual({ root, header: beacon, canonical: true });
    expect(await api.blockRoot(42n)).toEqual(root);
    expect(await api.syncing()).toEqual({ headSlot: head, distance: 0n, isSyncing: false });
  });

  test('is asked under the path and with the query of its address', async () => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(String(input));
      return new Response('[]');
    };
    const api = createBeaconApi({ url: 'https://host.test/key/abc/?token=t', config, fetch });
    await api.updates(3n, 2);
    expect(asked).toEqual([
      'https://host.test/key/abc/eth/v1/beacon/light_client/updates?token=t&start_period=3&count=2',
    ]);
    expect(api.id).toBe('host.test');
  });
});

describe('a question that fails', () => {
  const answers: readonly (readonly [BeaconFault['code'], string, () => Response])[] = [
    ['unreachable', 'HTTP 503', () => refusal(503, 'syncing')],
    ['unreachable', 'HTTP 400', () => refusal(400, 'Invalid query')],
    ['not-found', 'HTTP 404', () => refusal(404, 'No finality update')],
    ['not-found', 'HTTP 500 that says so', () => refusal(500, 'light client update not found')],
    ['not-found', 'HTTP 400 that says so', () => refusal(400, 'state pruned')],
    ['malformed', 'a page', () => new Response('<html></html>')],
    ['malformed', 'nothing', () => new Response('')],
    ['malformed', 'half an answer', () => new Response('{"data":{"attested')],
    ['malformed', 'another object', () => new Response('{"data":{"root":"0x00"}}')],
    ['malformed', 'a list', () => new Response('[1]')],
    ['too-large', 'two megabytes', () => new Response(' '.repeat(2 * 1024 * 1024))],
  ];
  test.each(answers)('is %s with %s', async (code, _, answer) => {
    expect((await faultOf(setup({ answer }).api.finalityUpdate())).code).toBe(code);
  });

  test('is unreachable without a connection, and says why', async () => {
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }));
    const fault = await faultOf(createBeaconApi({ url, config, fetch }).finalityUpdate());
    expect(fault).toMatchObject({ code: 'unreachable', got: expect.stringContaining('ECONNREFUSED') });
  });

  const hanging: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });

  test('is timed-out when there is no answer in time', async () => {
    const fault = await faultOf(createBeaconApi({ url, config, fetch: hanging, timeoutMs: 5 }).finalityUpdate());
    expect(fault).toMatchObject({ code: 'timed-out', got: expect.stringContaining('no answer after 5 ms') });
  });

  test("is left alone when the caller's signal aborts, with its reason", async () => {
    const reason = new Error('stop');
    const controller = new AbortController();
    const work = createBeaconApi({ url, config, fetch: hanging }).finalityUpdate(controller.signal);
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
  });

  const spoilers: Readonly<Record<string, (text: string) => string>> = {
    'an unknown fork': (text) => text.replace('"version":"electra"', '"version":"heze"'),
    'the fields of another fork': (text) => text.replace('"version":"electra"', '"version":"altair"'),
    'an integer beyond 2^53 as a number': (text) => text.replace(/"slot":"\d+"/, '"slot":9007199254740993'),
    'an integer of 65 bits': (text) => text.replace(/"slot":"\d+"/, '"slot":"18446744073709551616"'),
    'a short root': (text) => text.replace(/"parent_root":"0x../, '"parent_root":"0x'),
    'a field too many': (text) => text.replace('"slot":', '"extra":"1","slot":'),
    'a field too few': (text) => text.replace(/"proposer_index":"\d+",/, ''),
    'a branch too long': (text) => text.replace('"finality_branch":[', `"finality_branch":["0x${'00'.repeat(32)}",`),
  };
  test.each(Object.entries(spoilers))('is malformed with %s', async (_, spoil) => {
    const honest = await setup().node.fetch(`${url}/eth/v1/beacon/light_client/finality_update`);
    const text = await honest.text();
    expect(spoil(text)).not.toBe(text);
    const { api } = setup({ answer: () => new Response(spoil(text)) });
    expect((await faultOf(api.finalityUpdate())).code).toBe('malformed');
  });

  const questions: Readonly<Record<string, (api: BeaconApi) => Promise<unknown>>> = {
    bootstrap: (api) => api.bootstrap(new Uint8Array(32)),
    updates: (api) => api.updates(0n, 1),
    'optimistic update': (api) => api.optimisticUpdate(),
    network: (api) => api.network(),
    header: (api) => api.header('head'),
    root: (api) => api.blockRoot(new Uint8Array(32)),
    syncing: (api) => api.syncing(),
  };
  test.each(Object.entries(questions))('says so whatever was asked: %s', async (_, ask) => {
    expect((await faultOf(ask(setup({ answer: () => new Response('{"data":7}') }).api))).code).toBe('malformed');
    expect((await faultOf(ask(setup({ answer: () => refusal(404, 'none') }).api))).code).toBe('not-found');
  });
});

describe('a configuration', () => {
  const told = (change: (spec: Readonly<Record<string, unknown>>) => object): Promise<BeaconConfig> => {
    const { node } = setup({
      answer: (path) =>
        path.endsWith('/config/spec')
          ? new Response(JSON.stringify({ data: change(formatBeaconSpec(config)) }))
          : undefined,
    });
    return readBeaconConfig(createBeaconGet({ url, fetch: node.fetch }));
  };

  test('is read with whatever else a node tells', async () => {
    expect(await told((spec) => ({ ...spec, DEPOSIT_CHAIN_ID: '1', TERMINAL_BLOCK_HASH: '0x00' }))).toEqual(config);
  });

  test('with a fork that is not known here is malformed', async () => {
    expect((await faultOf(told((spec) => ({ ...spec, HEZE_FORK_EPOCH: '99' })))).code).toBe('malformed');
  });

  test('gives slots their time', async () => {
    expect(computeTimeAtSlot(await told((spec) => spec), 10n)).toBe((config.genesisTime + 60n) * 1_000_000_000n);
  });
});
