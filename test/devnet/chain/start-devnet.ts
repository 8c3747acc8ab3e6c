/** Starts several chains together. @module */
import type { ChainOptions } from './chain-options.ts';
import { type Chain, startChain } from './start-chain.ts';

/** Chains that start and end together. */
export interface Devnet {
  readonly chains: readonly Chain[];
  /** @throws {Error} for an id that was not asked for. */
  chain(chainId: string): Chain;
  stop(): Promise<void>;
}

/** Options of a devnet: `defaults` holds for every chain that does not say otherwise. */
export interface DevnetOptions {
  readonly chains: readonly (string | ChainOptions)[];
  readonly defaults?: Omit<ChainOptions, 'chainId'>;
}

/** All chains, producing blocks. If one fails, the others are stopped before the error is thrown. */
export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  const started = await Promise.allSettled(
    options.chains.map((chain) =>
      startChain({ ...options.defaults, ...(typeof chain === 'string' ? { chainId: chain } : chain) }),
    ),
  );
  const chains = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(chains.map((chain) => chain.stop())));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    chains,
    chain: (chainId) => {
      const found = chains.find((chain) => chain.chainId === chainId);
      if (found === undefined) {
        throw new Error(`devnet: want one of ${chains.map((chain) => chain.chainId).join(', ')}, got ${chainId}`);
      }
      return found;
    },
    stop,
  };
}
