// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCApp} from "./IIBCApp.sol";
import {IICS26RouterMsgs} from "./IICS26RouterMsgs.sol";
import {ILightClientStatus} from "./ILightClientStatus.sol";

/// @notice The router of packets between applications and light clients (ICS-26 and ICS-04 of IBC v2).
interface IICS26Router {
    /// @notice An application was bound to a port.
    event IBCAppAdded(string portId, address app);

    /// @notice An application refused a packet; its sender gets the universal error acknowledgement.
    /// @param reason The first bytes of the revert data
    event IBCAppRecvPacketCallbackError(bytes reason);

    /// @notice A packet was sent.
    event SendPacket(string indexed clientId, uint256 indexed sequence, IICS26RouterMsgs.Packet packet);

    /// @notice A packet was received and answered.
    event WriteAcknowledgement(
        string indexed clientId, uint256 indexed sequence, IICS26RouterMsgs.Packet packet, bytes[] acknowledgements
    );

    /// @notice A packet ended with its acknowledgement.
    event AckPacket(
        string indexed clientId, uint256 indexed sequence, IICS26RouterMsgs.Packet packet, bytes acknowledgement
    );

    /// @notice A packet ended with its timeout.
    event TimeoutPacket(string indexed clientId, uint256 indexed sequence, IICS26RouterMsgs.Packet packet);

    /// @notice What was relayed had been relayed before.
    event Noop();

    /// @notice The gas that an application gets for a packet was set.
    event IBCAppCallbackGasSet(address app, uint256 callbackGas);

    /// @notice The port is taken.
    error IBCPortAlreadyExists(string portId);

    /// @notice The port is not one that may be chosen.
    error IBCInvalidPortIdentifier(string portId);

    /// @notice A packet came too late for its timeout, or a timeout too early.
    error IBCInvalidTimeoutTimestamp(uint256 timeoutTimestamp, uint256 comparedTimestamp);

    /// @notice The timeout is too far ahead.
    error IBCInvalidTimeoutDuration(uint256 maxTimeoutDuration, uint256 actualTimeoutDuration);

    /// @notice The packet is not of the client's counterparty.
    error IBCInvalidCounterparty(string expected, string actual);

    /// @notice An application must answer a packet at once.
    error IBCAsyncAcknowledgementNotSupported();

    /// @notice An application must revert to refuse a packet.
    error IBCErrorUniversalAcknowledgement();

    /// @notice No application is bound to the port.
    error IBCAppNotFound(string portId);

    /// @notice Only the application of a port sends from it.
    error IBCUnauthorizedSender(address caller);

    /// @notice An application failed on an acknowledgement or timeout without a reason, or with one too long to pass on.
    error IBCFailedCallback();

    /// @notice An application answered with something that is not an acknowledgement, or is too long for one.
    /// @param maxSize The most bytes that an application may return
    /// @param actualSize The bytes that it returned
    error IBCMalformedAcknowledgement(uint256 maxSize, uint256 actualSize);

    /// @notice The transaction has too little gas for what a call is promised.
    error IBCInsufficientGas(uint256 required, uint256 actual);

    /// @notice Nothing is sent into a client that can prove nothing.
    error IBCClientNotActive(string clientId, ILightClientStatus.Status status);

    /// @notice A client that has a status must tell it.
    error IBCClientStatusUnavailable(string clientId);

    /// @notice The gas for an application's callback is out of bounds.
    error IBCInvalidCallbackGas(uint256 min, uint256 max, uint256 actual);

    /// @notice Sends a packet. Only the application that is bound to the payload's source port may.
    /// @return sequence Of the packet under its source client, from 1
    function sendPacket(IICS26RouterMsgs.MsgSendPacket calldata msg_) external returns (uint64 sequence);

    /// @notice Receives a packet of the counterparty and writes its acknowledgement. What was received before is a no-op.
    function recvPacket(IICS26RouterMsgs.MsgRecvPacket calldata msg_) external;

    /// @notice Ends a packet with the counterparty's acknowledgement. What ended before is a no-op.
    function ackPacket(IICS26RouterMsgs.MsgAckPacket calldata msg_) external;

    /// @notice Ends a packet that the counterparty did not receive in time. What ended before is a no-op.
    function timeoutPacket(IICS26RouterMsgs.MsgTimeoutPacket calldata msg_) external;

    /// @notice Binds an application to the port that is its address in lower-case hexadecimal digits.
    function addIBCApp(address app) external;

    /// @notice Binds an application to a chosen port.
    function addIBCApp(string calldata portId, address app) external;

    /// @notice Sets the gas that an application gets for each packet that it receives.
    function setAppCallbackGas(address app, uint256 callbackGas) external;

    /// @notice The gas that an application gets for each packet that it receives: all of it, or the packet is not received.
    function getAppCallbackGas(address app) external view returns (uint256);

    /// @notice The application of a port.
    function getIBCApp(string calldata portId) external view returns (IIBCApp);

    /// @notice Sets up a router behind its proxy.
    /// @param authority The access manager
    function initialize(address authority) external;
}
