// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILightClientMsgs} from "./ILightClientMsgs.sol";

/// @notice A light client of another chain. What it answers is believed; it is trusted by whoever uses its client id.
interface ILightClient {
    /// @notice Verifies what is new of the counterparty and stores it.
    function updateClient(bytes calldata updateMsg) external returns (ILightClientMsgs.UpdateResult);

    /// @notice Verifies that a value is stored; reverts when it is not proven. Not a view, since it may cache.
    /// @return timestamp Unix seconds of the counterparty at the height of the proof
    function verifyMembership(ILightClientMsgs.MsgVerifyMembership calldata msg_) external returns (uint256 timestamp);

    /// @notice Verifies that nothing is stored; reverts when that is not proven.
    /// @return timestamp Unix seconds of the counterparty at the height of the proof
    function verifyNonMembership(ILightClientMsgs.MsgVerifyNonMembership calldata msg_)
        external
        returns (uint256 timestamp);

    /// @notice Verifies evidence that the counterparty's validators misbehaved, and freezes; reverts when it is none.
    function misbehaviour(bytes calldata misbehaviourMsg) external;

    /// @notice The client state, encoded as the client's kind encodes it.
    function getClientState() external view returns (bytes memory);
}
