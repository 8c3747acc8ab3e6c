/**
 * ICS-20 in Solidity's ABI: `abi.encode` of the tuple (string denom, string sender, string receiver, uint256 amount,
 * string memo). Source: ibc-go `apps/transfer/types/solidity_abi.go`.
 * @module
 */
import { DecodeError, decodeUtf8, encodeUtf8, equalBytes } from '../../codec/index.ts';
import { type AbiValue, encodeAbi, readBytes, readSize, readWord } from '../solidity/abi.ts';
import type { FungibleTokenPacketData } from './packet-data.ts';

/** A tuple with dynamic members stands behind one offset, which is always this. */
const TUPLE_AT = 32;

/** @throws {RangeError} for an amount that is negative or does not fit 256 bits. */
export function encodeTransferAbi(data: FungibleTokenPacketData): Uint8Array {
  const fields: readonly AbiValue[] = [
    text(data.denom),
    text(data.sender),
    text(data.receiver),
    { type: 'uint', value: data.amount },
    text(data.memo),
  ];
  return encodeAbi([{ type: 'tuple', fields }]);
}

/** Strict: only the bytes that `abi.encode` gives, so no spare, shared or overlapping parts. @throws {DecodeError} */
export function decodeTransferAbi(bytes: Uint8Array, field = 'transfer'): FungibleTokenPacketData {
  const start = readSize(bytes, 0, field);
  if (start !== TUPLE_AT) throw new DecodeError(field, `a tuple at ${TUPLE_AT}`, `${start}`, 0);
  const tuple = bytes.subarray(start);
  const readText = (index: number, name: string): string => {
    const path = `${field}.${name}`;
    return decodeUtf8(readBytes(tuple, readSize(tuple, index * 32, path), path), path);
  };
  const data = {
    denom: readText(0, 'denom'),
    sender: readText(1, 'sender'),
    receiver: readText(2, 'receiver'),
    amount: readWord(tuple, 96, `${field}.amount`),
    memo: readText(4, 'memo'),
  };
  if (!equalBytes(encodeTransferAbi(data), bytes))
    throw new DecodeError(field, 'canonical ABI encoding', 'another one');
  return data;
}

function text(value: string): AbiValue {
  return { type: 'bytes', value: encodeUtf8(value) };
}
