/** ICS-20 in protobuf: `ibc.applications.transfer.v1.FungibleTokenPacketData`. Unknown fields are refused, as ibc-go does. @module */
import { concatBytes, one, readMessage, stringField } from '../../codec/index.ts';
import { parseAmount } from './amount.ts';
import type { FungibleTokenPacketData } from './packet-data.ts';

const TRANSFER = {
  denom: one(1, 'string'),
  amount: one(2, 'string'),
  sender: one(3, 'string'),
  receiver: one(4, 'string'),
  memo: one(5, 'string'),
};

export function encodeTransferProtobuf(data: FungibleTokenPacketData): Uint8Array {
  return concatBytes(
    stringField(1, data.denom),
    stringField(2, data.amount.toString()),
    stringField(3, data.sender),
    stringField(4, data.receiver),
    stringField(5, data.memo),
  );
}

/** @throws {DecodeError} */
export function decodeTransferProtobuf(bytes: Uint8Array, field = 'transfer'): FungibleTokenPacketData {
  const { denom = '', amount = '', sender = '', receiver = '', memo = '' } = readMessage(bytes, TRANSFER, field);
  return { denom, amount: parseAmount(amount, `${field}.amount`), sender, receiver, memo };
}
