/**
 * From a trusted block up to a newer one: by skipping with bisection, or one block after the other.
 * Source: CometBFT `light/client.go` and the light-client specification.
 * @module
 */
import type { LightBlock, TendermintFaultCode } from '../tendermint/index.ts';
import type { Fault, Verdict } from '../verdict.ts';
import { type Signal, throwIfAborted } from './signal.ts';

/** Whether `untrusted` follows from `trusted`. */
export type Judge = (trusted: LightBlock, untrusted: LightBlock) => Verdict<TendermintFaultCode>;

export interface ForwardRequest {
  readonly trusted: LightBlock;
  /** Above the trusted block. */
  readonly target: LightBlock;
  readonly fetch: (height: bigint) => Promise<LightBlock>;
  readonly judge: Judge;
  readonly signal?: Signal | undefined;
}

export type ForwardResult =
  /** Each block follows from the one before: the trusted one first, the target last. */
  | { readonly status: 'verified'; readonly trace: readonly LightBlock[] }
  | {
      readonly status: 'rejected';
      readonly trusted: LightBlock;
      readonly block: LightBlock;
      readonly reason: Fault<TendermintFaultCode>;
    };

/** Nearer to the target than the middle: each step that works saves more than one that fails costs. */
const PIVOT = { numerator: 9n, denominator: 16n };

/**
 * Tries the target first, and a block nearer to the trusted one as long as too little trusted power signed. Blocks that
 * were fetched on the way down are tried again on the way up, never fetched twice.
 */
export async function verifySkipping({
  target,
  fetch,
  judge,
  signal,
  ...from
}: ForwardRequest): Promise<ForwardResult> {
  let { trusted } = from;
  const trace = [trusted];
  const pending = [target];
  for (let depth = 0; ; ) {
    throwIfAborted(signal);
    const block = pending[depth];
    if (block === undefined) throw new Error('unreachable: the bisection left its cache');
    const verdict = judge(trusted, block);
    if (verdict.status === 'invalid') return { status: 'rejected', trusted, block, reason: verdict.reason };
    if (verdict.status === 'valid') {
      trace.push(block);
      if (depth === 0) return { status: 'verified', trace };
      trusted = block;
      // What is nearer than this block is not needed any more.
      pending.length = depth;
      depth = 0;
      continue;
    }
    depth += 1;
    if (depth === pending.length) pending.push(await fetch(pivotHeight(trusted, block)));
  }
}

function pivotHeight(trusted: LightBlock, block: LightBlock): bigint {
  const from = trusted.signedHeader.header.height;
  const gap = block.signedHeader.header.height - from;
  if (gap < 2n) throw new Error('unreachable: adjacent blocks never lack trust');
  return from + (gap * PIVOT.numerator) / PIVOT.denominator;
}

/** Fetches and judges every block up to the target. */
export async function verifySequentially(request: ForwardRequest): Promise<ForwardResult> {
  const { target, fetch, judge, signal } = request;
  let { trusted } = request;
  const trace = [trusted];
  const last = target.signedHeader.header.height;
  for (let height = trusted.signedHeader.header.height + 1n; height <= last; height += 1n) {
    throwIfAborted(signal);
    const block = height === last ? target : await fetch(height);
    const verdict = judge(trusted, block);
    if (verdict.status === 'not-enough-trust') throw new Error('unreachable: adjacent blocks never lack trust');
    if (verdict.status === 'invalid') return { status: 'rejected', trusted, block, reason: verdict.reason };
    trace.push(block);
    trusted = block;
  }
  return { status: 'verified', trace };
}
