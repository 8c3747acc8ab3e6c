/** Asks the witnesses whether they have the same block, and tells one that lags from one that has another chain. @module */
import type { LightBlock } from '../tendermint/index.ts';
import { describeBlock, hasSameHash } from './block-hash.ts';
import { fetchBlock } from './fetch-block.ts';
import type { LightBlockProvider } from './provider.ts';
import { ProviderError } from './provider.ts';
import { type Signal, throwIfAborted } from './signal.ts';

export interface Patience {
  /** How long a witness without the block is given to get it, in ns. */
  readonly forNs: bigint;
  /** Resolves after that many milliseconds, or rejects with the signal's reason. */
  readonly wait: (ms: number, signal?: Signal) => Promise<void>;
}

export interface WitnessQuestion {
  readonly witness: LightBlockProvider;
  /** The block that the primary gave and that verifies. */
  readonly block: LightBlock;
  readonly patience: Patience;
  readonly signal?: Signal | undefined;
}

export type WitnessAnswer =
  | { readonly status: 'confirmed' }
  /** A block that cannot be on the same chain. At the same height, or lower but not earlier. */
  | { readonly status: 'conflict'; readonly block: LightBlock }
  | { readonly status: 'failed'; readonly error: ProviderError };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * A witness that is behind is asked again until it has caught up or the patience ends. That it is behind shows in the
 * time of its newest block: one that is not older than ours, at a lower height, contradicts ours, since time only grows.
 * Source: CometBFT `light/detector.go`.
 */
export async function askWitness(question: WitnessQuestion): Promise<WitnessAnswer> {
  const { patience, signal } = question;
  let spentMs = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    throwIfAborted(signal);
    const answer = await askOnce(question);
    if (answer.status !== 'lagging') return answer;
    const leftMs = Number(patience.forNs / 1_000_000n) - spentMs;
    if (leftMs <= 0) return { status: 'failed', error: answer.error };
    const ms = Math.min(pauseMs, leftMs);
    await patience.wait(ms, signal);
    spentMs += ms;
  }
}

type Answer = WitnessAnswer | { readonly status: 'lagging'; readonly error: ProviderError };

async function askOnce(question: WitnessQuestion): Promise<Answer> {
  const { block, witness, signal } = question;
  const { chainId, height } = block.signedHeader.header;
  try {
    return compare(block, await fetchBlock({ source: witness, chainId, height, signal }));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.fault.code !== 'height-too-high') return { status: 'failed', error };
    return askLatest(question);
  }
}

async function askLatest({ block, witness, signal }: WitnessQuestion): Promise<Answer> {
  const { chainId, height, time } = block.signedHeader.header;
  try {
    const latest = await fetchBlock({ source: witness, chainId, height: 'latest', signal });
    const theirs = latest.signedHeader.header;
    // It has just caught up: its newest block is ours, or it must have ours now.
    if (theirs.height === height) return compare(block, latest);
    if (theirs.height > height) return compare(block, await fetchBlock({ source: witness, chainId, height, signal }));
    if (theirs.time >= time) return { status: 'conflict', block: latest };
    const want = describeBlock(block);
    return {
      status: 'lagging',
      error: new ProviderError(witness.id, { code: 'lagging', want, got: describeBlock(latest) }),
    };
  } catch (error) {
    if (error instanceof ProviderError) return { status: 'failed', error };
    throw error;
  }
}

function compare(block: LightBlock, other: LightBlock): WitnessAnswer {
  return hasSameHash(block, other) ? { status: 'confirmed' } : { status: 'conflict', block: other };
}
