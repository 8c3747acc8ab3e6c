/** Light-block providers over a chain in memory, with the faults that a test wants. @module */
import { type LightBlockProvider, ProviderError, type ProviderFaultCode } from '@causeway/lightclient/sync';
import type { AttackEvidence, LightBlock } from '@causeway/lightclient/tendermint';
import type { TestChain } from './build-chain.ts';

export interface ChainProvider extends LightBlockProvider {
  /** Heights that were asked for, in order. */
  readonly asked: (bigint | 'latest')[];
  readonly evidence: AttackEvidence[];
  /** Changes what it has. */
  set(change: Partial<ChainProviderOptions>): void;
}

export interface ChainProviderOptions {
  readonly chain: TestChain;
  /** Newest height that it has. Default: the chain's. */
  readonly tip: bigint;
  /** Oldest height that it has. Default 1. */
  readonly lowest: bigint;
  /** Fails every request like this. */
  readonly fault: ProviderFaultCode | undefined;
  /** Changes blocks on their way out. */
  readonly spoil: (block: LightBlock) => LightBlock;
  /** So often evidence is refused. Default 0. */
  readonly refusals: number;
}

export function createChainProvider(
  id: string,
  chain: TestChain,
  options: Partial<ChainProviderOptions> = {},
): ChainProvider {
  let state: ChainProviderOptions = {
    chain,
    tip: chain.tip,
    lowest: 1n,
    fault: undefined,
    spoil: (block) => block,
    refusals: 0,
    ...options,
  };
  const asked: (bigint | 'latest')[] = [];
  const evidence: AttackEvidence[] = [];
  const fail = (code: ProviderFaultCode, want: string, got: string) => new ProviderError(id, { code, want, got });
  return {
    id,
    asked,
    evidence,
    set(change) {
      state = { ...state, ...change };
    },
    async lightBlock(height) {
      asked.push(height);
      if (state.fault !== undefined) throw fail(state.fault, 'an answer', 'a fault');
      const wanted = height === 'latest' ? state.tip : height;
      if (wanted > state.tip) throw fail('height-too-high', `${wanted}`, `${state.tip}`);
      if (wanted < state.lowest) throw fail('pruned', `${wanted}`, `${state.lowest} and newer`);
      return state.spoil(state.chain.block(wanted));
    },
    async reportEvidence(found) {
      if (state.refusals > 0) {
        state = { ...state, refusals: state.refusals - 1 };
        throw fail('no-response', 'an answer', 'evidence that is too early');
      }
      evidence.push(found);
    },
  };
}
