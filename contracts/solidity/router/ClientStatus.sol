// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IICS26Router} from "../interfaces/IICS26Router.sol";
import {ILightClientStatus} from "../interfaces/ILightClientStatus.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";

/// @notice Asks a light client for its status, if it has one (`ILightClientStatus`).
library ClientStatus {
    /// @notice The gas for each question.
    uint256 internal constant STATUS_GAS = 30_000;

    /// @notice Reverts unless the client is active, or is one of those that tell no status.
    /// @dev A sender must not get round it by giving too little gas for the questions.
    function requireActive(string memory clientId, address client) internal view {
        uint256 needed = BoundedCall.needed(4 * STATUS_GAS, 0);
        require(gasleft() >= needed, IICS26Router.IBCInsufficientGas(needed, gasleft()));
        if (!claims(client, type(IERC165).interfaceId) || claims(client, 0xffffffff)) return;
        if (!claims(client, type(ILightClientStatus).interfaceId)) return;
        (bool success, uint256 word) =
            BoundedCall.readWord(client, STATUS_GAS, abi.encodeCall(ILightClientStatus.status, ()));
        require(
            success && word <= uint256(type(ILightClientStatus.Status).max),
            IICS26Router.IBCClientStatusUnavailable(clientId)
        );
        ILightClientStatus.Status status = ILightClientStatus.Status(word);
        require(status == ILightClientStatus.Status.Active, IICS26Router.IBCClientNotActive(clientId, status));
    }

    function claims(address client, bytes4 interfaceId) private view returns (bool) {
        (bool success, uint256 word) =
            BoundedCall.readWord(client, STATUS_GAS, abi.encodeCall(IERC165.supportsInterface, (interfaceId)));
        return success && word == 1;
    }
}
