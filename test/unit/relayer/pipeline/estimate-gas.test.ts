/** What the journal of transactions tells about gas. @module */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countMessages, gasLimitFor, recallGas } from '../../../../relayer/pipeline/estimate-gas.ts';
import { createGasModel } from '../../../../relayer/pipeline/gas-model.ts';
import type { Step } from '../../../../relayer/ports/packet.ts';
import type { Store, TxRow } from '../../../../relayer/ports/store.ts';
import { SEEN_AT_MS, seedStore, testKey, testTx } from '../../../support/seed-store.ts';

const BYTES = 500;

/** A transaction with these steps behind so many updates. */
function txOf(sequence: bigint, updates: number, steps: readonly Step[]): TxRow {
  return testTx(1n, {
    sequence,
    hash: `${sequence}`.repeat(64),
    createdAtMs: SEEN_AT_MS + Number(sequence),
    bytes: new Uint8Array(BYTES),
    steps: steps.map((step, index) => ({ key: testKey(BigInt(index + 1)), step, index: updates + index })),
  });
}

describe('counting', () => {
  test('tells steps and the updates before them', () => {
    expect(countMessages(txOf(1n, 2, ['recv', 'recv', 'ack']))).toEqual({ recv: 2, ack: 1, timeout: 0, update: 2 });
    expect(countMessages(txOf(1n, 0, ['timeout']))).toEqual({ recv: 0, ack: 0, timeout: 1 });
  });

  test('does not know how many updates there are when nothing follows them', () => {
    expect(countMessages(txOf(1n, 1, []))).toBeUndefined();
  });
});

describe('earlier runs', () => {
  let store: Store;
  beforeEach(async () => {
    store = await seedStore([{ sequence: 1n }]);
  });
  afterEach(() => store.close());

  async function record(tx: TxRow, gasUsed: bigint, state: 'included' | 'failed' = 'included'): Promise<void> {
    const result = { includedHeight: 9n, code: state === 'included' ? 0 : 11, gasUsed, atMs: SEEN_AT_MS };
    await store.packets.commit('test', [
      { change: 'insert-tx', tx },
      { change: 'update-tx', hash: tx.hash, state, ...result },
    ]);
  }

  test('teach what their transactions took, and nothing about those that failed or are not decided', async () => {
    await record(txOf(1n, 0, ['recv']), 165_000n);
    await record(txOf(2n, 0, ['ack']), 40_000n, 'failed');
    await store.packets.commit('test', [{ change: 'insert-tx', tx: txOf(3n, 0, ['timeout']) }]);
    const gas = createGasModel();
    await recallGas(gas, 'beta', store);
    expect(gas.estimate({ recv: 1 }, BYTES)).toEqual({ gas: 165_000n, basis: 'proven' });
    expect(gas.estimate({ ack: 1 }, BYTES).basis).toBe('guessed');
    expect(gas.estimate({ timeout: 1 }, BYTES).basis).toBe('guessed');
  });

  test('count less the older they are', async () => {
    await record(txOf(1n, 0, ['recv']), 165_000n);
    await record(txOf(2n, 0, ['recv']), 265_000n);
    const gas = createGasModel();
    await recallGas(gas, 'beta', store);
    expect(gas.estimate({ recv: 1 }, BYTES).gas).toBe(265_000n);
  });
});

test.each([
  [100_000n, 1.3, 155_000n],
  [1n, 1, 25_001n],
])('accepts %i gas times %d and a little', (used, adjustment, limit) => {
  expect(gasLimitFor(used, adjustment)).toBe(limit);
});
