// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IICS02Client} from "../../contracts/solidity/interfaces/IICS02Client.sol";
import {IICS02ClientMsgs} from "../../contracts/solidity/interfaces/IICS02ClientMsgs.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {ILightClientStatus} from "../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {Commitments} from "../../contracts/solidity/libraries/Commitments.sol";
import {FakeLightClient} from "./support/FakeLightClient.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";

/// @notice Packets in any order, more than once, and over a client that dies and is replaced.
contract PacketLifeTest is TwoChains {
    FakeToken private token;
    address private alice = nobody("alice");
    address private bob = nobody("bob");

    function setUp() external {
        setUpChains();
        token = new FakeToken();
        token.mint(alice, 1000);
        vm.prank(alice);
        token.approve(address(here.transfer), type(uint256).max);
    }

    function test_orderDoesNotMatter() external {
        uint256[4] memory amounts = [uint256(1), 10, 100, 500];
        IICS26RouterMsgs.Packet[] memory packets = new IICS26RouterMsgs.Packet[](amounts.length);
        for (uint256 i = 0; i < packets.length; ++i) {
            packets[i] = sendOne(amounts[i]);
        }
        vm.assertEq(receiveAt(there, packets[2]), SUCCESS);
        vm.assertEq(receiveAt(there, packets[0]), SUCCESS);
        vm.assertEq(receiveAt(there, packets[2]), "");
        vm.assertEq(receiveAt(there, packets[1]), SUCCESS);
        acknowledgeAt(here, packets[1], SUCCESS);
        acknowledgeAt(here, packets[2], SUCCESS);
        acknowledgeAt(here, packets[1], SUCCESS);
        acknowledgeAt(here, packets[0], SUCCESS);
        vm.warp(packets[3].timeoutTimestamp);
        timeOutAt(here, packets[3]);
        timeOutAt(here, packets[3]);
        vm.assertEq(token.balanceOf(alice), 1000 - 111);
        vm.assertEq(IERC20(voucher()).totalSupply(), 111);
    }

    /// @dev The same packet several times in one transaction, and with its acknowledgement.
    function test_duplicatesInABatchAreNoops() external {
        bytes[] memory calls = new bytes[](3);
        calls[0] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(sendOne(100))));
        calls[1] = calls[0];
        calls[2] = calls[0];
        there.router.multicall(calls);
        vm.assertEq(IERC20(voucher()).totalSupply(), 100);
    }

    /// @dev One bad packet undoes the whole batch: nothing is half done.
    function test_batchIsAllOrNothing() external {
        bytes[] memory calls = new bytes[](2);
        IICS26RouterMsgs.Packet memory packet = sendOne(100);
        calls[0] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(packet)));
        packet.sequence = 77;
        calls[1] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(packet)));
        vm.expectPartialRevert(FakeLightClient.NotProven.selector);
        there.router.multicall(calls);
        packet.sequence = 1;
        vm.assertEq(there.router.getCommitment(keccak256(Commitments.receiptPath(there.clientId, 1))), bytes32(0));
        vm.assertEq(receiveAt(there, packet), SUCCESS);
    }

    /// @dev Through a batch the caller stays who it is, and gains no right.
    function test_batchKeepsTheCaller() external {
        bytes[] memory calls = new bytes[](1);
        calls[0] =
            abi.encodeCall(IICS02Client.migrateClient, (here.clientId, counterparty("other-1"), address(there.client)));
        vm.expectRevert();
        vm.prank(relayer);
        here.router.multicall(calls);
        calls[0] = abi.encodeCall(here.transfer.pause, ());
        vm.expectRevert();
        vm.prank(relayer);
        here.transfer.multicall(calls);
        vm.prank(pauser);
        here.transfer.multicall(calls);
        vm.assertTrue(here.transfer.paused());
    }

    /// @dev A dead client moves nothing, in any direction; its successor goes on where it stopped.
    function test_migratedClientGoesOn() external {
        ILightClientStatus.Status[2] memory dead = [ILightClientStatus.Status.Frozen, ILightClientStatus.Status.Expired];
        for (uint256 i = 0; i < dead.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            IICS26RouterMsgs.Packet memory arrived = sendOne(10);
            IICS26RouterMsgs.Packet memory late = sendOne(20);
            vm.assertEq(receiveAt(there, arrived), SUCCESS);
            IICS26RouterMsgs.Packet memory home = sendHome(3);
            vm.assertEq(receiveAt(here, home), SUCCESS);
            here.client.setStatus(dead[i]);
            expectDead(abi.encodeCall(IICS26Router.ackPacket, (ackMsg(arrived, SUCCESS))));
            expectDead(abi.encodeCall(IICS26Router.recvPacket, (recvMsg(sendHome(4)))));
            vm.warp(late.timeoutTimestamp);
            expectDead(abi.encodeCall(IICS26Router.timeoutPacket, (timeoutMsg(late))));
            vm.expectPartialRevert(IICS26Router.IBCClientNotActive.selector);
            vm.prank(alice);
            here.transfer.sendTransfer(transferOf(here, address(token), 1, bob));

            migrate(counterparty(there.clientId), address(new FakeLightClient(there.router)));
            acknowledgeAt(here, arrived, SUCCESS);
            timeOutAt(here, late);
            vm.assertEq(token.balanceOf(alice), 993);
            // What was received before stays received, and sequences go on.
            uint256 supply = IERC20(voucher()).totalSupply();
            home.timeoutTimestamp = uint64(vm.getBlockTimestamp() + 60);
            vm.expectPartialRevert(FakeLightClient.NotProven.selector);
            here.router.recvPacket(recvMsg(home));
            vm.assertEq(IERC20(voucher()).totalSupply(), supply);
            vm.assertEq(sendOne(1).sequence, 3);
            vm.revertToState(snapshot);
        }
    }

    function test_migrateClient_revertsWhenThereIsNothingToMigrateTo() external {
        expectMigrateRevert(
            "nobody-1", counterparty("a"), address(here.client), IICS02Client.IBCClientNotFound.selector
        );
        expectMigrateRevert(here.clientId, counterparty("a"), bob, IICS02Client.IBCLightClientWithoutCode.selector);
        expectMigrateRevert(
            here.clientId, counterparty(""), address(here.client), IICS02Client.IBCCounterpartyClientNotFound.selector
        );
    }

    /// @dev A counterparty's other packets are not this client's, though its proofs were good.
    function test_anotherCounterpartyAfterMigrationKeepsOldPacketsOut() external {
        IICS26RouterMsgs.Packet memory packet = sendOne(10);
        receiveAt(there, packet);
        migrate(counterparty("other-1"), address(new FakeLightClient(there.router)));
        vm.expectRevert(abi.encodeWithSelector(IICS26Router.IBCInvalidCounterparty.selector, "other-1", there.clientId));
        here.router.ackPacket(ackMsg(packet, SUCCESS));
    }

    /// @dev Two clients of one counterparty: what one of them proves ends no packet of the other.
    function test_clientsAreApart() external {
        IICS26RouterMsgs.Packet memory packet = sendOne(10);
        receiveAt(there, packet);
        string memory other = here.router.addClient(counterparty(there.clientId), address(here.client));
        packet.sourceClient = other;
        vm.recordLogs();
        here.router.ackPacket(ackMsg(packet, SUCCESS));
        vm.assertEq(vm.getRecordedLogs()[0].topics[0], IICS26Router.Noop.selector);
        packet.sourceClient = here.clientId;
        acknowledgeAt(here, packet, SUCCESS);
        vm.assertEq(
            here.router.getCommitment(keccak256(Commitments.packetPath(here.clientId, packet.sequence))), bytes32(0)
        );
    }

    function sendOne(uint256 amount) private returns (IICS26RouterMsgs.Packet memory) {
        return send(here, alice, transferOf(here, address(token), amount, bob));
    }

    function sendHome(uint256 amount) private returns (IICS26RouterMsgs.Packet memory) {
        address asset = voucher();
        vm.prank(bob);
        IERC20(asset).approve(address(there.transfer), amount);
        return send(there, bob, transferOf(there, asset, amount, alice));
    }

    function voucher() private view returns (address) {
        return there.transfer.ibcERC20Contract(string.concat("transfer/", there.clientId, "/", hexOf(address(token))));
    }

    function expectDead(bytes memory call) private {
        (bool success, bytes memory result) = address(here.router).call(call);
        vm.assertFalse(success);
        vm.assertEq(bytes32(bytes4(result)), bytes32(FakeLightClient.NotActive.selector));
    }

    function migrate(IICS02ClientMsgs.CounterpartyInfo memory to, address client) private {
        bytes memory call = abi.encodeCall(IICS02Client.migrateClient, (here.clientId, to, client));
        announce(call);
        vm.prank(admin);
        here.manager.execute(address(here.router), call);
    }

    function expectMigrateRevert(
        string memory clientId,
        IICS02ClientMsgs.CounterpartyInfo memory to,
        address client,
        bytes4 error_
    ) private {
        announce(abi.encodeCall(IICS02Client.migrateClient, (clientId, to, client)));
        vm.expectPartialRevert(error_);
        vm.prank(admin);
        here.router.migrateClient(clientId, to, client);
    }

    function announce(bytes memory call) private {
        vm.prank(admin);
        here.manager.schedule(address(here.router), call, 0);
        pass(7 days);
    }
}
