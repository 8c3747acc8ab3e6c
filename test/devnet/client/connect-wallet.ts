/** An account as applications and browser wallets use it: through CosmJS. @module */
import type { SigningStargateClient } from '@cosmjs/stargate';
import { STAKE_DENOM } from '../chain/chain-options.ts';
import type { Account } from '../chain/derive-keys.ts';

const POLL_MS = 200;

/** Disconnect it at the end. Devnet chains ask for no fee. */
export async function connectWallet(rpcUrl: string, { wallet }: Account): Promise<SigningStargateClient> {
  // Loaded by those who want it: it is large.
  const { GasPrice, SigningStargateClient } = await import('@cosmjs/stargate');
  return await SigningStargateClient.connectWithSigner(rpcUrl, wallet, {
    gasPrice: GasPrice.fromString(`0${STAKE_DENOM}`),
    broadcastPollIntervalMs: POLL_MS,
  });
}
