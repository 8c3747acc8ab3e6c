// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {IIBCStore} from "../../contracts/solidity/interfaces/IIBCStore.sol";
import {Commitments} from "../../contracts/solidity/libraries/Commitments.sol";
import {Identifiers} from "../../contracts/solidity/libraries/Identifiers.sol";
import {Test} from "./support/Test.sol";

/// @notice Commitments, paths and identifiers are the published ones, byte for byte.
contract CommitmentsTest is Test {
    bytes private constant JSON =
        "{\"denom\":\"uatom\",\"amount\":\"1000000\",\"sender\":\"sender\",\"receiver\":\"receiver\",\"memo\":\"memo\"}";

    function test_packetCommitment_ofJson() external pure {
        IICS26RouterMsgs.Packet memory packet = packetOf("07-tendermint-0", "07-tendermint-1", "application/json", JSON);
        vm.assertEq(
            Commitments.packetCommitment(packet), 0xa096722aa6534040a0efbdae05765132a7b223ad306d6512f3734821bd046505
        );
    }

    function test_packetCommitment_ofAbi() external pure {
        vm.assertEq(
            Commitments.packetCommitment(abiPacket("07-tendermint-0", "07-tendermint-1")),
            0xd408dca5088b9b375edb3c4df6bae0e18084fc0dbd90fcd0d028506553c81b25
        );
        vm.assertEq(
            Commitments.packetCommitment(abiPacket("channel-0", "channel-1")),
            0xb691a1950f6fb0bbbcf4bdb16fe2c4d0aa7ef783eb7803073f475cb8164d9b7a
        );
    }

    function test_receiptCommitment() external pure {
        vm.assertEq(
            Commitments.receiptCommitment(abiPacket("channel-0", "channel-1")),
            0xa62b6efdd8ab1a34131bdb7037e3ec86d6972398d1358ac8ddef2d9862f0924a
        );
    }

    function test_acknowledgementCommitment() external pure {
        vm.assertEq(
            Commitments.acknowledgementCommitment(listOf("some bytes")),
            0xf03b4667413e56aaf086663267913e525c442b56fa1af4fa3f3dab9f37044c5b
        );
        vm.assertEq(
            Commitments.acknowledgementCommitment(listOf("{\"result\":\"AQ==\"}")),
            0x8460e21f73b53d779e4b3291cd35338e92fae9998735f1a0b7150c074c0731a6
        );
        vm.assertEq(
            Commitments.acknowledgementCommitment(listOf(abi.encodePacked(Commitments.UNIVERSAL_ERROR_ACK))),
            0xe2fb30dfbf7abdeaca82d426534d2b3a9d5444dd2a87fa16d38b77ba1a13ced7
        );
        vm.assertEq(Commitments.UNIVERSAL_ERROR_ACK, sha256("UNIVERSAL_ERROR_ACKNOWLEDGEMENT"));
    }

    function test_acknowledgementCommitment_revertsWhenThereIsNone() external {
        vm.expectRevert(IIBCStore.NoAcknowledgements.selector);
        this.commitNothing();
    }

    function test_paths() external pure {
        vm.assertEq(Commitments.packetPath("channel-0", 1), hex"6368616e6e656c2d30010000000000000001");
        vm.assertEq(Commitments.receiptPath("channel-1", 1), hex"6368616e6e656c2d31020000000000000001");
        vm.assertEq(Commitments.acknowledgementPath("channel-1", 1), hex"6368616e6e656c2d31030000000000000001");
        bytes memory path = Commitments.packetPath("cosmoshub-1", 1);
        vm.assertEq(keccak256(path), 0xffc3223fa5c6a8c8c3ced8624d2fc9b4f171bda8f782762e2aabc709752c2dc8);
    }

    function test_prefixed() external pure {
        bytes[] memory prefix = new bytes[](2);
        prefix[0] = "ibc";
        bytes[] memory path = Commitments.prefixed(prefix, "path");
        vm.assertEq(path.length, 2);
        vm.assertEq(path[0], "ibc");
        vm.assertEq(path[1], "path");
        prefix[1] = "under/";
        vm.assertEq(Commitments.prefixed(prefix, "path")[1], "under/path");
    }

    function test_prefixed_revertsWhenThereIsNoPrefix() external {
        vm.expectPartialRevert(IIBCStore.InvalidMerklePrefix.selector);
        this.prefixNothing();
    }

    function test_customClientIds() external pure {
        vm.assertTrue(Identifiers.isCustomClientId("cosmoshub-1"));
        vm.assertTrue(Identifiers.isCustomClientId("07-tendermint-0"));
        vm.assertTrue(Identifiers.isCustomClientId("aZ9._+-#[]<>"));
        vm.assertFalse(Identifiers.isCustomClientId("abc"));
        vm.assertTrue(Identifiers.isCustomClientId(repeated("a", 128)));
        vm.assertFalse(Identifiers.isCustomClientId(repeated("a", 129)));
        vm.assertFalse(Identifiers.isCustomClientId("client-0"));
        vm.assertFalse(Identifiers.isCustomClientId("channel-0"));
        vm.assertFalse(Identifiers.isCustomClientId("client-"));
        vm.assertTrue(Identifiers.isCustomClientId("client"));
        vm.assertEq(Identifiers.clientId(0), "client-0");
        vm.assertEq(Identifiers.clientId(12), "client-12");
    }

    function test_customPorts() external pure {
        vm.assertTrue(Identifiers.isCustomPort("transfer"));
        vm.assertTrue(Identifiers.isCustomPort("ab"));
        vm.assertFalse(Identifiers.isCustomPort("a"));
        vm.assertFalse(Identifiers.isCustomPort(""));
        vm.assertFalse(Identifiers.isCustomPort("0x5615deb798bb3e4dfa0139dfa1b3d433cc23b72f"));
        vm.assertFalse(Identifiers.isCustomPort("5615DEB798bb3e4dfa0139dfa1b3d433cc23b72f"));
    }

    /// @dev Of all bytes, exactly those of ICS-24. So no id ends with what begins a path's kind.
    function test_alphabet() external pure {
        bytes memory allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-#[]<>";
        for (uint256 i = 0; i < 256; ++i) {
            bool want = false;
            for (uint256 j = 0; j < allowed.length; ++j) {
                want = want || uint8(allowed[j]) == i;
            }
            bytes memory id = bytes.concat("abc", bytes1(uint8(i)));
            vm.assertEq(Identifiers.isCustomClientId(string(id)), want);
        }
    }

    function testFuzz_startsWith(bytes calldata head, bytes calldata tail) external pure {
        vm.assertTrue(Identifiers.startsWith(bytes.concat(head, tail), head));
        vm.assertFalse(Identifiers.startsWith(head, bytes.concat(head, "x")));
        vm.assertFalse(Identifiers.startsWith(bytes.concat("x", tail), bytes.concat("y", tail)));
    }

    function commitNothing() external pure returns (bytes32) {
        return Commitments.acknowledgementCommitment(new bytes[](0));
    }

    function prefixNothing() external pure returns (bytes[] memory) {
        return Commitments.prefixed(new bytes[](0), "path");
    }

    function abiPacket(string memory sourceClient, string memory destClient)
        private
        pure
        returns (IICS26RouterMsgs.Packet memory)
    {
        bytes memory value = bytes.concat(
            bytes32(uint256(32)), abi.encode("uatom", "sender", "receiver", uint256(1_000_000), "memo")
        );
        return packetOf(sourceClient, destClient, "application/x-solidity-abi", value);
    }

    function packetOf(string memory sourceClient, string memory destClient, string memory encoding, bytes memory value)
        private
        pure
        returns (IICS26RouterMsgs.Packet memory packet)
    {
        packet = IICS26RouterMsgs.Packet(1, sourceClient, destClient, 100, new IICS26RouterMsgs.Payload[](1));
        packet.payloads[0] = IICS26RouterMsgs.Payload("transfer", "transfer", "ics20-1", encoding, value);
    }

    function listOf(bytes memory acknowledgement) private pure returns (bytes[] memory list) {
        list = new bytes[](1);
        list[0] = acknowledgement;
    }

    function repeated(string memory text, uint256 times) private pure returns (string memory result) {
        for (uint256 i = 0; i < times; ++i) {
            result = string.concat(result, text);
        }
    }
}
