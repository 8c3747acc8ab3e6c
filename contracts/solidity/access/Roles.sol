// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02Client} from "../interfaces/IICS02Client.sol";
import {IICS20Transfer} from "../interfaces/IICS20Transfer.sol";
import {IICS26Router} from "../interfaces/IICS26Router.sol";
import {IPausable} from "../interfaces/IPausable.sol";
import {IRateLimit} from "../interfaces/IRateLimit.sol";

/// @notice Roles of the access manager, numbered as the public IBC v2 contracts number them.
library Roles {
    uint64 internal constant ADMIN = 0;
    uint64 internal constant RELAYER = 1;
    uint64 internal constant PAUSER = 2;
    uint64 internal constant UNPAUSER = 3;
    uint64 internal constant DELEGATE_SENDER = 4;
    uint64 internal constant RATE_LIMITER = 5;
    uint64 internal constant ID_CUSTOMIZER = 6;
    uint64 internal constant ERC20_CUSTOMIZER = 7;
    uint64 internal constant PUBLIC = type(uint64).max;

    /// @dev `addClient` and `addIBCApp` have overloads, of which one is open: these are the others.
    bytes4 internal constant ADD_CUSTOM_CLIENT = 0x1ec43e23;
    bytes4 internal constant ADD_CUSTOM_APP = 0x5f516889;

    /// @notice Whether a role's members must wait before each call.
    function isDelayed(uint64 roleId) internal pure returns (bool) {
        return roleId == ADMIN || roleId == ID_CUSTOMIZER || roleId == ERC20_CUSTOMIZER
            || (roleId > ERC20_CUSTOMIZER && roleId != PUBLIC);
    }

    /// @notice Whether a role that does not wait may call this: it relays, stops, goes on or bounds, and changes nothing.
    function isHarmless(uint64 roleId, bytes4 selector) internal pure returns (bool) {
        if (roleId == RELAYER || roleId == PUBLIC) return isRelaying(selector);
        if (roleId == PAUSER) return selector == IPausable.pause.selector;
        if (roleId == UNPAUSER) return selector == IPausable.unpause.selector;
        if (roleId == RATE_LIMITER) return selector == IRateLimit.setRateLimit.selector;
        return roleId == DELEGATE_SENDER && selector == IICS20Transfer.sendTransferWithSender.selector;
    }

    /// @notice What relayers call.
    function relaying() internal pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](4);
        selectors[0] = IICS26Router.recvPacket.selector;
        selectors[1] = IICS26Router.ackPacket.selector;
        selectors[2] = IICS26Router.timeoutPacket.selector;
        selectors[3] = IICS02Client.updateClient.selector;
    }

    /// @notice What chooses ids of clients and ports.
    function customizingIds() internal pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](2);
        selectors[0] = ADD_CUSTOM_CLIENT;
        selectors[1] = ADD_CUSTOM_APP;
    }

    /// @notice One selector as a list.
    function only(bytes4 selector) internal pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](1);
        selectors[0] = selector;
    }

    function isRelaying(bytes4 selector) private pure returns (bool) {
        bytes4[] memory selectors = relaying();
        for (uint256 i = 0; i < selectors.length; ++i) {
            if (selectors[i] == selector) return true;
        }
        return false;
    }
}
