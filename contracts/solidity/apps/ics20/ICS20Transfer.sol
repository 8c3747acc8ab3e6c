// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AccessManagedUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";
import {BeaconProxy} from "@openzeppelin/contracts/proxy/beacon/BeaconProxy.sol";
import {UpgradeableBeacon} from "@openzeppelin/contracts/proxy/beacon/UpgradeableBeacon.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IIBCApp} from "../../interfaces/IIBCApp.sol";
import {IIBCAppCallbacks} from "../../interfaces/IIBCAppCallbacks.sol";
import {IIBCERC20} from "../../interfaces/IIBCERC20.sol";
import {IIBCSenderCallbacks} from "../../interfaces/IIBCSenderCallbacks.sol";
import {IICS20Transfer} from "../../interfaces/IICS20Transfer.sol";
import {IICS20TransferMsgs} from "../../interfaces/IICS20TransferMsgs.sol";
import {IICS26Router} from "../../interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../interfaces/IICS26RouterMsgs.sol";
import {IMintableAndBurnable} from "../../interfaces/IMintableAndBurnable.sol";
import {IPausable} from "../../interfaces/IPausable.sol";
import {ISignatureTransfer} from "../../interfaces/ISignatureTransfer.sol";
import {Commitments} from "../../libraries/Commitments.sol";
import {HexAddress} from "../../libraries/HexAddress.sol";
import {TransferClaims} from "./TransferClaims.sol";
import {TransferPackets} from "./TransferPackets.sol";

/// @notice Sends and receives tokens over IBC v2 (ICS-20). Tokens of this chain wait in the escrow of the client that they
/// left over; tokens of other chains are vouchers, made and destroyed in that escrow.
/// @dev Sends and claims exclude each other while a token is being called; what the router calls is not excluded, or a
/// token's hook in a send of its own could make a stranger's packet fail.
contract ICS20Transfer is
    IIBCApp,
    IPausable,
    TransferClaims,
    AccessManagedUpgradeable,
    MulticallUpgradeable,
    UUPSUpgradeable
{
    using SafeERC20 for IERC20;

    /// @custom:storage-location erc7201:ibc.storage.ICS20Transfer
    struct ICS20TransferStorage {
        mapping(string clientId => IEscrow) escrows;
        mapping(string denom => IMintableAndBurnable) tokens;
        mapping(address token => string) denoms;
        IICS26Router router;
        UpgradeableBeacon voucherBeacon;
        UpgradeableBeacon escrowBeacon;
        ISignatureTransfer permit2;
    }

    bytes32 private constant TRANSFER_SLOT = 0x823f7a8ea9ae6df0eb03ec5e1682d7a2839417ad8a91774118e6acf2e8d2f800;

    modifier onlyRouter() {
        require(msg.sender == ics26(), ICS20Unauthorized(msg.sender));
        _;
    }

    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IICS20Transfer
    function initialize(
        address ics26Router,
        address escrowLogic,
        address ibcERC20Logic,
        address permit2,
        address authority
    ) external initializer {
        __AccessManaged_init(authority);
        __Multicall_init();
        __Pausable_init();
        _transfer().router = IICS26Router(ics26Router);
        _transfer().voucherBeacon = new UpgradeableBeacon(ibcERC20Logic, address(this));
        _transfer().escrowBeacon = new UpgradeableBeacon(escrowLogic, address(this));
        _transfer().permit2 = ISignatureTransfer(permit2);
    }

    /// @inheritdoc IICS20Transfer
    function sendTransfer(IICS20TransferMsgs.SendTransferMsg calldata msg_)
        external
        whenNotPaused
        nonReentrant
        returns (uint64 sequence)
    {
        return _takeAndSend(msg_, msg.sender);
    }

    /// @inheritdoc IICS20Transfer
    /// @dev Whoever sees the signature may use it first; then the allowance is there already.
    function sendTransferWithPermit(IICS20TransferMsgs.SendTransferMsg calldata msg_, Permit calldata permit)
        external
        whenNotPaused
        nonReentrant
        returns (uint64 sequence)
    {
        try IERC20Permit(msg_.denom)
            .permit(msg.sender, address(this), msg_.amount, permit.deadline, permit.v, permit.r, permit.s) {}
            catch {}
        return _takeAndSend(msg_, msg.sender);
    }

    /// @inheritdoc IICS20Transfer
    function sendTransferWithPermit2(
        IICS20TransferMsgs.SendTransferMsg calldata msg_,
        ISignatureTransfer.PermitTransferFrom calldata permit,
        bytes calldata signature
    ) external whenNotPaused nonReentrant returns (uint64 sequence) {
        require(permit.permitted.token == msg_.denom, ICS20Permit2TokenMismatch(permit.permitted.token, msg_.denom));
        address escrow = _escrowOf(msg_.sourceClient);
        uint256 before = IERC20(msg_.denom).balanceOf(escrow);
        _transfer().permit2
            .permitTransferFrom(
                permit,
                ISignatureTransfer.SignatureTransferDetails({to: escrow, requestedAmount: msg_.amount}),
                msg.sender,
                signature
            );
        return _send(msg_, msg.sender, escrow, before);
    }

    /// @inheritdoc IICS20Transfer
    function sendTransferWithSender(IICS20TransferMsgs.SendTransferMsg calldata msg_, address sender)
        external
        whenNotPaused
        nonReentrant
        restricted
        returns (uint64 sequence)
    {
        return _takeAndSend(msg_, sender);
    }

    /// @inheritdoc IIBCApp
    function onRecvPacket(IIBCAppCallbacks.OnRecvPacketCallback calldata msg_)
        external
        onlyRouter
        whenNotPaused
        returns (bytes memory)
    {
        IICS20TransferMsgs.FungibleTokenPacketData memory data = TransferPackets.fromPayload(msg_.payload);
        address receiver = TransferPackets.toAddress(data.receiver);
        address token;
        address escrow;
        if (TransferPackets.cameFrom(data.denom, msg_.sourceClient)) {
            escrow = getEscrow(msg_.destinationClient);
            require(escrow != address(0), ICS20EscrowNotFound(msg_.destinationClient));
            token = _tokenOf(TransferPackets.without(data.denom, TransferPackets.prefix(msg_.sourceClient).length));
        } else {
            escrow = _escrowOf(msg_.destinationClient);
            string memory path = string.concat(string(TransferPackets.prefix(msg_.destinationClient)), data.denom);
            token = _voucherOf(path, escrow);
            IMintableAndBurnable(token).mint(escrow, data.amount);
        }
        IEscrow(escrow).send(IERC20(token), receiver, data.amount);
        return TransferPackets.SUCCESS;
    }

    /// @inheritdoc IIBCApp
    function onAcknowledgementPacket(IIBCAppCallbacks.OnAcknowledgementPacketCallback calldata msg_)
        external
        onlyRouter
        whenNotPaused
    {
        IICS20TransferMsgs.FungibleTokenPacketData memory data = TransferPackets.fromPayload(msg_.payload);
        bytes calldata answer = msg_.acknowledgement;
        bool success = answer.length != 32 || bytes32(answer) != Commitments.UNIVERSAL_ERROR_ACK;
        if (success) {
            IEscrow(getEscrow(msg_.sourceClient)).recvCallback(_tokenOf(data.denom), address(0), data.amount);
        } else {
            _refundSender(data, msg_.sourceClient, msg_.sequence);
        }
        address sender = TransferPackets.toAddress(data.sender);
        if (sender.code.length > 0) {
            _callSender(sender, abi.encodeCall(IIBCSenderCallbacks.onAckPacket, (success, msg_)));
        }
    }

    /// @inheritdoc IIBCApp
    function onTimeoutPacket(IIBCAppCallbacks.OnTimeoutPacketCallback calldata msg_) external onlyRouter whenNotPaused {
        IICS20TransferMsgs.FungibleTokenPacketData memory data = TransferPackets.fromPayload(msg_.payload);
        _refundSender(data, msg_.sourceClient, msg_.sequence);
        address sender = TransferPackets.toAddress(data.sender);
        if (sender.code.length > 0) {
            _callSender(sender, abi.encodeCall(IIBCSenderCallbacks.onTimeoutPacket, (msg_)));
        }
    }

    /// @inheritdoc IPausable
    function pause() external restricted {
        _pause();
    }

    /// @inheritdoc IPausable
    function unpause() external restricted {
        _unpause();
    }

    /// @inheritdoc IICS20Transfer
    function setCustomERC20(string calldata denom, address token) external restricted {
        require(TransferPackets.isForeign(denom), ICS20InvalidDenom(denom));
        require(address(_transfer().tokens[denom]) == address(0), ICS20DenomAlreadyExists(denom));
        require(bytes(_transfer().denoms[token]).length == 0, ICS20TokenAlreadyExists(_transfer().denoms[token]));
        _bind(denom, token);
    }

    /// @inheritdoc IICS20Transfer
    function upgradeEscrowTo(address newEscrowLogic) external restricted {
        _transfer().escrowBeacon.upgradeTo(newEscrowLogic);
    }

    /// @inheritdoc IICS20Transfer
    function upgradeIBCERC20To(address newIbcERC20Logic) external restricted {
        _transfer().voucherBeacon.upgradeTo(newIbcERC20Logic);
    }

    /// @inheritdoc IICS20Transfer
    function ibcERC20Contract(string calldata denom) external view returns (address token) {
        token = address(_transfer().tokens[denom]);
        require(token != address(0), ICS20DenomNotFound(denom));
    }

    /// @inheritdoc IICS20Transfer
    function ibcERC20Denom(address token) external view returns (string memory) {
        return _transfer().denoms[token];
    }

    /// @inheritdoc IICS20Transfer
    function getEscrowBeacon() external view returns (address) {
        return address(_transfer().escrowBeacon);
    }

    /// @inheritdoc IICS20Transfer
    function getIBCERC20Beacon() external view returns (address) {
        return address(_transfer().voucherBeacon);
    }

    /// @inheritdoc IICS20Transfer
    function getPermit2() external view returns (address) {
        return address(_transfer().permit2);
    }

    /// @inheritdoc IICS20Transfer
    function ics26() public view returns (address) {
        return address(_transfer().router);
    }

    /// @inheritdoc IICS20Transfer
    function getEscrow(string memory clientId) public view override returns (address) {
        return address(_transfer().escrows[clientId]);
    }

    function _takeAndSend(IICS20TransferMsgs.SendTransferMsg calldata msg_, address sender) private returns (uint64) {
        address escrow = _escrowOf(msg_.sourceClient);
        uint256 before = IERC20(msg_.denom).balanceOf(escrow);
        IERC20(msg_.denom).safeTransferFrom(msg.sender, escrow, msg_.amount);
        return _send(msg_, sender, escrow, before);
    }

    /// @param before What the escrow had before it was given the tokens
    function _send(IICS20TransferMsgs.SendTransferMsg calldata msg_, address sender, address escrow, uint256 before)
        private
        returns (uint64)
    {
        require(msg_.amount > 0, ICS20InvalidAmount(msg_.amount));
        uint256 held = IERC20(msg_.denom).balanceOf(escrow);
        require(held == before + msg_.amount, ICS20UnexpectedERC20Balance(before + msg_.amount, held));
        string memory denom = _transfer().denoms[msg_.denom];
        if (bytes(denom).length == 0) denom = Strings.toHexString(msg_.denom);
        if (TransferPackets.cameFrom(denom, msg_.sourceClient)) {
            IMintableAndBurnable(msg_.denom).burn(escrow, msg_.amount);
        }
        return _transfer().router
            .sendPacket(
                IICS26RouterMsgs.MsgSendPacket({
                sourceClient: msg_.sourceClient,
                timeoutTimestamp: msg_.timeoutTimestamp,
                payload: TransferPackets.toPayload(
                    IICS20TransferMsgs.FungibleTokenPacketData({
                    denom: denom,
                    sender: Strings.toHexString(sender),
                    receiver: msg_.receiver,
                    amount: msg_.amount,
                    memo: msg_.memo
                })
                )
            })
            );
    }

    function _refundSender(
        IICS20TransferMsgs.FungibleTokenPacketData memory data,
        string memory clientId,
        uint64 sequence
    ) private {
        Refund memory refund = Refund({
            token: _tokenOf(data.denom),
            receiver: TransferPackets.toAddress(data.sender),
            amount: data.amount,
            mints: TransferPackets.cameFrom(data.denom, clientId)
        });
        _refund(clientId, sequence, refund);
    }

    function _escrowOf(string memory clientId) private returns (address escrow) {
        escrow = getEscrow(clientId);
        if (escrow != address(0)) return escrow;
        bytes memory setUp = abi.encodeCall(IEscrow.initialize, (address(this), authority()));
        escrow = address(new BeaconProxy(address(_transfer().escrowBeacon), setUp));
        _transfer().escrows[clientId] = IEscrow(escrow);
    }

    function _voucherOf(string memory path, address escrow) private returns (address token) {
        token = address(_transfer().tokens[path]);
        if (token != address(0)) return token;
        bytes memory setUp = abi.encodeCall(IIBCERC20.initialize, (address(this), escrow, path));
        token = address(new BeaconProxy(address(_transfer().voucherBeacon), setUp));
        _bind(path, token);
        emit IBCERC20ContractCreated(token, path);
    }

    function _bind(string memory denom, address token) private {
        _transfer().tokens[denom] = IMintableAndBurnable(token);
        _transfer().denoms[token] = denom;
    }

    /// @dev A voucher's token by its denomination, or a token of this chain by its address.
    function _tokenOf(string memory denom) private view returns (address token) {
        token = address(_transfer().tokens[denom]);
        if (token != address(0)) return token;
        bool valid;
        (valid, token) = HexAddress.tryParse(denom);
        require(valid, ICS20DenomNotFound(denom));
    }

    function _authorizeUpgrade(address) internal override restricted {}

    function _transfer() private pure returns (ICS20TransferStorage storage $) {
        assembly ("memory-safe") {
            $.slot := TRANSFER_SLOT
        }
    }
}
