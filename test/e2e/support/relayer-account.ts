/** The relayer's own key in other hands. @module */

import { DirectSecp256k1Wallet } from '@cosmjs/proto-signing';
import { type Account, packMessage, STAKE_DENOM, TxError } from 'causeway/devnet';
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import type { Bridge, Side } from './bridge.ts';
import { waitUntil } from './wait-until.ts';

const WRONG_SEQUENCE = 32;

/**
 * Sends a token to itself with the key that the relayer signs with. Resolves once a node has taken it: when the relayer was
 * faster with the same sequence, the next one is used.
 */
export async function useRelayerKey(bridge: Bridge, side: Side): Promise<string> {
  const account = await relayerAccount(bridge);
  const { address } = account;
  const amount = [{ denom: STAKE_DENOM, amount: '1' }];
  const message = packMessage(MsgSend, { fromAddress: address, toAddress: address, amount });
  const { client } = bridge[side].chain;
  const send = async (): Promise<string | undefined> => {
    try {
      return (await client.broadcast(account, [message])).hash;
    } catch (error) {
      if (error instanceof TxError && error.code === WRONG_SEQUENCE) return undefined;
      throw error;
    }
  };
  return waitUntil(send, { timeoutMs: 30_000, what: `a sequence that the relayer does not use on ${side}` });
}

async function relayerAccount({ home }: Bridge): Promise<Account> {
  const privateKey = Buffer.from(home.env.CAUSEWAY_KEY_RELAYER ?? '', 'hex');
  const wallet = await DirectSecp256k1Wallet.fromKey(privateKey, 'cosmos');
  const [first] = await wallet.getAccounts();
  if (first === undefined) throw new Error('unreachable: a wallet without an account');
  return { name: 'relayer', address: first.address, mnemonic: '', privateKey, wallet };
}
