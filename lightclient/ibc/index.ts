/** IBC core without I/O: packets, commitments, keys, identifiers, heights, timeouts and ICS-20. @module */
export { type Bech32, decodeBech32, encodeBech32 } from './bech32.ts';
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
export { classifyTransferAcknowledgement, TRANSFER_SUCCESS } from './ics20/acknowledgement.ts';
export { parseAmount } from './ics20/amount.ts';
export {
  type Denom,
  formatDenom,
  type Hop,
  hashDenom,
  isReturning,
  parseDenom,
  receiveDenom,
  toCoinDenom,
} from './ics20/denom.ts';
export { escrowAddress } from './ics20/escrow.ts';
export {
  type FungibleTokenPacketData,
  MAX_MEMO_LENGTH,
  MAX_RECEIVER_LENGTH,
  TRANSFER_PORT,
  TRANSFER_VERSION,
  type TransferFaultCode,
  type TransferVerdict,
  validateSendTransfer,
  validateTransfer,
} from './ics20/packet-data.ts';
export {
  buildTransferPayload,
  decodeTransfer,
  decodeTransferPayload,
  encodeTransfer,
  isTransferPayload,
  TRANSFER_ENCODINGS,
  type TransferEncoding,
} from './ics20/payload.ts';
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
export { encodePacketAbi, hashPacketReceipt } from './solidity/packet-receipt.ts';
export { commitmentStorageSlot, erc7201Slot } from './solidity/storage-slot.ts';
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
  type PacketVerdict,
  validatePacket,
} from './v2/validate-packet.ts';
