/** Errors of OpenZeppelin's contracts that ours are made of, or that tokens which they call are made of. @module */
import { atSeconds, type RevertKind, revertKind } from './revert-kind.ts';

const SET_UP = { code: 'CONFIG_INVALID' } as const;

const TOKENS: readonly RevertKind[] = [
  revertKind(
    'ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
    'refused',
    ({ sender, balance, needed }) => `${sender} holds ${balance} of the token, and ${needed} are needed`,
  ),
  revertKind(
    'ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
    'refused',
    ({ spender, allowance, needed }) => `${spender} may spend ${allowance} of the token, and ${needed} are needed`,
  ),
  revertKind('ERC20InvalidSender(address sender)', 'refused', ({ sender }) => `The token is not sent from ${sender}`),
  revertKind(
    'ERC20InvalidReceiver(address receiver)',
    'refused',
    ({ receiver }) => `The token is not sent to ${receiver}`,
  ),
  revertKind('ERC20InvalidApprover(address approver)', 'refused', ({ approver }) => `${approver} cannot approve`),
  revertKind('ERC20InvalidSpender(address spender)', 'refused', ({ spender }) => `${spender} cannot be approved`),
  revertKind(
    'SafeERC20FailedOperation(address token)',
    'refused',
    ({ token }) => `The token ${token} did not do what it was asked`,
  ),
  revertKind(
    'SafeERC20FailedDecreaseAllowance(address spender, uint256 currentAllowance, uint256 requestedDecrease)',
    'refused',
    ({ spender, currentAllowance, requestedDecrease }) =>
      `The allowance ${currentAllowance} of ${spender} cannot go down by ${requestedDecrease}`,
  ),
  revertKind(
    'ERC2612ExpiredSignature(uint256 deadline)',
    'refused',
    ({ deadline }) => `The permit ended at ${atSeconds(deadline)}`,
  ),
  revertKind(
    'ERC2612InvalidSigner(address signer, address owner)',
    'refused',
    ({ signer, owner }) => `The permit is signed by ${signer}, and the owner is ${owner}`,
  ),
  revertKind(
    'InvalidAccountNonce(address account, uint256 currentNonce)',
    'refused',
    ({ account, currentNonce }) => `The permit has another nonce than ${account} has, which is ${currentNonce}`,
  ),
  revertKind('ECDSAInvalidSignature()', 'refused', 'A signature is none'),
  revertKind(
    'ECDSAInvalidSignatureLength(uint256 length)',
    'refused',
    ({ length }) => `A signature has 65 bytes, got ${length}`,
  ),
  revertKind(
    'ECDSAInvalidSignatureS(bytes32 s)',
    'refused',
    ({ s }) => `A signature has the greater of its two S: ${s}`,
  ),
];

const ACCESS: readonly RevertKind[] = [
  revertKind(
    'AccessManagedUnauthorized(address caller)',
    'refused',
    ({ caller }) => `${caller} has not the role that this call needs`,
  ),
  revertKind(
    'AccessManagedRequiredDelay(address caller, uint32 delay)',
    'refused',
    ({ caller, delay }) => `${caller} has to schedule this call first, ${delay} s before it is made`,
  ),
  revertKind(
    'AccessManagedInvalidAuthority(address authority)',
    'refused',
    ({ authority }) => `There is no access manager at ${authority}`,
    SET_UP,
  ),
  revertKind(
    'AccessManagerAlreadyScheduled(bytes32 operationId)',
    'done',
    ({ operationId }) => `The operation ${operationId} is scheduled already`,
  ),
  revertKind(
    'AccessManagerNotScheduled(bytes32 operationId)',
    'refused',
    ({ operationId }) => `The operation ${operationId} is not scheduled, or was carried out`,
  ),
  revertKind(
    'AccessManagerNotReady(bytes32 operationId)',
    'later',
    ({ operationId }) => `The delay of the operation ${operationId} has not passed yet`,
  ),
  revertKind(
    'AccessManagerExpired(bytes32 operationId)',
    'refused',
    ({ operationId }) => `The operation ${operationId} was not carried out in time, and has to be scheduled anew`,
  ),
  revertKind(
    'AccessManagerLockedRole(uint64 roleId)',
    'refused',
    ({ roleId }) => `The role ${roleId} cannot be changed`,
  ),
  revertKind(
    'AccessManagerLockedFunction(bytes4 selector)',
    'refused',
    ({ selector }) => `The role that ${selector} needs cannot be changed`,
  ),
  revertKind('AccessManagerBadConfirmation()', 'refused', 'A role is renounced by its holder only'),
  revertKind(
    'AccessManagerUnauthorizedAccount(address msgsender, uint64 roleId)',
    'refused',
    ({ msgsender, roleId }) => `${msgsender} has not the role ${roleId}`,
  ),
  revertKind(
    'AccessManagerUnauthorizedCall(address caller, address target, bytes4 selector)',
    'refused',
    ({ caller, target, selector }) => `${caller} may not call ${selector} of ${target}`,
  ),
  revertKind(
    'AccessManagerUnauthorizedConsume(address target)',
    'refused',
    ({ target }) => `${target} does not take part in what is scheduled`,
  ),
  revertKind(
    'AccessManagerUnauthorizedCancel(address msgsender, address caller, address target, bytes4 selector)',
    'refused',
    ({ msgsender, caller, target, selector }) =>
      `${msgsender} may not cancel the call of ${selector} of ${target} by ${caller}`,
  ),
  revertKind(
    'AccessManagerInvalidInitialAdmin(address initialAdmin)',
    'refused',
    ({ initialAdmin }) => `${initialAdmin} cannot be the first administrator`,
    SET_UP,
  ),
  revertKind(
    'DelayTooShort(uint64 roleId, uint32 minDelay, uint32 actualDelay)',
    'refused',
    ({ roleId, minDelay, actualDelay }) => `The role ${roleId} waits at least ${minDelay} s, not ${actualDelay} s`,
  ),
  revertKind(
    'SelectorNeedsDelay(bytes4 selector, uint64 roleId)',
    'refused',
    ({ selector, roleId }) => `${selector} can change too much for the role ${roleId}, which does not wait`,
  ),
  revertKind(
    'AccessSetupUnauthorized(address caller)',
    'refused',
    ({ caller }) => `Only who began the set-up ends it, not ${caller}`,
    SET_UP,
  ),
  revertKind('AccessSetupWithoutAdmin()', 'refused', 'The set-up names no administrator', SET_UP),
  revertKind('OwnableUnauthorizedAccount(address account)', 'refused', ({ account }) => `${account} is not the owner`),
  revertKind('OwnableInvalidOwner(address owner)', 'refused', ({ owner }) => `${owner} cannot be the owner`, SET_UP),
  revertKind('EnforcedPause()', 'later', 'The contract is paused'),
  revertKind('ExpectedPause()', 'refused', 'The contract is not paused'),
];

const CODE: readonly RevertKind[] = [
  revertKind('ReentrancyGuardReentrantCall()', 'refused', 'A contract that was called called back, which it may not', {
    code: 'PACKET_REJECTED',
  }),
  revertKind('FailedCall()', 'refused', 'A contract that was called failed without a reason'),
  revertKind(
    'AddressEmptyCode(address target)',
    'refused',
    ({ target }) => `There is no contract at ${target}`,
    SET_UP,
  ),
  revertKind('FailedDeployment()', 'refused', 'A contract could not be made'),
  revertKind(
    'MissingPrecompile(address precompile)',
    'refused',
    ({ precompile }) => `The chain has no precompiled contract at ${precompile}`,
  ),
  revertKind(
    'InsufficientBalance(uint256 balance, uint256 needed)',
    'refused',
    ({ balance, needed }) => `The contract holds ${balance} wei, and ${needed} are needed`,
  ),
  revertKind('InvalidInitialization()', 'done', 'The contract is set up already', SET_UP),
  revertKind('NotInitializing()', 'refused', 'The contract is not being set up', SET_UP),
  revertKind('ERC1967NonPayable()', 'refused', 'Ether was sent with a call that takes none'),
  revertKind(
    'ERC1967InvalidImplementation(address implementation)',
    'refused',
    ({ implementation }) => `There is no contract to stand behind a proxy at ${implementation}`,
    SET_UP,
  ),
  revertKind(
    'ERC1967InvalidAdmin(address admin)',
    'refused',
    ({ admin }) => `${admin} cannot be the administrator of a proxy`,
    SET_UP,
  ),
  revertKind(
    'ERC1967InvalidBeacon(address beacon)',
    'refused',
    ({ beacon }) => `There is no beacon at ${beacon}`,
    SET_UP,
  ),
  revertKind('ERC1967ProxyUninitialized()', 'refused', 'A proxy was made without being set up', SET_UP),
  revertKind(
    'BeaconInvalidImplementation(address implementation)',
    'refused',
    ({ implementation }) => `There is no contract to stand behind a beacon at ${implementation}`,
    SET_UP,
  ),
  revertKind(
    'UUPSUnauthorizedCallContext()',
    'refused',
    'An upgrade was asked of the code and not of its proxy, or the other way round',
    SET_UP,
  ),
  revertKind(
    'UUPSUnsupportedProxiableUUID(bytes32 slot)',
    'refused',
    ({ slot }) => `The new code keeps its implementation in another slot: ${slot}`,
    SET_UP,
  ),
  revertKind(
    'SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)',
    'defect',
    ({ bits, value }) => `${value} does not fit into ${bits} bits`,
  ),
  revertKind(
    'StringsInsufficientHexLength(uint256 value, uint256 length)',
    'defect',
    ({ value, length }) => `${value} does not fit into ${length} bytes of hexadecimal digits`,
  ),
];

export const LIBRARY_ERRORS: readonly RevertKind[] = [...TOKENS, ...ACCESS, ...CODE];
