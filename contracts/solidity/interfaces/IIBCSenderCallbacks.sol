// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCAppCallbacks} from "./IIBCAppCallbacks.sol";

/// @notice What a contract that sends packets may implement, told by ERC-165, to learn how they ended.
interface IIBCSenderCallbacks {
    /// @notice A packet was acknowledged.
    /// @param success False when the counterparty refused the packet
    function onAckPacket(bool success, IIBCAppCallbacks.OnAcknowledgementPacketCallback calldata msg_) external;

    /// @notice A packet timed out.
    function onTimeoutPacket(IIBCAppCallbacks.OnTimeoutPacketCallback calldata msg_) external;
}
