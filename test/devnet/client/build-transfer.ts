/** ICS-20 transfers over IBC v2. @module */

import type { Any } from 'cosmjs-types/google/protobuf/any';
import { MsgTransfer, MsgTransferResponse } from 'cosmjs-types/ibc/applications/transfer/v1/tx';
import type { Coin } from '../chain/chain-options.ts';
import type { Account } from '../chain/derive-keys.ts';
import type { ChainClient, IncludedTx } from './chain-client.ts';
import { packMessage } from './pack-message.ts';
import type { TxOptions } from './sign-transaction.ts';

/** One transfer. */
export interface TransferSpec {
  /** The client on the sending chain: in IBC v2 it stands where the channel stood. */
  readonly sourceClient: string;
  readonly sender: string;
  readonly receiver: string;
  readonly token: Coin;
  /** Unix time in seconds; at most a day ahead of the chain's time. */
  readonly timeoutSeconds: bigint;
  readonly memo?: string;
  /** Default `application/json`. */
  readonly encoding?: string;
}

/** The message that sends it. */
export function buildTransfer(transfer: TransferSpec): Any {
  return packMessage(
    MsgTransfer,
    MsgTransfer.fromPartial({
      sourcePort: 'transfer',
      sourceChannel: transfer.sourceClient,
      token: { denom: transfer.token.denom, amount: String(transfer.token.amount) },
      sender: transfer.sender,
      receiver: transfer.receiver,
      timeoutTimestamp: transfer.timeoutSeconds,
      memo: transfer.memo ?? '',
      encoding: transfer.encoding ?? 'application/json',
    }),
  );
}

/** Transfers in a block. */
export interface SentTransfers {
  readonly tx: IncludedTx;
  /** The packets' sequences, in the order of the transfers. */
  readonly sequences: readonly bigint[];
}

/** Sends transfers of one sender in one transaction and waits for it. @throws {TxError} when one of them fails. */
export async function sendTransfers(
  client: ChainClient,
  sender: Account,
  transfers: readonly Omit<TransferSpec, 'sender'>[],
  options?: TxOptions,
): Promise<SentTransfers> {
  const messages = transfers.map((transfer) => buildTransfer({ ...transfer, sender: sender.address }));
  const tx = await client.signAndBroadcast(sender, messages, options);
  return { tx, sequences: tx.responses.map(({ value }) => MsgTransferResponse.decode(value).sequence) };
}
