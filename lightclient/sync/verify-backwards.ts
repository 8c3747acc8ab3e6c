/** From a trusted block down to an older one, along the hashes by which each header names its predecessor. @module */
import { verifyBackwards as judgeBackwards, type LightBlock } from '../tendermint/index.ts';
import { fetchBlock } from './fetch-block.ts';
import type { JudgeAlone } from './judge.ts';
import { type LightBlockProvider, ProviderError } from './provider.ts';
import { type Signal, throwIfAborted } from './signal.ts';

export interface BackwardsRequest {
  readonly trusted: LightBlock;
  /** Below the trusted block. */
  readonly height: bigint;
  readonly source: LightBlockProvider;
  readonly judgeAlone: JudgeAlone;
  readonly signal?: Signal | undefined;
}

/**
 * Hashes bind each header, so no trusting period is needed: the result is as good as the trusted block. Only the block
 * that is given back has its validators and its commit checked, since nothing else of the others is used.
 * @throws {ProviderError} when the source fails or its blocks are not the ancestors.
 */
export async function verifyBackwards(request: BackwardsRequest): Promise<LightBlock> {
  const { trusted, height, source, judgeAlone, signal } = request;
  const { chainId } = trusted.signedHeader.header;
  let child = trusted;
  while (child.signedHeader.header.height > height) {
    throwIfAborted(signal);
    const below = child.signedHeader.header.height - 1n;
    const block = await fetchBlock({ source, chainId, height: below, signal });
    const link = judgeBackwards(block.signedHeader.header, child.signedHeader.header);
    const verdict = link.status === 'valid' && below === height ? judgeAlone(block) : link;
    if (verdict.status !== 'valid') {
      const { code, want, got } = verdict.reason;
      throw new ProviderError(source.id, { code: 'invalid-header', want: `${code}: ${want}`, got, block });
    }
    child = block;
  }
  return child;
}
