// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Roles} from "./Roles.sol";

/// @notice An access manager that cannot be talked out of its delays: whatever can change code, clients, roles or tokens
/// is announced on chain `MIN_DELAY` before it happens.
/// @dev Only what `Roles` lists as harmless may be called without delay: everything else belongs to roles whose members
/// all have an execution delay. The one exception is who deploys it: an administrator without delay until it renounces.
contract DelayedAccessManager is AccessManager {
    /// @notice The least execution delay of those who can change something.
    uint32 public constant MIN_DELAY = 7 days;

    /// @notice A member of a role that can change something must have a delay.
    error DelayTooShort(uint64 roleId, uint32 minDelay, uint32 actualDelay);

    /// @notice Without a delay, only what is listed may be called.
    error SelectorNeedsDelay(bytes4 selector, uint64 roleId);

    constructor(address deployer) AccessManager(deployer) {}

    function _grantRole(uint64 roleId, address account, uint32 grantDelay, uint32 executionDelay)
        internal
        override
        returns (bool)
    {
        bool constructing = address(this).code.length == 0;
        require(
            constructing || !Roles.isDelayed(roleId) || executionDelay >= MIN_DELAY,
            DelayTooShort(roleId, MIN_DELAY, executionDelay)
        );
        return super._grantRole(roleId, account, grantDelay, executionDelay);
    }

    function _setTargetFunctionRole(address target, bytes4 selector, uint64 roleId) internal override {
        require(Roles.isDelayed(roleId) || Roles.isHarmless(roleId, selector), SelectorNeedsDelay(selector, roleId));
        super._setTargetFunctionRole(target, selector, roleId);
    }

    function _setRoleAdmin(uint64 roleId, uint64 admin) internal override {
        require(Roles.isDelayed(admin), DelayTooShort(admin, MIN_DELAY, 0));
        super._setRoleAdmin(roleId, admin);
    }
}
