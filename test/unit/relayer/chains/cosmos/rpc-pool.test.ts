/** The endpoint pool over scripted nodes on loopback. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { abciQuery } from '../../../../../relayer/chains/cosmos/abci-query.ts';
import { createRpcPool, type RpcPool, type RpcPoolOptions } from '../../../../../relayer/chains/cosmos/rpc-pool.ts';
import { RelayerError, type RelayerFault } from '../../../../../relayer/ports/fault.ts';
import {
  abciRefusal,
  abciValue,
  Refusal,
  type ScriptedNode,
  startScriptedNode,
  statusOf,
} from '../../../../support/scripted-node.ts';

const open: { stop(): void | Promise<void> }[] = [];

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.stop();
});

async function startNode(chainId = 'alpha-1'): Promise<ScriptedNode> {
  const node = await startScriptedNode(chainId);
  node.on('health', () => ({ name: node.url }));
  open.push(node);
  return node;
}

function openPool(urls: readonly string[], options: Partial<RpcPoolOptions> = {}): RpcPool {
  const pool = createRpcPool({ chain: 'alpha', chainId: 'alpha-1', urls, timeoutMs: 2_000, ...options });
  open.push({ stop: () => pool.close() });
  return pool;
}

const NOBODY = 'http://127.0.0.1:9';

const askName = (pool: RpcPool) =>
  pool.run(async (endpoint, signal) => {
    const { name } = Object(await endpoint.call('health', {}, signal)) as { name: string };
    return name;
  });

async function faultOf(work: Promise<unknown>): Promise<RelayerFault> {
  const error = await work.then(() => undefined).catch((thrown: unknown) => thrown);
  if (error instanceof RelayerError) return error.fault;
  throw new Error(`want a RelayerError, got ${error}`);
}

describe('a pool', () => {
  test.each([[[]], [['ftp://a']], [['nonsense']]])('rejects the addresses %j (CONFIG_INVALID)', (urls) => {
    expect(() => openPool(urls)).toThrow(RelayerError);
    expect(() => openPool(urls)).toThrow('endpoints are unusable');
  });

  test('accepts several endpoints and answers from one', async () => {
    const [first, second] = [await startNode(), await startNode()];
    const pool = openPool([first.url, second.url]);
    expect([first.url, second.url]).toContain(await askName(pool));
    await vi.waitUntil(() => pool.status().every(({ height }) => height === 10n));
    expect(pool.status().map(({ state }) => state)).toEqual(['ready', 'ready']);
  });

  test('checks the chain before the first call, once', async () => {
    const node = await startNode();
    const pool = openPool([node.url]);
    await Promise.all([askName(pool), askName(pool), askName(pool)]);
    expect(node.heard.map(({ method }) => method)).toEqual(['status', 'health', 'health', 'health']);
  });

  test('goes on to the next endpoint, with the work from its start', async () => {
    const [flaky, good] = [await startNode(), await startNode()];
    flaky.on('block', () => {
      throw new Refusal('could not find results for height #5');
    });
    good.on('block', () => ({ block: 5 }));
    const pool = openPool([flaky.url, good.url]);
    const used: string[] = [];
    const result = await pool.run(async (endpoint, signal) => {
      await endpoint.call('health', {}, signal);
      used.push(endpoint.url);
      return endpoint.call('block', { height: '5' }, signal);
    });
    expect(result).toEqual({ block: 5 });
    expect(used).toEqual([flaky.url, good.url]);
  });

  test('names every endpoint and its own reason when none is left (RPC_NO_ENDPOINT)', async () => {
    const foreign = await startNode('beta-7');
    const fault = await faultOf(askName(openPool([foreign.url, `${NOBODY}/?key=secret`])));
    expect(fault.code).toBe('RPC_NO_ENDPOINT');
    expect(fault.message).toContain(`${foreign.url}: status: serves another chain (beta-7)`);
    expect(fault.message).toContain(`${NOBODY}: status: not reachable (connect ECONNREFUSED`);
    expect(fault.message).not.toContain('secret');
  });

  test.each([
    ['RPC_LAGGING', 'height 50 must be less than or equal to the current blockchain height 10'],
    ['RPC_PRUNED', 'height 5 is not available, lowest height is 8'],
  ])('says what all of them say about a height (%s)', async (code, text) => {
    const nodes = [await startNode(), await startNode()];
    for (const node of nodes) {
      node.on('block', () => {
        throw new Refusal(text);
      });
    }
    const pool = openPool(nodes.map(({ url }) => url));
    expect(await faultOf(pool.run((endpoint) => endpoint.call('block', { height: '5' })))).toMatchObject({ code });
    expect(pool.status().map(({ state }) => state)).toEqual(['ready', 'ready']);
  });

  test('passes on what is no fault of an endpoint', async () => {
    const [first, second] = [await startNode(), await startNode()];
    const pool = openPool([first.url, second.url]);
    let runs = 0;
    const work = async () => {
      runs += 1;
      throw new RelayerError({ code: 'CLIENT_EXPIRED', message: 'expired' });
    };
    expect(await faultOf(pool.run(work))).toMatchObject({ code: 'CLIENT_EXPIRED' });
    expect(runs).toBe(1);
  });

  test('puts a liar aside with its reason, tells so once, and works through the other', async () => {
    const [liar, honest] = [await startNode(), await startNode()];
    const warned: string[] = [];
    const aside: string[] = [];
    const pool = openPool([liar.url, honest.url], {
      logger: { warn: (_, message) => void warned.push(message) },
      onAside: (url, fault) => void aside.push(`${url} ${fault.message}`),
    });
    const verify = () =>
      pool.run(async (endpoint, signal) => {
        await endpoint.call('health', {}, signal);
        if (endpoint.url === liar.url) throw new RelayerError({ code: 'RPC_DISTRUSTED', message: 'a wrong proof' });
        return endpoint.url;
      });
    expect(await verify()).toBe(honest.url);
    expect(pool.status()[0]).toMatchObject({ state: 'aside', reason: { message: 'a wrong proof' } });
    for (let i = 0; i < 30; i++) expect(await askName(pool)).toBe(honest.url);
    expect(aside).toEqual([`${liar.url} a wrong proof`]);
    expect(warned).toEqual(['endpoint put aside']);
    await honest.stop();
    const { message } = await faultOf(askName(pool));
    expect(message).toContain(`${liar.url} is put aside: a wrong proof`);
  });

  test('asks the last one again sooner than one that others can stand in for', async () => {
    const [first, last] = [await startNode(), await startNode()];
    const pool = openPool([first.url, last.url], { clock: { now: () => 0 } });
    for (const { url } of [first, last]) pool.distrust(url, { code: 'RPC_DISTRUSTED', message: 'lied' });
    expect(pool.status().map(({ untilMs }) => untilMs)).toEqual([120_000, 15_000]);
  });

  test('puts an endpoint aside that is doubted again and again within minutes, but never the last one', async () => {
    const [first, second] = [await startNode(), await startNode()];
    let nowMs = 1_000_000;
    const pool = openPool([first.url, second.url], { clock: { now: () => nowMs } });
    const states = () => pool.status().map(({ state }) => state);
    const [liar = '', honest = ''] = pool.status().map(({ url }) => url);
    pool.doubt(liar, 'the others say something else');
    nowMs += 6 * 60_000;
    for (let times = 0; times < 2; times++) pool.doubt(liar, 'the others say something else');
    expect(states()).toEqual(['ready', 'ready']);
    pool.doubt(liar, 'the others say something else');
    expect(states()).toEqual(['aside', 'ready']);
    expect(pool.status()[0]?.reason?.message).toContain('the others say something else');
    for (let times = 0; times < 9; times++) pool.doubt(honest, 'the liar says something else');
    expect(states()).toEqual(['aside', 'ready']);
  });

  test('takes a liar back on probation: rarely asked, until it has proven itself', async () => {
    const clock = { nowMs: 1_000_000 };
    const [liar, honest] = [await startNode(), await startNode()];
    const pool = openPool([liar.url, honest.url], { clock: { now: () => clock.nowMs } });
    await askName(pool);
    pool.distrust(liar.url, { code: 'RPC_DISTRUSTED', message: 'a wrong proof' });
    clock.nowMs += 2 * 60_000;
    expect(pool.status()[0]).toMatchObject({ state: 'probation' });
    let asked = 0;
    for (let i = 0; i < 50; i++) if ((await askName(pool)) === liar.url) asked += 1;
    expect(asked).toBe(5);
    while (pool.status()[0]?.state === 'probation' && asked < 100) {
      await askName(pool);
      asked += 1;
    }
    expect(pool.status()[0]).toMatchObject({ state: 'ready' });
  });

  test('notices during its probes that an endpoint has changed chains', async () => {
    const clock = { nowMs: 1_000_000 };
    const [stable, moved] = [await startNode(), await startNode()];
    const pool = openPool([stable.url, moved.url], { clock: { now: () => clock.nowMs } });
    await askName(pool);
    await vi.waitUntil(() => pool.status().every(({ height }) => height === 10n));
    moved.on('status', () => statusOf('gamma-1', 99n));
    clock.nowMs += 16_000;
    await askName(pool);
    await vi.waitUntil(() => pool.status()[1]?.state === 'aside');
    expect(pool.status()[1]?.reason).toMatchObject({ code: 'RPC_WRONG_CHAIN', want: 'alpha-1', got: 'gamma-1' });
  });

  test('asks only endpoints that have the height', async () => {
    const [behind, ahead] = [await startNode(), await startNode()];
    ahead.on('status', () => statusOf('alpha-1', 20n));
    const pool = openPool([behind.url, ahead.url]);
    const where = () => pool.run(async (endpoint) => endpoint.url, { minHeight: 15n });
    for (let i = 0; i < 5; i++) expect(await where()).toBe(ahead.url);
    expect(await faultOf(pool.run(async () => 0, { minHeight: 21n }))).toMatchObject({ code: 'RPC_LAGGING' });
  });

  test('follows a wish for one endpoint, first, last or only', async () => {
    const [first, second] = [await startNode(), await startNode()];
    const pool = openPool([first.url, second.url]);
    await askName(pool);
    await vi.waitUntil(() => pool.status().every(({ height }) => height === 10n));
    const where = (wish: object) => pool.run(async (endpoint) => endpoint.url, wish);
    for (const { url } of [first, second]) {
      expect(await where({ prefer: url })).toBe(url);
      expect(await where({ avoid: url })).not.toBe(url);
      expect(await where({ only: url })).toBe(url);
    }
    const failing = async () => {
      throw new RelayerError({ code: 'RPC_TIMEOUT', message: 'slow' });
    };
    const { message } = await faultOf(pool.run(failing, { only: second.url }));
    expect(message).toBe('alpha: no endpoint could answer: slow');
  });

  test('asks each endpoint that is not aside, and gives answers and faults', async () => {
    const [good, bad, aside] = [await startNode(), await startNode(), await startNode()];
    bad.on('health', () => {
      throw new Refusal('no');
    });
    const pool = openPool([good.url, bad.url, aside.url]);
    pool.distrust(aside.url, { code: 'RPC_DISTRUSTED', message: 'lied' });
    const answers = await pool.each((endpoint, signal) => endpoint.call('health', {}, signal));
    expect(answers).toMatchObject([
      { url: good.url, result: { name: good.url } },
      { url: bad.url, fault: { code: 'RPC_BAD_RESPONSE', context: { rpcError: 'Internal error: no' } } },
    ]);
  });

  test('ends stray calls with the work that made them, and everything when it is closed', async () => {
    const node = await startNode();
    const pool = openPool([node.url]);
    let seen: AbortSignal | undefined;
    await pool.run(async (_, signal) => {
      seen = signal;
    });
    expect(seen?.aborted).toBe(true);
    node.breakWith(() => undefined);
    const hanging = pool.run((endpoint, signal) => endpoint.call('health', {}, signal));
    await sleep(20);
    pool.close();
    expect(await faultOf(hanging)).toMatchObject({ code: 'RPC_NO_ENDPOINT' });
  });

  test('stops when the caller gives up, and blames nobody', async () => {
    const node = await startNode();
    const pool = openPool([node.url]);
    await askName(pool);
    node.breakWith(() => undefined);
    const giveUp = new AbortController();
    const options = { signal: giveUp.signal };
    const single = pool.run((endpoint, signal) => endpoint.call('health', {}, signal), options);
    const query = { path: '/a', data: new Uint8Array() };
    const batched = pool.run((endpoint, signal) => abciQuery(endpoint, query, signal), options);
    await sleep(20);
    giveUp.abort(new Error('enough'));
    await expect(single).rejects.toThrow('enough');
    await expect(batched).rejects.toThrow('enough');
    expect(pool.status()[0]).toMatchObject({ state: 'ready' });
  });
});

describe('one endpoint', () => {
  test.each([
    ['RPC_RATE_LIMITED', 429, { 'retry-after': '30' }, 'slow down'],
    ['RPC_RATE_LIMITED', 503, { 'retry-after': '30' }, ''],
    ['RPC_UNREACHABLE', 502, {}, '<html>bad gateway</html>'],
    ['RPC_BAD_RESPONSE', 404, {}, 'not here'],
    ['RPC_BAD_RESPONSE', 200, {}, '{"jsonrpc":"2.0","id":1,"resu'],
    ['RPC_BAD_RESPONSE', 200, {}, '{"jsonrpc":"2.0","id":-5,"result":{}}'],
    ['RPC_BAD_RESPONSE', 200, {}, '{"jsonrpc":"2.0","id":2,"result":null}'],
    ['RPC_BAD_RESPONSE', 200, {}, 'null'],
  ])('rejects a broken answer (%s): %i %j %s', async (code, status, headers, body) => {
    const node = await startNode();
    const pool = openPool([node.url]);
    await askName(pool);
    node.breakWith((_, response) => response.writeHead(status, headers).end(body));
    const work = await pool.each((endpoint, signal) => endpoint.call('health', {}, signal));
    expect(work[0]?.fault).toMatchObject({ code });
  });

  test.each([
    ['RPC_TIMEOUT', () => undefined],
    ['RPC_UNREACHABLE', (socket: { destroy(): void }) => socket.destroy()],
  ])('rejects no answer at all (%s)', async (code, act) => {
    const node = await startNode();
    const pool = openPool([node.url], { timeoutMs: 100 });
    await askName(pool);
    node.breakWith((request) => void act(request.socket));
    const [answer] = await pool.each((endpoint, signal) => endpoint.call('health', {}, signal));
    expect(answer?.fault).toMatchObject({ code });
  });

  test('rejects an answer that is cut off or too large (RPC_BAD_RESPONSE)', async () => {
    const node = await startNode();
    const pool = openPool([node.url], { maxResponseBytes: 10_000 });
    await askName(pool);
    const ask = async () => (await pool.each((endpoint) => endpoint.call('health', {})))[0]?.fault;
    node.breakWith((request, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('{"jsonrpc"');
      setImmediate(() => request.socket.destroy());
    });
    expect(await ask()).toMatchObject({ code: 'RPC_BAD_RESPONSE', want: 'a complete body', got: '10 bytes' });
    node.breakWith((_, response) => response.end('x'.repeat(20_000)));
    expect(await ask()).toMatchObject({ code: 'RPC_BAD_RESPONSE', want: 'at most 10000 bytes' });
  });

  test('waits a short pause out, halves its calls, and goes on', async () => {
    const node = await startNode();
    const pool = openPool([node.url]);
    await askName(pool);
    node.breakWith((_, response) => {
      node.breakWith(undefined);
      response.writeHead(429, { 'retry-after': '0' }).end();
    });
    const before = pool.status()[0]?.concurrency ?? 0;
    expect(await askName(pool)).toBe(node.url);
    expect(pool.status()[0]?.concurrency).toBeLessThan(before);
  });

  test('connects anew when the server has closed an idle connection', async () => {
    const node = await startNode();
    const pool = openPool([node.url]);
    await askName(pool);
    let cut = 0;
    node.breakWith((request) => {
      cut += 1;
      node.breakWith(undefined);
      request.socket.destroy();
    });
    expect(await askName(pool)).toBe(node.url);
    expect(cut).toBe(1);
  });

  test('sends the credentials of its address, and shows none', async () => {
    const node = await startNode();
    const seen: (string | undefined)[] = [];
    node.breakWith((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end('who are you');
    });
    const pool = openPool([node.url.replace('//', '//me:s%20cret@')]);
    const { message } = await faultOf(askName(pool));
    expect(seen[0]).toBe(`Basic ${Buffer.from('me:s cret').toString('base64')}`);
    expect(message).toContain(node.url);
    expect(message).not.toMatch(/cret|me:/);
    expect(pool.status()[0]?.url).toBe(node.url);
  });

  test('tells endpoints apart that differ only in what is not shown', () => {
    const pool = openPool(['http://node/?key=a', 'http://node/?key=b', 'http://node/?key=a']);
    expect(pool.status().map(({ url }) => url)).toEqual(['http://node', 'http://node (2)']);
  });

  test('puts small queries of one moment into batches of ten, and reports each', async () => {
    const node = await startNode();
    node.on('abci_query', ({ data }) => abciValue(Buffer.from(String(data), 'hex')));
    const reported: string[] = [];
    const pool = openPool([node.url], { report: ({ method }) => void reported.push(method) });
    const keys = Array.from({ length: 25 }, (_, index) => Uint8Array.of(index));
    const values = await pool.run((endpoint, signal) =>
      Promise.all(keys.map((data) => abciQuery(endpoint, { path: 'store/ibc/key', data }, signal))),
    );
    expect(values.map(({ value }) => value)).toEqual(keys);
    expect(node.requests).toEqual([1, 10, 10, 5]);
    expect(reported.filter((method) => method === 'abci_query')).toHaveLength(25);
    expect(pool.status()[0]?.calls).toBe(26);
  });

  test('accepts an endpoint without batches, and does not try again', async () => {
    const node = await startNode();
    node.on('abci_query', () => abciValue(Uint8Array.of(1)));
    let batches = 0;
    const listen = (
      request: Parameters<Parameters<ScriptedNode['breakWith']>[0] & object>[0],
      response: { end(text: string): void },
    ) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString());
        if (Array.isArray(body)) batches += 1;
        const result = body.method === 'status' ? statusOf('alpha-1', 10n) : abciValue(Uint8Array.of(1));
        const error = { code: -32600, message: 'Invalid Request', data: 'batches are not supported' };
        response.end(
          JSON.stringify({ jsonrpc: '2.0', id: body.id ?? -1, ...(Array.isArray(body) ? { error } : { result }) }),
        );
      });
    };
    node.breakWith(listen);
    const pool = openPool([node.url]);
    const ask = () =>
      pool.run((endpoint, signal) =>
        Promise.all([1, 2, 3].map(() => abciQuery(endpoint, { path: '/a', data: new Uint8Array() }, signal))),
      );
    expect(await ask()).toHaveLength(3);
    expect(await ask()).toHaveLength(3);
    expect(batches).toBe(1);
  });

  test('gives each call of a batch its own outcome', async () => {
    const node = await startNode();
    node.on('abci_query', ({ data }) => {
      if (data === '02') throw new Refusal('height 2 is not available, lowest height is 5');
      return data === '03'
        ? abciRefusal('unknown query path', 6)
        : abciValue(Uint8Array.of(9), data === '04' ? 8n : 9n);
    });
    const pool = openPool([node.url]);
    const outcomes = await pool.run((endpoint, signal) =>
      Promise.allSettled(
        [1, 2, 3, 4].map((key) =>
          abciQuery(endpoint, { path: 'store/ibc/key', data: Uint8Array.of(key), height: 9n }, signal),
        ),
      ),
    );
    expect(outcomes).toMatchObject([
      { value: { value: Uint8Array.of(9), height: 9n } },
      { reason: { fault: { code: 'RPC_PRUNED' } } },
      { reason: { fault: { code: 'RPC_BAD_RESPONSE', context: { rpcError: 'unknown query path', abciCode: '6' } } } },
      { reason: { fault: { code: 'RPC_BAD_RESPONSE', want: 'an answer for height 9' } } },
    ]);
  });

  test.each([
    [{}, 'result.response'],
    [{ response: { value: 'not base64!' } }, 'value: base64'],
    [{ response: { height: 'x' } }, 'height: a decimal integer'],
    [{ response: { proofOps: { ops: [{ type: 3 }] } } }, 'proofOps.ops[0].type: text'],
  ])('rejects an answer to a query that it cannot read (RPC_BAD_RESPONSE): %j', async (answer, want) => {
    const node = await startNode();
    node.on('abci_query', () => answer);
    const pool = openPool([node.url]);
    const [outcome] = await pool.each((endpoint) => abciQuery(endpoint, { path: '/a', data: new Uint8Array() }));
    expect(outcome?.fault).toMatchObject({ code: 'RPC_BAD_RESPONSE', want: expect.stringContaining(want) });
  });
});
