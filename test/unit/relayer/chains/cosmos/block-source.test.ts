/** Blocks and results: shared, remembered, and read from the index where a node cannot give them whole. @module */
import { createHash } from 'node:crypto';
import { hashTransactions } from '@causeway/lightclient/tendermint';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BlockSource, createBlockSource } from '../../../../../relayer/chains/cosmos/block-source.ts';
import { createCosmosEventSource } from '../../../../../relayer/chains/cosmos/event-source.ts';
import { Refusal, statusOf } from '../../../../support/scripted-node.ts';
import { type ScriptedPool, startScriptedPool } from '../../../../support/scripted-pool.ts';

let scripted: ScriptedPool;
let source: BlockSource;

beforeEach(async () => {
  scripted = await startScriptedPool(1, { maxResponseBytes: 20_000 });
  source = createBlockSource(scripted.pool);
});

afterEach(() => scripted.stop());

const TXS = [Buffer.from('first'), Buffer.from('second'), Buffer.from('third')];
const nameOf = (tx: Buffer) => createHash('sha256').update(tx).digest('hex').toUpperCase();
const blockJson = (txs: readonly Buffer[] = TXS) => ({
  block: { data: { txs: txs.map((tx) => tx.toString('base64')) } },
});
const txJson = (gas: number) => ({ code: 0, data: null, gas_wanted: '9', gas_used: `${gas}`, events: [] });
const heard = (method: string) => scripted.node.heard.filter((call) => call.method === method);

/** Pages as CometBFT cuts them. */
function indexOf(txs: readonly Buffer[]) {
  return (params: Readonly<Record<string, unknown>>) => {
    const size = Number(params.per_page);
    const start = (Number(params.page) - 1) * size;
    const entries = txs.map((tx, index) => ({ hash: nameOf(tx), height: '5', index, tx_result: txJson(index) }));
    return { total_count: `${txs.length}`, txs: entries.slice(start, start + size) };
  };
}

function refuseResults(text: string): void {
  scripted.node.on('block_results', () => {
    throw new Refusal(text);
  });
}

test('fetches each block once for all who ask, until it is forgotten', async () => {
  scripted.node.on('block_results', () => ({ txs_results: [txJson(1)] }));
  scripted.node.on('block', () => blockJson());
  const [results, again] = await Promise.all([source.results(5n), source.results(5n)]);
  expect(again).toBe(results);
  expect(results).toMatchObject({ height: 5n, url: scripted.node.url, isWhole: true, outcomes: [{ gasUsed: 1n }] });
  expect(await source.transactions(5n)).toEqual({
    height: 5n,
    url: scripted.node.url,
    hashes: TXS.map(nameOf),
    dataHash: hashTransactions(TXS),
  });
  expect([heard('block_results').length, heard('block').length]).toEqual([1, 1]);
  source.forget(5n);
  await source.results(5n);
  expect(heard('block_results')).toHaveLength(2);
});

test('keeps sixteen blocks', async () => {
  scripted.node.on('block_results', () => ({ txs_results: null }));
  for (let height = 1n; height <= 17n; height++) await source.results(height);
  await source.results(17n);
  expect(heard('block_results')).toHaveLength(17);
  await source.results(1n);
  expect(heard('block_results')).toHaveLength(18);
});

test('keeps no block that takes much memory, but shares it while it comes', async () => {
  await scripted.stop();
  scripted = await startScriptedPool(1, { maxResponseBytes: 4 * 1024 * 1024 });
  source = createBlockSource(scripted.pool);
  const data = Buffer.alloc(1024 * 1024 + 1);
  scripted.node.on('block_results', () => ({ txs_results: [{ ...txJson(1), data: data.toString('base64') }] }));
  const [results, shared] = await Promise.all([source.results(5n), source.results(5n)]);
  expect(shared).toBe(results);
  expect(results.size).toBeGreaterThanOrEqual(data.length);
  expect(await source.results(5n)).not.toBe(results);
  expect(heard('block_results')).toHaveLength(2);
});

test('forgets a failure at once', async () => {
  refuseResults('could not find results for height #11');
  await expect(source.results(11n)).rejects.toMatchObject({ fault: { code: 'RPC_LAGGING' } });
  scripted.node.on('block_results', () => ({ txs_results: null }));
  expect((await source.results(11n)).outcomes).toEqual([]);
});

test('lets one caller give up without the others', async () => {
  scripted.node.on('block_results', () => ({ txs_results: null }));
  const giveUp = new AbortController();
  const [quitter, patient] = [source.results(5n, giveUp.signal), source.results(5n)];
  giveUp.abort(new Error('enough'));
  await expect(quitter).rejects.toThrow('enough');
  expect((await patient).height).toBe(5n);
});

describe('results that the node cannot give whole', () => {
  beforeEach(() => {
    scripted.node.on('block', () => blockJson());
    scripted.node.on('tx_search', indexOf(TXS));
  });

  test.each([
    ['thrown away', 'node is not persisting finalize block responses'],
    ['lost, long ago', 'could not find results for height #5'],
  ])('accepts the index when they are %s', async (_, text) => {
    refuseResults(text);
    const results = await source.results(5n);
    expect(results).toMatchObject({ isWhole: false, hashes: TXS.map(nameOf) });
    expect(results.outcomes.map(({ gasUsed }) => gasUsed)).toEqual([0n, 1n, 2n]);
  });

  test('accepts the index, page by page, when they are too large', async () => {
    const many = Array.from({ length: 23 }, (_, index) => Buffer.from(`tx ${index}`));
    scripted.node.on('block_results', () => ({ txs_results: ['x'.repeat(30_000)] }));
    scripted.node.on('block', () => blockJson(many));
    scripted.node.on('tx_search', indexOf(many));
    expect((await source.results(5n)).hashes).toEqual(many.map(nameOf));
    expect(heard('tx_search').map(({ params }) => [params.query, params.page])).toEqual([
      ['tx.height=5', '1'],
      ['tx.height=5', '2'],
      ['tx.height=5', '3'],
    ]);
  });

  test('accepts the index when the block itself is deleted, too', async () => {
    refuseResults('height 5 is not available, lowest height is 8');
    scripted.node.on('block', () => {
      throw new Refusal('height 5 is not available, lowest height is 8');
    });
    expect((await source.results(5n)).hashes).toEqual(TXS.map(nameOf));
  });

  test('rejects an index that is behind the block (RPC_LAGGING)', async () => {
    refuseResults('node is not persisting finalize block responses');
    scripted.node.on('tx_search', indexOf(TXS.slice(0, 2)));
    await expect(source.results(5n)).rejects.toMatchObject({ fault: { code: 'RPC_LAGGING' } });
  });

  test('rejects an index that promises more than it gives (RPC_BAD_RESPONSE)', async () => {
    refuseResults('node is not persisting finalize block responses');
    scripted.node.on('tx_search', () => ({ total_count: '3', txs: [] }));
    const { fault } = await source.results(5n).catch((error: unknown) => Object(error));
    expect(fault.message).toContain('unusable answer (0)');
  });

  test('waits for a block that the node has just made (RPC_LAGGING)', async () => {
    refuseResults('could not find results for height #10');
    await expect(source.results(10n)).rejects.toMatchObject({ fault: { code: 'RPC_LAGGING' } });
    expect(heard('tx_search')).toHaveLength(0);
  });
});

test('accuses whoever gave the results of a block that a proof refutes, unless it is the only one', async () => {
  scripted.node.on('block_results', () => ({ txs_results: null }));
  await source.results(5n);
  source.refute(5n, 'a packet was left out');
  expect(scripted.pool.status()[0]).toMatchObject({ state: 'ready' });

  const two = await startScriptedPool(2);
  try {
    for (const node of two.nodes) node.on('block_results', () => ({ txs_results: null }));
    const shared = createBlockSource(two.pool);
    const { url } = await shared.results(5n);
    shared.refute(6n, 'never read');
    shared.refute(5n, 'a packet was left out');
    expect(two.pool.status().filter(({ state }) => state === 'aside')).toMatchObject([
      { url, reason: { code: 'RPC_DISTRUSTED', message: expect.stringContaining('a packet was left out') } },
    ]);
    expect((await shared.results(5n)).url).not.toBe(url);
    shared.refute(5n, 'another packet of the same answer was left out');
    expect(two.pool.status().filter(({ state }) => state === 'aside')).toHaveLength(1);
  } finally {
    await two.stop();
  }
});

describe('an event source', () => {
  const open = () => {
    const ticker = { head: async () => ({ height: 10n, timeNs: 0n }), onBlock: () => () => undefined };
    return createCosmosEventSource({ chain: 'alpha', peerOf: () => undefined, blocks: source, ticker });
  };
  const serve = (answer: (height: bigint) => object) =>
    scripted.node.on('block_results', ({ height }) => answer(BigInt(String(height))));

  test('gives blocks in order, up to the first that is not there', async () => {
    serve((height) => {
      if (height > 10n)
        throw new Refusal(`height ${height} must be less than or equal to the current blockchain height 10`);
      return { txs_results: null };
    });
    expect((await open().blocks(3n, 30n)).map(({ height }) => height)).toEqual([3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n]);
    expect(await open().blocks(11n, 12n)).toEqual([]);
    // Empty blocks cost one call each.
    expect(heard('block')).toHaveLength(0);
  });

  test('gives what comes before a fault, and the fault when nothing does', async () => {
    scripted.node.on('status', () => statusOf('alpha-1', 20n));
    serve((height) => {
      if (height === 6n) return { txs_results: 'nonsense' };
      return { txs_results: null };
    });
    expect((await open().blocks(4n, 9n)).map(({ height }) => height)).toEqual([4n, 5n]);
    await expect(open().blocks(6n, 9n)).rejects.toMatchObject({ fault: { code: 'RPC_NO_ENDPOINT' } });
  });
});
