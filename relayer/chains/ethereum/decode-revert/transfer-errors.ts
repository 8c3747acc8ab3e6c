/** Errors of the transfer application, its escrows and its vouchers. @module */
import { type RevertKind, revertKind } from './revert-kind.ts';

const REJECTED = { code: 'PACKET_REJECTED' } as const;

export const TRANSFER_ERRORS: readonly RevertKind[] = [
  revertKind(
    'ICS20Unauthorized(address caller)',
    'refused',
    ({ caller }) => `${caller} may not call the transfer application`,
  ),
  revertKind(
    'ICS20UnauthorizedPacketSender(address packetSender)',
    'refused',
    ({ packetSender }) => `Transfers are not sent for ${packetSender}`,
  ),
  revertKind('ICS20InvalidAddress(string addr)', 'refused', ({ addr }) => `"${addr}" is no address`, REJECTED),
  revertKind(
    'ICS20InvalidAmount(uint256 amount)',
    'refused',
    ({ amount }) => `An amount of ${amount} cannot be sent`,
    REJECTED,
  ),
  revertKind(
    'ICS20UnexpectedVersion(string expected, string version)',
    'refused',
    ({ expected, version }) => `The packet is of version "${version}" of ICS-20, want "${expected}"`,
    REJECTED,
  ),
  revertKind(
    'ICS20UnexpectedEncoding(string expected, string actual)',
    'refused',
    ({ expected, actual }) => `The packet is encoded as "${actual}", want "${expected}"`,
    REJECTED,
  ),
  revertKind(
    'ICS20UnexpectedERC20Balance(uint256 expected, uint256 actual)',
    'refused',
    ({ expected, actual }) =>
      `The escrow holds ${actual} and not ${expected} after the transfer: the token takes a fee, or does not do as it says`,
  ),
  revertKind(
    'ICS20DenomNotFound(string denom)',
    'refused',
    ({ denom }) => `There is no token for "${denom}"`,
    REJECTED,
  ),
  revertKind(
    'ICS20Permit2TokenMismatch(address permitToken, address sentToken)',
    'refused',
    ({ permitToken, sentToken }) => `The permit is for the token ${permitToken}, and ${sentToken} is sent`,
  ),
  revertKind(
    'ICS20InvalidPort(string expected, string actual)',
    'refused',
    ({ expected, actual }) => `The packet is of the port "${actual}", want "${expected}"`,
    REJECTED,
  ),
  revertKind(
    'ICS20EscrowNotFound(string clientID)',
    'refused',
    ({ clientID }) => `Nothing was ever escrowed for the client ${clientID}`,
    REJECTED,
  ),
  revertKind('ICS20DenomAlreadyExists(string denom)', 'refused', ({ denom }) => `"${denom}" has a token already`),
  revertKind(
    'ICS20TokenAlreadyExists(string denom)',
    'refused',
    ({ denom }) => `The token stands for "${denom}" already`,
  ),
  revertKind(
    'ICS20InvalidDenom(string denom)',
    'refused',
    ({ denom }) => `"${denom}" did not come from another chain`,
    REJECTED,
  ),
  revertKind(
    'ICS20InvalidLength(uint256 min, uint256 max, uint256 actual)',
    'refused',
    ({ min, max, actual }) => `A text of the transfer has ${actual} bytes, want ${min} to ${max}`,
    REJECTED,
  ),
  revertKind(
    'ICS20ClaimNotFound(string clientId, uint64 sequence)',
    'done',
    ({ clientId, sequence }) =>
      `No refund is deferred for packet ${sequence} of ${clientId}: it was paid, or never deferred`,
  ),
  revertKind(
    'ICS20CallbackNotFound(address sender, bytes32 callbackHash)',
    'done',
    ({ sender, callbackHash }) =>
      `No callback ${callbackHash} of ${sender} is deferred: it was made, or never deferred`,
  ),
  revertKind(
    'ICS20InsufficientGas(uint256 required, uint256 actual)',
    'raise-gas',
    ({ required, actual }) =>
      `The transfer application must have ${required} gas left for a refund or a callback, and had ${actual}`,
  ),
  revertKind('ICS20SenderCallbackFailed(bytes reason)', 'refused', "The sender's callback failed once more", {
    inner: 'reason',
  }),
  revertKind(
    'RateLimitExceeded(uint256 rateLimit, uint256 usage)',
    'later',
    ({ rateLimit, usage }) => `The escrow would have paid out ${usage} today, and its limit is ${rateLimit}`,
  ),
  revertKind('EscrowUnauthorized(address caller)', 'refused', ({ caller }) => `${caller} may not call the escrow`),
  revertKind(
    'IBCERC20Unauthorized(address caller)',
    'refused',
    ({ caller }) => `${caller} may not mint or burn the voucher`,
  ),
  revertKind(
    'IBCERC20NotEscrow(address escrow, address mintAddress)',
    'refused',
    ({ escrow, mintAddress }) => `Vouchers are minted to and burned from the escrow ${escrow} only, got ${mintAddress}`,
  ),
];
