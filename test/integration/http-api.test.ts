/** The HTTP API over real sockets: every answer is held against docs/openapi.json. @module */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../relayer/ops/create-metrics.ts';
import { statusSchema } from '../../relayer/ops/http/api-schema.ts';
import {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
} from '../../relayer/ops/http/create-http-server.ts';
import { buildOpenApi } from '../../relayer/ops/http/openapi.ts';
import type { ChainState, LiveReport } from '../../relayer/ports/control.ts';
import { RelayerError } from '../../relayer/ports/fault.ts';
import type { Store } from '../../relayer/ports/store.ts';
import { SEEN_AT_MS, seedStore, testTx } from '../support/seed-store.ts';

type Json = Readonly<Record<string, unknown>>;

const NOW = SEEN_AT_MS + 30_000;
const PARKED = { reason: 'recv-rejected', resumeTo: 'proving', detail: 'the receiver is blocked' } as const;
const EVIDENCE = { kind: 'misbehaviour', summary: 'two headers', details: { one: 'aa', two: ['bb'] } } as const;
const LIVE: LiveReport = {
  startedAtMs: SEEN_AT_MS,
  chains: [
    {
      name: 'alpha',
      state: 'moving',
      height: 18_446_744_073_709_551_615n,
      timeNs: 1n,
      movedAtMs: NOW - 1_000,
      endpoints: [{ url: 'http://h:1', state: 'aside', reason: 'lied', height: 9n, latencyMs: 12.5, calls: 3 }],
      wallet: { address: 'cosmos1x', denom: 'stake', balance: 10n ** 30n },
    },
  ],
  clients: [
    {
      chain: 'alpha',
      clientId: '07-tendermint-0',
      status: 'active',
      latestHeight: '1-20',
      trustingPeriodNs: 10n,
      expiresAtNs: 99n,
    },
  ],
  queue: { driver: 'local', reachable: true, counts: { triage: { waiting: 1, delayed: 0, active: 0, failed: 0 } } },
};
const DESCRIPTION = toObject(JSON.parse(readFileSync('docs/openapi.json', 'utf8')));

let store: Store;
let server: HttpServer;
let live: () => Promise<LiveReport>;
const logged: string[] = [];

beforeEach(async () => {
  live = async () => LIVE;
  store = await seedStore([
    { sequence: 1n, state: 'done', patch: { outcome: 'success', outcomeBy: 'us', receivedTx: 'AB', closedTx: 'CD' } },
    { sequence: 2n, state: 'parked', patch: { parked: PARKED, attempts: 3 } },
    { sequence: 3n, lastFault: { code: 'RPC_TIMEOUT', message: 'no answer', hint: 'wait' }, patch: { attempts: 1 } },
  ]);
  await store.packets.commit('test', [
    { change: 'insert-tx', tx: testTx(3n) },
    { change: 'insert-evidence', evidence: EVIDENCE, atMs: NOW },
  ]);
  server = await createHttpServer(serverOptions());
});
afterEach(async () => {
  await server.close();
  await store.close();
});

function serverOptions(): HttpServerOptions {
  const log = (_: object, message: string): void => void logged.push(message);
  return {
    ...{ host: '127.0.0.1', port: 0, version: '0.0.0', store, chains: ['alpha', 'beta'], paths: ['main'] },
    live: () => live(),
    metrics: createMetrics(),
    clock: { now: () => NOW },
    logger: { debug: log, info: log, warn: log, error: log },
  };
}

async function get(path: string): Promise<{ readonly status: number; readonly type: string; readonly body: unknown }> {
  const response = await fetch(`${server.url}${path}`);
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  return { status: response.status, type, body: type.startsWith('application/json') ? JSON.parse(text) : text };
}

/** The schema that the description gives for an answer, with its components. */
function describedSchema(route: string, status: number): z.ZodType {
  const path = ['paths', route, 'get', 'responses', `${status}`, 'content', 'application/json', 'schema'];
  const schema = path.reduce<Json>((at, key) => toObject(at[key]), DESCRIPTION);
  const definitions = toObject(toObject(DESCRIPTION.components).schemas);
  const text = JSON.stringify({ ...schema, $defs: definitions }).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(text));
}

const PACKET = '/api/v1/packets/{chain}/{client}/{sequence}';
/** One request for each answer that the description promises. */
const REQUESTS: readonly [string, string, number][] = [
  ['/health', '/health', 200],
  ['/ready', '/ready', 200],
  ['/api/v1/status', '/api/v1/status', 200],
  ['/api/v1/chains', '/api/v1/chains', 200],
  ['/api/v1/paths', '/api/v1/paths', 200],
  ['/api/v1/clients', '/api/v1/clients', 200],
  ['/api/v1/packets', '/api/v1/packets', 200],
  ['/api/v1/packets?state=done&state=parked&chain=alpha&client=07-tendermint-0&limit=1', '/api/v1/packets', 200],
  ['/api/v1/packets?limit=0', '/api/v1/packets', 400],
  ['/api/v1/packets?state=lost', '/api/v1/packets', 400],
  ['/api/v1/packets?sequence=-1', '/api/v1/packets', 400],
  ['/api/v1/packets?before=nowhere', '/api/v1/packets', 400],
  ['/api/v1/packets?unknown=1', '/api/v1/packets', 400],
  ['/api/v1/packets/alpha/07-tendermint-0/1', PACKET, 200],
  ['/api/v1/packets/alpha/07-tendermint-0/2', PACKET, 200],
  ['/api/v1/packets/alpha/07-tendermint-0/3', PACKET, 200],
  ['/api/v1/packets/alpha/07-tendermint-0/99', PACKET, 404],
  ['/api/v1/packets/alpha/07-tendermint-0/x', PACKET, 400],
  ['/api/v1/transactions', '/api/v1/transactions', 200],
  [`/api/v1/transactions?chain=beta&hash=${'bb'.repeat(32)}`, '/api/v1/transactions', 200],
  ['/api/v1/transactions?limit=9999', '/api/v1/transactions', 400],
  ['/api/v1/evidence', '/api/v1/evidence', 200],
  ['/api/v1/evidence?limit=x', '/api/v1/evidence', 400],
];

describe('answers as described', () => {
  test.each(REQUESTS)('%s', async (path, route, status) => {
    const answer = await get(path);
    expect(answer).toMatchObject({ status, type: expect.stringContaining('application/json') });
    expect(describedSchema(route, status).safeParse(answer.body).error).toBeUndefined();
  });

  test('the description forbids what it does not name', async () => {
    const { body } = await get('/health');
    expect(describedSchema('/health', 200).safeParse({ ...toObject(body), more: 1 }).success).toBe(false);
    expect(describedSchema('/api/v1/status', 200).safeParse({}).success).toBe(false);
  });

  test('docs/openapi.json is what the server serves, but for the version', async () => {
    const { body } = await get('/openapi.json');
    expect(body).toEqual(JSON.parse(JSON.stringify(buildOpenApi('0.0.0'))));
    const stored = { ...DESCRIPTION, info: { ...toObject(DESCRIPTION.info), version: '0.0.0' } };
    expect(stored).toEqual(body);
  });

  test('every described answer is asked for above, except outages', () => {
    const described = Object.entries(toObject(DESCRIPTION.paths)).flatMap(([path, item]) =>
      Object.keys(toObject(toObject(toObject(item).get).responses)).map((status) => `${path} ${status}`),
    );
    const asked = REQUESTS.map(([, route, status]) => `${route} ${status}`);
    expect(described.filter((answer) => !asked.includes(answer)).sort()).toEqual(['/metrics 200', '/ready 503']);
  });
});

describe('content', () => {
  test('64-bit numbers come as text, and the schema reads them back', async () => {
    const { body } = await get('/api/v1/status');
    expect(body).toMatchObject({
      live: { chains: [{ height: '18446744073709551615', wallet: { balance: `1${'0'.repeat(30)}` } }] },
    });
    expect(statusSchema.parse(body).live).toEqual(LIVE);
  });

  test('a packet is explained', async () => {
    expect((await get('/api/v1/packets/alpha/07-tendermint-0/2')).body).toMatchObject({
      state: 'parked',
      parked: PARKED,
      explanation: { waitsFor: 'the destination to change its mind, or its timeout; then the sender is refunded' },
    });
  });

  test('packets are filtered and paged', async () => {
    const first = toObject((await get('/api/v1/packets?limit=2')).body);
    expect(first).toMatchObject({ packets: [{ sequence: '3' }, { sequence: '2' }], next: 'alpha/07-tendermint-0/2' });
    const second = await get(`/api/v1/packets?limit=2&before=${String(first.next)}`);
    expect(second.body).toMatchObject({ packets: [{ sequence: '1' }] });
    expect((await get('/api/v1/packets?state=parked')).body).toMatchObject({ packets: [{ sequence: '2' }] });
    expect((await get('/api/v1/packets?sequence=3')).body).toMatchObject({ packets: [{ sequence: '3' }] });
    expect((await get('/api/v1/packets?chain=beta')).body).toEqual({ packets: [] });
    expect((await get('/api/v1/packets?sequence=3&sequence=1')).body).toMatchObject({
      packets: [{ sequence: '3' }, { sequence: '1' }],
    });
    expect((await get('/api/v1/packets?sequence=18446744073709551615')).body).toEqual({ packets: [] });
  });

  test('health of chains and clients stands beside what the store knows', async () => {
    const chains = [{ name: 'alpha', cursor: '120', health: { movedAtMs: NOW - 1_000 } }, { name: 'beta' }];
    expect((await get('/api/v1/chains')).body).toMatchObject({ chains });
    expect((await get('/api/v1/clients')).body).toMatchObject({
      clients: [{ health: { status: 'active' } }, { chain: 'beta' }],
    });
  });

  test('evidence comes with all that was kept', async () => {
    expect((await get('/api/v1/evidence')).body).toEqual({ evidence: [{ ...EVIDENCE, atMs: NOW }] });
  });

  test('metrics show the queue, heights and wallets', async () => {
    const { status, type, body } = await get('/metrics');
    expect({ status, type }).toEqual({ status: 200, type: expect.stringContaining('text/plain') });
    expect(body).toContain('causeway_queue_jobs{type="triage",state="waiting"} 1');
    expect(body).toContain('causeway_chain_height{chain="alpha"}');
    expect(body).toContain(
      'backlog_size{chain="alpha",counterparty="beta",channel="07-tendermint-0",port="transfer"} 2',
    );
    expect(body).toContain('wallet_balance{chain="alpha",account="cosmos1x",denom="stake"} 1e+30');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('rejects %s: nothing can be changed (405)', async (method) => {
    const response = await fetch(`${server.url}/api/v1/packets`, { method });
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'GET, HEAD',
    });
    expect(await response.json()).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED', want: 'GET', got: method } });
  });
});

describe('readiness', () => {
  const [alpha] = LIVE.chains;
  if (alpha === undefined) throw new Error('unreachable: the report has a chain');
  const halted = (state: ChainState) => ({ chains: [{ ...alpha, state, movedAtMs: NOW - 60_001 }] });

  test.each<[string, Partial<LiveReport>, string]>([
    ['a chain that stands still', halted('halted'), 'alpha: halted, its height has not moved for 1m'],
    ['a chain out of reach', halted('unreachable'), 'alpha: unreachable, its height has not moved for 1m'],
    [
      'a chain never seen',
      { chains: [{ ...alpha, state: 'starting', height: 0n }] },
      'alpha: no header has been verified yet',
    ],
    ['a lost queue', { queue: { driver: 'bullmq', reachable: false, counts: {} } }, 'queue (bullmq): not reachable'],
  ])('rejects %s (503)', async (_, change, reason) => {
    live = async () => ({ ...LIVE, ...change });
    const answer = await get('/ready');
    expect(answer).toMatchObject({ status: 503, body: { ready: false, reasons: [reason] } });
    expect(describedSchema('/ready', 503).safeParse(answer.body).error).toBeUndefined();
    expect((await get('/health')).status).toBe(200);
  });

  test('rejects a store that is gone (503)', async () => {
    store.chains.lanes = () =>
      Promise.reject(new RelayerError({ code: 'STORE_UNAVAILABLE', message: 'the disk is gone' }));
    expect(await get('/ready')).toMatchObject({ status: 503, body: { reasons: ['store: the disk is gone'] } });
    expect(await get('/api/v1/status')).toMatchObject({ status: 503, body: { error: { code: 'STORE_UNAVAILABLE' } } });
  });

  test('answers in time when the chains do not', async () => {
    live = () => new Promise(() => {});
    expect(await get('/ready')).toMatchObject({ status: 503, body: { reasons: ['chains: no answer in time'] } });
    expect((await get('/metrics')).status).toBe(200);
  });
});

describe('refusals', () => {
  test.each<[string, object]>([
    ['packets?limit=0', { message: "The query's 'limit' cannot be read", want: /1 to 1000/, got: "'0'" }],
    ['packets?limit=1.5', { want: /whole number/, got: "'1.5'" }],
    ['packets?state=done&state=lost', { want: /^one of seen, final/, got: "'done,lost'" }],
    ['packets?sequence=18446744073709551616', { want: /2\^64 - 1/, got: "'18446744073709551616'" }],
    ['packets?chain=', { want: 'a value', got: "''" }],
    ['packets?chain=a&chain=b', { want: 'one value', got: "'a,b'" }],
    ['packets?lane=x', { want: 'one of chain, client, state, sequence, limit, before', got: "'lane'" }],
    ['packets?before=nowhere', { want: /CHAIN\/CLIENT\/SEQUENCE/, got: "'nowhere'" }],
    ['packets/alpha/x', { want: /CHAIN\/CLIENT\/SEQUENCE/, got: "'alpha/x'" }],
    ['packets/alpha/07-tendermint-0/18446744073709551616', { want: /CHAIN\/CLIENT\/SEQUENCE/ }],
  ])('rejects %s, with what was wanted and what came (400)', async (path, expected) => {
    const { status, body } = await get(`/api/v1/${path}`);
    const texts = Object.entries(expected).map(([field, text]) => [
      field,
      text instanceof RegExp ? expect.stringMatching(text) : text,
    ]);
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: expect.objectContaining({ code: 'INPUT_INVALID', ...Object.fromEntries(texts) }) },
    });
  });

  test('rejects a path that cannot be decoded (400)', async () => {
    expect(await get('/api/v1/packets/%E0%A4%A')).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_REQUEST' } },
    });
  });

  test('rejects what is not there (404)', async () => {
    expect(await get('/v2')).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
  });
});

describe('failures', () => {
  test('a defect is logged and not shown', async () => {
    logged.length = 0;
    live = () => Promise.reject(new Error('secret detail'));
    expect(await get('/api/v1/status')).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL' } } });
    expect(JSON.stringify((await get('/api/v1/status')).body)).not.toContain('secret');
    expect(logged).toContain('a request to the API failed');
  });

  test('rejects an address that is taken (API_UNAVAILABLE)', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    await expect(createHttpServer({ ...serverOptions(), port })).rejects.toMatchObject({
      fault: { code: 'API_UNAVAILABLE', hint: expect.stringContaining('http.port') },
    });
    await new Promise((resolve) => other.close(resolve));
  });
});

function toObject(value: unknown): Json {
  if (typeof value !== 'object' || value === null) throw new Error('want an object');
  return Object.fromEntries(Object.entries(value));
}
