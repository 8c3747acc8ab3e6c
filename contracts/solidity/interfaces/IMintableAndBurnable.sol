// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A token whose supply the transfer application changes.
interface IMintableAndBurnable {
    /// @notice Creates tokens for `mintAddress`.
    function mint(address mintAddress, uint256 amount) external;

    /// @notice Destroys tokens of `burnAddress`.
    function burn(address burnAddress, uint256 amount) external;
}
