/** Errors of the router: packets, clients, ports. @module */
import { atSeconds, type RevertKind, revertKind } from './revert-kind.ts';

const STATUS = ['active', 'frozen', 'expired'];
const CLIENT_MISSING = { code: 'CLIENT_NOT_FOUND' } as const;

export const PACKET_ERRORS: readonly RevertKind[] = [
  // Packets.
  revertKind(
    'IBCPacketCommitmentAlreadyExists(bytes path)',
    'refused',
    ({ path }) => `A packet is committed to under ${path} already: the router's sequence is behind its store`,
  ),
  revertKind(
    'IBCPacketAcknowledgementAlreadyExists(bytes path)',
    'done',
    ({ path }) => `The packet was acknowledged before, under ${path}`,
  ),
  revertKind(
    'IBCPacketCommitmentMismatch(bytes32 expected, bytes32 actual)',
    'correct-bytes',
    ({ expected, actual }) => `The packet is not the one that was sent: want the commitment ${expected}, got ${actual}`,
  ),
  revertKind(
    'IBCPacketReceiptMismatch(bytes32 expected, bytes32 actual)',
    'stop-path',
    ({ expected, actual }) =>
      `Another packet was received under this sequence, and both were proven: want the receipt ${expected}, got ${actual}`,
  ),
  revertKind('IBCMultiPayloadPacketNotSupported()', 'refused', 'The packet has other than one payload', {
    code: 'PACKET_REJECTED',
  }),
  revertKind('NoAcknowledgements()', 'defect', 'There is no acknowledgement to commit to'),
  revertKind(
    'IBCInvalidTimeoutTimestamp(uint256 timeoutTimestamp, uint256 comparedTimestamp)',
    ({ timeoutTimestamp, comparedTimestamp }) => (comparedTimestamp < timeoutTimestamp ? 'update-client' : 'done'),
    ({ timeoutTimestamp, comparedTimestamp }) =>
      comparedTimestamp < timeoutTimestamp
        ? `The packet times out at ${atSeconds(timeoutTimestamp)}, and the proof is of ${atSeconds(comparedTimestamp)}: a later one is needed`
        : `The packet's timeout ${atSeconds(timeoutTimestamp)} has passed by ${atSeconds(comparedTimestamp)}: it can only time out`,
  ),
  revertKind(
    'IBCInvalidTimeoutDuration(uint256 maxTimeoutDuration, uint256 actualTimeoutDuration)',
    'refused',
    ({ maxTimeoutDuration, actualTimeoutDuration }) =>
      `The timeout is ${actualTimeoutDuration} s ahead; a packet may wait for at most ${maxTimeoutDuration} s`,
  ),
  revertKind(
    'IBCInvalidCounterparty(string expected, string actual)',
    'refused',
    ({ expected, actual }) =>
      `The packet is of the client ${actual} at the other end, and the counterparty is ${expected}`,
    { code: 'CONFIG_INVALID' },
  ),

  // Applications.
  revertKind(
    'IBCAsyncAcknowledgementNotSupported()',
    'refused',
    'The application answered with nothing, and the router takes no later answers',
    { code: 'PACKET_REJECTED' },
  ),
  revertKind(
    'IBCErrorUniversalAcknowledgement()',
    'refused',
    'The application answered with the error acknowledgement itself, which only the router may write',
    { code: 'PACKET_REJECTED' },
  ),
  revertKind(
    'IBCMalformedAcknowledgement(uint256 maxSize, uint256 actualSize)',
    'refused',
    ({ maxSize, actualSize }) =>
      `The application answered with ${actualSize} bytes that are no acknowledgement of at most ${maxSize}`,
    { code: 'PACKET_REJECTED' },
  ),
  revertKind(
    'IBCFailedCallback()',
    'refused',
    'The application failed on the end of its packet, without a reason or with one too long to pass on; perhaps its gas ran out',
    { code: 'PACKET_CLOSE_REJECTED' },
  ),
  revertKind(
    'IBCInsufficientGas(uint256 required, uint256 actual)',
    'raise-gas',
    ({ required, actual }) => `The router must have ${required} gas left for what it promises, and had ${actual}`,
  ),
  revertKind(
    'IBCAppNotFound(string portId)',
    'refused',
    ({ portId }) => `No application is bound to the port ${portId}`,
  ),
  revertKind('IBCPortAlreadyExists(string portId)', 'refused', ({ portId }) => `The port ${portId} is taken`),
  revertKind(
    'IBCInvalidPortIdentifier(string portId)',
    'refused',
    ({ portId }) => `${portId} is no port that may be chosen`,
  ),
  revertKind(
    'IBCUnauthorizedSender(address caller)',
    'refused',
    ({ caller }) => `${caller} is not the application of the port that the packet is sent from`,
  ),
  revertKind(
    'IBCInvalidCallbackGas(uint256 min, uint256 max, uint256 actual)',
    'refused',
    ({ min, max, actual }) => `An application may be given ${min} to ${max} gas, not ${actual}`,
  ),

  // Clients.
  revertKind(
    'IBCClientNotActive(string clientId, uint8 status)',
    'stop-path',
    ({ clientId, status }) => `Nothing is sent into the client ${clientId}: it is ${STATUS[status] ?? status}`,
  ),
  revertKind(
    'IBCClientStatusUnavailable(string clientId)',
    'refused',
    ({ clientId }) => `The client ${clientId} does not tell its status`,
  ),
  revertKind(
    'IBCClientNotFound(string clientId)',
    'refused',
    ({ clientId }) => `The router has no client ${clientId}`,
    CLIENT_MISSING,
  ),
  revertKind(
    'IBCCounterpartyClientNotFound(string counterpartyClientId)',
    'refused',
    ({ counterpartyClientId }) => `No counterparty is registered for the client ${counterpartyClientId}`,
    CLIENT_MISSING,
  ),
  revertKind(
    'IBCInvalidClientId(string clientId)',
    'refused',
    ({ clientId }) => `${clientId} is no client id that may be chosen`,
  ),
  revertKind(
    'IBCClientAlreadyExists(string clientId)',
    'done',
    ({ clientId }) => `There is a client ${clientId} already`,
  ),
  revertKind(
    'IBCLightClientWithoutCode(address client)',
    'refused',
    ({ client }) => `There is no contract at ${client}`,
    { code: 'CONFIG_INVALID' },
  ),
  revertKind(
    'InvalidMerklePrefix(bytes[] prefix)',
    'refused',
    ({ prefix }) => `The counterparty's Merkle prefix has ${prefix.length} elements, and must have at least one`,
    { code: 'CONFIG_INVALID' },
  ),
];
