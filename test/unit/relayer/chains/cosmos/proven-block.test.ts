/** Blocks proven against headers, and what a chain is asked once. @module */
import { hashResults, hashTransactions } from '@causeway/lightclient/tendermint';
import { QuerySpendableBalanceByDenomResponse } from 'cosmjs-types/cosmos/bank/v1beta1/query';
import { QueryNextSequenceSendResponse } from 'cosmjs-types/ibc/core/channel/v2/query';
import { afterEach, describe, expect, test } from 'vitest';
import { readBalance } from '../../../../../relayer/chains/cosmos/account.ts';
import { createBlockSource, hashTx } from '../../../../../relayer/chains/cosmos/block-source.ts';
import { probeChain, readGenesisHash } from '../../../../../relayer/chains/cosmos/probe-chain.ts';
import { createProvenBlocks, type HashedHeader } from '../../../../../relayer/chains/cosmos/proven-block.ts';
import { RelayerError } from '../../../../../relayer/ports/fault.ts';
import { readRecorded } from '../../../../support/canned-node.ts';
import { abciRefusal, abciValue, type ScriptedNode, statusOf } from '../../../../support/scripted-node.ts';
import { type ScriptedPool, startScriptedPool } from '../../../../support/scripted-pool.ts';

const open: ScriptedPool[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

const TXS = [Buffer.from('first'), Buffer.from('second')];
const OUTCOMES = [
  { code: 0, data: Uint8Array.of(1), gasWanted: 10n, gasUsed: 9n },
  { code: 5, data: new Uint8Array(), gasWanted: 10n, gasUsed: 3n },
];

const resultJson = ({ code, data, gasWanted, gasUsed }: (typeof OUTCOMES)[number]) => ({
  code,
  data: Buffer.from(data).toString('base64'),
  log: 'why',
  gas_wanted: `${gasWanted}`,
  gas_used: `${gasUsed}`,
  events: [],
});

function serveBlock(node: ScriptedNode, txs: readonly Buffer[] = TXS, outcomes = OUTCOMES): void {
  node.on('block', () => ({ block: { data: { txs: txs.map((tx) => tx.toString('base64')) } } }));
  node.on('block_results', () => ({ txs_results: outcomes.map(resultJson) }));
}

const header = (txs: readonly Buffer[], previous: typeof OUTCOMES, time: bigint): HashedHeader => ({
  time,
  dataHash: hashTransactions(txs),
  lastResultsHash: hashResults(previous),
});

/** Block 5 holds the transactions, 6 fixes their results, 7 does not exist. */
const HEADERS = new Map([
  [5n, header(TXS, [], 50n)],
  [6n, header([], OUTCOMES, 60n)],
  [7n, header([], [], 70n)],
]);

async function start(count = 1) {
  const scripted = await startScriptedPool(count);
  open.push(scripted);
  for (const node of scripted.nodes) serveBlock(node);
  const { pool } = scripted;
  const verifiedHeader = async (height: bigint) => {
    const found = HEADERS.get(height);
    if (found === undefined) throw new RelayerError({ code: 'RPC_LAGGING', message: `no header ${height}` });
    return found;
  };
  return { ...scripted, provenBlock: createProvenBlocks({ pool, blocks: createBlockSource(pool), verifiedHeader }) };
}

describe('a proven block', () => {
  test('accepts transactions and results that fit the headers', async () => {
    const { provenBlock } = await start();
    expect(await provenBlock(5n)).toEqual({
      height: 5n,
      timeNs: 50n,
      transactions: [
        { hash: hashTx(TXS[0] ?? Buffer.alloc(0)), ...OUTCOMES[0], log: '' },
        { hash: hashTx(TXS[1] ?? Buffer.alloc(0)), ...OUTCOMES[1], log: 'why' },
      ],
    });
  });

  test('asks nobody about an empty block', async () => {
    const { provenBlock, node } = await start();
    expect(await provenBlock(6n)).toEqual({ height: 6n, timeNs: 60n, transactions: [] });
    expect(node.heard).toEqual([]);
  });

  test('rejects a block whose successor is not there (CHAIN_NOT_FINAL)', async () => {
    const { provenBlock } = await start();
    await expect(provenBlock(7n)).rejects.toMatchObject({ fault: { code: 'CHAIN_NOT_FINAL' } });
  });

  const [kept, failed] = OUTCOMES as [(typeof OUTCOMES)[number], (typeof OUTCOMES)[number]];
  test.each([
    ['leaves a transaction out', (node: ScriptedNode) => serveBlock(node, TXS.slice(0, 1), OUTCOMES.slice(0, 1))],
    ['swaps transactions', (node: ScriptedNode) => serveBlock(node, TXS.toReversed())],
    ['changes a transaction', (node: ScriptedNode) => serveBlock(node, [Buffer.from('First'), ...TXS.slice(1)])],
    ['praises a failure', (node: ScriptedNode) => serveBlock(node, TXS, [kept, { ...failed, code: 0 }])],
    [
      'changes result data',
      (node: ScriptedNode) => serveBlock(node, TXS, [{ ...kept, data: Uint8Array.of(2) }, failed]),
    ],
    ['changes gas', (node: ScriptedNode) => serveBlock(node, TXS, [{ ...kept, gasUsed: 8n }, failed])],
    ['leaves a result out', (node: ScriptedNode) => serveBlock(node, TXS, [kept])],
  ])('puts an endpoint aside that %s, and reads the truth from another', async (_, lie) => {
    const { provenBlock, nodes, pool } = await start(2);
    lie(nodes[0] as ScriptedNode);
    expect((await provenBlock(5n)).transactions).toMatchObject(OUTCOMES);
    expect(pool.status()[0]).toMatchObject({
      state: 'aside',
      reason: { code: 'RPC_DISTRUSTED', want: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(pool.status()[1]).toMatchObject({ state: 'ready' });
  });

  test('rejects a block of which only lies are told (RPC_NO_ENDPOINT)', async () => {
    const { provenBlock, nodes } = await start(2);
    for (const node of nodes) serveBlock(node, TXS, [kept, { ...failed, code: 0 }]);
    await expect(provenBlock(5n)).rejects.toMatchObject({ fault: { code: 'RPC_NO_ENDPOINT' } });
  });
});

describe('what a chain is', () => {
  const consensus = (maxBytes: string, maxGas: string) => ({
    consensus_params: { block: { max_bytes: maxBytes, max_gas: maxGas } },
  });

  test('accepts limits and abilities', async () => {
    const { pool, node } = await start();
    node.on('consensus_params', () => consensus('22020096', '40000000'));
    node.on('abci_query', () =>
      abciValue(QueryNextSequenceSendResponse.encode(QueryNextSequenceSendResponse.fromPartial({})).finish()),
    );
    expect(await probeChain(pool)).toEqual({
      nodeVersion: '0.38.17',
      hasIbcV2: true,
      hasTxIndex: true,
      maxBlockBytes: 22_020_096n,
      maxBlockGas: 40_000_000n,
    });
    node.on('consensus_params', () => consensus('-1', '-1'));
    expect(await probeChain(pool)).toMatchObject({ maxBlockBytes: 104_857_600n, maxBlockGas: undefined });
  });

  test.each([
    ['rpc error: code = NotFound desc = sequence-send: not found', true],
    ['unknown query path: unknown request', false],
    ['unknown service ibc.core.channel.v2.Query', false],
  ])('accepts "%s" as an answer about IBC v2', async (log, hasIbcV2) => {
    const { pool, node } = await start();
    node.on('consensus_params', () => consensus('1', '1'));
    node.on('abci_query', () => abciRefusal(log));
    expect(await probeChain(pool)).toMatchObject({ hasIbcV2 });
  });

  test('accepts the first block as the identity of a chain, the one that most endpoints name', async () => {
    const { pool, nodes } = await start(3);
    const recorded = readRecorded('block_at_height_1');
    const { hash } = Object(recorded.block_id) as { hash: string };
    for (const node of nodes) node.on('block', () => recorded);
    nodes[0]?.on('block', () => ({ ...recorded, block_id: { hash: 'FF'.repeat(32) } }));
    expect(await readGenesisHash(pool)).toBe(hash);
    expect(nodes[1]?.heard.find(({ method }) => method === 'block')?.params).toEqual({ height: '1' });
  });

  test('accepts that no endpoint has the first block any more', async () => {
    const { pool, node } = await start();
    node.on('status', () => statusOf('alpha-1', 10n, 10n));
    node.on('block', () => readRecorded('block_at_height_10'));
    expect(await readGenesisHash(pool)).toBeUndefined();
    node.breakWith((request) => void request.socket.destroy());
    await expect(readGenesisHash(pool)).rejects.toMatchObject({ fault: { code: 'RPC_NO_ENDPOINT' } });
  });

  test('accepts a balance of any size, and rejects one that is no amount (RPC_NO_ENDPOINT)', async () => {
    const { pool, node } = await start();
    const serve = (amount: string) =>
      node.on('abci_query', () =>
        abciValue(QuerySpendableBalanceByDenomResponse.encode({ balance: { denom: 'token', amount } }).finish()),
      );
    const account = { address: 'cosmos1me', denom: 'token' };
    serve(`${2n ** 256n - 1n}`);
    expect(await readBalance(pool, account)).toBe(2n ** 256n - 1n);
    serve('1.5');
    await expect(readBalance(pool, account)).rejects.toMatchObject({ fault: { code: 'RPC_NO_ENDPOINT' } });
  });
});
