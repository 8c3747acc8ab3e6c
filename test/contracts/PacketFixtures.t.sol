// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS20TransferMsgs} from "../../contracts/solidity/interfaces/IICS20TransferMsgs.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {Commitments} from "../../contracts/solidity/libraries/Commitments.sol";
import {Test} from "./support/Test.sol";

/// @notice Packets are committed to, and transfers encoded, as our TypeScript does it (`fixtures/packets.json`).
contract PacketFixturesTest is Test {
    bytes32 private constant STORE = 0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600;

    string private json;
    bytes[] private encoded;

    function setUp() external {
        json = vm.readFile("test/contracts/fixtures/packets.json");
        encoded = list(".packets");
        vm.assertEq(encoded.length, 40);
    }

    function test_packets() external view {
        bytes[] memory commitments = list(".commitments");
        bytes[] memory receipts = list(".receipts");
        for (uint256 i = 0; i < encoded.length; ++i) {
            IICS26RouterMsgs.Packet memory packet = abi.decode(encoded[i], (IICS26RouterMsgs.Packet));
            vm.assertEq(abi.encode(packet), encoded[i]);
            vm.assertEq(Commitments.packetCommitment(packet), bytes32(commitments[i]));
            vm.assertEq(Commitments.receiptCommitment(packet), bytes32(receipts[i]));
        }
    }

    function test_pathsAndSlots() external view {
        bytes[] memory packetPaths = list(".packetPaths");
        bytes[] memory receiptPaths = list(".receiptPaths");
        bytes[] memory acknowledgementPaths = list(".acknowledgementPaths");
        bytes[] memory slots = list(".slots");
        for (uint256 i = 0; i < encoded.length; ++i) {
            IICS26RouterMsgs.Packet memory packet = abi.decode(encoded[i], (IICS26RouterMsgs.Packet));
            bytes memory path = Commitments.packetPath(packet.sourceClient, packet.sequence);
            vm.assertEq(path, packetPaths[i]);
            vm.assertEq(keccak256(abi.encode(keccak256(path), STORE)), bytes32(slots[i]));
            vm.assertEq(Commitments.receiptPath(packet.destClient, packet.sequence), receiptPaths[i]);
            vm.assertEq(Commitments.acknowledgementPath(packet.destClient, packet.sequence), acknowledgementPaths[i]);
        }
    }

    function test_acknowledgements() external view {
        bytes[] memory acknowledgements = list(".acknowledgements");
        bytes[] memory commitments = list(".acknowledgementCommitments");
        for (uint256 i = 0; i < encoded.length; ++i) {
            bytes[] memory one = new bytes[](1);
            one[0] = acknowledgements[i];
            vm.assertEq(Commitments.acknowledgementCommitment(one), bytes32(commitments[i]));
        }
    }

    function test_transfers() external view {
        bytes[] memory transfers = list(".transfers");
        for (uint256 i = 0; i < encoded.length; ++i) {
            IICS20TransferMsgs.FungibleTokenPacketData memory data =
                abi.decode(transfers[i], (IICS20TransferMsgs.FungibleTokenPacketData));
            vm.assertEq(abi.encode(data), transfers[i]);
            vm.assertEq(bytes(data.sender).length, 42);
            vm.assertEq(bytes(data.receiver).length, i + 1);
        }
    }

    /// @dev The namespaces of the published contracts, and our own (ERC-7201).
    function test_storageRoots() external pure {
        vm.assertEq(rootOf("ibc.storage.IBCStore"), STORE);
        assertRoot("ibc.storage.ICS26Router", 0xc5779f3c, 0xf600);
        assertRoot("ibc.storage.ICS02Client", 0x515a8336, 0x9600);
        assertRoot("ibc.storage.ICS20Transfer", 0x823f7a8e, 0xf800);
        assertRoot("ibc.storage.Escrow", 0x537eb9d9, 0x1600);
        assertRoot("ibc.storage.IBCERC20", 0x1dd677b5, 0xa800);
        assertRoot("ibc.storage.RateLimit", 0xcb05b6cb, 0xc100);
        assertRoot("causeway.storage.CallbackGas", 0xdd36c78e, 0x7c00);
        assertRoot("causeway.storage.ICS20Claims", 0x0f21a414, 0xe500);
    }

    function list(string memory key) private view returns (bytes[] memory) {
        return vm.parseJsonBytesArray(json, key);
    }

    function assertRoot(string memory namespace, bytes4 first, uint256 last) private pure {
        bytes32 root = rootOf(namespace);
        vm.assertEq(bytes32(bytes4(root)), bytes32(first));
        vm.assertEq(uint256(root) & 0xffff, last);
    }

    function rootOf(string memory namespace) private pure returns (bytes32) {
        uint256 hash = uint256(keccak256(bytes(namespace)));
        return keccak256(abi.encode(hash - 1)) & ~bytes32(uint256(0xff));
    }
}
