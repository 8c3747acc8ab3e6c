// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCApp} from "../../../contracts/solidity/interfaces/IIBCApp.sol";
import {IIBCStore} from "../../../contracts/solidity/interfaces/IIBCStore.sol";
import {IIBCAppCallbacks} from "../../../contracts/solidity/interfaces/IIBCAppCallbacks.sol";
import {IICS26Router} from "../../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {Commitments} from "../../../contracts/solidity/libraries/Commitments.sol";
import {PacketEncoding} from "../../../contracts/solidity/libraries/PacketEncoding.sol";
import {Test} from "../support/Test.sol";
import {Vm} from "../support/Vm.sol";
import {Words} from "../support/Words.sol";

/// @notice What is made of a packet's encoding is what Solidity's own encoder makes of the packet.
contract PacketEncodingTest is Test {
    address private relayer = nobody("relayer");

    function test_packetsOfFixtures() external {
        string memory json = vm.readFile("test/contracts/fixtures/packets.json");
        bytes[] memory encoded = vm.parseJsonBytesArray(json, ".packets");
        uint256 judged;
        for (uint256 i = 0; i < encoded.length; ++i) {
            IICS26RouterMsgs.Packet memory packet = abi.decode(encoded[i], (IICS26RouterMsgs.Packet));
            if (packet.payloads.length == 1) {
                this.judge(packet, encoded[i]);
                ++judged;
            } else {
                vm.expectRevert(IIBCStore.IBCMultiPayloadPacketNotSupported.selector);
                this.wholeOf(packet);
            }
        }
        vm.assertEq(judged, 10);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_packets(
        IICS26RouterMsgs.Packet memory packet,
        IICS26RouterMsgs.Payload memory payload,
        bytes memory answer
    ) external {
        packet.payloads = new IICS26RouterMsgs.Payload[](1);
        packet.payloads[0] = payload;
        this.judge(packet, answer);
    }

    /// @dev Texts of every length about a word's.
    function test_lengths() external {
        for (uint256 length = 0; length <= 65; ++length) {
            bytes memory text = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                text[i] = bytes1(uint8(i + 1));
            }
            IICS26RouterMsgs.Packet memory packet = IICS26RouterMsgs.Packet(
                uint64(length), string(text), string(text), type(uint64).max, new IICS26RouterMsgs.Payload[](1)
            );
            packet.payloads[0] = IICS26RouterMsgs.Payload("a", string(text), "", string(text), text);
            this.judge(packet, text);
        }
    }

    /// @dev Both clients in one place, not padded with zeros, and something behind: still the same packet.
    function test_howTheRelayerEncodesDoesNotMatter() external {
        IICS26RouterMsgs.Packet memory packet =
            IICS26RouterMsgs.Packet(7, "same", "same", 99, new IICS26RouterMsgs.Payload[](1));
        packet.payloads[0] = IICS26RouterMsgs.Payload("from", "to", "v1", "abi", "value");
        bytes memory canonical = abi.encode(packet);
        bytes memory odd = Words.withWord(canonical, 0x60, 0xa0);
        odd = Words.withWord(odd, 0xe0, uint256(bytes32("same")) | 0xff);
        (bool success, bytes memory answer) = address(this).call(bytes.concat(this.wholeOf.selector, odd, hex"ff"));
        vm.assertTrue(success);
        vm.assertEq(abi.decode(answer, (bytes)), canonical);
    }

    function wholeOf(IICS26RouterMsgs.Packet calldata packet) external pure returns (bytes memory) {
        (, bytes memory body) = PacketEncoding.read(packet);
        return PacketEncoding.whole(body);
    }

    function judge(IICS26RouterMsgs.Packet calldata packet, bytes calldata answer) external {
        (IICS26RouterMsgs.Packet memory members, bytes memory body) = PacketEncoding.read(packet);
        vm.assertEq(abi.encode(members), abi.encode(packet), "members");
        vm.assertEq(PacketEncoding.whole(body), abi.encode(packet), "whole");
        vm.assertEq(Commitments.receiptCommitment(members), keccak256(PacketEncoding.whole(body)));
        judgeCalls(packet, body, answer);
        judgeEvents(packet, members, body, answer);
    }

    function judgeCalls(IICS26RouterMsgs.Packet calldata packet, bytes memory body, bytes calldata answer)
        private
        view
    {
        vm.assertEq(
            PacketEncoding.recvCall(body, relayer),
            abi.encodeCall(
                IIBCApp.onRecvPacket,
                (IIBCAppCallbacks.OnRecvPacketCallback(
                        packet.sourceClient, packet.destClient, packet.sequence, packet.payloads[0], relayer
                    ))
            ),
            "onRecvPacket"
        );
        vm.assertEq(
            PacketEncoding.ackCall(body, answer, relayer),
            abi.encodeCall(
                IIBCApp.onAcknowledgementPacket,
                (IIBCAppCallbacks.OnAcknowledgementPacketCallback(
                        packet.sourceClient, packet.destClient, packet.sequence, packet.payloads[0], answer, relayer
                    ))
            ),
            "onAcknowledgementPacket"
        );
        vm.assertEq(
            PacketEncoding.timeoutCall(body, relayer),
            abi.encodeCall(
                IIBCApp.onTimeoutPacket,
                (IIBCAppCallbacks.OnTimeoutPacketCallback(
                        packet.sourceClient, packet.destClient, packet.sequence, packet.payloads[0], relayer
                    ))
            ),
            "onTimeoutPacket"
        );
    }

    function judgeEvents(
        IICS26RouterMsgs.Packet calldata packet,
        IICS26RouterMsgs.Packet memory members,
        bytes memory body,
        bytes calldata answer
    ) private {
        bytes[] memory answers = new bytes[](1);
        answers[0] = answer;
        vm.recordLogs();
        PacketEncoding.emitAck(members, body, answer);
        emit IICS26Router.AckPacket(packet.sourceClient, packet.sequence, packet, answer);
        PacketEncoding.emitWrite(members, body, answers);
        emit IICS26Router.WriteAcknowledgement(packet.destClient, packet.sequence, packet, answers);
        PacketEncoding.emitTimeout(members, body);
        emit IICS26Router.TimeoutPacket(packet.sourceClient, packet.sequence, packet);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 6);
        for (uint256 i = 0; i < 6; i += 2) {
            vm.assertEq(abi.encode(logs[i].topics), abi.encode(logs[i + 1].topics), "topics");
            vm.assertEq(logs[i].data, logs[i + 1].data, "data");
        }
    }
}
