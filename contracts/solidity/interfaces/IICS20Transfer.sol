// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS20TransferMsgs} from "./IICS20TransferMsgs.sol";
import {ISignatureTransfer} from "./ISignatureTransfer.sol";

/// @notice Token transfers (ICS-20).
interface IICS20Transfer {
    /// @notice A refund that could not be paid out, and that anyone may try to pay out again.
    /// @param mints The tokens were burned when they were sent: paying out mints them again
    struct Refund {
        address token;
        address receiver;
        uint256 amount;
        bool mints;
    }

    /// @notice A signature of EIP-2612 for exactly the amount that is sent.
    struct Permit {
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    /// @notice A voucher's contract was created.
    event IBCERC20ContractCreated(address indexed contractAddress, string fullDenomPath);

    /// @notice A refund could not be paid out: anyone may call `claimRefund`.
    event ICS20RefundDeferred(string clientId, uint64 sequence, Refund refund);

    /// @notice A refund was paid out that had been deferred.
    event ICS20RefundClaimed(string clientId, uint64 sequence, Refund refund);

    /// @notice A sender's callback failed: anyone may call `retrySenderCallback`.
    event ICS20SenderCallbackDeferred(address indexed sender, bytes callback);

    /// @notice A sender's callback succeeded that had been deferred.
    event ICS20SenderCallbackRetried(address indexed sender, bytes32 callbackHash);

    /// @notice The caller may not.
    error ICS20Unauthorized(address caller);

    /// @notice The packet's sender is not one for whom transfers are sent.
    error ICS20UnauthorizedPacketSender(address packetSender);

    /// @notice The text is not an address.
    error ICS20InvalidAddress(string addr);

    /// @notice Nothing cannot be sent.
    error ICS20InvalidAmount(uint256 amount);

    /// @notice The packet is of another version of ICS-20.
    error ICS20UnexpectedVersion(string expected, string version);

    /// @notice The packet is in another encoding.
    error ICS20UnexpectedEncoding(string expected, string actual);

    /// @notice The escrow got another amount than was sent: the token takes a fee, or lies.
    error ICS20UnexpectedERC20Balance(uint256 expected, uint256 actual);

    /// @notice No voucher has this denomination.
    error ICS20DenomNotFound(string denom);

    /// @notice The permit is for another token.
    error ICS20Permit2TokenMismatch(address permitToken, address sentToken);

    /// @notice The packet is from or to another port.
    error ICS20InvalidPort(string expected, string actual);

    /// @notice Nothing was ever escrowed for this client.
    error ICS20EscrowNotFound(string clientID);

    /// @notice The denomination has a token.
    error ICS20DenomAlreadyExists(string denom);

    /// @notice The token has a denomination.
    error ICS20TokenAlreadyExists(string denom);

    /// @notice Only a denomination that came from a client gets a token.
    error ICS20InvalidDenom(string denom);

    /// @notice A text is longer than the counterparty takes it, or empty where it must not be.
    error ICS20InvalidLength(uint256 min, uint256 max, uint256 actual);

    /// @notice No refund is deferred under this client and sequence.
    error ICS20ClaimNotFound(string clientId, uint64 sequence);

    /// @notice No such callback is deferred.
    error ICS20CallbackNotFound(address sender, bytes32 callbackHash);

    /// @notice The transaction has too little gas for what a refund or a callback is promised.
    error ICS20InsufficientGas(uint256 required, uint256 actual);

    /// @notice A sender's callback failed once more.
    error ICS20SenderCallbackFailed(bytes reason);

    /// @notice Sends tokens of the caller, who must have allowed this contract to take them.
    function sendTransfer(IICS20TransferMsgs.SendTransferMsg calldata msg_) external returns (uint64 sequence);

    /// @notice Sends tokens of the caller by a signature of EIP-2612. When the permit is refused, the allowance decides.
    function sendTransferWithPermit(IICS20TransferMsgs.SendTransferMsg calldata msg_, Permit calldata permit)
        external
        returns (uint64 sequence);

    /// @notice Sends tokens of the caller by a signature for Permit2.
    function sendTransferWithPermit2(
        IICS20TransferMsgs.SendTransferMsg calldata msg_,
        ISignatureTransfer.PermitTransferFrom calldata permit,
        bytes calldata signature
    ) external returns (uint64 sequence);

    /// @notice Sends tokens of the caller for another sender, who gets the refunds.
    function sendTransferWithSender(IICS20TransferMsgs.SendTransferMsg calldata msg_, address sender)
        external
        returns (uint64 sequence);

    /// @notice Pays out a deferred refund to whom it belongs. Anyone may call.
    function claimRefund(string calldata clientId, uint64 sequence) external;

    /// @notice Calls a sender again whose callback failed. Anyone may call.
    /// @param callback As the event tells it
    function retrySenderCallback(address sender, bytes calldata callback) external;

    /// @notice Pays out a refund; only this contract itself may call, so that a failure undoes nothing else.
    function payRefund(string calldata clientId, Refund calldata refund) external;

    /// @notice Makes a token of somebody else's the voucher of a denomination.
    function setCustomERC20(string calldata denom, address token) external;

    /// @notice Replaces the code of all escrows.
    function upgradeEscrowTo(address newEscrowLogic) external;

    /// @notice Replaces the code of all vouchers.
    function upgradeIBCERC20To(address newIbcERC20Logic) external;

    /// @notice A deferred refund; all zero when there is none.
    function getRefund(string calldata clientId, uint64 sequence) external view returns (Refund memory);

    /// @notice Whether a callback is deferred.
    function isCallbackDeferred(address sender, bytes calldata callback) external view returns (bool);

    /// @notice The escrow of a client; 0 when nothing was ever sent over it.
    function getEscrow(string calldata clientId) external view returns (address);

    /// @notice The voucher of a denomination.
    function ibcERC20Contract(string calldata denom) external view returns (address);

    /// @notice The denomination of a voucher; empty when the token is none.
    function ibcERC20Denom(address token) external view returns (string memory);

    /// @notice The beacon of the escrows.
    function getEscrowBeacon() external view returns (address);

    /// @notice The beacon of the vouchers.
    function getIBCERC20Beacon() external view returns (address);

    /// @notice The router.
    function ics26() external view returns (address);

    /// @notice Permit2.
    function getPermit2() external view returns (address);

    /// @notice Sets up a transfer application behind its proxy.
    function initialize(
        address ics26Router,
        address escrowLogic,
        address ibcERC20Logic,
        address permit2,
        address authority
    ) external;
}
