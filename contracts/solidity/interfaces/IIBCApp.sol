// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCAppCallbacks} from "./IIBCAppCallbacks.sol";

/// @notice An application of IBC v2. It must let nobody but its router call these.
interface IIBCApp {
    /// @notice Takes a packet. A revert refuses it: its sender gets the universal error acknowledgement.
    /// @return acknowledgement Neither empty nor the universal error acknowledgement
    function onRecvPacket(IIBCAppCallbacks.OnRecvPacketCallback calldata msg_)
        external
        returns (bytes memory acknowledgement);

    /// @notice Takes the answer to a packet of the application. A revert keeps the packet pending.
    function onAcknowledgementPacket(IIBCAppCallbacks.OnAcknowledgementPacketCallback calldata msg_) external;

    /// @notice Learns that a packet of the application was never received. A revert keeps the packet pending.
    function onTimeoutPacket(IIBCAppCallbacks.OnTimeoutPacketCallback calldata msg_) external;
}
