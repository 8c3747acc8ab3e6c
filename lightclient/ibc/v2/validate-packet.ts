/** Stateless rules for a packet. Source: ibc-go `04-channel/v2/types/packet.go`. @module */
import { type BinaryVerdict, firstFailure, invalid, VALID } from '../../verdict.ts';
import { isBlank } from '../blank.ts';
import { type IdentifierFaultCode, validateIdentifier } from '../identifiers.ts';
import type { IbcPacket, IbcPayload } from './packet.ts';

/** What can be wrong with a packet. */
export type PacketFaultCode =
  | IdentifierFaultCode
  /** The number of payloads is not what the chain supports: exactly one on ibc-go v10 and v11 and on Ethereum. */
  | 'payload-count'
  /** A payload's version is blank. */
  | 'blank-version'
  /** A payload's encoding is blank. */
  | 'blank-encoding'
  /** A payload's value is empty. */
  | 'empty-payload'
  /** The values of all payloads together exceed 262,144 bytes. */
  | 'payloads-too-large'
  /** The sequence is zero. */
  | 'zero-sequence'
  /** The timeout is zero. */
  | 'zero-timeout';

/** ibc-go's limit on the values of all payloads together, in bytes. */
export const MAX_PAYLOADS_SIZE = 262_144;

/** What the two chains can do beyond the common part. */
export interface PacketCapabilities {
  /** Both chains take packets of several payloads (ibc-go after v11). */
  readonly multiPayload?: boolean;
}

/** The verdict on a packet by itself. */
export type PacketVerdict = BinaryVerdict<PacketFaultCode>;

/** Everything ibc-go checks of a packet before it looks at state. A packet that fails can only time out. */
export function validatePacket(packet: IbcPacket, capabilities: PacketCapabilities = {}): PacketVerdict {
  return firstFailure<PacketVerdict>(
    () => validatePayloadCount(packet.payloads.length, capabilities),
    ...packet.payloads.map((payload, index) => () => validatePayload(payload, `payloads[${index}]`)),
    () => validateTotalSize(packet.payloads),
    () => validateIdentifier('packet client', packet.sourceClient, 'sourceClient'),
    () => validateIdentifier('packet client', packet.destinationClient, 'destinationClient'),
    () => (packet.sequence > 0n ? VALID : invalid('zero-sequence', 'at least 1', `${packet.sequence}`)),
    () => (packet.timeoutSeconds > 0n ? VALID : invalid('zero-timeout', 'at least 1 s', `${packet.timeoutSeconds} s`)),
  );
}

function validatePayloadCount(count: number, { multiPayload = false }: PacketCapabilities): PacketVerdict {
  if (count === 1 || (multiPayload && count > 1)) return VALID;
  return invalid('payload-count', multiPayload ? 'at least 1' : 'exactly 1', `${count}`);
}

function validatePayload(payload: IbcPayload, field: string): PacketVerdict {
  return firstFailure<PacketVerdict>(
    () => validateIdentifier('port', payload.sourcePort, `${field}.sourcePort`),
    () => validateIdentifier('port', payload.destinationPort, `${field}.destinationPort`),
    () => (isBlank(payload.version) ? invalid('blank-version', `${field}.version: some text`, 'blank') : VALID),
    () => (isBlank(payload.encoding) ? invalid('blank-encoding', `${field}.encoding: some text`, 'blank') : VALID),
    () => (payload.value.length === 0 ? invalid('empty-payload', `${field}.value: some bytes`, 'none') : VALID),
  );
}

function validateTotalSize(payloads: readonly IbcPayload[]): PacketVerdict {
  const size = payloads.reduce((sum, payload) => sum + payload.value.length, 0);
  if (size <= MAX_PAYLOADS_SIZE) return VALID;
  return invalid('payloads-too-large', `at most ${MAX_PAYLOADS_SIZE} bytes`, `${size}`);
}
