/** Transfers as payloads of IBC v2 packets, in each of the three encodings. Source: ibc-go `apps/transfer/types/packet.go`. @module */
import { DecodeError } from '../../codec/index.ts';
import type { IbcPayload } from '../v2/packet.ts';
import { decodeTransferAbi, encodeTransferAbi } from './abi.ts';
import { decodeTransferJson, encodeTransferJson } from './json.ts';
import { type FungibleTokenPacketData, TRANSFER_PORT, TRANSFER_VERSION } from './packet-data.ts';
import { decodeTransferProtobuf, encodeTransferProtobuf } from './protobuf.ts';

const CODECS = {
  'application/json': { encode: encodeTransferJson, decode: decodeTransferJson },
  'application/x-protobuf': { encode: encodeTransferProtobuf, decode: decodeTransferProtobuf },
  'application/x-solidity-abi': { encode: encodeTransferAbi, decode: decodeTransferAbi },
} as const;

/** How a payload writes a transfer. */
export type TransferEncoding = keyof typeof CODECS;
/** Every `TransferEncoding`; Ethereum takes the last one only. */
export const TRANSFER_ENCODINGS: readonly TransferEncoding[] = [
  'application/json',
  'application/x-protobuf',
  'application/x-solidity-abi',
];

/** A transfer's bytes in an encoding. */
export function encodeTransfer(data: FungibleTokenPacketData, encoding: TransferEncoding): Uint8Array {
  return CODECS[encoding].encode(data);
}

/** A transfer from its bytes; no encoding stands for JSON. @throws {DecodeError} */
export function decodeTransfer(bytes: Uint8Array, encoding: string, field = 'transfer'): FungibleTokenPacketData {
  const known = TRANSFER_ENCODINGS.find((candidate) => candidate === (encoding || 'application/json'));
  if (known === undefined) throw new DecodeError(`${field}.encoding`, TRANSFER_ENCODINGS.join(' or '), encoding);
  return CODECS[known].decode(bytes, field);
}

/** The payload of a transfer: version `ics20-1`, port `transfer` on both ends. */
export function buildTransferPayload(data: FungibleTokenPacketData, encoding: TransferEncoding): IbcPayload {
  return {
    sourcePort: TRANSFER_PORT,
    destinationPort: TRANSFER_PORT,
    version: TRANSFER_VERSION,
    encoding,
    value: encodeTransfer(data, encoding),
  };
}

/** Whether a payload is meant for the transfer application of both ends, in the one version that it speaks. */
export function isTransferPayload(payload: IbcPayload): boolean {
  return (
    payload.sourcePort === TRANSFER_PORT &&
    payload.destinationPort === TRANSFER_PORT &&
    payload.version === TRANSFER_VERSION
  );
}

/** The transfer in a payload. @throws {DecodeError} for another application's payload, or one that cannot be read. */
export function decodeTransferPayload(payload: IbcPayload, field = 'payload'): FungibleTokenPacketData {
  if (!isTransferPayload(payload)) {
    const got = `${payload.sourcePort} to ${payload.destinationPort}, version ${payload.version}`;
    throw new DecodeError(field, `${TRANSFER_PORT} to ${TRANSFER_PORT}, version ${TRANSFER_VERSION}`, got);
  }
  return decodeTransfer(payload.value, payload.encoding, field);
}
