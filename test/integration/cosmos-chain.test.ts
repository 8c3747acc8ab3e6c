/** The Cosmos adapter against a real chain (ibc-go v10.3, whose queries have traps), honest and behind a lying proxy. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { decodePacket, encodeAcknowledgement } from '@causeway/lightclient/ibc';
import { parseCommitResult } from '@causeway/lightclient/tendermint';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createBlockSource } from '../../relayer/chains/cosmos/block-source.ts';
import { createBlockTicker } from '../../relayer/chains/cosmos/block-ticker.ts';
import { createCosmosReader } from '../../relayer/chains/cosmos/cosmos-reader.ts';
import { createCosmosWriter } from '../../relayer/chains/cosmos/cosmos-writer.ts';
import { createCosmosEventSource } from '../../relayer/chains/cosmos/event-source.ts';
import { feeFor } from '../../relayer/chains/cosmos/gas-price.ts';
import { buildTransfer, type Transfer } from '../../relayer/chains/cosmos/message-builders.ts';
import { ibcGoMessages } from '../../relayer/chains/cosmos/message-codec.ts';
import { createPacketClaims } from '../../relayer/chains/cosmos/packet-claims.ts';
import { probeChain, readGenesisHash } from '../../relayer/chains/cosmos/probe-chain.ts';
import { createRpcPool, type RpcPool, type RpcPoolOptions } from '../../relayer/chains/cosmos/rpc-pool.ts';
import { createLocalSigner } from '../../relayer/chains/cosmos/signer.ts';
import type { SignedTx, SignRequest } from '../../relayer/ports/chain-writer.ts';
import type { IbcEvent } from '../../relayer/ports/events.ts';
import { RelayerError } from '../../relayer/ports/fault.ts';
import {
  type Account,
  type Chain,
  type FaultProxy,
  faults,
  lies,
  startChain,
  startFaultProxy,
} from '../devnet/index.ts';
import { createSelfClient } from '../support/self-client.ts';

const CHAIN_ID = 'cosmos-1';
const GAS_PER_MESSAGE = 150_000n;

let chain: Chain;
let client: string;
let proxy: FaultProxy;
const pools: RpcPool[] = [];

beforeAll(async () => {
  chain = await startChain({
    chainId: CHAIN_ID,
    accounts: ['alice', 'bob', 'carol', { name: 'poor', coins: [{ denom: 'token', amount: 3n }] }],
    blockTimeMs: 200,
    flavour: 'v10.3',
  });
  client = await createSelfClient(chain);
  proxy = await startFaultProxy({ target: chain.rpcUrl });
});

afterEach(() => {
  proxy.clear();
  for (const pool of pools.splice(0)) pool.close();
});

afterAll(async () => {
  await proxy?.stop();
  await chain?.stop();
});

function openPool(urls: readonly string[], options: Partial<RpcPoolOptions> = {}): RpcPool {
  const pool = createRpcPool({ chain: 'cosmos', chainId: CHAIN_ID, urls, timeoutMs: 5_000, ...options });
  pools.push(pool);
  return pool;
}

/** The adapter with the keys of `account`. Headers come from the node itself: verifying them is not the subject here. */
function open(account: Account, pool: RpcPool = openPool([chain.rpcUrl])) {
  const header = async (height: bigint) => {
    const { height: latest } = await chain.client.rpc.status();
    if (height > latest) throw new RelayerError({ code: 'CHAIN_NOT_FINAL', message: `no block ${height} yet` });
    return parseCommitResult(await chain.client.rpc.call('commit', { height: `${height}` })).signedHeader.header;
  };
  const peerOf = (lane: string) => (lane === client ? { chain: 'cosmos', lane: client } : undefined);
  const decoding = { chain: 'cosmos', peerOf, blocks: createBlockSource(pool) };
  return {
    codec: ibcGoMessages,
    events: createCosmosEventSource({ ...decoding, ticker: createBlockTicker({ pool }) }),
    reader: createCosmosReader({
      ...decoding,
      pool,
      claims: createPacketClaims({ ...decoding, pool }),
      verifiedHead: async () => ({ height: 0n, timeNs: 0n }),
      verifiedHeader: header,
    }),
    writer: createCosmosWriter({
      pool,
      signer: createLocalSigner({ privateKey: account.privateKey, addressPrefix: 'cosmos' }),
      gasPrice: { amount: '0.02', denom: 'stake' },
      limits: { maxTxBytes: 450_000, maxGas: 50_000_000n, maxMessages: 100, gasAdjustment: 1.3 },
    }),
  };
}

type CosmosChain = ReturnType<typeof open>;

async function transfers(account: Account, count: number, change: Partial<Transfer> = {}) {
  const { timeNs } = await chain.client.rpc.status();
  const transfer: Transfer = {
    sourceClient: client,
    token: { denom: 'token', amount: 1n },
    sender: account.address,
    receiver: chain.account('bob').address,
    timeoutSeconds: timeNs / 1_000_000_000n + 3_600n,
    ...change,
  };
  return Array.from({ length: count }, () => buildTransfer(transfer));
}

async function prepare(adapter: CosmosChain, request: Pick<SignRequest, 'messages'> & Partial<SignRequest>) {
  const { height } = await adapter.events.head();
  return adapter.writer.sign({
    sequence: await adapter.writer.nextSequence(),
    gasLimit: GAS_PER_MESSAGE * BigInt(request.messages.length),
    timeoutHeight: height + 100n,
    ...request,
  });
}

/** The block that includes the transaction, proven. */
async function included(adapter: CosmosChain, tx: Pick<SignedTx, 'hash'>, from: bigint) {
  for (let height = from; ; ) {
    const block = await adapter.reader.provenBlock(height).catch((error: unknown) => {
      if (error instanceof RelayerError && error.fault.code === 'CHAIN_NOT_FINAL') return undefined;
      throw error;
    });
    const found = block?.transactions.find(({ hash }) => hash === tx.hash);
    if (found !== undefined) return { height, tx: found };
    if (block === undefined) await sleep(50);
    else height += 1n;
  }
}

async function sendPackets(account: Account, count: number) {
  const adapter = open(account);
  const { height } = await adapter.events.head();
  const tx = await prepare(adapter, { messages: await transfers(account, count) });
  expect(await adapter.writer.broadcast(tx)).toEqual({ status: 'accepted' });
  const block = await included(adapter, tx, height);
  expect(block.tx.log).toBe('');
  return { ...block, signed: tx };
}

async function nextOf({ claims }: CosmosChain['reader']): Promise<bigint> {
  const [next] = await claims.nextSequences(client);
  if (next === undefined) throw new Error('unreachable: an endpoint that answers gives a sequence');
  return next;
}

function sentIn(events: readonly IbcEvent[]) {
  return events.flatMap((event) => (event.type === 'packet-sent' ? [event] : []));
}

describe('reading', () => {
  test('decodes the packets of a block with heights, transactions and bodies', async () => {
    const alice = chain.account('alice');
    const sent = await sendPackets(alice, 3);
    const { events } = open(alice);
    const [block] = await events.blocks(sent.height, sent.height);
    const packets = sentIn(block?.events ?? []);
    expect(packets.map(({ tx }) => tx)).toEqual(Array(3).fill(sent.signed.hash));
    const [first] = packets;
    expect(first?.packet).toMatchObject({
      protocol: 'v2',
      source: { chain: 'cosmos', lane: client },
      destination: { chain: 'cosmos', lane: client },
    });
    const body = decodePacket(first?.packet.body ?? new Uint8Array());
    expect(body.payloads[0]).toMatchObject({ sourcePort: 'transfer', encoding: 'application/json' });
    expect(first?.packet.timeout.atNs).toBe(body.timeoutSeconds * 1_000_000_000n);
  });

  test('gives the blocks that are there, in order, and ends where the chain ends', async () => {
    const { events } = open(chain.account('alice'));
    const head = await events.head();
    const blocks = await events.blocks(2n, head.height + 1_000n);
    expect(blocks.map(({ height }) => height)).toEqual(blocks.map((_, index) => 2n + BigInt(index)));
    expect(blocks.at(-1)?.height).toBeGreaterThanOrEqual(head.height - 1n);
    expect(blocks.some((block) => block.events.some(({ type }) => type === 'unreadable'))).toBe(false);
  });

  test('answers about 47, 303 and their neighbours, which break the paged queries of this version', async () => {
    const alice = chain.account('alice');
    const { reader } = open(alice);
    const missing = 304 - Number(await nextOf(reader)) + 1;
    for (let left = missing; left > 0; left -= 100) await sendPackets(alice, Math.min(left, 100));
    expect(await nextOf(reader)).toBe(305n);
    const all = Array.from({ length: 400 }, (_, index) => BigInt(index + 1));
    expect([...(await reader.claims.committed(client, all))]).toEqual(all.slice(0, 304));
    // Received by nobody: the chain is its own counterparty, but no relayer runs.
    expect((await reader.claims.unreceived(client, all)).size).toBe(400);
    await expect(reader.claims.nextSequences('07-tendermint-99')).rejects.toMatchObject({
      fault: { code: 'CLIENT_NOT_FOUND' },
    });
  });

  test('finds a packet by index, and its whole block comes along', async () => {
    const alice = chain.account('alice');
    const sent = await sendPackets(alice, 5);
    const calls: string[] = [];
    const pool = openPool([chain.rpcUrl], { report: ({ method }) => void calls.push(method) });
    const { reader } = open(alice, pool);
    const next = await nextOf(reader);
    const found = await Promise.all([4n, 3n, 2n, 1n, 5n].map((back) => reader.claims.findPacket(client, next - back)));
    expect(found.map((each) => each?.height)).toEqual(Array(5).fill(sent.height));
    expect(found.map((each) => each?.packet.sequence)).toEqual([next - 4n, next - 3n, next - 2n, next - 1n, next - 5n]);
    expect(calls.filter((method) => method === 'tx_search')).toHaveLength(1);
    expect(await reader.claims.findPacket(client, next)).toBeUndefined();
  });

  test('finds a packet by state when the index has nothing', async () => {
    const alice = chain.account('alice');
    const sent = await sendPackets(alice, 1);
    proxy.use(lies.hideTransactions());
    const { reader } = open(alice, openPool([proxy.url]));
    const sequence = (await nextOf(reader)) - 1n;
    expect(await reader.claims.findPacket(client, sequence)).toMatchObject({
      height: sent.height,
      tx: sent.signed.hash,
    });
  });

  test('reads results from the index when the node has thrown them away', async () => {
    const alice = chain.account('alice');
    const sent = await sendPackets(alice, 12);
    proxy.use({
      name: 'discarded-results',
      concerns: ({ method }) => method === 'block_results',
      onReply: () => ({
        error: { code: -32603, message: 'Internal error', data: 'node is not persisting finalize block responses' },
      }),
    });
    const { events, reader } = open(alice, openPool([proxy.url]));
    const [block] = await events.blocks(sent.height, sent.height);
    expect(sentIn(block?.events ?? []).map(({ tx }) => tx)).toEqual(Array(12).fill(sent.signed.hash));
    expect((await reader.provenBlock(sent.height)).transactions).toContainEqual(sent.tx);
  });

  test('tells what the chain can do and which chain it is', async () => {
    const pool = openPool([chain.rpcUrl, proxy.url]);
    expect(await probeChain(pool)).toMatchObject({ hasIbcV2: true, hasTxIndex: true, maxBlockGas: undefined });
    const first = await chain.client.rpc.call('block', { height: '1' });
    const { block_id: id } = Object(first) as { block_id: { hash: string } };
    expect(await readGenesisHash(pool)).toBe(id.hash);
    expect(await open(chain.account('poor')).reader.balance(chain.account('poor').address, 'token')).toBe(3n);
    expect(await open(chain.account('poor')).reader.balance(chain.account('poor').address, 'stake')).toBe(0n);
  });

  test.each([
    ['subscription', true, 150],
    ['polling', false, 400],
  ])('wakes soon after each block (by %s)', async (_, subscribe, boundMs) => {
    const [pool, reference] = [openPool([chain.rpcUrl]), openPool([chain.rpcUrl])];
    const ticker = createBlockTicker({ pool, subscribe });
    const woken = new Map<bigint, number>();
    const stop = ticker.onBlock(({ height }) => void woken.set(height, performance.now()));
    const delays: number[] = [];
    let last = 0n;
    // A close look at the chain itself tells when each block really came.
    while (delays.length < 8) {
      const { height } = await createBlockTicker({ pool: reference }).head();
      const atMs = performance.now();
      if (height > last && last > 0n) {
        await vi.waitUntil(() => [...woken.keys()].some((seen) => seen >= height), { timeout: 5_000, interval: 5 });
        delays.push((woken.get(height) ?? performance.now()) - atMs);
      }
      last = height;
      await sleep(10);
    }
    stop();
    expect(delays.toSorted((a, b) => a - b)[4]).toBeLessThan(boundMs);
  });
});

describe('writing', () => {
  test('simulates, signs and sends; the proven result has one response a message', async () => {
    const alice = chain.account('alice');
    const adapter = open(alice);
    const messages = await transfers(alice, 2);
    const simulated = await adapter.writer.simulate(messages, await adapter.writer.nextSequence());
    expect(simulated.status).toBe('ok');
    const sent = await sendPackets(alice, 2);
    expect(adapter.codec.readResponses(sent.tx.data)).toEqual(['other', 'other']);
    if (simulated.status !== 'ok') throw new Error('unreachable: checked above');
    const ratio = Number(sent.tx.gasUsed) / Number(simulated.gasUsed);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.15);
  });

  test('pays for a transaction whose gas does not suffice: a node takes it without running its messages', async () => {
    const alice = chain.account('alice');
    const adapter = open(alice);
    const messages = await transfers(alice, 2);
    const simulated = await adapter.writer.simulate(messages, await adapter.writer.nextSequence());
    if (simulated.status !== 'ok') throw new Error(`want gas, got ${simulated.log}`);
    const before = await adapter.reader.balance(alice.address, 'stake');
    const { height } = await adapter.events.head();
    const tx = await prepare(adapter, { messages, gasLimit: (simulated.gasUsed * 8n) / 10n });
    expect(await adapter.writer.broadcast(tx)).toEqual({ status: 'accepted' });
    const { tx: proven } = await included(adapter, tx, height);
    expect(proven).toMatchObject({ code: 11, gasWanted: tx.gasLimit });
    expect(proven.gasUsed).toBeGreaterThan(proven.gasWanted);
    const fee = feeFor({ amount: '0.02', denom: 'stake' }, tx.gasLimit).reduce((sum, { amount }) => sum + amount, 0n);
    expect(await adapter.reader.balance(alice.address, 'stake')).toBe(before - fee);
  });

  test('signs the same request into the same bytes, and sending them twice is harmless', async () => {
    const carol = chain.account('carol');
    const adapter = open(carol);
    const { height } = await adapter.events.head();
    const request = {
      messages: await transfers(carol, 1),
      sequence: await adapter.writer.nextSequence(),
      timeoutHeight: height + 100n,
    };
    const [tx, again] = [await prepare(adapter, request), await prepare(adapter, request)];
    expect(again).toEqual(tx);
    expect(await adapter.writer.broadcast(tx)).toEqual({ status: 'accepted' });
    expect(await adapter.writer.broadcast(tx)).toMatchObject({
      status: 'unknown',
      log: expect.stringContaining('cache'),
    });
    await included(adapter, tx, height);
    expect(await adapter.writer.broadcast(tx)).toMatchObject({ status: 'unknown' });
  });

  test('names the message that fails', async () => {
    const alice = chain.account('alice');
    const adapter = open(alice);
    const [good] = await transfers(alice, 1);
    const [bad] = await transfers(alice, 1, { token: { denom: 'token', amount: 10n ** 30n } });
    if (good === undefined || bad === undefined) throw new Error('unreachable: one transfer each');
    const result = await adapter.writer.simulate([good, good, bad], await adapter.writer.nextSequence());
    expect(result).toMatchObject({
      status: 'failed',
      messageIndex: 2,
      log: expect.stringContaining('insufficient funds'),
    });
  });

  test('builds packet messages that the chain reads: only their proofs are missing', async () => {
    const alice = chain.account('alice');
    const adapter = open(alice);
    const sent = await sendPackets(alice, 1);
    const [event] = sentIn((await adapter.events.blocks(sent.height, sent.height))[0]?.events ?? []);
    if (event === undefined) throw new Error('unreachable: a packet was sent');
    const acknowledgement = encodeAcknowledgement({ appAcknowledgements: [Uint8Array.of(1)] });
    const proofHeight = { revisionNumber: 1n, revisionHeight: 2n };
    const sequence = await adapter.writer.nextSequence();
    const logs = await Promise.all(
      (['recv', 'ack', 'timeout'] as const).map(async (step) => {
        const proof = Uint8Array.of(0x0a, 0);
        const request = { step, packet: event.packet, acknowledgement, proof, proofHeight, signer: alice.address };
        const result = await adapter.writer.simulate([adapter.codec.build(request)], sequence);
        return result.status === 'failed' ? result.log : 'no failure';
      }),
    );
    for (const log of logs) expect(log).toMatch(/message index: 0: .*(verif|proof|consensus state)/);
  });

  test.each([
    ['sequence-mismatch', 'alice', { sequence: 9_999n }],
    ['out-of-gas', 'alice', { gasLimit: 20_000n }],
    ['insufficient-funds', 'poor', {}],
  ] as const)('rejects a transaction (%s)', async (reason, name, change) => {
    const account = chain.account(name);
    const adapter = open(account);
    const tx = await prepare(adapter, { messages: await transfers(account, 1), ...change });
    expect(await adapter.writer.broadcast(tx)).toMatchObject({ status: 'rejected', reason });
  });

  test('rejects a transaction whose last block is over, and one that is too large (failed, too-large)', async () => {
    const alice = chain.account('alice');
    const adapter = open(alice);
    const { height } = await adapter.events.head();
    const late = await prepare(adapter, { messages: await transfers(alice, 1), timeoutHeight: height - 1n });
    expect(await adapter.writer.broadcast(late)).toMatchObject({
      status: 'rejected',
      reason: 'failed',
      log: expect.stringContaining('timeout height'),
    });
    const large = await prepare(adapter, { messages: await transfers(alice, 30, { memo: 'x'.repeat(32_000) }) });
    expect(await adapter.writer.broadcast(large)).toMatchObject({ status: 'rejected', reason: 'too-large' });
  });

  test('takes a transaction of 450,000 bytes, and simulates it', async () => {
    const alice = chain.account('alice');
    const adapter = open(alice);
    const messages = await transfers(alice, 14, { memo: 'x'.repeat(31_500) });
    const { height } = await adapter.events.head();
    const simulated = await adapter.writer.simulate(messages, await adapter.writer.nextSequence());
    if (simulated.status !== 'ok') throw new Error(simulated.log);
    const tx = await prepare(adapter, { messages, gasLimit: (simulated.gasUsed * 13n) / 10n });
    expect(tx.bytes.length).toBeGreaterThan(440_000);
    expect(await adapter.writer.broadcast(tx)).toEqual({ status: 'accepted' });
    expect((await included(adapter, tx, height)).tx.code).toBe(0);
  });

  test('knows that an account does not exist (CHAIN_OUT_OF_FUNDS)', async () => {
    const nobody = { ...chain.account('alice'), privateKey: new Uint8Array(32).fill(7) };
    await expect(open(nobody).writer.nextSequence()).rejects.toMatchObject({ fault: { code: 'CHAIN_OUT_OF_FUNDS' } });
  });
});

describe('endpoints that fail or lie', () => {
  test.each([
    ['says that a success failed', 1n, () => lies.failTransactions()],
    ['says that a failure succeeded', 10n ** 30n, () => lies.praiseTransactions()],
  ])('puts an endpoint aside that %s', async (_, amount, lie) => {
    const carol = chain.account('carol');
    const adapter = open(carol);
    const { height } = await adapter.events.head();
    const tx = await prepare(adapter, { messages: await transfers(carol, 1, { token: { denom: 'token', amount } }) });
    expect(await adapter.writer.broadcast(tx)).toEqual({ status: 'accepted' });
    const honest = await included(adapter, tx, height);
    expect(honest.tx.code === 0).toBe(amount === 1n);
    const aside: string[] = [];
    const pool = openPool([proxy.url, chain.rpcUrl], { onAside: (url) => void aside.push(url) });
    proxy.use(lie());
    const block = await open(carol, pool).reader.provenBlock(honest.height);
    expect(block.transactions).toContainEqual(honest.tx);
    expect(aside).toEqual([proxy.url]);
  });

  test('puts the only endpoint aside when it lies (RPC_NO_ENDPOINT)', async () => {
    const alice = chain.account('alice');
    const sent = await sendPackets(alice, 1);
    proxy.use(lies.failTransactions());
    const pool = openPool([proxy.url]);
    await expect(open(alice, pool).reader.provenBlock(sent.height)).rejects.toMatchObject({
      fault: { code: 'RPC_NO_ENDPOINT', message: expect.stringContaining('do not fit the verified header') },
    });
    expect(pool.status()[0]).toMatchObject({ state: 'aside', reason: { code: 'RPC_DISTRUSTED' } });
  });

  test('puts an endpoint of another chain aside', async () => {
    proxy.use(faults.renameChain('other-1'));
    const pool = openPool([proxy.url, chain.rpcUrl]);
    const { events } = open(chain.account('alice'), pool);
    expect((await events.head()).height).toBeGreaterThan(1n);
    await vi.waitUntil(() => pool.status()[0]?.state === 'aside');
    expect(pool.status()[0]?.reason).toMatchObject({ code: 'RPC_WRONG_CHAIN', want: CHAIN_ID, got: 'other-1' });
  });

  test.each([
    ['hangs', () => faults.hang()],
    ['drops connections', () => faults.drop()],
    ['answers 500', () => faults.serverError()],
    ['answers 429', () => faults.rateLimit(30)],
    ['cuts its answers', () => faults.truncate(0.5, true)],
    ['cuts its connections', () => faults.truncate(0.5, false)],
  ])('goes on through the other endpoint when one %s', async (_, fault) => {
    const alice = chain.account('alice');
    const pool = openPool([proxy.url, chain.rpcUrl], { timeoutMs: 400 });
    const used = proxy.use(fault());
    const { claims } = open(alice, pool).reader;
    for (let round = 0; round < 5; round++) expect((await claims.committed(client, [1n, 2n])).size).toBe(2);
    expect(used.hits()).toBeGreaterThan(0);
    expect(pool.status()[0]).toMatchObject({ state: expect.stringMatching(/struggling|resting/), height: 0n });
  });

  test('puts the author of a refuted claim aside, and asks another', async () => {
    proxy.use(lies.claimAllDone());
    const pool = openPool([proxy.url, chain.rpcUrl]);
    const { reader } = open(chain.account('alice'), pool);
    expect((await reader.claims.committed(client, [1n])).size).toBe(0);
    const provenAt = (await chain.client.height()) + 1n;
    const why = 'its commitment is proven to be there';
    reader.claims.refute({ about: 'committed', lane: client, sequence: 1n, provenAt, why });
    expect(pool.status().find(({ url }) => url === proxy.url)).toMatchObject({ state: 'aside' });
    expect((await reader.claims.committed(client, [1n])).size).toBe(1);
  });

  test('puts the author of refuted events aside, and reads the block again', async () => {
    const alice = chain.account('alice');
    const sent = await sendPackets(alice, 2);
    proxy.use(lies.omitEvents());
    const { events } = open(alice, openPool([proxy.url, chain.rpcUrl]));
    const read = async () => sentIn((await events.blocks(sent.height, sent.height))[0]?.events ?? []);
    expect(await read()).toHaveLength(0);
    events.refute(sent.height, 'a packet was committed in it');
    expect(await read()).toHaveLength(2);
  });

  test('says unknown when a connection is lost after the node took the transaction', async () => {
    const carol = chain.account('carol');
    const adapter = open(carol, openPool([proxy.url]));
    const { height } = await adapter.events.head();
    const tx = await prepare(adapter, { messages: await transfers(carol, 1) });
    proxy.use(faults.drop('after'), { methods: ['broadcast_tx_sync'] });
    expect(await adapter.writer.broadcast(tx)).toMatchObject({ status: 'unknown' });
    expect((await included(open(carol), tx, height)).tx.code).toBe(0);
  });

  test('takes the sequence that most endpoints tell', async () => {
    const alice = chain.account('alice');
    const honest = await open(alice).writer.nextSequence();
    proxy.use(lies.misstateSequence(5n));
    const loopback = chain.rpcUrl.replace('127.0.0.1', 'localhost');
    const pool = openPool([proxy.url, chain.rpcUrl, loopback]);
    expect(await open(alice, pool).writer.nextSequence()).toBe(honest);
  });

  test('asks a second endpoint before it believes that a simulation fails', async () => {
    const alice = chain.account('alice');
    const [messages, sequence] = [await transfers(alice, 1), await open(alice).writer.nextSequence()];
    const used = proxy.use(lies.failSimulation());
    const adapter = open(alice, openPool([proxy.url, chain.rpcUrl]));
    expect(await adapter.writer.simulate(messages, sequence)).toMatchObject({ status: 'ok' });
    expect(used.hits()).toBe(1);
  });
});
