/** The fault proxy: transport faults in front of a canned server, nodes' errors and every lie in front of a real chain. @module */
import { createServer, type Server } from 'node:http';
import { fromHex, toHex } from '@cosmjs/encoding';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { SimulateRequest, SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service';
import { Packet } from 'cosmjs-types/ibc/core/channel/v2/packet';
import {
  QueryNextSequenceSendRequest,
  QueryNextSequenceSendResponse,
  QueryPacketCommitmentRequest,
  QueryPacketCommitmentResponse,
  QueryPacketCommitmentsRequest,
  QueryPacketCommitmentsResponse,
  QueryUnreceivedAcksRequest,
  QueryUnreceivedAcksResponse,
  QueryUnreceivedPacketsRequest,
  QueryUnreceivedPacketsResponse,
} from 'cosmjs-types/ibc/core/channel/v2/query';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { at, bigintAt, listAt, textAt } from '../devnet/client/read-json.ts';
import {
  buildTransfer,
  type Chain,
  type ChainClient,
  createChainClient,
  type Fault,
  type FaultProxy,
  faults,
  type IncludedTx,
  lies,
  packMessage,
  RpcError,
  signTransaction,
  startChain,
  startFaultProxy,
} from '../devnet/index.ts';
import { createSelfClient } from '../support/self-client.ts';

describe('transport faults', () => {
  let server: Server;
  let proxy: FaultProxy;
  let seen = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen++;
      request.resume();
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"jsonrpc":"2.0","id":1,"result":{"big": 12345678901234567890}}\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('want a port');
    proxy = await startFaultProxy({ target: `http://127.0.0.1:${address.port}` });
  });

  afterEach(() => {
    proxy.clear();
    proxy.resetCounts();
    seen = 0;
  });

  afterAll(async () => {
    await proxy.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  const post = (body: unknown, timeoutMs = 5_000) =>
    fetch(proxy.url, { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(timeoutMs) });
  const call = { jsonrpc: '2.0', id: 1, method: 'health' };

  test('passes bytes through untouched and counts them', async () => {
    const text = await (await post(call)).text();
    expect(text).toBe('{"jsonrpc":"2.0","id":1,"result":{"big": 12345678901234567890}}\n');
    await (await fetch(`${proxy.url}/status?`)).text();
    await (await post([call, { ...call, method: 'status' }])).text();
    expect(proxy.counts()).toMatchObject({ requests: 3, calls: 4, byMethod: { health: 2, status: 2 } });
  });

  test('delays', async () => {
    const fault = proxy.use(faults.delay(150), { times: 1 });
    const startedMs = performance.now();
    await (await post(call)).text();
    expect(performance.now() - startedMs).toBeGreaterThan(140);
    expect(fault.hits()).toBe(1);
  });

  test('drops a request before the node sees it, or its answer after', async () => {
    proxy.use(faults.drop(), { times: 1 });
    await expect(post(call)).rejects.toThrow('fetch failed');
    expect(seen).toBe(0);
    proxy.use(faults.drop('after'), { times: 1 });
    await expect(post(call)).rejects.toThrow('fetch failed');
    expect(seen).toBe(1);
    expect((await post(call)).status).toBe(200);
  });

  test('answers 429 with a time to wait, and 500 with a page', async () => {
    proxy.use(faults.rateLimit(7), { methods: ['health'], times: 1 });
    const limited = await post(call);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    proxy.use(faults.serverError(503));
    const failed = await post(call);
    expect(failed.status).toBe(503);
    expect(await failed.text()).toContain('<html>');
    expect(seen).toBe(0);
  });

  test('cuts a body in the middle, with an honest length or without', async () => {
    proxy.use(faults.truncate(0.5), { times: 1 });
    await expect(post(call).then((response) => response.text())).rejects.toThrow('terminated');
    proxy.use(faults.truncate(0.5, true), { times: 1 });
    const text = await (await post(call)).text();
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(text.length).toBe(32);
  });

  test('hangs until the caller gives up', async () => {
    proxy.use(faults.hang());
    await expect(post(call, 200)).rejects.toThrow('timeout');
  });

  test('strikes only what it is meant for, and stops when it is removed', async () => {
    const fault = proxy.use(faults.drop(), { methods: ['status'] });
    expect((await post(call)).status).toBe(200);
    await expect(post([call, { ...call, method: 'status' }])).rejects.toThrow('fetch failed');
    await expect(fetch(`${proxy.url}/status`)).rejects.toThrow('fetch failed');
    fault.remove();
    expect((await fetch(`${proxy.url}/status`)).status).toBe(200);
    expect(fault.hits()).toBe(2);
  });

  test('looks dead when the node behind it is', async () => {
    const { port } = new URL(proxy.url);
    const lonely = await startFaultProxy({ target: `http://127.0.0.1:${Number(port) === 1 ? 2 : 1}` });
    await expect(fetch(`${lonely.url}/status`)).rejects.toThrow('fetch failed');
    await lonely.stop();
  });
});

describe('in front of a chain', () => {
  let chain: Chain;
  let proxy: FaultProxy;
  let honest: ChainClient;
  let told: ChainClient;
  let clientId = '';
  let sent: IncludedTx;

  beforeAll(async () => {
    chain = await startChain({
      chainId: 'gamma-3',
      accounts: ['alice', 'bob'],
      blockTimeMs: 100,
      pruning: { keepRecent: 100, interval: 10 },
    });
    proxy = await startFaultProxy({ target: chain.rpcUrl, seed: 5 });
    honest = chain.client;
    told = createChainClient(chain.chainId, proxy.url);
    clientId = await createSelfClient(chain);
    const { address } = chain.account('alice');
    const message = buildTransfer({
      sourceClient: clientId,
      sender: address,
      receiver: address,
      token: { denom: 'token', amount: 1n },
      timeoutSeconds: BigInt(Math.floor(Date.now() / 1_000)) + 600n,
    });
    sent = await honest.signAndBroadcast(chain.account('alice'), [message, message]);
  });

  afterEach(() => proxy?.clear());
  afterAll(async () => {
    await proxy?.stop();
    await chain?.stop();
  });

  /** The same question to the node itself and through the proxy. */
  async function askBoth(fault: Fault, method: string, params: Readonly<Record<string, unknown>> = {}) {
    const active = proxy.use(fault);
    const answers = await Promise.all([honest.rpc, told.rpc].map((rpc) => rpc.call(method, params)));
    expect(active.hits()).toBeGreaterThan(0);
    return { honest: answers[0], told: answers[1] };
  }

  const send = (from: 'alice' | 'bob') => {
    const { address } = chain.account(from);
    return packMessage(MsgSend, {
      fromAddress: address,
      toAddress: address,
      amount: [{ denom: 'token', amount: '1' }],
    });
  };
  const block = () => ({ height: String(sent.height) });

  test('is honest without a fault, by POST, GET and WebSocket', async () => {
    const params = { height: '3' };
    expect(await told.rpc.call('commit', params)).toEqual(await honest.rpc.call('commit', params));
    const get = '/abci_query?path="store/ibc/key"&data=0x00&height="5"&prove=true';
    const texts = await Promise.all([proxy.url, chain.rpcUrl].map(async (url) => (await fetch(url + get)).text()));
    expect(texts[0]).toBe(texts[1]);
    const socket = new WebSocket(`${proxy.url.replace('http', 'ws')}/websocket`);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 4, method: 'health', params: {} }));
    const answer = await new Promise<MessageEvent>((resolve) =>
      socket.addEventListener('message', resolve, { once: true }),
    );
    expect(JSON.parse(String(answer.data))).toEqual({ jsonrpc: '2.0', id: 4, result: {} });
    socket.close();
    expect(proxy.counts().upgrades).toBe(1);
  });

  test('changes a call made by GET as one made by POST', async () => {
    proxy.use(faults.freezeHeight(4n));
    const commit: unknown = await (await fetch(`${proxy.url}/commit`)).json();
    expect(at(commit, 'result')).toEqual(await honest.rpc.call('commit', { height: '4' }));
    const future = await fetch(`${proxy.url}/commit?height=5`);
    expect([future.status, textAt(await future.json(), 'error.data')]).toEqual([
      500,
      'height 5 must be less than or equal to the current blockchain height 4',
    ]);
  });

  test('says word for word what the node says of a height that is not there yet', async () => {
    const height = (await honest.height()) + 500n;
    const calls: [string, Readonly<Record<string, unknown>>][] = [
      ['commit', { height: String(height) }],
      ['block_results', { height: String(height) }],
      ['abci_query', { path: 'store/ibc/key', data: '00', height: String(height), prove: true }],
      ['abci_query', { path: 'store/ibc/key', data: '00', height: String(height) }],
      ['abci_query', { path: '/cosmos.bank.v1beta1.Query/Params', data: '', height: String(height) }],
    ];
    const fault = proxy.use(faults.lagBehind(3n));
    for (const [method, params] of calls) {
      const said = await Promise.all([honest.rpc, told.rpc].map((rpc) => outcome(rpc.call(method, params))));
      expect(withoutHeights(said[1])).toBe(withoutHeights(said[0]));
    }
    expect(fault.hits()).toBe(calls.length);
  });

  test('lags consistently: status, block, state and search', async () => {
    proxy.use(faults.freezeHeight(sent.height - 1n));
    const status = await told.rpc.status();
    const newest = await told.rpc.call('block');
    expect(status.height).toBe(sent.height - 1n);
    expect(textAt(newest, 'block.header.time')).toBe(
      textAt(await honest.rpc.call('block', { height: String(sent.height - 1n) }), 'block.header.time'),
    );
    const query = { query: `send_packet.packet_sequence='1'` };
    expect(bigintAt(await honest.rpc.call('tx_search', query), 'total_count')).toBe(1n);
    expect(bigintAt(await told.rpc.call('tx_search', query), 'total_count')).toBe(0n);
    await expect(told.waitForTx(sent.hash, 0)).rejects.toThrow('in a block within 0 ms');
    expect(await nextSequence(told)).toBe(1n);
    expect(await nextSequence(honest)).toBe(3n);
  });

  test('says word for word what a pruned node says', async () => {
    const pruned = await startChain({
      chainId: 'pruned-1',
      blockTimeMs: 20,
      pruning: { keepRecent: 2, interval: 10 },
      retainBlocks: 12,
    });
    try {
      await pruned.client.waitForHeight(40n);
      const { rpc } = pruned.client;
      await vi.waitFor(async () => {
        const lowest = bigintAt(await rpc.call('status'), 'sync_info.earliest_block_height');
        expect(lowest).toBeGreaterThan(9n);
      });
      proxy.use(faults.pruneBelow(9n));
      const state = { path: 'store/ibc/key', data: '00', height: '5' };
      const calls: [string, Readonly<Record<string, unknown>>][] = [
        ['commit', { height: '5' }],
        ['block', { height: '5' }],
        ['block_results', { height: '5' }],
        ['validators', { height: '5' }],
        ['abci_query', { ...state, prove: true }],
        ['abci_query', state],
        ['abci_query', { path: '/cosmos.bank.v1beta1.Query/Params', data: '', height: '5' }],
      ];
      for (const [method, params] of calls) {
        const said = await Promise.all([rpc, told.rpc].map((asked) => outcome(asked.call(method, params))));
        // Only the numbers of the two chains differ.
        expect(withoutHeights(said[1])).toBe(withoutHeights(said[0]));
      }
    } finally {
      await pruned.stop();
    }
  });

  test('serves another chain', async () => {
    proxy.use(faults.renameChain('delta-4'));
    expect((await told.rpc.status()).chainId).toBe('delta-4');
    expect(textAt(await told.rpc.call('commit', block()), 'signed_header.header.chain_id')).toBe('delta-4');
  });

  test('lies about a proof, and about a proven value', async () => {
    const data = toHex(commitmentKey(clientId, 1n));
    const params = { path: 'store/ibc/key', data, height: String(sent.height), prove: true };
    const proof = await askBoth(lies.changeProof(), 'abci_query', params);
    const first = 'response.proofOps.ops.0.data';
    expect(textAt(proof.told, first)).not.toBe(textAt(proof.honest, first));
    expect(textAt(proof.told, first)).toHaveLength(textAt(proof.honest, first).length);
    expect(at(proof.told, 'response.value')).toBe(at(proof.honest, 'response.value'));
    proxy.clear();
    const value = await askBoth(lies.changeProvenValue(), 'abci_query', params);
    expect(textAt(value.told, 'response.value')).not.toBe(textAt(value.honest, 'response.value'));
    expect(at(value.told, first)).toBe(at(value.honest, first));
  });

  test('lies about headers and validators', async () => {
    for (const method of ['commit', 'block']) {
      const path = method === 'commit' ? 'signed_header.header' : 'block.header';
      const header = await askBoth(lies.changeHeader('next_validators_hash'), method, block());
      proxy.clear();
      expect(at(header.told, `${path}.next_validators_hash`)).not.toBe(
        at(header.honest, `${path}.next_validators_hash`),
      );
      expect(at(header.told, `${path}.app_hash`)).toBe(at(header.honest, `${path}.app_hash`));
    }
    const time = await askBoth(lies.changeHeaderTime(60), 'commit', block());
    expect(at(time.told, 'signed_header.header.time')).not.toBe(at(time.honest, 'signed_header.header.time'));
    proxy.clear();
    const set = await askBoth(lies.changeValidators(), 'validators', block());
    expect(bigintAt(set.told, 'validators.0.voting_power')).toBe(101n);
  });

  test('lies about packets in events, in blocks and in searches', async () => {
    const search = { query: `tx.height=${sent.height}` };
    for (const [method, params, list] of [
      ['block_results', block(), 'txs_results.0.events'],
      ['tx_search', search, 'txs.0.tx_result.events'],
    ] as const) {
      const changed = await askBoth(lies.changePackets(), method, params);
      proxy.clear();
      const [truth, lie] = [changed.honest, changed.told].map((answer) => packetsIn(listAt(answer, list)));
      expect(truth).toHaveLength(2);
      expect(lie?.map(({ sequence }) => sequence)).toEqual([1n, 2n]);
      expect(lie?.[0]?.payloads[0]?.value).not.toEqual(truth?.[0]?.payloads[0]?.value);
    }
    const omitted = await askBoth(lies.omitEvents(), 'block_results', block());
    expect(packetsIn(listAt(omitted.told, 'txs_results.0.events'))).toEqual([]);
    expect(listAt(omitted.told, 'txs_results.0.events').length).toBeGreaterThan(0);
    proxy.clear();
    const hidden = await askBoth(lies.omitEvents(['send_packet']), 'tx_search', search);
    expect(bigintAt(hidden.told, 'total_count')).toBe(0n);
  });

  test('lies about what is pending', async () => {
    expect(await pendingPackets(told)).toEqual([1n, 2n]);
    expect(await pendingAcks(told)).toEqual([1n, 2n]);
    proxy.use(lies.claimAllDone());
    expect(await pendingPackets(told)).toEqual([]);
    expect(await pendingAcks(told)).toEqual([]);
    proxy.clear();
    proxy.use(lies.hideCommitments());
    expect(await commitments(told)).toEqual([]);
    const missing = await outcome(commitment(honest, 9n));
    expect(missing).toContain('packet commitment hash not found');
    expect(await outcome(commitment(told, 1n))).toBe(missing);
    proxy.clear();
    proxy.use(lies.changeCommitments());
    expect((await commitments(told)).map(({ sequence }) => sequence)).toEqual([1n, 2n]);
    expect(await commitments(told)).not.toEqual(await commitments(honest));
    expect(await commitment(told, 1n)).not.toEqual(await commitment(honest, 1n));
    proxy.clear();
    proxy.use(lies.misstateNextSequence(5n));
    expect(await nextSequence(told)).toBe(8n);
  });

  test('lies about the account sequence, so that the node refuses what is signed', async () => {
    const { address } = chain.account('bob');
    const { sequence } = await honest.account(address);
    proxy.use(lies.misstateSequence(3n));
    expect((await told.account(address)).sequence).toBe(sequence + 3n);
    await expect(told.signAndBroadcast(chain.account('bob'), [send('bob')])).rejects.toMatchObject({ code: 32 });
    proxy.clear();
    expect((await told.signAndBroadcast(chain.account('bob'), [send('bob')])).code).toBe(0);
  });

  test('lies about simulation', async () => {
    expect(await simulate(told)).toBeLessThan(200_000n);
    proxy.use(lies.misstateGas(50_000_000_000n));
    expect(await simulate(told)).toBe(50_000_000_000n);
    proxy.clear();
    proxy.use(lies.failSimulation('no such thing', 7));
    await expect(simulate(told)).rejects.toThrow('got 7: no such thing');
  });

  test('swallows, refuses and denies transactions', async () => {
    const bob = chain.account('bob');
    const { sequence } = await honest.account(bob.address);
    proxy.use(lies.swallowTransactions(), { times: 1 });
    const vanished = await told.broadcast(bob, [send('bob')]);
    await expect(honest.waitForTx(vanished.hash, 500)).rejects.toThrow('in a block within');
    proxy.use(lies.refuseTransactions(19, 'tx already in mempool'), { times: 1 });
    const fresh = createChainClient(chain.chainId, proxy.url);
    await expect(fresh.broadcast(bob, [send('bob')])).rejects.toMatchObject({ code: 19 });
    expect((await honest.account(bob.address)).sequence).toBe(sequence);
    proxy.use(lies.denyBroadcasts(), { times: 1 });
    await expect(fresh.broadcast(bob, [send('bob')])).rejects.toThrow(RpcError);
    await vi.waitFor(async () => expect((await honest.account(bob.address)).sequence).toBe(sequence + 1n), {
      timeout: 5_000,
    });
  });

  test('lies about the fate of transactions', async () => {
    proxy.use(lies.hideTransactions());
    await expect(told.waitForTx(sent.hash, 0)).rejects.toThrow('in a block within 0 ms');
    proxy.clear();
    proxy.use(lies.failTransactions());
    expect(await told.waitForTx(sent.hash)).toMatchObject({ code: 11, codespace: 'sdk', events: [], responses: [] });
    expect(bigintAt(await told.rpc.call('block_results', block()), 'txs_results.0.code')).toBe(11n);
    proxy.clear();
    const poor = packMessage(MsgSend, {
      fromAddress: chain.account('bob').address,
      toAddress: chain.account('alice').address,
      amount: [{ denom: 'token', amount: '9'.repeat(30) }],
    });
    const failed = await outcome(honest.signAndBroadcast(chain.account('bob'), [poor]));
    const hash = /transaction ([0-9A-F]{64}): want code 0, got 5/.exec(failed)?.[1] ?? '';
    proxy.use(lies.praiseTransactions());
    expect(await told.waitForTx(hash)).toMatchObject({ code: 0, log: '' });
    expect((await honest.waitForTx(hash)).code).toBe(5);
  });

  async function nextSequence(client: ChainClient): Promise<bigint> {
    const types = { request: QueryNextSequenceSendRequest, response: QueryNextSequenceSendResponse };
    return (await client.query('/ibc.core.channel.v2.Query/NextSequenceSend', types, { clientId })).nextSequenceSend;
  }

  async function pendingPackets(client: ChainClient) {
    const types = { request: QueryUnreceivedPacketsRequest, response: QueryUnreceivedPacketsResponse };
    const request = { clientId, sequences: [1n, 2n] };
    return (await client.query('/ibc.core.channel.v2.Query/UnreceivedPackets', types, request)).sequences;
  }

  async function pendingAcks(client: ChainClient) {
    const types = { request: QueryUnreceivedAcksRequest, response: QueryUnreceivedAcksResponse };
    const request = { clientId, packetAckSequences: [1n, 2n] };
    return (await client.query('/ibc.core.channel.v2.Query/UnreceivedAcks', types, request)).sequences;
  }

  async function commitments(client: ChainClient) {
    const types = { request: QueryPacketCommitmentsRequest, response: QueryPacketCommitmentsResponse };
    return (await client.query('/ibc.core.channel.v2.Query/PacketCommitments', types, { clientId })).commitments;
  }

  async function commitment(client: ChainClient, sequence: bigint) {
    const types = { request: QueryPacketCommitmentRequest, response: QueryPacketCommitmentResponse };
    const request = { clientId, sequence };
    return (await client.query('/ibc.core.channel.v2.Query/PacketCommitment', types, request)).commitment;
  }

  async function simulate(client: ChainClient): Promise<bigint> {
    const bob = chain.account('bob');
    const known = await honest.account(bob.address);
    const tx = await signTransaction(bob, [send('bob')], { chainId: chain.chainId, ...known });
    const types = { request: SimulateRequest, response: SimulateResponse };
    const request = SimulateRequest.fromPartial({ txBytes: tx.bytes });
    return (await client.query('/cosmos.tx.v1beta1.Service/Simulate', types, request)).gasInfo?.gasUsed ?? 0n;
  }
});

/** What came of a call, as text: the result or the error's message. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await call);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function withoutHeights(text: string | undefined): string | undefined {
  return text?.replace(/(lowest height is|latest height:|current blockchain height) \d+/g, '$1 N');
}

function commitmentKey(clientId: string, sequence: bigint): Uint8Array {
  const key = Buffer.alloc(clientId.length + 9);
  key.write(clientId);
  key.writeUInt8(1, clientId.length);
  key.writeBigUInt64BE(sequence, clientId.length + 1);
  return key;
}

function packetsIn(events: readonly unknown[]): readonly Packet[] {
  return events.flatMap((event) =>
    listAt(event, 'attributes')
      .filter((attribute) => at(attribute, 'key') === 'encoded_packet_hex')
      .map((attribute) => Packet.decode(fromHex(textAt(attribute, 'value')))),
  );
}
