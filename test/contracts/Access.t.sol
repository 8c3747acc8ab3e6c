// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {AccessSetup} from "../../contracts/solidity/access/AccessSetup.sol";
import {DelayedAccessManager} from "../../contracts/solidity/access/DelayedAccessManager.sol";
import {Roles} from "../../contracts/solidity/access/Roles.sol";
import {IICS02Client} from "../../contracts/solidity/interfaces/IICS02Client.sol";
import {IICS20Transfer} from "../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IPausable} from "../../contracts/solidity/interfaces/IPausable.sol";
import {IRateLimit} from "../../contracts/solidity/interfaces/IRateLimit.sol";
import {TwoChains} from "./support/TwoChains.sol";

/// @notice Who may call what, and how long it is announced before (rule 25).
contract AccessTest is TwoChains {
    uint32 private constant WEEK = 7 days;

    address private stranger = nobody("stranger");

    struct Delayed {
        address target;
        bytes4 selector;
        address holder;
    }

    function setUp() external {
        setUpChains();
    }

    /// @dev The numbers of the public IBC v2 contracts.
    function test_roleNumbers() external pure {
        uint64[9] memory roles = [
            Roles.ADMIN,
            Roles.RELAYER,
            Roles.PAUSER,
            Roles.UNPAUSER,
            Roles.DELEGATE_SENDER,
            Roles.RATE_LIMITER,
            Roles.ID_CUSTOMIZER,
            Roles.ERC20_CUSTOMIZER,
            Roles.PUBLIC
        ];
        for (uint256 i = 0; i < 8; ++i) {
            vm.assertEq(roles[i], i);
        }
        vm.assertEq(roles[8], type(uint64).max);
    }

    function test_relayingIsOpenToEveryone() external view {
        bytes4[4] memory selectors = [
            IICS26Router.recvPacket.selector,
            IICS26Router.ackPacket.selector,
            IICS26Router.timeoutPacket.selector,
            IICS02Client.updateClient.selector
        ];
        for (uint256 i = 0; i < selectors.length; ++i) {
            (bool immediate, uint32 delay) = here.manager.canCall(stranger, address(here.router), selectors[i]);
            vm.assertTrue(immediate);
            vm.assertEq(delay, 0);
        }
    }

    function test_whateverChangesSomethingWaitsAWeek() external view {
        Delayed[9] memory all = [
            Delayed(address(here.router), UUPSUpgradeable.upgradeToAndCall.selector, admin),
            Delayed(address(here.router), IICS02Client.migrateClient.selector, admin),
            Delayed(address(here.router), IICS26Router.setAppCallbackGas.selector, admin),
            Delayed(address(here.router), Roles.ADD_CUSTOM_CLIENT, idCustomizer),
            Delayed(address(here.router), Roles.ADD_CUSTOM_APP, idCustomizer),
            Delayed(address(here.transfer), UUPSUpgradeable.upgradeToAndCall.selector, admin),
            Delayed(address(here.transfer), IICS20Transfer.upgradeEscrowTo.selector, admin),
            Delayed(address(here.transfer), IICS20Transfer.upgradeIBCERC20To.selector, admin),
            Delayed(address(here.transfer), IICS20Transfer.setCustomERC20.selector, erc20Customizer)
        ];
        for (uint256 i = 0; i < all.length; ++i) {
            assertWaits(all[i].holder, all[i].target, all[i].selector);
            assertOnly(all[i].holder, all[i].target, all[i].selector);
        }
        assertWaits(admin, address(here.router), IAccessManaged.setAuthority.selector);
        assertWaits(admin, address(here.transfer), IAccessManaged.setAuthority.selector);
    }

    function test_theManagerItselfWaitsAWeek() external {
        bytes[11] memory calls = [
            abi.encodeCall(IAccessManager.grantRole, (Roles.ADMIN, stranger, WEEK)),
            abi.encodeCall(IAccessManager.grantRole, (Roles.DELEGATE_SENDER, stranger, 0)),
            abi.encodeCall(IAccessManager.revokeRole, (Roles.PAUSER, pauser)),
            abi.encodeCall(IAccessManager.setRoleAdmin, (Roles.PAUSER, Roles.ID_CUSTOMIZER)),
            abi.encodeCall(IAccessManager.setRoleGuardian, (Roles.ID_CUSTOMIZER, Roles.PAUSER)),
            abi.encodeCall(IAccessManager.setGrantDelay, (Roles.PAUSER, 1)),
            abi.encodeCall(IAccessManager.setTargetAdminDelay, (address(here.router), 1)),
            abi.encodeCall(IAccessManager.setTargetClosed, (address(here.router), true)),
            abi.encodeCall(IAccessManager.labelRole, (Roles.PAUSER, "pauser")),
            abi.encodeCall(IAccessManager.updateAuthority, (address(here.router), address(there.manager))),
            abi.encodeCall(
                IAccessManager.setTargetFunctionRole,
                (address(here.router), Roles.only(IICS02Client.migrateClient.selector), Roles.ID_CUSTOMIZER)
            )
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(stranger);
            (bool success,) = address(here.manager).call(calls[i]);
            vm.assertFalse(success);
            assertAnnounced(calls[i]);
        }
    }

    function test_upgradeIsAnnounced() external {
        bytes memory call = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (deployed("ICS26Router"), ""));
        vm.expectPartialRevert(IAccessManaged.AccessManagedUnauthorized.selector);
        vm.prank(stranger);
        here.router.upgradeToAndCall(address(this), "");
        vm.prank(admin);
        here.manager.schedule(address(here.router), call, 0);
        pass(WEEK - 1);
        vm.expectRevert();
        vm.prank(admin);
        here.manager.execute(address(here.router), call);
        pass(1);
        vm.prank(admin);
        here.manager.execute(address(here.router), call);
        vm.assertEq(here.router.getNextClientSeq(), 0);
    }

    function test_migrateClientIsAnnounced() external {
        bytes memory call =
            abi.encodeCall(IICS02Client.migrateClient, (here.clientId, counterparty("other-1"), address(there.client)));
        vm.prank(admin);
        here.manager.schedule(address(here.router), call, 0);
        pass(WEEK);
        vm.prank(admin);
        here.manager.execute(address(here.router), call);
        vm.assertEq(address(here.router.getClient(here.clientId)), address(there.client));
        vm.assertEq(here.router.getCounterparty(here.clientId).clientId, "other-1");
    }

    /// @dev The pauser can only stop.
    function test_holdersWithoutDelayChangeNothing() external view {
        assertOnly(pauser, address(here.transfer), IPausable.pause.selector);
        assertOnly(unpauser, address(here.transfer), IPausable.unpause.selector);
        assertOnly(rateLimiter, address(here.transfer), IRateLimit.setRateLimit.selector);
        (bool allowed,) = here.manager.canCall(pauser, address(here.transfer), IPausable.pause.selector);
        vm.assertTrue(allowed);
        (allowed,) = here.manager.canCall(pauser, address(here.transfer), IPausable.unpause.selector);
        vm.assertFalse(allowed);
    }

    function test_nobodyGetsRoundTheDelay() external {
        uint64[4] memory roles = [Roles.ADMIN, Roles.ID_CUSTOMIZER, Roles.ERC20_CUSTOMIZER, uint64(99)];
        for (uint256 i = 0; i < roles.length; ++i) {
            expectAdminRevert(
                abi.encodeCall(IAccessManager.grantRole, (roles[i], stranger, WEEK - 1)),
                DelayedAccessManager.DelayTooShort.selector
            );
        }
        uint64[6] memory open =
            [Roles.PUBLIC, Roles.RELAYER, Roles.PAUSER, Roles.UNPAUSER, Roles.RATE_LIMITER, Roles.DELEGATE_SENDER];
        for (uint256 i = 0; i < open.length; ++i) {
            bytes4[] memory selectors = Roles.only(UUPSUpgradeable.upgradeToAndCall.selector);
            expectAdminRevert(
                abi.encodeCall(IAccessManager.setTargetFunctionRole, (address(here.router), selectors, open[i])),
                DelayedAccessManager.SelectorNeedsDelay.selector
            );
            if (open[i] == Roles.PUBLIC) continue;
            expectAdminRevert(
                abi.encodeCall(IAccessManager.setRoleAdmin, (Roles.ID_CUSTOMIZER, open[i])),
                DelayedAccessManager.DelayTooShort.selector
            );
        }
    }

    function test_whoDeployedKeepsNothing() external {
        AccessSetup setup = AccessSetup(deployed("AccessSetup"));
        DelayedAccessManager manager = setup.manager();
        (bool isAdmin,) = manager.hasRole(Roles.ADMIN, address(setup));
        vm.assertTrue(isAdmin);
        AccessSetup.Holders memory holders;
        AccessSetup.InitialClient[] memory clients;
        vm.expectRevert(AccessSetup.AccessSetupWithoutAdmin.selector);
        setup.finish(here.router, here.transfer, holders, clients);
        holders.admin = admin;
        vm.expectRevert(abi.encodeWithSelector(AccessSetup.AccessSetupUnauthorized.selector, stranger));
        vm.prank(stranger);
        setup.finish(here.router, here.transfer, holders, clients);
        (uint48 since,,,) = here.manager.getAccess(Roles.ADMIN, address(this));
        vm.assertEq(since, 0);
        uint64[8] memory roles = [uint64(0), 1, 2, 3, 4, 5, 6, 7];
        for (uint256 i = 0; i < roles.length; ++i) {
            (bool member,) = here.manager.hasRole(roles[i], address(this));
            vm.assertFalse(member);
            (member,) = here.manager.hasRole(roles[i], address(here.setup));
            vm.assertFalse(member);
        }
        (bool admins, uint32 delay) = here.manager.hasRole(Roles.ADMIN, admin);
        vm.assertTrue(admins);
        vm.assertEq(delay, WEEK);
    }

    function assertWaits(address holder, address target, bytes4 selector) private view {
        (bool immediate, uint32 delay) = here.manager.canCall(holder, target, selector);
        vm.assertFalse(immediate);
        vm.assertEq(delay, WEEK);
    }

    /// @dev Nobody else may, neither at once nor later.
    function assertOnly(address holder, address target, bytes4 selector) private view {
        address[7] memory accounts = [admin, pauser, unpauser, rateLimiter, idCustomizer, erc20Customizer, stranger];
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (accounts[i] == holder) continue;
            (bool immediate, uint32 delay) = here.manager.canCall(accounts[i], target, selector);
            vm.assertFalse(immediate);
            vm.assertEq(delay, 0);
        }
    }

    /// @dev The administrator's call fails at once, and goes through a week after it is announced.
    function assertAnnounced(bytes memory call) private {
        vm.prank(admin);
        (bool atOnce,) = address(here.manager).call(call);
        vm.assertFalse(atOnce);
        uint256 snapshot = vm.snapshotState();
        announce(call);
        vm.prank(admin);
        (bool later,) = address(here.manager).call(call);
        vm.assertTrue(later);
        vm.revertToState(snapshot);
    }

    function expectAdminRevert(bytes memory call, bytes4 error_) private {
        uint256 snapshot = vm.snapshotState();
        announce(call);
        vm.prank(admin);
        (bool success, bytes memory result) = address(here.manager).call(call);
        vm.assertFalse(success);
        vm.assertEq(bytes32(bytes4(result)), bytes32(error_));
        vm.revertToState(snapshot);
    }

    function announce(bytes memory call) private {
        vm.prank(admin);
        here.manager.schedule(address(here.manager), call, 0);
        pass(WEEK);
    }
}
