/** Asks a provider for a block and makes sure that the answer is about the question. @module */
import type { LightBlock } from '../tendermint/index.ts';
import { describeBlock } from './block-hash.ts';
import { type LightBlockProvider, ProviderError } from './provider.ts';
import type { Signal } from './signal.ts';

export interface BlockRequest {
  readonly source: LightBlockProvider;
  readonly chainId: string;
  readonly height: bigint | 'latest';
  readonly signal?: Signal | undefined;
}

/** @throws {ProviderError} also when the block is of another chain or height. */
export async function fetchBlock({ source, chainId, height, signal }: BlockRequest): Promise<LightBlock> {
  const block = await source.lightBlock(height, signal);
  const { header } = block.signedHeader;
  if (header.chainId !== chainId) {
    throw new ProviderError(source.id, { code: 'wrong-chain', want: chainId, got: header.chainId, block });
  }
  if (height !== 'latest' && header.height !== height) {
    throw new ProviderError(source.id, {
      code: 'bad-block',
      want: `height ${height}`,
      got: describeBlock(block),
      block,
    });
  }
  return block;
}
