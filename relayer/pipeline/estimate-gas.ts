/**
 * The gas limit of a transaction: simulated while little is known, learned from proven results afterwards. The limit is paid
 * for whole, whatever is used; one that is too low is paid for in vain where the chain does not notice before inclusion.
 * @module
 */
import type { SimulationResult } from '../ports/chain-writer.ts';
import type { ChainName, Step } from '../ports/packet.ts';
import type { Store, TxRow } from '../ports/store.ts';
import type { Batch } from './cut-batch.ts';
import { smaller } from './extremes.ts';
import type { GasCounts, GasModel } from './gas-model.ts';
import type { SubmitRun } from './submit-run.ts';

export type GasEstimate =
  | { readonly status: 'ok'; readonly limit: bigint }
  | Extract<SimulationResult, { status: 'failed' }>;

/** Up to this many messages a simulation is cheap and exact. */
const SMALL = 4;

export async function estimateGas(batch: Batch, sequence: bigint, run: SubmitRun): Promise<GasEstimate> {
  const { gas, chain, context } = run;
  const adjust = (used: bigint): GasEstimate => ({
    status: 'ok',
    limit: smaller(gasLimitFor(used, chain.writer.limits.gasAdjustment), chain.writer.limits.maxGas),
  });
  const known = gas.estimate(batch.counts, batch.bytes);
  if (batch.messages.length > SMALL && known.basis !== 'guessed') return adjust(known.gas);
  const expected = { gas: known.gas, isProven: known.basis === 'proven' };
  const result = await chain.writer.simulate(batch.messages, sequence, context.signal, expected);
  if (result.status === 'failed') {
    run.metrics.simulateError(chain.name);
    return result;
  }
  if (result.isContested !== true) gas.learn(batch.counts, batch.bytes, result.gasUsed, 'simulated');
  return adjust(result.gasUsed);
}

/** Simulations leave out a part of the fee and signature handling, the same for every transaction. */
const HEADROOM = 25_000n;

/** A gas limit from gas that a simulation used. */
export function gasLimitFor(used: bigint, adjustment: number): bigint {
  return (used * BigInt(Math.round(adjustment * 100))) / 100n + HEADROOM;
}

/** The messages of a transaction by kind; `undefined` when its journal does not tell how many updates it holds. */
export function countMessages({ steps }: TxRow): GasCounts | undefined {
  const [first, ...others] = steps;
  if (first === undefined) return undefined;
  // Updates come first: as many as there are messages before the first step.
  const update = others.reduce((lowest, { index }) => Math.min(lowest, index), first.index);
  const counts: Record<Step, number> = { recv: 0, ack: 0, timeout: 0 };
  for (const { step } of steps) counts[step] += 1;
  return { ...counts, ...(update > 0 ? { update } : {}) };
}

/** Transactions of earlier runs that say what messages cost. */
const REMEMBERED = 20;

/** What proven blocks said in earlier runs is still true. */
export async function recallGas(gas: GasModel, chain: ChainName, { txs }: Pick<Store, 'txs'>): Promise<void> {
  const newestFirst = await txs.txs({ chain, limit: REMEMBERED });
  for (const tx of newestFirst.toReversed()) {
    const counts = countMessages(tx);
    if (tx.state !== 'included' || tx.gasUsed === undefined || counts === undefined) continue;
    gas.learn(counts, tx.bytes.length, tx.gasUsed, 'proven');
  }
}
