/** How many blocks are read at once, and given at once: a node must not fill our memory. @module */
import { expect, test } from 'vitest';
import type { BlockResults, BlockSource } from '../../../../../relayer/chains/cosmos/block-source.ts';
import type { BlockTicker } from '../../../../../relayer/chains/cosmos/block-ticker.ts';
import { createCosmosEventSource } from '../../../../../relayer/chains/cosmos/event-source.ts';
import { RelayerError } from '../../../../../relayer/ports/fault.ts';

const MIB = 1024 * 1024;
const unused = (): never => expect.unreachable();
const ticker: BlockTicker = { head: unused, onBlock: unused };

/** Blocks up to `tip`, each of a size; tells how many were asked for together. */
function createBlocks(sizeOf: (height: bigint) => number, tip = 1_000n) {
  const waves: number[] = [];
  let open = 0;
  const results = async (height: bigint): Promise<BlockResults> => {
    open += 1;
    if (open === 1) queueMicrotask(() => waves.push(open));
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    if (height > tip) throw new RelayerError({ code: 'RPC_LAGGING', message: 'not there yet' });
    return { height, url: 'node', isWhole: true, outcomes: [], events: [], size: sizeOf(height) };
  };
  const blocks: BlockSource = { results, transactions: unused, forget: unused, refute: unused };
  const source = createCosmosEventSource({ blocks, ticker, chain: 'alpha', peerOf: unused });
  const read = async (from: bigint, to: bigint) => (await source.blocks(from, to)).map(({ height }) => height);
  return { read, waves };
}

function range(from: bigint, to: bigint): readonly bigint[] {
  return Array.from({ length: Number(to - from) + 1 }, (_, index) => from + BigInt(index));
}

test('small blocks are read side by side, more and more of them', async () => {
  const { read, waves } = createBlocks(() => 1_000);
  expect(await read(1n, 30n)).toEqual(range(1n, 30n));
  expect(waves).toEqual([2, 4, 8, 8, 8]);
});

test('large blocks are read one by one, and given as they come', async () => {
  const { read, waves } = createBlocks((height) => (height < 9n ? 20 * MIB : 1_000));
  expect(await read(1n, 50n)).toEqual([1n, 2n]);
  for (const height of range(3n, 8n)) expect(await read(height, 50n)).toEqual([height]);
  expect(waves).toEqual([2, 1, 1, 1, 1, 1, 1]);
  expect(await read(9n, 50n)).toEqual(range(9n, 50n));
});

test('what is there is given; nothing when the first block is not there yet', async () => {
  const { read } = createBlocks(() => 1, 5n);
  expect(await read(1n, 30n)).toEqual(range(1n, 5n));
  expect(await read(6n, 30n)).toEqual([]);
});
