// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02ClientMsgs} from "../../contracts/solidity/interfaces/IICS02ClientMsgs.sol";
import {IICS02Client} from "../../contracts/solidity/interfaces/IICS02Client.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {IIBCStore} from "../../contracts/solidity/interfaces/IIBCStore.sol";
import {ILightClientStatus} from "../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {Commitments} from "../../contracts/solidity/libraries/Commitments.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {FakeApp} from "./support/FakeApp.sol";
import {FakeLightClient} from "./support/FakeLightClient.sol";
import {TwoChains} from "./support/TwoChains.sol";
import {Vm} from "./support/Vm.sol";

/// @notice The router, between two applications that do as they are told.
contract ICS26RouterTest is TwoChains {
    bytes32 private constant STORE = 0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600;

    FakeApp private sender;
    FakeApp private receiver;

    function setUp() external {
        setUpChains();
        sender = new FakeApp(here.router);
        receiver = new FakeApp(there.router);
        here.router.addIBCApp(address(sender));
        there.router.addIBCApp(address(receiver));
    }

    function test_packetIsSentReceivedAndAcknowledged() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        vm.assertEq(packet.sequence, 1);
        vm.assertEq(packet.destClient, there.clientId);
        bytes memory path = Commitments.packetPath(here.clientId, 1);
        bytes32 slot = keccak256(abi.encode(keccak256(path), STORE));
        vm.assertEq(vm.load(address(here.router), slot), Commitments.packetCommitment(packet));

        vm.assertEq(receiveAt(there, packet), "fine");
        vm.assertEq(receiver.received(), 1);
        vm.assertEq(
            there.router.getCommitment(keccak256(Commitments.receiptPath(there.clientId, 1))),
            Commitments.receiptCommitment(packet)
        );
        acknowledgeAt(here, packet, "fine");
        vm.assertEq(sender.acknowledged(), 1);
        vm.assertEq(vm.load(address(here.router), slot), bytes32(0));
        vm.assertEq(sendOne().sequence, 2);
    }

    function test_eventsTellClientAndSequenceAsTopics() external {
        vm.recordLogs();
        sender.send(sendMsg(3600));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 1);
        vm.assertEq(logs[0].topics[0], IICS26Router.SendPacket.selector);
        vm.assertEq(logs[0].topics[1], keccak256(bytes(here.clientId)));
        vm.assertEq(logs[0].topics[2], bytes32(uint256(1)));
    }

    function test_packetTimesOut() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        vm.warp(packet.timeoutTimestamp - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IICS26Router.IBCInvalidTimeoutTimestamp.selector, packet.timeoutTimestamp, block.timestamp
            )
        );
        here.router.timeoutPacket(timeoutMsg(packet));
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        vm.assertEq(sender.timedOut(), 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IICS26Router.IBCInvalidTimeoutTimestamp.selector, packet.timeoutTimestamp, block.timestamp
            )
        );
        there.router.recvPacket(recvMsg(packet));
    }

    function test_whatWasRelayedBeforeIsNoop() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        receiveAt(there, packet);
        expectNoop(there.router);
        there.router.recvPacket(recvMsg(packet));
        acknowledgeAt(here, packet, "fine");
        expectNoop(here.router);
        here.router.ackPacket(ackMsg(packet, "fine"));
        vm.assertEq(receiver.received(), 1);
        vm.assertEq(sender.acknowledged(), 1);

        IICS26RouterMsgs.Packet memory late = sendOne();
        vm.warp(late.timeoutTimestamp);
        timeOutAt(here, late);
        expectNoop(here.router);
        here.router.timeoutPacket(timeoutMsg(late));
        vm.assertEq(sender.timedOut(), 1);
    }

    function test_receivedPacketCannotTimeOut() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        receiveAt(there, packet);
        vm.warp(packet.timeoutTimestamp);
        vm.expectPartialRevert(FakeLightClient.NotProven.selector);
        here.router.timeoutPacket(timeoutMsg(packet));
    }

    function test_sendPacket_timeoutBounds() external {
        sender.send(sendMsg(1));
        sender.send(sendMsg(1 days));
        expectSendRevert(sendMsg(0), IICS26Router.IBCInvalidTimeoutTimestamp.selector);
        expectSendRevert(sendMsg(1 days + 1), IICS26Router.IBCInvalidTimeoutDuration.selector);
        IICS26RouterMsgs.MsgSendPacket memory nanoseconds = sendMsg(1);
        nanoseconds.timeoutTimestamp = uint64(block.timestamp * 1e9);
        expectSendRevert(nanoseconds, IICS26Router.IBCInvalidTimeoutDuration.selector);
    }

    function test_sendPacket_revertsWhenNotItsApplication() external {
        IICS26RouterMsgs.MsgSendPacket memory msg_ = sendMsg(60);
        vm.expectRevert(abi.encodeWithSelector(IICS26Router.IBCUnauthorizedSender.selector, relayer));
        vm.prank(relayer);
        here.router.sendPacket(msg_);
        msg_.payload.sourcePort = "nobody";
        expectSendRevert(msg_, IICS26Router.IBCAppNotFound.selector);
        msg_ = sendMsg(60);
        msg_.sourceClient = "client-0";
        expectSendRevert(msg_, IICS02Client.IBCCounterpartyClientNotFound.selector);
    }

    /// @dev Rule 21.
    function test_sendPacket_revertsWhenClientIsNotActive() external {
        here.client.setStatus(ILightClientStatus.Status.Frozen);
        expectSendRevert(sendMsg(60), IICS26Router.IBCClientNotActive.selector);
        here.client.setStatus(ILightClientStatus.Status.Expired);
        expectSendRevert(sendMsg(60), IICS26Router.IBCClientNotActive.selector);
        here.client.setStatus(ILightClientStatus.Status.Active);
        sender.send(sendMsg(60));
        here.client.failToTell();
        expectSendRevert(sendMsg(60), IICS26Router.IBCClientStatusUnavailable.selector);
    }

    /// @dev Rule 21: clients of the published stack tell no status.
    function test_sendPacket_takesClientsWithoutStatus() external {
        here.client.setStatus(ILightClientStatus.Status.Frozen);
        here.client.tellNoStatus();
        vm.assertEq(sender.send(sendMsg(60)), 1);
    }

    /// @dev Rule 21: with too little gas for the questions nothing is sent.
    function testFuzz_sendPacket_neverIntoFrozenClient(uint256 gas_) external {
        here.client.setStatus(ILightClientStatus.Status.Frozen);
        gas_ = bound(gas_, 21_000, 1_000_000);
        (bool success,) = address(sender).call{gas: gas_}(abi.encodeCall(FakeApp.send, (sendMsg(60))));
        vm.assertFalse(success);
    }

    function test_recvPacket_revertsWhenPacketIsNotTheClients() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        packet.sourceClient = "elsewhere-1";
        vm.expectRevert(
            abi.encodeWithSelector(IICS26Router.IBCInvalidCounterparty.selector, here.clientId, "elsewhere-1")
        );
        there.router.recvPacket(recvMsg(packet));
        packet.sourceClient = here.clientId;
        packet.destClient = "elsewhere-1";
        vm.expectPartialRevert(IICS02Client.IBCCounterpartyClientNotFound.selector);
        there.router.recvPacket(recvMsg(packet));
    }

    function test_recvPacket_revertsWhenAnotherOfItsSequenceWasReceived() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        receiveAt(there, packet);
        packet.timeoutTimestamp += 1;
        bytes32 key = keccak256(Commitments.packetPath(here.clientId, 1));
        vm.store(address(here.router), keccak256(abi.encode(key, STORE)), Commitments.packetCommitment(packet));
        vm.expectPartialRevert(IIBCStore.IBCPacketReceiptMismatch.selector);
        there.router.recvPacket(recvMsg(packet));
    }

    function test_recvPacket_revertsWhenNotOnePayload() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        IICS26RouterMsgs.Payload memory payload = packet.payloads[0];
        packet.payloads = new IICS26RouterMsgs.Payload[](2);
        (packet.payloads[0], packet.payloads[1]) = (payload, payload);
        vm.expectRevert(IIBCStore.IBCMultiPayloadPacketNotSupported.selector);
        there.router.recvPacket(recvMsg(packet));
        vm.expectRevert(IIBCStore.IBCMultiPayloadPacketNotSupported.selector);
        here.router.ackPacket(ackMsg(packet, "fine"));
        packet.payloads = new IICS26RouterMsgs.Payload[](0);
        vm.expectRevert(IIBCStore.IBCMultiPayloadPacketNotSupported.selector);
        here.router.timeoutPacket(timeoutMsg(packet));
    }

    function test_recvPacket_revertsWhenPortIsNobodys() external {
        IICS26RouterMsgs.MsgSendPacket memory msg_ = sendMsg(60);
        msg_.payload.destPort = "nobody";
        IICS26RouterMsgs.Packet memory packet = sendOf(msg_);
        vm.expectRevert(abi.encodeWithSelector(IICS26Router.IBCAppNotFound.selector, "nobody"));
        there.router.recvPacket(recvMsg(packet));
    }

    function test_ackPacket_revertsWhenPacketIsNotTheOneThatWasSent() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        receiveAt(there, packet);
        packet.payloads[0].value = "other";
        vm.expectPartialRevert(IIBCStore.IBCPacketCommitmentMismatch.selector);
        here.router.ackPacket(ackMsg(packet, "fine"));
    }

    function test_ackPacket_revertsWhenAcknowledgementIsNotProven() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        receiveAt(there, packet);
        vm.expectPartialRevert(FakeLightClient.NotProven.selector);
        here.router.ackPacket(ackMsg(packet, "other"));
    }

    /// @dev Rule 24: what an application throws on acknowledgement and timeout is not swallowed.
    function test_failingApplicationKeepsItsPacketPending() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        IICS26RouterMsgs.Packet memory late = sendOne();
        receiveAt(there, packet);
        sender.behave(FakeApp.Way.Revert);
        vm.expectRevert(abi.encodeWithSelector(FakeApp.Refused.selector, "no"));
        here.router.ackPacket(ackMsg(packet, "fine"));
        vm.warp(late.timeoutTimestamp);
        vm.expectRevert(abi.encodeWithSelector(FakeApp.Refused.selector, "no"));
        here.router.timeoutPacket(timeoutMsg(late));
        sender.behave(FakeApp.Way.Answer);
        acknowledgeAt(here, packet, "fine");
        timeOutAt(here, late);
    }

    /// @dev An application that fails with a lot of data costs its relayer no memory for it.
    function test_whatAnApplicationThrowsIsBounded() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        IICS26RouterMsgs.Packet memory late = sendOne();
        receiveAt(there, packet);
        FakeApp.Way[2] memory ways = [FakeApp.Way.RevertWithMuch, FakeApp.Way.RevertWithNothing];
        for (uint256 i = 0; i < ways.length; ++i) {
            sender.behave(ways[i]);
            vm.expectRevert(IICS26Router.IBCFailedCallback.selector);
            here.router.ackPacket(ackMsg(packet, "fine"));
            uint256 snapshot = vm.snapshotState();
            vm.warp(late.timeoutTimestamp);
            vm.expectRevert(IICS26Router.IBCFailedCallback.selector);
            here.router.timeoutPacket(timeoutMsg(late));
            vm.revertToState(snapshot);
        }
    }

    /// @dev A packet whose application is gone, or never was one, does not end unseen.
    function test_ackPacket_revertsWhenApplicationHasNoCode() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        receiveAt(there, packet);
        vm.etch(address(sender), "");
        vm.expectRevert(IICS26Router.IBCFailedCallback.selector);
        here.router.ackPacket(ackMsg(packet, "fine"));
    }

    /// @dev Rule 23: however an application fails with its gas, that is the error acknowledgement.
    function test_refusalsAreErrorAcknowledgements() external {
        FakeApp.Way[4] memory ways =
            [FakeApp.Way.Revert, FakeApp.Way.RevertWithNothing, FakeApp.Way.RevertWithMuch, FakeApp.Way.BurnGas];
        for (uint256 i = 0; i < ways.length; ++i) {
            receiver.behave(ways[i]);
            IICS26RouterMsgs.Packet memory packet = sendOne();
            vm.assertEq(receiveAt(there, packet), REFUSED);
            acknowledgeAt(here, packet, REFUSED);
        }
        vm.assertEq(receiver.received(), 0);
        vm.assertEq(sender.acknowledged(), 4);
    }

    function test_reasonOfRefusalIsBounded() external {
        receiver.behave(FakeApp.Way.RevertWithMuch);
        IICS26RouterMsgs.Packet memory packet = sendOne();
        vm.recordLogs();
        there.router.recvPacket(recvMsg(packet));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs[0].topics[0], IICS26Router.IBCAppRecvPacketCallbackError.selector);
        vm.assertEq(abi.decode(logs[0].data, (bytes)).length, 256);
    }

    function test_recvPacket_revertsWhenAnswerIsNoAcknowledgement() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        receiver.answerWith("");
        vm.expectRevert(IICS26Router.IBCAsyncAcknowledgementNotSupported.selector);
        there.router.recvPacket(recvMsg(packet));
        receiver.answerWith(REFUSED);
        vm.expectRevert(IICS26Router.IBCErrorUniversalAcknowledgement.selector);
        there.router.recvPacket(recvMsg(packet));
        FakeApp.Way[3] memory ways = [FakeApp.Way.ReturnNothing, FakeApp.Way.ReturnMuch, FakeApp.Way.ReturnNonsense];
        for (uint256 i = 0; i < ways.length; ++i) {
            receiver.behave(ways[i]);
            vm.expectPartialRevert(IICS26Router.IBCMalformedAcknowledgement.selector);
            there.router.recvPacket(recvMsg(packet));
        }
    }

    /// @dev Rule 23: with too little gas the packet is not received, even by an application that catches the shortage.
    function testFuzz_recvPacket_gasNeverTurnsPacketIntoError(uint256 gas_) external {
        receiver.want(2_900_000);
        IICS26RouterMsgs.Packet memory packet = sendOne();
        gas_ = bound(gas_, 50_000, 4_000_000);
        vm.recordLogs();
        (bool success,) =
            address(there.router).call{gas: gas_}(abi.encodeCall(IICS26Router.recvPacket, (recvMsg(packet))));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; success && i < logs.length; ++i) {
            vm.assertNotEq(logs[i].topics[0], IICS26Router.IBCAppRecvPacketCallbackError.selector);
        }
        vm.assertEq(receiver.received(), success ? 1 : 0);
        if (!success) vm.assertEq(receiveAt(there, packet), "fine");
    }

    function test_applicationGetsItsGas() external {
        receiveAt(there, sendOne());
        vm.assertLe(receiver.gasGot(), 3_000_000);
        vm.assertGt(receiver.gasGot(), 2_990_000);
    }

    /// @dev No packet within a packet, from any callback.
    function test_reentrancyIsRefusedFromEveryCallback() external {
        IICS26RouterMsgs.Packet memory other = sendOne();
        bytes[4] memory calls = [
            abi.encodeCall(IICS26Router.sendPacket, (sendMsg(60))),
            abi.encodeCall(IICS26Router.recvPacket, (recvMsg(other))),
            abi.encodeCall(IICS26Router.ackPacket, (ackMsg(other, "fine"))),
            abi.encodeCall(IICS26Router.timeoutPacket, (timeoutMsg(other)))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            sender.behave(FakeApp.Way.Answer);
            IICS26RouterMsgs.Packet memory packet = sendOne();
            IICS26RouterMsgs.Packet memory late = sendOne();
            receiver.reenterWith(calls[i]);
            sender.reenterWith(calls[i]);
            receiveAt(there, packet);
            assertReentrancy(receiver);
            acknowledgeAt(here, packet, "fine");
            assertReentrancy(sender);
            vm.warp(late.timeoutTimestamp);
            timeOutAt(here, late);
            assertReentrancy(sender);
        }
    }

    function test_reentrancyIsRefusedThroughMulticall() external {
        IICS26RouterMsgs.Packet memory packet = sendOne();
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(sendOne())));
        receiver.reenterWith(abi.encodeWithSignature("multicall(bytes[])", calls));
        receiveAt(there, packet);
        assertReentrancy(receiver);
    }

    function test_multicallHandlesPacketsOneAfterAnother() external {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(sendOne())));
        calls[1] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(sendOne())));
        there.router.multicall(calls);
        vm.assertEq(receiver.received(), 2);
    }

    function test_addClient() external {
        string memory id = here.router.addClient(counterparty("other-1"), address(here.client));
        vm.assertEq(id, "client-0");
        vm.assertEq(here.router.getNextClientSeq(), 1);
        vm.assertEq(here.router.getCounterparty(id).clientId, "other-1");
        vm.assertEq(address(here.router.getClient(id)), address(here.client));
        vm.expectPartialRevert(IICS02Client.IBCLightClientWithoutCode.selector);
        here.router.addClient(counterparty("other-1"), relayer);
        vm.expectPartialRevert(IICS02Client.IBCCounterpartyClientNotFound.selector);
        here.router.addClient(counterparty(""), address(here.client));
        vm.expectPartialRevert(IIBCStore.InvalidMerklePrefix.selector);
        here.router.addClient(IICS02ClientMsgs.CounterpartyInfo("other-1", new bytes[](0)), address(here.client));
        vm.expectRevert(abi.encodeWithSelector(IICS02Client.IBCClientNotFound.selector, "client-1"));
        here.router.getClient("client-1");
        vm.expectPartialRevert(IICS02Client.IBCClientNotFound.selector);
        here.router.updateClient("client-1", "");
    }

    function test_misbehaviourFreezesClient() external {
        here.router.submitMisbehaviour(here.clientId, "");
        vm.assertEq(uint256(here.client.status()), uint256(ILightClientStatus.Status.Frozen));
        IICS26RouterMsgs.Packet memory packet;
        packet = IICS26RouterMsgs.Packet(1, here.clientId, there.clientId, 1, new IICS26RouterMsgs.Payload[](1));
        vm.expectRevert(FakeLightClient.NotActive.selector);
        here.router.timeoutPacket(timeoutMsg(packet));
    }

    function test_applicationsAreBoundOnce() external {
        vm.assertEq(address(here.router.getIBCApp(hexOf(address(sender)))), address(sender));
        vm.expectRevert(abi.encodeWithSelector(IICS26Router.IBCPortAlreadyExists.selector, hexOf(address(sender))));
        here.router.addIBCApp(address(sender));
        vm.expectRevert(abi.encodeWithSelector(IICS26Router.IBCAppNotFound.selector, "other"));
        here.router.getIBCApp("other");
    }

    function assertReentrancy(FakeApp app) private view {
        vm.assertEq(
            app.innerError(), abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    function expectNoop(IICS26Router router) private {
        vm.expectEmit(address(router));
        emit IICS26Router.Noop();
    }

    function expectSendRevert(IICS26RouterMsgs.MsgSendPacket memory msg_, bytes4 error_) private {
        vm.expectPartialRevert(error_);
        sender.send(msg_);
    }

    function sendOne() private returns (IICS26RouterMsgs.Packet memory) {
        return sendOf(sendMsg(3600));
    }

    function sendOf(IICS26RouterMsgs.MsgSendPacket memory msg_) private returns (IICS26RouterMsgs.Packet memory) {
        vm.recordLogs();
        sender.send(msg_);
        return sentPacket();
    }

    function sendMsg(uint256 seconds_) private view returns (IICS26RouterMsgs.MsgSendPacket memory) {
        return IICS26RouterMsgs.MsgSendPacket({
            sourceClient: here.clientId,
            timeoutTimestamp: uint64(vm.getBlockTimestamp() + seconds_),
            payload: IICS26RouterMsgs.Payload({
                sourcePort: hexOf(address(sender)),
                destPort: hexOf(address(receiver)),
                version: "v1",
                encoding: "raw",
                value: "hello"
            })
        });
    }
}
