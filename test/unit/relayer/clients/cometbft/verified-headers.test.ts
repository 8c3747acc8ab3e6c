/** Our own light client of a chain, as the relayer uses it: cheap, shared, and through whoever is honest. @module */
import { decodeStoredBlock } from '@causeway/lightclient/sync';
import type { Header } from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import { createVerifiedHeaders } from '../../../../../relayer/clients/cometbft/verified-headers.ts';
import { RelayerError, type RelayerFault } from '../../../../../relayer/ports/fault.ts';
import { buildChain, createTestValidators, GENESIS_TIME, SECOND } from '../../../../support/build-chain.ts';
import { type ChainNode, createChainNode, type NodeReply } from '../../../../support/chain-node.ts';
import { createMemoryLightBlocks } from '../../../../support/memory-light-blocks.ts';
import { createNodePool } from '../../../../support/node-pool.ts';

const four = createTestValidators(4);
const chain = buildChain({ chainId: 'alpha-1', length: 120n, validators: () => four });
const forged = buildChain({
  chainId: 'alpha-1',
  length: 120n,
  validators: () => four,
  header: (height) => (height > 60n ? { appHash: new Uint8Array(32) } : {}),
  fork: { of: chain, after: 60n },
});

interface Setup {
  readonly endpoints?: readonly string[];
  readonly quorum?: number;
  readonly store?: ReturnType<typeof createMemoryLightBlocks>;
  readonly trustingPeriodNs?: bigint;
}

function setup({ endpoints = ['one'], quorum, store = createMemoryLightBlocks(), trustingPeriodNs }: Setup = {}) {
  const nodes: Record<string, ChainNode> = Object.fromEntries(
    endpoints.map((url) => [url, createChainNode(chain, { tip: 50n })]),
  );
  const pool = createNodePool('alpha', 'alpha-1', nodes);
  const clock = { nowMs: Number((GENESIS_TIME + 121n * SECOND) / 1_000_000n) };
  const headers = createVerifiedHeaders({
    pool,
    store,
    trust: quorum === undefined ? { height: 40n, hash: chain.hash(40n) } : { quorum },
    trustingPeriodNs: trustingPeriodNs ?? 3600n * SECOND,
    clock: { now: () => clock.nowMs },
  });
  const setAll = (change: Parameters<ChainNode['set']>[0]) => {
    for (const node of Object.values(nodes)) node.set(change);
  };
  const methods = () => Object.values(nodes).flatMap(({ calls }) => calls.map(({ method }) => method));
  return { headers, pool, nodes, clock, setAll, methods, store };
}

async function faultOf(work: Promise<unknown>): Promise<RelayerFault> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof RelayerError)) throw new Error('want a RelayerError', { cause: error });
  return error.fault;
}

function headerAt(height: bigint): Header {
  return chain.block(height).signedHeader.header;
}

describe('the head', () => {
  test('is the newest block', async () => {
    const { headers } = setup();
    expect(await headers.head()).toEqual(headerAt(50n));
  });

  test('costs one call a block, however many ask', async () => {
    const { headers, methods, setAll, clock } = setup();
    await headers.head();
    const before = methods().length;
    setAll({ tip: 51n });
    clock.nowMs += 1_000;
    const heads = await Promise.all([headers.head(), headers.head(), headers.head({ atLeast: 51n })]);
    expect(heads.map(({ height }) => height)).toEqual([51n, 51n, 51n]);
    await headers.head();
    expect(methods().slice(before)).toEqual(['commit']);
  });

  test('is asked for again at once by those who know of a newer block', async () => {
    const { headers, setAll } = setup();
    await headers.head();
    setAll({ tip: 51n });
    expect((await headers.head()).height).toBe(50n);
    expect((await headers.head({ atLeast: 51n })).height).toBe(51n);
  });

  test('stays where it is when endpoints fall behind it', async () => {
    const { headers, setAll, clock } = setup();
    await headers.head();
    setAll({ tip: 45n });
    clock.nowMs += 1_000;
    expect((await headers.head()).height).toBe(50n);
  });
});

describe('a header', () => {
  test('below a verified one comes along the hash chain: twenty for one call', async () => {
    const { headers, methods, setAll } = setup();
    setAll({ tip: 110n });
    await headers.head();
    const before = methods().length;
    expect(await headers.header(90n)).toEqual(headerAt(90n));
    expect(await headers.header(101n)).toEqual(headerAt(101n));
    expect(methods().slice(before)).toEqual(['blockchain']);
  });

  test('in pages of the node when it is further down', async () => {
    const { headers, nodes, setAll } = setup();
    setAll({ tip: 110n });
    await headers.head();
    expect(await headers.header(60n)).toEqual(headerAt(60n));
    const pages = nodes.one?.calls.filter(({ method }) => method === 'blockchain').map(({ params }) => params);
    expect(pages).toEqual([
      { minHeight: '90', maxHeight: '109' },
      { minHeight: '70', maxHeight: '89' },
      { minHeight: '60', maxHeight: '69' },
    ]);
  });

  test('far below is verified from below', async () => {
    const { headers, methods, setAll } = setup();
    setAll({ tip: 120n });
    await headers.head();
    const before = methods().length;
    expect(await headers.header(41n)).toEqual(headerAt(41n));
    // Three calls of twenty would do from above; from block 40 it is one.
    expect(methods().length - before).toBeLessThanOrEqual(4);
  });

  test('that is not there yet is not final (CHAIN_NOT_FINAL)', async () => {
    const { headers } = setup();
    expect(await faultOf(headers.header(51n))).toMatchObject({ code: 'CHAIN_NOT_FINAL', want: '51', got: '50' });
  });

  test.each([
    ['another header', (reply: NodeReply) => replace(reply, headerAt(105n).appHash), 'RPC_DISTRUSTED'],
    ['headers without one', (reply: NodeReply) => withoutMiddle(reply), undefined],
  ])('from an endpoint that gives %s comes from the next one', async (_, lie, code) => {
    const { headers, pool, nodes, setAll } = setup({ endpoints: ['liar', 'honest'] });
    setAll({ tip: 110n });
    await headers.head();
    nodes.liar?.set({ spoil: (reply, method) => (method === 'blockchain' ? lie(reply) : reply) });
    expect(await headers.header(100n)).toEqual(headerAt(100n));
    expect(pool.aside.get('liar')?.code).toBe(code);
  });
});

describe('a block for updates', () => {
  test('has the validators of the next one, and is kept with them', async () => {
    const store = createMemoryLightBlocks();
    const { headers } = setup({ store });
    const block = await headers.block(50n);
    expect(block.nextValidators.validators).toEqual(chain.block(50n).nextValidators?.validators);
    const kept = decodeStoredBlock((await store.load('alpha', 50n)) ?? new Uint8Array());
    expect(kept.nextValidators?.validators).toEqual(block.nextValidators.validators);
  });

  test('gives announced validators only with the right hash, whoever lies', async () => {
    const { headers, pool, nodes } = setup({ endpoints: ['liar', 'honest'] });
    nodes.liar?.set({ spoil: (reply, method) => (method === 'validators' ? morePower(reply) : reply) });
    const set = await headers.nextValidators(headerAt(50n));
    expect(set.validators).toEqual(chain.block(50n).nextValidators?.validators);
    expect(pool.aside.get('liar')?.code).toBe('RPC_DISTRUSTED');
  });
});

describe('several endpoints', () => {
  test('agree on a first block when none is configured', async () => {
    const { headers } = setup({ endpoints: ['a', 'b', 'c'], quorum: 2 });
    expect((await headers.head()).height).toBe(50n);
  });

  test('that disagree on it leave nothing to start from (CONFIG_INVALID)', async () => {
    const { headers, nodes, setAll } = setup({ endpoints: ['a', 'b', 'c'], quorum: 2 });
    setAll({ tip: 70n });
    nodes.b?.set({ chain: forged });
    const fault = await faultOf(headers.head());
    expect(fault).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('disagree') });
  });

  test('of which one is down leave the chain to the others', async () => {
    const { headers, nodes } = setup({ endpoints: ['down', 'up'] });
    nodes.down?.set({ spoil: () => ({ error: { code: -1, message: 'Internal error', data: 'broken' } }) });
    expect((await headers.head()).height).toBe(50n);
  });

  test('of which the first is behind: a block that another one has is found', async () => {
    const { headers, nodes } = setup({ endpoints: ['slow', 'fast'] });
    nodes.fast?.set({ tip: 53n });
    expect((await headers.head()).height).toBe(50n);
    expect((await headers.head({ atLeast: 53n })).height).toBe(53n);
    expect((await headers.head({ atLeast: 54n })).height).toBe(53n);
  });

  test('of which one forges headers: it is put aside, and gets another chance after a while', async () => {
    const { headers, pool, nodes, clock, setAll } = setup({ endpoints: ['liar', 'honest', 'third'] });
    await headers.head();
    setAll({ tip: 55n });
    nodes.liar?.set({
      spoil: (reply, method) => (method === 'commit' ? replace(reply, headerAt(55n).appHash) : reply),
    });
    expect((await headers.head({ atLeast: 55n })).height).toBe(55n);
    expect(pool.aside.get('liar')).toMatchObject({ code: 'RPC_DISTRUSTED' });
    nodes.liar?.set({ spoil: (reply) => reply });
    // The double of the pool has no probation: only the light client is asked whether it would ask again.
    clock.nowMs += 11 * 60_000;
    await headers.head();
    expect((await headers.head({ atLeast: 55n })).height).toBe(55n);
  });

  test('that show two histories, both well signed, stop everything (HEADER_CONFLICT)', async () => {
    const { headers, nodes, setAll } = setup({ endpoints: ['one', 'two'] });
    await headers.head();
    setAll({ tip: 100n });
    nodes.two?.set({ chain: forged });
    const fault = await faultOf(headers.head({ atLeast: 100n }));
    expect(fault.code).toBe('HEADER_CONFLICT');
    const [evidence] = JSON.parse(fault.context?.evidence ?? '[]');
    expect(evidence.type).toBe('tendermint/LightClientAttackEvidence');
    expect(evidence.value.ByzantineValidators).toHaveLength(4);
    const told = (name: string) => nodes[name]?.calls.filter(({ method }) => method === 'broadcast_evidence').length;
    expect([told('one'), told('two')]).toEqual([1, 1]);
  });
});

describe('the start', () => {
  test('is tried again after a failure', async () => {
    const { headers, setAll } = setup();
    setAll({ spoil: () => ({ error: { code: -1, message: 'Internal error', data: 'starting' } }) });
    expect((await faultOf(headers.head())).code).toBe('RPC_NO_ENDPOINT');
    setAll({ spoil: (reply) => reply });
    expect((await headers.head()).height).toBe(50n);
  });

  test('goes on from the store, also when the trust root is long pruned', async () => {
    const store = createMemoryLightBlocks();
    await setup({ store }).headers.head();
    const { headers, setAll } = setup({ store });
    setAll({ tip: 60n, lowest: 55n });
    expect((await headers.head()).height).toBe(60n);
  });

  test('with everything expired needs a new root (CONFIG_INVALID)', async () => {
    const fault = await faultOf(setup({ trustingPeriodNs: 10n * SECOND }).headers.head());
    expect(fault).toMatchObject({ code: 'CONFIG_INVALID', hint: expect.stringContaining('new trust height') });
  });
});

function replace(reply: NodeReply, appHash: Uint8Array): NodeReply {
  const hex = Buffer.from(appHash).toString('hex').toUpperCase();
  const text = JSON.stringify(reply);
  return JSON.parse(text.replaceAll(hex, `${hex.slice(0, -2)}${hex.endsWith('00') ? '01' : '00'}`));
}

function withoutMiddle(reply: NodeReply): NodeReply {
  if (!('result' in reply)) return reply;
  const { block_metas: metas } = Object(reply.result);
  return { result: { block_metas: metas.filter((_: unknown, index: number) => index !== 5) } };
}

function morePower(reply: NodeReply): NodeReply {
  return JSON.parse(JSON.stringify(reply).replace('"voting_power":"10"', '"voting_power":"11"'));
}
