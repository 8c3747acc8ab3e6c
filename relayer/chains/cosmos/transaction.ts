/** Cosmos transactions in protobuf, signed in direct mode. Source: cosmos-sdk `proto/cosmos/tx/v1beta1/tx.proto`. @module */
import { bytesField, concatBytes, messageField, stringField, uintField } from '@causeway/lightclient/codec';
import type { ChainMessage } from '../../ports/chain-writer.ts';

export interface Coin {
  readonly denom: string;
  readonly amount: bigint;
}

export interface TxContent {
  readonly messages: readonly ChainMessage[];
  readonly memo: string;
  readonly timeoutHeight: bigint;
  readonly gasLimit: bigint;
  readonly fee: readonly Coin[];
  /** Pays the fee instead of the signer. */
  readonly feeGranter?: string;
  readonly sequence: bigint;
  readonly publicKey: AnyMessage;
}

/** `google.protobuf.Any`. */
export type AnyMessage = ChainMessage;

export interface UnsignedTx {
  readonly body: Uint8Array;
  readonly authInfo: Uint8Array;
}

const DIRECT = 1n;

export function encodeAny({ type, bytes }: AnyMessage): Uint8Array {
  return concatBytes(stringField(1, type), bytesField(2, bytes));
}

export function buildTx(content: TxContent): UnsignedTx {
  const modeInfo = messageField(1, uintField(1, DIRECT));
  const signerInfo = concatBytes(
    messageField(1, encodeAny(content.publicKey)),
    messageField(2, modeInfo),
    uintField(3, content.sequence),
  );
  const fee = concatBytes(
    ...content.fee.map((coin) => messageField(1, encodeCoin(coin))),
    uintField(2, content.gasLimit),
    stringField(4, content.feeGranter ?? ''),
  );
  return {
    body: concatBytes(
      ...content.messages.map((message) => messageField(1, encodeAny(message))),
      stringField(2, content.memo),
      uintField(3, content.timeoutHeight),
    ),
    authInfo: concatBytes(messageField(1, signerInfo), messageField(2, fee)),
  };
}

export function encodeCoin({ denom, amount }: Coin): Uint8Array {
  return concatBytes(stringField(1, denom), stringField(2, `${amount}`));
}

/** `SignDoc`: what is signed. */
export function encodeSignDoc({ body, authInfo }: UnsignedTx, chainId: string, accountNumber: bigint): Uint8Array {
  return concatBytes(
    bytesField(1, body),
    bytesField(2, authInfo),
    stringField(3, chainId),
    uintField(4, accountNumber),
  );
}

/** `TxRaw`: what is sent. */
export function encodeTxRaw({ body, authInfo }: UnsignedTx, signature: Uint8Array): Uint8Array {
  return concatBytes(bytesField(1, body), bytesField(2, authInfo), messageField(3, signature));
}
