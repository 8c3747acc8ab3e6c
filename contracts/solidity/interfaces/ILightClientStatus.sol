// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @notice What a light client may answer beyond `ILightClient`, so that nobody sends into a client that is dead.
/// @dev Told by ERC-165. Both answers together must cost less than `STATUS_GAS` of the router; a client that does not
/// support this interface is taken as active, as the published stack takes every client.
interface ILightClientStatus is IERC165 {
    /// @notice `Active` alone lets packets be sent.
    enum Status {
        Active,
        Frozen,
        Expired
    }

    /// @notice The status at this block.
    function status() external view returns (Status);
}
