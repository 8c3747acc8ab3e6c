/** ICS-20 transfers over IBC v2. @module */

import type { Any } from 'cosmjs-types/google/protobuf/any';
import { MsgTransfer } from 'cosmjs-types/ibc/applications/transfer/v1/tx';
import type { Coin } from '../chain/chain-options.ts';
import { packMessage } from './pack-message.ts';

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
