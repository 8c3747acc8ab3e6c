// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMintableAndBurnable} from "./IMintableAndBurnable.sol";

/// @notice The voucher of a token of another chain.
interface IIBCERC20 is IMintableAndBurnable {
    /// @notice Only the transfer application may.
    error IBCERC20Unauthorized(address caller);

    /// @notice A voucher comes and goes at the escrow of its client only.
    error IBCERC20NotEscrow(address escrow, address mintAddress);

    /// @notice Sets up a voucher behind its proxy.
    function initialize(address ics20_, address escrow_, string calldata fullDenomPath_) external;

    /// @notice The denomination with every hop, also the token's name and symbol.
    function fullDenomPath() external view returns (string memory);

    /// @notice The escrow of the client that the token came over.
    function escrow() external view returns (address);

    /// @notice The transfer application.
    function ics20() external view returns (address);
}
