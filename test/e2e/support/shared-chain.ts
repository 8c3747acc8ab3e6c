/** A chain as a bridge uses it: shared with other tests, or one of the test's own. @module */
import {
  type Chain,
  type ChainClient,
  type Coin,
  createChainClient,
  deriveAccount,
  type GovernedChain,
  packMessage,
} from 'causeway/devnet';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { toCoinsJson } from '../../devnet/chain/chain-options.ts';
import type { SharedChain } from './shared-chains.ts';

/** Every `Chain` of a devnet is one. */
export interface BridgeChain extends Pick<Chain, 'chainId' | 'rpcUrl'>, GovernedChain {
  fund(address: string | readonly string[], coins: readonly Coin[]): Promise<unknown>;
}

const attached = new Map<string, Promise<BridgeChain>>();

/** Takes up a chain that another process runs: once, since one client must hand out the sequences of the faucet. */
export function attachChain(chain: SharedChain): Promise<BridgeChain> {
  const known = attached.get(chain.rpcUrl) ?? attach(chain);
  attached.set(chain.rpcUrl, known);
  return known;
}

/** The keys of the faucet and of the one validator follow from the chain's id. */
async function attach({ chainId, rpcUrl }: SharedChain): Promise<BridgeChain> {
  const client: ChainClient = createChainClient(chainId, rpcUrl);
  const [faucet, operator] = await Promise.all(
    (['faucet', 'validator-0'] as const).map((name) => deriveAccount(name, `${chainId}/account/${name}`)),
  );
  if (faucet === undefined || operator === undefined) throw new Error('unreachable: two accounts were derived');
  return {
    chainId,
    rpcUrl,
    client,
    faucet,
    nodes: [{ operator }],
    fund: (address, coins) => {
      const receivers = typeof address === 'string' ? [address] : address;
      const amount = toCoinsJson(coins);
      const messages = receivers.map((toAddress) =>
        packMessage(MsgSend, { fromAddress: faucet.address, toAddress, amount }),
      );
      return client.signAndBroadcast(faucet, messages);
    },
  };
}
