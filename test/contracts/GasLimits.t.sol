// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCAppCallbacks} from "../../contracts/solidity/interfaces/IIBCAppCallbacks.sol";
import {IIBCSenderCallbacks} from "../../contracts/solidity/interfaces/IIBCSenderCallbacks.sol";
import {IICS20Transfer} from "../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {FakeSender} from "./support/FakeSender.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";
import {Vm} from "./support/Vm.sol";

/// @notice Whoever relays chooses the gas. Over the whole range of it, a packet is handled as it should be or nothing has
/// happened (rules 23 and 24).
contract GasLimitsTest is TwoChains {
    uint256 private constant LEAST = 25_000;
    uint256 private constant MOST = 5_000_000;
    uint256 private constant STEP = 20_000;
    /// @dev Steps of one gas on either side of where it begins to pass.
    uint256 private constant FINE = 100;

    FakeToken private token;
    FakeSender private contract_;
    address private bob = nobody("bob");

    function setUp() external {
        setUpChains();
        token = new FakeToken();
        contract_ = new FakeSender();
        token.mint(address(contract_), 1000);
    }

    /// @dev The first packet of a token makes a contract for it, so it needs the most.
    function test_goodPacketIsNeverRefused() external {
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        bytes memory call = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(packet)));
        sweep(address(there.router), call, this.judgeReceived);
        receiveAt(there, packet);
        packet = sendAsContract();
        sweep(address(there.router), abi.encodeCall(IICS26Router.recvPacket, (recvMsg(packet))), this.judgeReceived);
    }

    function test_refundsAndCallbacksAreNeverDeferred() external {
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        vm.warp(packet.timeoutTimestamp);
        bytes memory call = abi.encodeCall(IICS26Router.timeoutPacket, (timeoutMsg(packet)));
        sweep(address(here.router), call, this.judgeTimedOut);
    }

    function test_errorAcknowledgementsAreNeverDeferred() external {
        vm.prank(pauser);
        there.transfer.pause();
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        vm.assertEq(receiveAt(there, packet), REFUSED);
        bytes memory call = abi.encodeCall(IICS26Router.ackPacket, (ackMsg(packet, REFUSED)));
        sweep(address(here.router), call, this.judgeAcknowledged);
    }

    /// @dev A packet in a batch has what is left by those before it; that is enough or nothing happens, too.
    function test_batchIsNeverRefused() external {
        bytes[] memory calls = new bytes[](3);
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(sendAsContract())));
        }
        sweep(address(there.router), abi.encodeWithSignature("multicall(bytes[])", calls), this.judgeReceived);
    }

    /// @dev Who tries a callback again gives it no less than it had at first.
    function test_retriesGetTheirGas() external {
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        receiveAt(there, packet);
        contract_.behave(FakeSender.Way.Revert);
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
        contract_.behave(FakeSender.Way.NoteGas);
        bytes memory call = abi.encodeCall(IICS20Transfer.retrySenderCallback, (address(contract_), callback));
        sweep(address(here.transfer), call, this.judgeRetried);
    }

    function test_claimsGetTheirGas() external {
        IICS26RouterMsgs.Packet memory packet = sendAsContract();
        vm.warp(packet.timeoutTimestamp);
        token.behave(FakeToken.Way.Reverts);
        timeOutAt(here, packet);
        token.behave(FakeToken.Way.NotesGas);
        bytes memory call = abi.encodeCall(IICS20Transfer.claimRefund, (here.clientId, packet.sequence));
        sweep(address(here.transfer), call, this.judgeClaimed);
    }

    function judgeReceived(bool success, Vm.Log[] memory logs) external view {
        // What a packet of a batch told is undone with the batch.
        uint256 written;
        for (uint256 i = 0; success && i < logs.length; ++i) {
            if (logs[i].topics[0] != IICS26Router.WriteAcknowledgement.selector) continue;
            (, bytes[] memory acks) = abi.decode(logs[i].data, (IICS26RouterMsgs.Packet, bytes[]));
            vm.assertEq(acks[0], SUCCESS);
            ++written;
        }
        vm.assertEq(written > 0, success);
    }

    function judgeTimedOut(bool success, Vm.Log[] memory) external view {
        vm.assertEq(here.transfer.getRefund(here.clientId, 1).amount, 0);
        vm.assertEq(contract_.timedOut(), success ? 1 : 0);
        vm.assertEq(token.balanceOf(address(contract_)), success ? 1000 : 900);
    }

    function judgeAcknowledged(bool success, Vm.Log[] memory) external view {
        vm.assertEq(here.transfer.getRefund(here.clientId, 1).amount, 0);
        vm.assertEq(contract_.acknowledged(), success ? 1 : 0);
        vm.assertEq(token.balanceOf(address(contract_)), success ? 1000 : 900);
    }

    function judgeRetried(bool success, Vm.Log[] memory) external view {
        if (success) vm.assertGe(contract_.gasGot(), 490_000);
    }

    function judgeClaimed(bool success, Vm.Log[] memory) external view {
        if (success) vm.assertGe(token.gasGot(), 480_000);
    }

    /// @dev Coarsely over the whole range, and finely about the least gas that passes. Nothing of it stays.
    function sweep(address target, bytes memory call, function(bool, Vm.Log[] memory) external view judge) private {
        uint256 passes = MOST + 1;
        for (uint256 gas_ = LEAST; gas_ <= MOST; gas_ += STEP) {
            if (tried(target, call, gas_, judge) && gas_ < passes) passes = gas_;
        }
        vm.assertLe(passes, MOST, "it passes with enough");
        vm.assertGt(passes, LEAST, "it fails with too little");
        uint256 fails = passes - STEP;
        while (passes - fails > 1) {
            uint256 middle = (passes + fails) / 2;
            if (tried(target, call, middle, judge)) passes = middle;
            else fails = middle;
        }
        for (uint256 gas_ = passes - FINE; gas_ < passes + FINE; ++gas_) {
            tried(target, call, gas_, judge);
        }
    }

    function tried(address target, bytes memory call, uint256 gas_, function(bool, Vm.Log[] memory) external view judge)
        private
        returns (bool success)
    {
        uint256 snapshot = vm.snapshotState();
        vm.recordLogs();
        vm.prank(relayer);
        (success,) = target.call{gas: gas_}(call);
        judge(success, vm.getRecordedLogs());
        vm.revertToState(snapshot);
    }

    function sendAsContract() private returns (IICS26RouterMsgs.Packet memory) {
        vm.recordLogs();
        contract_.send(here.transfer, transferOf(here, address(token), 100, bob));
        return sentPacket();
    }
}
