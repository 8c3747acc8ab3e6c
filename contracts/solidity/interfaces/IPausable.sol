// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A contract that can be stopped.
interface IPausable {
    /// @notice Stops.
    function pause() external;

    /// @notice Goes on.
    function unpause() external;
}
