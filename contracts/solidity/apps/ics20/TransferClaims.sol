// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IIBCSenderCallbacks} from "../../interfaces/IIBCSenderCallbacks.sol";
import {IICS20Transfer} from "../../interfaces/IICS20Transfer.sol";
import {IMintableAndBurnable} from "../../interfaces/IMintableAndBurnable.sol";
import {BoundedCall} from "../../libraries/BoundedCall.sol";

/// @notice Pays refunds and calls senders so that neither a token nor a receiver nor a sender can keep a packet from
/// ending: what fails is recorded, and anyone may try it again.
/// @dev Each gets a fixed amount of gas, and the packet does not end with less: whoever relays chooses the gas. Who tries it
/// again may give more, and never less.
abstract contract TransferClaims is IICS20Transfer, PausableUpgradeable, ReentrancyGuardTransient {
    /// @custom:storage-location erc7201:causeway.storage.ICS20Claims
    struct ClaimsStorage {
        mapping(bytes32 clientAndSequence => Refund) refunds;
        mapping(bytes32 senderAndCallback => bool) callbacks;
    }

    bytes32 private constant CLAIMS_SLOT = 0x0f21a4146e95ccd25a7a13d9a53bf2b63b610cbd0cae47a8cd620bc41215e500;

    uint256 private constant REFUND_GAS = 500_000;
    uint256 private constant SENDER_GAS = 500_000;
    /// @dev For recording what failed.
    uint256 private constant RESERVE = 150_000;
    /// @dev What ERC-165 may cost: three questions of 30,000.
    uint256 private constant SUPPORT_GAS = 100_000;
    uint256 private constant MAX_REASON_SIZE = 256;

    /// @inheritdoc IICS20Transfer
    function claimRefund(string calldata clientId, uint64 sequence) external whenNotPaused nonReentrant {
        bytes32 id = _refundId(clientId, sequence);
        Refund memory refund = _claims().refunds[id];
        require(refund.token != address(0), ICS20ClaimNotFound(clientId, sequence));
        delete _claims().refunds[id];
        _requireGas(REFUND_GAS);
        _pay(clientId, refund);
        emit ICS20RefundClaimed(clientId, sequence, refund);
    }

    /// @inheritdoc IICS20Transfer
    function retrySenderCallback(address sender, bytes calldata callback) external whenNotPaused nonReentrant {
        bytes32 callbackHash = keccak256(callback);
        bytes32 id = _callbackId(sender, callback);
        require(_claims().callbacks[id], ICS20CallbackNotFound(sender, callbackHash));
        delete _claims().callbacks[id];
        _requireGas(SENDER_GAS);
        (bool success,) = BoundedCall.callWithGas(sender, gasleft(), callback);
        require(success, ICS20SenderCallbackFailed(BoundedCall.returned(MAX_REASON_SIZE)));
        emit ICS20SenderCallbackRetried(sender, callbackHash);
    }

    /// @inheritdoc IICS20Transfer
    function payRefund(string calldata clientId, Refund calldata refund) external {
        require(msg.sender == address(this), ICS20Unauthorized(msg.sender));
        _pay(clientId, refund);
    }

    /// @inheritdoc IICS20Transfer
    function getRefund(string calldata clientId, uint64 sequence) external view returns (Refund memory) {
        return _claims().refunds[_refundId(clientId, sequence)];
    }

    /// @inheritdoc IICS20Transfer
    function isCallbackDeferred(address sender, bytes calldata callback) external view returns (bool) {
        return _claims().callbacks[_callbackId(sender, callback)];
    }

    /// @inheritdoc IICS20Transfer
    function getEscrow(string memory clientId) public view virtual returns (address);

    function _refund(string memory clientId, uint64 sequence, Refund memory refund) internal {
        bytes memory call = abi.encodeCall(IICS20Transfer.payRefund, (clientId, refund));
        _requireGas(REFUND_GAS);
        (bool success,) = BoundedCall.callWithGas(address(this), REFUND_GAS, call);
        if (success) return;
        _claims().refunds[_refundId(clientId, sequence)] = refund;
        emit ICS20RefundDeferred(clientId, sequence, refund);
    }

    /// @param sender A contract
    function _callSender(address sender, bytes memory callback) internal {
        _requireGas(SENDER_GAS + SUPPORT_GAS);
        if (!ERC165Checker.supportsInterface(sender, type(IIBCSenderCallbacks).interfaceId)) return;
        (bool success,) = BoundedCall.callWithGas(sender, SENDER_GAS, callback);
        if (success) return;
        _claims().callbacks[_callbackId(sender, callback)] = true;
        emit ICS20SenderCallbackDeferred(sender, callback);
    }

    function _pay(string memory clientId, Refund memory refund) private {
        address escrow = getEscrow(clientId);
        if (refund.mints) IMintableAndBurnable(refund.token).mint(escrow, refund.amount);
        IEscrow(escrow).refund(IERC20(refund.token), refund.receiver, refund.amount);
    }

    function _requireGas(uint256 gasLimit) private view {
        uint256 needed = BoundedCall.needed(gasLimit, RESERVE);
        require(gasleft() >= needed, ICS20InsufficientGas(needed, gasleft()));
    }

    /// @dev Each packet ends once, so a client and a sequence tell a refund.
    function _refundId(string memory clientId, uint64 sequence) private pure returns (bytes32) {
        return keccak256(abi.encode(clientId, sequence));
    }

    function _callbackId(address sender, bytes memory callback) private pure returns (bytes32) {
        return keccak256(abi.encode(sender, callback));
    }

    function _claims() private pure returns (ClaimsStorage storage $) {
        assembly ("memory-safe") {
            $.slot := CLAIMS_SLOT
        }
    }
}
