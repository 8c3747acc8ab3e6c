/** Times two pieces of work in turns, so that whatever slows this machine down meanwhile slows both. @module */
import { median, percentile } from '../percentile.ts';

export interface Comparison {
  /** Medians, in milliseconds. */
  readonly workMs: number;
  readonly bareMs: number;
  /** Of the medians. */
  readonly ratio: number;
  /** Quartiles of the ratios of neighbouring turns. */
  readonly quartiles: readonly [number, number];
}

/** Turns that do not count. */
export const WARM_UP = 3;

/** @param rounds How often each runs, after a few turns that do not count. */
export function compareTimes(work: () => void, bare: () => void, rounds: number): Comparison {
  const workMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    // Who goes first changes, since what one leaves behind may cost the other.
    const isEven = round % 2 === 0;
    const first = time(isEven ? work : bare);
    const second = time(isEven ? bare : work);
    if (round < 0) continue;
    workMs.push(isEven ? first : second);
    bareMs.push(isEven ? second : first);
  }
  const ratios = workMs.map((ms, index) => ms / (bareMs[index] ?? Number.NaN));
  return {
    workMs: median(workMs),
    bareMs: median(bareMs),
    ratio: median(workMs) / median(bareMs),
    quartiles: [percentile(ratios, 0.25), percentile(ratios, 0.75)],
  };
}

/** Median milliseconds of one piece of work. */
export function timeMedian(work: () => void, rounds: number): number {
  const ms: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const took = time(work);
    if (round >= 0) ms.push(took);
  }
  return median(ms);
}

function time(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
