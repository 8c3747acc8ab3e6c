// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Escrow} from "../../contracts/solidity/apps/ics20/Escrow.sol";
import {IBCERC20} from "../../contracts/solidity/apps/ics20/IBCERC20.sol";
import {ICS20Transfer} from "../../contracts/solidity/apps/ics20/ICS20Transfer.sol";
import {IICS20Transfer} from "../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {ICS26Router} from "../../contracts/solidity/router/ICS26Router.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";

/// @notice Code that is shared by proxies is nobody's to set up or replace, and an upgrade loses nothing.
contract UpgradesTest is TwoChains {
    function setUp() external {
        setUpChains();
    }

    function test_codeBehindProxiesCannotBeSetUp() external {
        ICS26Router router = ICS26Router(deployed("ICS26Router"));
        ICS20Transfer transfer = ICS20Transfer(deployed("ICS20Transfer"));
        Escrow escrow = Escrow(deployed("Escrow"));
        IBCERC20 voucher = IBCERC20(deployed("IBCERC20"));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        router.initialize(address(this));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        transfer.initialize(address(this), address(escrow), address(voucher), address(this), address(this));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        escrow.initialize(address(this), address(this));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        voucher.initialize(address(this), address(this), "");
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        router.upgradeToAndCall(address(router), "");
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        transfer.upgradeToAndCall(address(transfer), "");
        vm.assertEq(router.authority(), address(0));
        vm.assertEq(transfer.ics26(), address(0));
    }

    function test_onlyCodeForSuchAProxyIsTaken() external {
        address escrow = deployed("Escrow");
        announce(address(here.router), abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (escrow, "")));
        vm.expectRevert(abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, escrow));
        vm.prank(admin);
        here.router.upgradeToAndCall(escrow, "");
    }

    /// @dev Every proxy gets new code while a packet is under way and a refund waits: both still end.
    function test_upgradesLoseNothing() external {
        FakeToken token = new FakeToken();
        address alice = nobody("alice");
        token.mint(alice, 100);
        vm.prank(alice);
        token.approve(address(here.transfer), 100);
        IICS26RouterMsgs.Packet memory deferred = send(here, alice, transferOf(here, address(token), 10, alice));
        receiveAt(there, send(here, alice, transferOf(here, address(token), 20, alice)));
        vm.warp(deferred.timeoutTimestamp);
        token.behave(FakeToken.Way.Reverts);
        timeOutAt(here, deferred);
        token.behave(FakeToken.Way.Honest);

        upgrade(address(here.router), abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (deployed("ICS26Router"), "")));
        address transfer = address(here.transfer);
        upgrade(transfer, abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (deployed("ICS20Transfer"), "")));
        upgrade(transfer, abi.encodeCall(IICS20Transfer.upgradeEscrowTo, (deployed("Escrow"))));
        upgrade(transfer, abi.encodeCall(IICS20Transfer.upgradeIBCERC20To, (deployed("IBCERC20"))));

        here.transfer.claimRefund(here.clientId, deferred.sequence);
        vm.assertEq(token.balanceOf(alice), 80);
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 30, alice));
        vm.assertEq(packet.sequence, 3);
        vm.assertEq(receiveAt(there, packet), SUCCESS);
        acknowledgeAt(here, packet, SUCCESS);
        vm.assertEq(token.balanceOf(here.transfer.getEscrow(here.clientId)), 50);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        here.router.initialize(address(this));
    }

    function upgrade(address target, bytes memory call) private {
        announce(target, call);
        vm.prank(admin);
        here.manager.execute(target, call);
    }

    function announce(address target, bytes memory call) private {
        vm.prank(admin);
        here.manager.schedule(target, call, 0);
        pass(7 days);
    }
}
