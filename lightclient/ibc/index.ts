/** IBC core without I/O: packets, commitments, keys, identifiers, heights, timeouts and ICS-20. @module */
export {
  clientConfigKey,
  clientCreatorKey,
  clientKey,
  clientStateKey,
  consensusStateKey,
  counterpartyKey,
} from './client-path.ts';
export {
  compareHeights,
  decodeHeight,
  encodeHeight,
  formatHeight,
  type Height,
  isZeroHeight,
  parseHeight,
  revisionOfChainId,
  toHeight,
} from './height.ts';
export {
  type ClientIdentifier,
  formatClientId,
  type IdentifierFaultCode,
  type IdentifierKind,
  isChannelIdFormat,
  isClientIdFormat,
  isIdentifier,
  parseClientId,
  validateIdentifier,
} from './identifiers.ts';
export {
  buildMerklePath,
  decodeMerklePath,
  encodeMerklePath,
  IBC_STORE_PREFIX,
  type MerklePath,
} from './merkle-path.ts';
export {
  type AcknowledgementFaultCode,
  decodeAcknowledgement,
  encodeAcknowledgement,
  type IbcAcknowledgement,
  isErrorAcknowledgement,
  UNIVERSAL_ERROR_ACKNOWLEDGEMENT,
  validateAcknowledgement,
} from './v2/acknowledgement.ts';
export { commitAcknowledgement, commitPacket, PACKET_RECEIPT } from './v2/commitment.ts';
export {
  decodePacket,
  decodePayload,
  encodePacket,
  encodePayload,
  type IbcPacket,
  type IbcPayload,
} from './v2/packet.ts';
export {
  aliasKey,
  asyncPacketKey,
  nextSequenceSendKey,
  packetAcknowledgementKey,
  packetCommitmentKey,
  packetKeys,
  packetReceiptKey,
} from './v2/packet-path.ts';
export {
  floorToSeconds,
  hasTimeoutMargin,
  isTimedOut,
  MAX_TIMEOUT_SECONDS,
  type TimeoutFaultCode,
  timeUntilTimeoutNs,
  validateSendTimeout,
  validateSendTimeoutSolidity,
} from './v2/timeout.ts';
export {
  MAX_PAYLOADS_SIZE,
  type PacketCapabilities,
  type PacketFaultCode,
  validatePacket,
} from './v2/validate-packet.ts';
