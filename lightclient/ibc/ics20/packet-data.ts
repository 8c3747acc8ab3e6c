/** What an ICS-20 transfer says, whatever its encoding. Source: ibc-go `apps/transfer/types/packet.go`. @module */
import { encodeUtf8 } from '../../codec/index.ts';
import { type BinaryVerdict, firstFailure, invalid, VALID } from '../../verdict.ts';
import { isBlank } from '../blank.ts';
import { type IdentifierFaultCode, validateIdentifier } from '../identifiers.ts';
import { type Denom, parseDenom } from './denom.ts';

/** `ibc.applications.transfer.v1.FungibleTokenPacketData`. */
export interface FungibleTokenPacketData {
  /** Full path: hops, then the base denomination, such as `transfer/07-tendermint-0/uatom`. */
  readonly denom: string;
  readonly amount: bigint;
  readonly sender: string;
  readonly receiver: string;
  readonly memo: string;
}

/** The port of the transfer application on ibc-go chains and in the public Solidity stack. */
export const TRANSFER_PORT = 'transfer';
/** The version that every transfer over IBC v2 names. */
export const TRANSFER_VERSION = 'ics20-1';
/** ibc-go's limit on the memo, in bytes. */
export const MAX_MEMO_LENGTH = 32_768;
/** ibc-go's limit on the receiver, in bytes, when sending. */
export const MAX_RECEIVER_LENGTH = 2_048;

/** What can be wrong with a transfer. */
export type TransferFaultCode =
  | IdentifierFaultCode
  /** The amount is zero or negative. */
  | 'amount-not-positive'
  /** The amount does not fit 256 bits. */
  | 'amount-too-large'
  /** The sender is blank. */
  | 'blank-sender'
  /** The receiver is blank. */
  | 'blank-receiver'
  /** The receiver is longer than 2,048 bytes; checked when sending only. */
  | 'receiver-too-long'
  /** The memo is longer than 32,768 bytes. */
  | 'memo-too-long'
  /** The denomination has no base. */
  | 'blank-denom'
  /** The base denomination holds a `/`, which cannot be sent over IBC v2. */
  | 'slash-in-base-denom';

/** The verdict on a transfer by itself. */
export type TransferVerdict = BinaryVerdict<TransferFaultCode>;

/** What ibc-go checks of a transfer on both ends. One that fails on receipt is answered with the universal error. */
export function validateTransfer(data: FungibleTokenPacketData): TransferVerdict {
  const denom = parseDenom(data.denom);
  return firstFailure<TransferVerdict>(
    () => validateAmount(data.amount),
    () => (isBlank(data.sender) ? invalid('blank-sender', 'a sender', 'none') : VALID),
    () => (isBlank(data.receiver) ? invalid('blank-receiver', 'a receiver', 'none') : VALID),
    () => validateDenom(denom),
    () => validateLength('memo-too-long', data.memo, MAX_MEMO_LENGTH),
  );
}

/** What ibc-go checks of a transfer before it sends it over IBC v2. */
export function validateSendTransfer(data: FungibleTokenPacketData): TransferVerdict {
  const { base } = parseDenom(data.denom);
  return firstFailure<TransferVerdict>(
    () => validateTransfer(data),
    () => validateLength('receiver-too-long', data.receiver, MAX_RECEIVER_LENGTH),
    () => (base.includes('/') ? invalid('slash-in-base-denom', 'a base without /', base.slice(0, 130)) : VALID),
  );
}

function validateAmount(amount: bigint): TransferVerdict {
  if (amount <= 0n) return invalid('amount-not-positive', 'at least 1', `${amount}`);
  return amount >> 256n === 0n ? VALID : invalid('amount-too-large', 'at most 256 bits', `${amount}`);
}

function validateDenom({ base, trace }: Denom): TransferVerdict {
  return firstFailure<TransferVerdict>(
    () => (isBlank(base) ? invalid('blank-denom', 'a base denomination', 'none') : VALID),
    ...trace.flatMap((hop) => [
      () => validateIdentifier('port', hop.portId, 'hop port'),
      () => validateIdentifier('channel', hop.channelId, 'hop channel'),
    ]),
  );
}

function validateLength(code: 'memo-too-long' | 'receiver-too-long', text: string, most: number): TransferVerdict {
  const { length } = encodeUtf8(text);
  return length <= most ? VALID : invalid(code, `at most ${most} bytes`, `${length}`);
}
