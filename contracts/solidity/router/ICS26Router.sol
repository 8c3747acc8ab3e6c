// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IIBCApp} from "../interfaces/IIBCApp.sol";
import {IICS02ClientMsgs} from "../interfaces/IICS02ClientMsgs.sol";
import {IICS26Router} from "../interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../interfaces/IICS26RouterMsgs.sol";
import {ILightClientMsgs} from "../interfaces/ILightClientMsgs.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {Commitments} from "../libraries/Commitments.sol";
import {Identifiers} from "../libraries/Identifiers.sol";
import {PacketEncoding} from "../libraries/PacketEncoding.sol";
import {ClientStatus} from "./ClientStatus.sol";
import {IBCStore} from "./IBCStore.sol";
import {ICS02Client} from "./ICS02Client.sol";

/// @notice Carries packets between applications and light clients.
/// @dev A packet is proven first, then its state is final, then its application is called: whatever a callback does, the
/// packet cannot be received or ended again. No two packets are handled within each other.
contract ICS26Router is
    IICS26Router,
    IBCStore,
    ICS02Client,
    MulticallUpgradeable,
    ReentrancyGuardTransient,
    UUPSUpgradeable
{
    /// @custom:storage-location erc7201:ibc.storage.ICS26Router
    struct ICS26RouterStorage {
        mapping(string portId => IIBCApp) apps;
    }

    /// @custom:storage-location erc7201:causeway.storage.CallbackGas
    struct CallbackGasStorage {
        mapping(address app => uint256) limits;
    }

    bytes32 private constant ROUTER_SLOT = 0xc5779f3c2c21083eefa6d04f6a698bc0d8c10db124ad5e0df6ef394b6d7bf600;
    bytes32 private constant CALLBACK_GAS_SLOT = 0xdd36c78e0e223dab929558f218b9fe1ad7a94c1b2a05d646375da7bbdd087c00;

    uint256 private constant MAX_TIMEOUT_DURATION = 1 days;
    uint256 private constant DEFAULT_CALLBACK_GAS = 3_000_000;
    uint256 private constant MIN_CALLBACK_GAS = 100_000;
    uint256 private constant MAX_CALLBACK_GAS = 12_000_000;
    /// @dev For what the router does after a callback: write the acknowledgement and tell of it.
    uint256 private constant CALLBACK_RESERVE = 100_000;
    uint256 private constant MAX_RETURN_SIZE = 32_768;
    uint256 private constant MAX_REASON_SIZE = 256;
    uint256 private constant MAX_BUBBLED_SIZE = 4096;

    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IICS26Router
    function initialize(address authority) external initializer {
        __AccessManaged_init(authority);
        __Multicall_init();
    }

    /// @inheritdoc IICS26Router
    function addIBCApp(address app) external {
        _bind(Strings.toHexString(app), app);
    }

    /// @inheritdoc IICS26Router
    function addIBCApp(string calldata portId, address app) external restricted {
        require(Identifiers.isCustomPort(portId), IBCInvalidPortIdentifier(portId));
        _bind(portId, app);
    }

    /// @inheritdoc IICS26Router
    function setAppCallbackGas(address app, uint256 callbackGas) external restricted {
        require(
            callbackGas >= MIN_CALLBACK_GAS && callbackGas <= MAX_CALLBACK_GAS,
            IBCInvalidCallbackGas(MIN_CALLBACK_GAS, MAX_CALLBACK_GAS, callbackGas)
        );
        _callbackGas().limits[app] = callbackGas;
        emit IBCAppCallbackGasSet(app, callbackGas);
    }

    /// @inheritdoc IICS26Router
    function sendPacket(IICS26RouterMsgs.MsgSendPacket calldata msg_) external nonReentrant returns (uint64 sequence) {
        require(msg.sender == address(getIBCApp(msg_.payload.sourcePort)), IBCUnauthorizedSender(msg.sender));
        string memory destClient = getCounterparty(msg_.sourceClient).clientId;
        require(
            msg_.timeoutTimestamp > block.timestamp, IBCInvalidTimeoutTimestamp(msg_.timeoutTimestamp, block.timestamp)
        );
        uint256 duration = msg_.timeoutTimestamp - block.timestamp;
        require(duration <= MAX_TIMEOUT_DURATION, IBCInvalidTimeoutDuration(MAX_TIMEOUT_DURATION, duration));
        ClientStatus.requireActive(msg_.sourceClient, address(getClient(msg_.sourceClient)));

        sequence = _nextSequence(msg_.sourceClient);
        IICS26RouterMsgs.Packet memory packet = IICS26RouterMsgs.Packet({
            sequence: sequence,
            sourceClient: msg_.sourceClient,
            destClient: destClient,
            timeoutTimestamp: msg_.timeoutTimestamp,
            payloads: new IICS26RouterMsgs.Payload[](1)
        });
        packet.payloads[0] = msg_.payload;
        _commitPacket(packet);
        emit SendPacket(msg_.sourceClient, sequence, packet);
    }

    /// @inheritdoc IICS26Router
    function recvPacket(IICS26RouterMsgs.MsgRecvPacket calldata msg_) external restricted nonReentrant {
        (IICS26RouterMsgs.Packet memory packet, bytes memory body) = PacketEncoding.read(msg_.packet);
        require(
            packet.timeoutTimestamp > block.timestamp,
            IBCInvalidTimeoutTimestamp(packet.timeoutTimestamp, block.timestamp)
        );
        _verifyStored(
            packet.destClient,
            packet.sourceClient,
            Commitments.packetPath(packet.sourceClient, packet.sequence),
            Commitments.packetCommitment(packet),
            msg_.proofCommitment,
            msg_.proofHeight
        );
        if (!_setReceipt(packet, keccak256(PacketEncoding.whole(body)))) {
            emit Noop();
            return;
        }
        bytes[] memory acknowledgements = new bytes[](1);
        acknowledgements[0] = _deliver(packet.payloads[0].destPort, PacketEncoding.recvCall(body, msg.sender));
        _commitAcknowledgement(packet, acknowledgements);
        PacketEncoding.emitWrite(packet, body, acknowledgements);
    }

    /// @inheritdoc IICS26Router
    function ackPacket(IICS26RouterMsgs.MsgAckPacket calldata msg_) external restricted nonReentrant {
        (IICS26RouterMsgs.Packet memory packet, bytes memory body) = PacketEncoding.read(msg_.packet);
        bytes[] memory acknowledgements = new bytes[](1);
        acknowledgements[0] = msg_.acknowledgement;
        _verifyStored(
            packet.sourceClient,
            packet.destClient,
            Commitments.acknowledgementPath(packet.destClient, packet.sequence),
            Commitments.acknowledgementCommitment(acknowledgements),
            msg_.proofAcked,
            msg_.proofHeight
        );
        if (!_deletePacketCommitment(packet)) {
            emit Noop();
            return;
        }
        _tell(packet.payloads[0].sourcePort, PacketEncoding.ackCall(body, acknowledgements[0], msg.sender));
        PacketEncoding.emitAck(packet, body, acknowledgements[0]);
    }

    /// @inheritdoc IICS26Router
    function timeoutPacket(IICS26RouterMsgs.MsgTimeoutPacket calldata msg_) external restricted nonReentrant {
        (IICS26RouterMsgs.Packet memory packet, bytes memory body) = PacketEncoding.read(msg_.packet);
        uint256 timestamp = _verifyNotReceived(packet, msg_.proofTimeout, msg_.proofHeight);
        require(timestamp >= packet.timeoutTimestamp, IBCInvalidTimeoutTimestamp(packet.timeoutTimestamp, timestamp));
        if (!_deletePacketCommitment(packet)) {
            emit Noop();
            return;
        }
        _tell(packet.payloads[0].sourcePort, PacketEncoding.timeoutCall(body, msg.sender));
        PacketEncoding.emitTimeout(packet, body);
    }

    /// @inheritdoc IICS26Router
    function getAppCallbackGas(address app) public view returns (uint256) {
        uint256 limit = _callbackGas().limits[app];
        return limit == 0 ? DEFAULT_CALLBACK_GAS : limit;
    }

    /// @inheritdoc IICS26Router
    function getIBCApp(string memory portId) public view returns (IIBCApp app) {
        app = _router().apps[portId];
        require(address(app) != address(0), IBCAppNotFound(portId));
    }

    /// @dev Whoever brings a packet chooses the gas, so the application gets all that it is promised or nothing happens.
    /// Then a refusal is the application's own, whatever it reverts with.
    function _deliver(string memory portId, bytes memory call) private returns (bytes memory acknowledgement) {
        address app = address(getIBCApp(portId));
        uint256 callbackGas = getAppCallbackGas(app);
        uint256 needed = BoundedCall.needed(callbackGas, CALLBACK_RESERVE);
        require(gasleft() >= needed, IBCInsufficientGas(needed, gasleft()));
        (bool success, uint256 size) = BoundedCall.callWithGas(app, callbackGas, call);
        if (!success) {
            emit IBCAppRecvPacketCallbackError(BoundedCall.returned(MAX_REASON_SIZE));
            return abi.encodePacked(Commitments.UNIVERSAL_ERROR_ACK);
        }
        bool valid;
        (valid, acknowledgement) = BoundedCall.returnedBytes(MAX_RETURN_SIZE);
        require(valid, IBCMalformedAcknowledgement(MAX_RETURN_SIZE, size));
        require(acknowledgement.length > 0, IBCAsyncAcknowledgementNotSupported());
        require(
            keccak256(acknowledgement) != keccak256(abi.encodePacked(Commitments.UNIVERSAL_ERROR_ACK)),
            IBCErrorUniversalAcknowledgement()
        );
    }

    /// @dev Tells an application how a packet of its own ended. Its failure is passed on: then the packet has not ended.
    function _tell(string memory portId, bytes memory call) private {
        address app = address(getIBCApp(portId));
        require(app.code.length > 0, IBCFailedCallback());
        (bool success, uint256 size) = BoundedCall.callWithGas(app, gasleft(), call);
        if (success) return;
        require(size > 0 && size <= MAX_BUBBLED_SIZE, IBCFailedCallback());
        BoundedCall.bubble(MAX_BUBBLED_SIZE);
    }

    function _verifyStored(
        string memory clientId,
        string memory counterpartyId,
        bytes memory path,
        bytes32 commitment,
        bytes calldata proof,
        IICS02ClientMsgs.Height calldata height
    ) private {
        bytes[] memory prefix = _prefixOf(clientId, counterpartyId);
        getClient(clientId)
            .verifyMembership(
                ILightClientMsgs.MsgVerifyMembership({
                proof: proof,
                proofHeight: height,
                path: Commitments.prefixed(prefix, path),
                value: abi.encodePacked(commitment)
            })
            );
    }

    function _verifyNotReceived(
        IICS26RouterMsgs.Packet memory packet,
        bytes calldata proof,
        IICS02ClientMsgs.Height calldata height
    ) private returns (uint256 timestamp) {
        bytes[] memory prefix = _prefixOf(packet.sourceClient, packet.destClient);
        bytes memory path = Commitments.receiptPath(packet.destClient, packet.sequence);
        return getClient(packet.sourceClient)
            .verifyNonMembership(
                ILightClientMsgs.MsgVerifyNonMembership({
                proof: proof, proofHeight: height, path: Commitments.prefixed(prefix, path)
            })
            );
    }

    /// @dev Also binds a packet to the client that proves it.
    function _prefixOf(string memory clientId, string memory counterpartyId) private view returns (bytes[] memory) {
        IICS02ClientMsgs.CounterpartyInfo memory counterparty = getCounterparty(clientId);
        require(
            keccak256(bytes(counterparty.clientId)) == keccak256(bytes(counterpartyId)),
            IBCInvalidCounterparty(counterparty.clientId, counterpartyId)
        );
        return counterparty.merklePrefix;
    }

    function _bind(string memory portId, address app) private {
        require(address(_router().apps[portId]) == address(0), IBCPortAlreadyExists(portId));
        _router().apps[portId] = IIBCApp(app);
        emit IBCAppAdded(portId, app);
    }

    function _authorizeUpgrade(address) internal override restricted {}

    function _router() private pure returns (ICS26RouterStorage storage $) {
        assembly ("memory-safe") {
            $.slot := ROUTER_SLOT
        }
    }

    function _callbackGas() private pure returns (CallbackGasStorage storage $) {
        assembly ("memory-safe") {
            $.slot := CALLBACK_GAS_SLOT
        }
    }
}
