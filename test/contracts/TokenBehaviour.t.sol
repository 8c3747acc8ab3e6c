// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IEscrow} from "../../contracts/solidity/interfaces/IEscrow.sol";
import {IICS20Transfer} from "../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS20TransferMsgs} from "../../contracts/solidity/interfaces/IICS20TransferMsgs.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";

/// @notice Tokens that do not do as they should: refused, or at nobody's cost but their holders'.
contract TokenBehaviourTest is TwoChains {
    FakeToken private token;
    FakeToken private other;
    address private alice = nobody("alice");
    address private bob = nobody("bob");

    function setUp() external {
        setUpChains();
        token = new FakeToken();
        other = new FakeToken();
        FakeToken[2] memory tokens = [token, other];
        for (uint256 i = 0; i < tokens.length; ++i) {
            tokens[i].mint(alice, 1000);
            vm.prank(alice);
            tokens[i].approve(address(here.transfer), type(uint256).max);
        }
    }

    function test_send_acceptsATokenThatReturnsNothing() external {
        token.behave(FakeToken.Way.ReturnsNothing);
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        vm.assertEq(receiveAt(there, packet), SUCCESS);
        vm.assertEq(receiveAt(here, sendHome(40)), SUCCESS);
        vm.assertEq(token.balanceOf(alice), 940);
    }

    function test_send_refusesATokenThatReturnsNonsense() external {
        token.behave(FakeToken.Way.ReturnsNonsense);
        expectSendRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
    }

    function test_send_refusesWhatIsNoToken() external {
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, bob, 1, bob);
        address[3] memory none = [bob, address(0), address(here.router)];
        for (uint256 i = 0; i < none.length; ++i) {
            transfer.denom = none[i];
            vm.prank(alice);
            (bool success,) = address(here.transfer).call(abi.encodeCall(IICS20Transfer.sendTransfer, (transfer)));
            vm.assertFalse(success);
        }
    }

    /// @dev A balance that is told too high before and after changes nothing; one that jumps is refused.
    function test_send_refusesABalanceThatJumps() external {
        send(here, alice, transferOf(here, address(token), 100, bob));
        address escrow = here.transfer.getEscrow(here.clientId);
        token.lieAbout(escrow, 50);
        send(here, alice, transferOf(here, address(token), 100, bob));
        token.callBefore(address(token), abi.encodeCall(FakeToken.lieAbout, (escrow, 51)));
        expectSendRevert(abi.encodeWithSelector(IICS20Transfer.ICS20UnexpectedERC20Balance.selector, 350, 351));
        token.callBefore(address(token), abi.encodeCall(FakeToken.lieAbout, (escrow, 0)));
        expectSendRevert(abi.encodeWithSelector(IICS20Transfer.ICS20UnexpectedERC20Balance.selector, 350, 300));
    }

    /// @dev Somebody who is called within a send pays the escrow the rest: that is no more than was said, so it is refused.
    function test_send_refusesWhatSomebodyElsePutsIn() external {
        send(here, alice, transferOf(here, address(token), 100, bob));
        address escrow = here.transfer.getEscrow(here.clientId);
        token.callBefore(address(token), abi.encodeCall(FakeToken.mint, (escrow, 7)));
        expectSendRevert(abi.encodeWithSelector(IICS20Transfer.ICS20UnexpectedERC20Balance.selector, 200, 207));
    }

    /// @dev What a token gives the escrow is nobody's: vouchers stay worth what they were.
    function test_rebasingUpHarmsNobody() external {
        receiveAt(there, send(here, alice, transferOf(here, address(token), 100, bob)));
        address escrow = here.transfer.getEscrow(here.clientId);
        token.mint(escrow, 900);
        vm.assertEq(receiveAt(here, sendHome(100)), SUCCESS);
        vm.assertEq(token.balanceOf(alice), 1000);
        vm.assertEq(token.balanceOf(escrow), 900);
    }

    /// @dev What a token takes from the escrow is missed by the last to come home: refused, and given back there.
    function test_rebasingDownHarmsItsHoldersOnly() external {
        receiveAt(there, send(here, alice, transferOf(here, address(token), 100, bob)));
        receiveAt(there, send(here, alice, transferOf(here, address(other), 100, bob)));
        token.burn(here.transfer.getEscrow(here.clientId), 30);
        vm.assertEq(receiveAt(here, sendHome(70)), SUCCESS);
        IICS26RouterMsgs.Packet memory packet = sendHome(30);
        vm.assertEq(receiveAt(here, packet), REFUSED);
        acknowledgeAt(there, packet, REFUSED);
        vm.assertEq(IERC20(voucherOf(token)).balanceOf(bob), 30);
        vm.assertEq(receiveAt(here, sendHomeOf(other, 100)), SUCCESS);
    }

    /// @dev A refund that the escrow no longer covers waits until it does.
    function test_rebasingDownDefersRefunds() external {
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        address escrow = here.transfer.getEscrow(here.clientId);
        token.burn(escrow, 1);
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        vm.assertEq(here.transfer.getRefund(here.clientId, packet.sequence).amount, 100);
        token.mint(escrow, 1);
        here.transfer.claimRefund(here.clientId, packet.sequence);
        vm.assertEq(token.balanceOf(alice), 1000);
    }

    /// @dev A token that starts to take fees pays its receivers less, and its escrow no more than was said.
    function test_feeAfterwardsIsTheReceivers() external {
        receiveAt(there, send(here, alice, transferOf(here, address(token), 100, bob)));
        token.behave(FakeToken.Way.TakesFee);
        vm.assertEq(receiveAt(here, sendHome(100)), SUCCESS);
        vm.assertEq(token.balanceOf(alice), 999);
        vm.assertEq(token.balanceOf(here.transfer.getEscrow(here.clientId)), 0);
    }

    function test_receiverThatATokenBlocksIsRefused() external {
        receiveAt(there, send(here, alice, transferOf(here, address(token), 100, bob)));
        token.setBlocked(alice, true);
        FakeToken.Way[3] memory ways = [FakeToken.Way.Honest, FakeToken.Way.RevertsWithMuch, FakeToken.Way.BurnsGas];
        for (uint256 i = 0; i < ways.length; ++i) {
            token.behave(ways[i]);
            IICS26RouterMsgs.Packet memory packet = sendHome(100);
            vm.assertEq(receiveAt(here, packet), REFUSED);
            acknowledgeAt(there, packet, REFUSED);
        }
        vm.assertEq(IERC20(voucherOf(token)).balanceOf(bob), 100);
        token.behave(FakeToken.Way.Honest);
        token.setBlocked(alice, false);
        vm.assertEq(receiveAt(here, sendHome(100)), SUCCESS);
    }

    /// @dev A sender whom the token blocked in between: the packet ends, others go on, and the refund waits.
    function test_senderWhomATokenBlocksGetsItsRefundLater() external {
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        token.setBlocked(alice, true);
        token.mint(bob, 1);
        vm.prank(bob);
        token.approve(address(here.transfer), 1);
        send(here, bob, transferOf(here, address(token), 1, bob));
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        vm.expectRevert(FakeToken.Blocked.selector);
        here.transfer.claimRefund(here.clientId, packet.sequence);
        token.setBlocked(alice, false);
        here.transfer.claimRefund(here.clientId, packet.sequence);
        vm.assertEq(token.balanceOf(alice), 1000);
    }

    /// @dev Refunds of a token without a limit, of one that is used up, and of one that was lowered afterwards.
    function test_rateLimitTrapsNoClaim() external {
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        IEscrow escrow = IEscrow(here.transfer.getEscrow(here.clientId));
        token.behave(FakeToken.Way.Reverts);
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        token.behave(FakeToken.Way.Honest);
        vm.prank(rateLimiter);
        escrow.setRateLimit(address(token), 1);
        here.transfer.claimRefund(here.clientId, packet.sequence);
        vm.assertEq(token.balanceOf(alice), 1000);
        vm.assertEq(escrow.getDailyUsage(address(token)), 0);
    }

    /// @dev To send and time out again and again opens no limit: only what arrived counts as having come in.
    function test_rateLimitIsNotOpenedByRefunds() external {
        receiveAt(there, send(here, alice, transferOf(here, address(token), 500, bob)));
        IEscrow escrow = IEscrow(here.transfer.getEscrow(here.clientId));
        vm.prank(rateLimiter);
        escrow.setRateLimit(address(token), 50);
        vm.assertEq(receiveAt(here, sendHome(50)), SUCCESS);
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        pass(1 hours);
        timeOutAt(here, packet);
        vm.assertEq(escrow.getDailyUsage(address(token)), 50);
        vm.assertEq(receiveAt(here, sendHome(1)), REFUSED);
    }

    function sendHome(uint256 amount) private returns (IICS26RouterMsgs.Packet memory) {
        return sendHomeOf(token, amount);
    }

    function sendHomeOf(FakeToken of_, uint256 amount) private returns (IICS26RouterMsgs.Packet memory) {
        IERC20 voucher = IERC20(voucherOf(of_));
        vm.prank(bob);
        voucher.approve(address(there.transfer), amount);
        return send(there, bob, transferOf(there, address(voucher), amount, alice));
    }

    function voucherOf(FakeToken of_) private view returns (address) {
        string memory path = string.concat("transfer/", there.clientId, "/", hexOf(address(of_)));
        return there.transfer.ibcERC20Contract(path);
    }

    function expectSendRevert(bytes memory error_) private {
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 100, bob);
        vm.expectRevert(error_);
        vm.prank(alice);
        here.transfer.sendTransfer(transfer);
    }
}
