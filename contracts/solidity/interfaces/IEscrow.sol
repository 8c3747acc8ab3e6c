// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IRateLimit} from "./IRateLimit.sol";

/// @notice Holds what was sent over one client.
interface IEscrow is IRateLimit {
    /// @notice Only the transfer application may, or who holds the role.
    error EscrowUnauthorized(address caller);

    /// @notice Sets up an escrow behind its proxy.
    function initialize(address ics20_, address authority) external;

    /// @notice Pays out what came back, within the rate limit.
    function send(IERC20 token, address to, uint256 amount) external;

    /// @notice Pays out what was refused or timed out, whatever the rate limit: it never left.
    function refund(IERC20 token, address to, uint256 amount) external;

    /// @notice Learns that what was sent has arrived: so much more may leave today.
    function recvCallback(address token, address from, uint256 amount) external;

    /// @notice The transfer application.
    function ics20() external view returns (address);
}
