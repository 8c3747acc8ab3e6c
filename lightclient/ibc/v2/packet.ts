/** The packet of IBC v2 as it travels, and its protobuf form `ibc.core.channel.v2.Packet`. @module */
import {
  bytesField,
  concatBytes,
  many,
  messageField,
  one,
  readMessage,
  stringField,
  uintField,
} from '../../codec/index.ts';

/** `ibc.core.channel.v2.Payload`: what one application says to its peer. */
export interface IbcPayload {
  readonly sourcePort: string;
  readonly destinationPort: string;
  readonly version: string;
  readonly encoding: string;
  readonly value: Uint8Array;
}

/** `ibc.core.channel.v2.Packet`. */
export interface IbcPacket {
  readonly sequence: bigint;
  readonly sourceClient: string;
  readonly destinationClient: string;
  /** `timeout_timestamp` of the wire, in seconds of Unix time. */
  readonly timeoutSeconds: bigint;
  readonly payloads: readonly IbcPayload[];
}

/** ibc-go caps the bytes of all payloads together; each payload takes some, so this many can never be exceeded by an honest peer. */
const MAX_PAYLOADS = 1024;

const PACKET = {
  sequence: one(1, 'uint64'),
  sourceClient: one(2, 'string'),
  destinationClient: one(3, 'string'),
  timeoutSeconds: one(4, 'uint64'),
  payloads: many(5, 'bytes', MAX_PAYLOADS),
};

const PAYLOAD = {
  sourcePort: one(1, 'string'),
  destinationPort: one(2, 'string'),
  version: one(3, 'string'),
  encoding: one(4, 'string'),
  value: one(5, 'bytes'),
};

const NOTHING = new Uint8Array(0);

/** Decodes `ibc.core.channel.v2.Packet`. @throws {DecodeError} */
export function decodePacket(bytes: Uint8Array, field = 'packet'): IbcPacket {
  const {
    sequence = 0n,
    sourceClient = '',
    destinationClient = '',
    timeoutSeconds = 0n,
    payloads,
  } = readMessage(bytes, PACKET, field);
  return {
    sequence,
    sourceClient,
    destinationClient,
    timeoutSeconds,
    payloads: payloads.map((payload, index) => decodePayload(payload, `${field}.payloads[${index}]`)),
  };
}

/** Encodes `ibc.core.channel.v2.Packet`. */
export function encodePacket(packet: IbcPacket): Uint8Array {
  return concatBytes(
    uintField(1, packet.sequence),
    stringField(2, packet.sourceClient),
    stringField(3, packet.destinationClient),
    uintField(4, packet.timeoutSeconds),
    ...packet.payloads.map((payload) => messageField(5, encodePayload(payload))),
  );
}

/** Decodes `ibc.core.channel.v2.Payload`. @throws {DecodeError} */
export function decodePayload(bytes: Uint8Array, field = 'payload'): IbcPayload {
  const {
    sourcePort = '',
    destinationPort = '',
    version = '',
    encoding = '',
    value = NOTHING,
  } = readMessage(bytes, PAYLOAD, field);
  return { sourcePort, destinationPort, version, encoding, value };
}

/** Encodes `ibc.core.channel.v2.Payload`. */
export function encodePayload(payload: IbcPayload): Uint8Array {
  return concatBytes(
    stringField(1, payload.sourcePort),
    stringField(2, payload.destinationPort),
    stringField(3, payload.version),
    stringField(4, payload.encoding),
    bytesField(5, payload.value),
  );
}
