/** The relayer's own key in other hands. @module */

import { DirectSecp256k1Wallet } from '@cosmjs/proto-signing';
import { type Account, packMessage, STAKE_DENOM } from 'causeway/devnet';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import type { Bridge, Side } from './bridge.ts';

/** Sends a token to itself with the key that the relayer signs with. Resolves once a node has taken it. */
export async function useRelayerKey(bridge: Bridge, side: Side): Promise<string> {
  const account = await relayerAccount(bridge);
  const { address } = account;
  const amount = [{ denom: STAKE_DENOM, amount: '1' }];
  const message = packMessage(MsgSend, { fromAddress: address, toAddress: address, amount });
  return (await bridge[side].chain.client.broadcast(account, [message])).hash;
}

async function relayerAccount({ home }: Bridge): Promise<Account> {
  const privateKey = Buffer.from(home.env.CAUSEWAY_KEY_RELAYER ?? '', 'hex');
  const wallet = await DirectSecp256k1Wallet.fromKey(privateKey, 'cosmos');
  const [first] = await wallet.getAccounts();
  if (first === undefined) throw new Error('unreachable: a wallet without an account');
  return { name: 'relayer', address: first.address, mnemonic: '', privateKey, wallet };
}
