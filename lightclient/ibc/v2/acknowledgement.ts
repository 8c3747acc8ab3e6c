/** The acknowledgement of IBC v2, its protobuf form, rules and meaning. Source: ibc-go `04-channel/v2/types/acknowledgement.go`. @module */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, encodeUtf8, equalBytes, many, messageField, readMessage } from '../../codec/index.ts';
import { type BinaryVerdict, invalid, VALID } from '../../verdict.ts';
import type { IbcPacket } from './packet.ts';

/** `ibc.core.channel.v2.Acknowledgement`. */
export interface IbcAcknowledgement {
  /** One per payload, or the universal error alone. */
  readonly appAcknowledgements: readonly Uint8Array[];
}

/** What can be wrong with an acknowledgement. */
export type AcknowledgementFaultCode =
  /** There is no application acknowledgement at all. */
  | 'no-acknowledgements'
  /** An application acknowledgement is empty. */
  | 'empty-acknowledgement'
  /** The universal error stands beside other acknowledgements. */
  | 'mixed-error-acknowledgement'
  /** A successful acknowledgement does not have exactly one entry per payload of its packet. */
  | 'acknowledgement-count';

/** The one application acknowledgement of a failed receive: `H("UNIVERSAL_ERROR_ACKNOWLEDGEMENT")`. */
export const UNIVERSAL_ERROR_ACKNOWLEDGEMENT: Uint8Array = sha256(encodeUtf8('UNIVERSAL_ERROR_ACKNOWLEDGEMENT'));

const MAX_ACKNOWLEDGEMENTS = 1024;
const ACKNOWLEDGEMENT = { appAcknowledgements: many(1, 'bytes', MAX_ACKNOWLEDGEMENTS) };

/** Decodes `ibc.core.channel.v2.Acknowledgement`. @throws {DecodeError} */
export function decodeAcknowledgement(bytes: Uint8Array, field = 'acknowledgement'): IbcAcknowledgement {
  return { appAcknowledgements: readMessage(bytes, ACKNOWLEDGEMENT, field).appAcknowledgements };
}

/** Encodes `ibc.core.channel.v2.Acknowledgement`. */
export function encodeAcknowledgement(acknowledgement: IbcAcknowledgement): Uint8Array {
  return concatBytes(...acknowledgement.appAcknowledgements.map((ack) => messageField(1, ack)));
}

/**
 * ibc-go's checks of MsgAcknowledgement, and with a packet also that a success has one entry per payload: ibc-go indexes
 * the list by payload and would otherwise abort the transaction.
 */
export function validateAcknowledgement(
  acknowledgement: IbcAcknowledgement,
  packet?: IbcPacket,
): BinaryVerdict<AcknowledgementFaultCode> {
  const acks = acknowledgement.appAcknowledgements;
  if (acks.length === 0) return invalid('no-acknowledgements', 'at least one acknowledgement', 'none');
  const empty = acks.findIndex((ack) => ack.length === 0);
  if (empty >= 0) return invalid('empty-acknowledgement', 'non-empty acknowledgements', `number ${empty} is empty`);
  if (acks.length > 1 && acks.some(isUniversalError)) {
    return invalid('mixed-error-acknowledgement', 'the universal error alone', `${acks.length} acknowledgements`);
  }
  const isError = isErrorAcknowledgement(acknowledgement);
  if (packet !== undefined && !isError && acks.length !== packet.payloads.length) {
    return invalid('acknowledgement-count', `${packet.payloads.length}, one per payload`, `${acks.length}`);
  }
  return VALID;
}

/** Whether the receive failed, so that the sender refunds. Core IBC only knows the universal error. */
export function isErrorAcknowledgement(acknowledgement: IbcAcknowledgement): boolean {
  const [first] = acknowledgement.appAcknowledgements;
  return first !== undefined && isUniversalError(first);
}

function isUniversalError(ack: Uint8Array): boolean {
  return equalBytes(ack, UNIVERSAL_ERROR_ACKNOWLEDGEMENT);
}
