/** The gas limit of a transaction: simulated while little is known, learned afterwards. @module */
import type { SimulationResult } from '../ports/chain-writer.ts';
import type { Batch } from './cut-batch.ts';
import { smaller } from './extremes.ts';
import type { SubmitRun } from './submit.ts';

export type GasEstimate =
  | { readonly status: 'ok'; readonly limit: bigint }
  | Extract<SimulationResult, { status: 'failed' }>;

/** Up to this many messages a simulation is cheap and exact. */
export const SMALL = 4;

export async function estimateGas(batch: Batch, sequence: bigint, run: SubmitRun): Promise<GasEstimate> {
  const { gas, chain, context } = run;
  const adjust = (used: bigint): GasEstimate => ({
    status: 'ok',
    limit: smaller(gasLimitFor(used, chain.writer.limits.gasAdjustment), chain.writer.limits.maxGas),
  });
  const known = gas.estimate(batch.counts, batch.bytes);
  if (batch.messages.length > SMALL && known !== undefined) return adjust(known);
  const result = await chain.writer.simulate(batch.messages, sequence, context.signal, known);
  if (result.status === 'failed') {
    run.metrics.simulateError(chain.name);
    return result;
  }
  gas.learn(batch.counts, batch.bytes, result.gasUsed);
  return adjust(result.gasUsed);
}

/** Simulations leave out a part of the fee and signature handling, the same for every transaction. */
const HEADROOM = 25_000n;

/** A gas limit from gas that a simulation used. */
export function gasLimitFor(used: bigint, adjustment: number): bigint {
  return (used * BigInt(Math.round(adjustment * 100))) / 100n + HEADROOM;
}
