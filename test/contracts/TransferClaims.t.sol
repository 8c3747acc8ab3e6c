// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBCERC20} from "../../contracts/solidity/apps/ics20/IBCERC20.sol";
import {IIBCAppCallbacks} from "../../contracts/solidity/interfaces/IIBCAppCallbacks.sol";
import {IIBCSenderCallbacks} from "../../contracts/solidity/interfaces/IIBCSenderCallbacks.sol";
import {IICS20Transfer} from "../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {FakeSender} from "./support/FakeSender.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";

/// @notice No token, receiver or sender keeps a packet from ending, and none loses what is its (rule 24).
contract TransferClaimsTest is TwoChains {
    FakeToken private token;
    FakeSender private contract_;
    address private alice = nobody("alice");
    address private bob = nobody("bob");

    function setUp() external {
        setUpChains();
        token = new FakeToken();
        contract_ = new FakeSender();
        token.mint(alice, 1000);
        token.mint(address(contract_), 1000);
        vm.prank(alice);
        token.approve(address(here.transfer), type(uint256).max);
    }

    function test_refundThatFailsIsClaimedLater() external {
        FakeToken.Way[4] memory ways =
            [FakeToken.Way.Reverts, FakeToken.Way.ReturnsFalse, FakeToken.Way.RevertsWithMuch, FakeToken.Way.BurnsGas];
        for (uint256 i = 0; i < ways.length; ++i) {
            IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
            token.behave(ways[i]);
            vm.warp(packet.timeoutTimestamp);
            timeOutAt(here, packet);
            vm.assertEq(token.balanceOf(alice), 900);
            vm.assertEq(here.transfer.getRefund(here.clientId, packet.sequence).receiver, alice);
            token.behave(FakeToken.Way.Reverts);
            vm.expectRevert();
            here.transfer.claimRefund(here.clientId, packet.sequence);
            token.behave(FakeToken.Way.Honest);
            vm.prank(relayer);
            here.transfer.claimRefund(here.clientId, packet.sequence);
            vm.assertEq(token.balanceOf(alice), 1000);
            vm.expectPartialRevert(IICS20Transfer.ICS20ClaimNotFound.selector);
            here.transfer.claimRefund(here.clientId, packet.sequence);
        }
    }

    function test_refundOfErrorAcknowledgementIsClaimedLater() external {
        vm.prank(pauser);
        there.transfer.pause();
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        vm.assertEq(receiveAt(there, packet), REFUSED);
        token.behave(FakeToken.Way.Reverts);
        acknowledgeAt(here, packet, REFUSED);
        token.behave(FakeToken.Way.Honest);
        vm.prank(pauser);
        here.transfer.pause();
        vm.expectRevert();
        here.transfer.claimRefund(here.clientId, packet.sequence);
        vm.prank(unpauser);
        here.transfer.unpause();
        here.transfer.claimRefund(here.clientId, packet.sequence);
        vm.assertEq(token.balanceOf(alice), 1000);
    }

    /// @dev Whoever relays chooses the gas, and cannot make a good refund or callback fail by it.
    function testFuzz_gasNeverDefers(uint256 gas_) external {
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        vm.warp(packet.timeoutTimestamp);
        gas_ = bound(gas_, 100_000, 1_500_000);
        (bool success,) =
            address(here.router).call{gas: gas_}(abi.encodeCall(IICS26Router.timeoutPacket, (timeoutMsg(packet))));
        vm.assertEq(here.transfer.getRefund(here.clientId, packet.sequence).amount, 0);
        vm.assertEq(contract_.timedOut(), success ? 1 : 0);
        vm.assertEq(token.balanceOf(address(contract_)), success ? 1000 : 900);
    }

    function test_senderHearsHowItEnded() external {
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        receiveAt(there, packet);
        acknowledgeAt(here, packet, SUCCESS);
        vm.assertEq(contract_.acknowledged(), 1);
        vm.assertTrue(contract_.lastSuccess());
        vm.prank(pauser);
        there.transfer.pause();
        packet = sendAsContract();
        receiveAt(there, packet);
        acknowledgeAt(here, packet, REFUSED);
        vm.assertEq(contract_.acknowledged(), 2);
        vm.assertFalse(contract_.lastSuccess());
        packet = sendAsContract();
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        vm.assertEq(contract_.timedOut(), 1);
    }

    function test_senderCallbackThatFailsIsRetriedLater() external {
        FakeSender.Way[2] memory ways = [FakeSender.Way.Revert, FakeSender.Way.BurnGas];
        for (uint256 i = 0; i < ways.length; ++i) {
            IICS26RouterMsgs.Packet memory packet = sendAsContract();
            receiveAt(there, packet);
            contract_.behave(ways[i]);
            acknowledgeAt(here, packet, SUCCESS);
            bytes memory callback = abi.encodeCall(
                IIBCSenderCallbacks.onAckPacket,
                (
                    true,
                    IIBCAppCallbacks.OnAcknowledgementPacketCallback(
                        here.clientId, there.clientId, packet.sequence, packet.payloads[0], SUCCESS, relayer
                    )
                )
            );
            vm.assertTrue(here.transfer.isCallbackDeferred(address(contract_), callback));
            contract_.behave(FakeSender.Way.Revert);
            vm.expectPartialRevert(IICS20Transfer.ICS20SenderCallbackFailed.selector);
            here.transfer.retrySenderCallback(address(contract_), callback);
            contract_.behave(FakeSender.Way.Listen);
            here.transfer.retrySenderCallback(address(contract_), callback);
            vm.assertEq(contract_.acknowledged(), i + 1);
            vm.expectPartialRevert(IICS20Transfer.ICS20CallbackNotFound.selector);
            here.transfer.retrySenderCallback(address(contract_), callback);
        }
    }

    function test_retrySenderCallback_revertsWhenNothingFailed() external {
        bytes memory callback = abi.encodeCall(FakeToken.mint, (alice, 1));
        vm.expectPartialRevert(IICS20Transfer.ICS20CallbackNotFound.selector);
        here.transfer.retrySenderCallback(address(token), callback);
    }

    /// @dev A failed callback does not undo the refund.
    function test_refundIsPaidThoughSenderFails() external {
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        contract_.behave(FakeSender.Way.Revert);
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        vm.assertEq(token.balanceOf(address(contract_)), 1000);
    }

    function test_senderCannotReenter() external {
        IICS26RouterMsgs.Packet memory other = send(here, alice, transferOf(here, address(token), 1, bob));
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        vm.warp(packet.timeoutTimestamp);
        contract_.reenter(address(here.router), abi.encodeCall(IICS26Router.timeoutPacket, (timeoutMsg(other))));
        timeOutAt(here, packet);
        assertReentrancy(contract_.innerError());
        vm.assertEq(token.balanceOf(address(contract_)), 1000);
        contract_.behave(FakeSender.Way.Listen);
        packet = sendAsContract();
        contract_.reenter(
            address(here.transfer),
            abi.encodeCall(IICS20Transfer.sendTransfer, (transferOf(here, address(token), 1, bob)))
        );
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        vm.assertGt(contract_.innerError().length, 0);
    }

    /// @dev A nested send would count its tokens twice.
    function test_tokenCannotSendWithinItsSend() external {
        token.callBefore(
            address(here.transfer),
            abi.encodeCall(IICS20Transfer.sendTransfer, (transferOf(here, address(token), 1, bob)))
        );
        send(here, alice, transferOf(here, address(token), 100, bob));
        vm.assertFalse(token.hookSucceeded());
        assertReentrancy(token.hookErrors(0));
    }

    /// @dev A token that is called by its own send brings a stranger's packet: that is received as ever.
    function test_tokenCannotSpoilStrangersPacket() external {
        FakeToken other = new FakeToken();
        other.mint(bob, 100);
        vm.prank(bob);
        other.approve(address(there.transfer), 100);
        IICS26RouterMsgs.Packet memory packet = send(there, bob, transferOf(there, address(other), 100, alice));
        token.callBefore(address(here.router), abi.encodeCall(IICS26Router.recvPacket, (recvMsg(packet))));
        send(here, alice, transferOf(here, address(token), 100, bob));
        vm.assertTrue(token.hookSucceeded());
        string memory path = string.concat("transfer/", here.clientId, "/", hexOf(address(other)));
        vm.assertEq(IBCERC20(here.transfer.ibcERC20Contract(path)).balanceOf(alice), 100);
    }

    /// @dev A token that is called by a refund cannot claim it, or end it, once more.
    function test_tokenCannotClaimWithinItsClaim() external {
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        token.behave(FakeToken.Way.Reverts);
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        token.behave(FakeToken.Way.Honest);
        bytes memory claim = abi.encodeCall(IICS20Transfer.claimRefund, (here.clientId, packet.sequence));
        token.callBefore(address(here.transfer), claim);
        here.transfer.claimRefund(here.clientId, packet.sequence);
        assertReentrancy(token.hookErrors(0));
        vm.assertEq(token.balanceOf(alice), 1000);
    }

    function sendAsContract() private returns (IICS26RouterMsgs.Packet memory) {
        vm.recordLogs();
        contract_.send(here.transfer, transferOf(here, address(token), 100, bob));
        return sentPacket();
    }

    function assertReentrancy(bytes memory error_) private pure {
        vm.assertEq(error_, abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }
}
