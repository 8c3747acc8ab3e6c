// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCStore} from "../interfaces/IIBCStore.sol";
import {IICS26RouterMsgs} from "../interfaces/IICS26RouterMsgs.sol";

/// @notice What is committed for packets, receipts and acknowledgements of IBC v2, and under which paths (ICS-24).
library Commitments {
    /// @notice The acknowledgement of a packet that was refused: sha256 of `UNIVERSAL_ERROR_ACKNOWLEDGEMENT`.
    bytes32 internal constant UNIVERSAL_ERROR_ACK = 0x4774d4a575993f963b1c06573736617a457abef8589178db8d10c94b4ab511ab;

    bytes1 private constant PACKET = 0x01;
    bytes1 private constant RECEIPT = 0x02;
    bytes1 private constant ACKNOWLEDGEMENT = 0x03;
    bytes1 private constant VERSION = 0x02;

    /// @notice The path of a packet's commitment, at its sender.
    function packetPath(string memory sourceClient, uint64 sequence) internal pure returns (bytes memory) {
        return abi.encodePacked(sourceClient, PACKET, sequence);
    }

    /// @notice The path of a packet's receipt, at its receiver.
    function receiptPath(string memory destClient, uint64 sequence) internal pure returns (bytes memory) {
        return abi.encodePacked(destClient, RECEIPT, sequence);
    }

    /// @notice The path of a packet's acknowledgement, at its receiver.
    function acknowledgementPath(string memory destClient, uint64 sequence) internal pure returns (bytes memory) {
        return abi.encodePacked(destClient, ACKNOWLEDGEMENT, sequence);
    }

    /// @notice A path below the counterparty's merkle prefix: appended to its last element.
    function prefixed(bytes[] memory prefix, bytes memory path) internal pure returns (bytes[] memory) {
        uint256 length = prefix.length;
        require(length > 0, IIBCStore.InvalidMerklePrefix(prefix));
        prefix[length - 1] = bytes.concat(prefix[length - 1], path);
        return prefix;
    }

    /// @notice What a packet's sender commits to. Source client and sequence are in the path only.
    function packetCommitment(IICS26RouterMsgs.Packet memory packet) internal pure returns (bytes32) {
        bytes memory payloads;
        for (uint256 i = 0; i < packet.payloads.length; ++i) {
            payloads = bytes.concat(payloads, payloadHash(packet.payloads[i]));
        }
        bytes32 destClient = sha256(bytes(packet.destClient));
        bytes32 timeout = sha256(abi.encodePacked(packet.timeoutTimestamp));
        return sha256(abi.encodePacked(VERSION, destClient, timeout, sha256(payloads)));
    }

    /// @notice What a packet's receiver keeps, to tell the same packet from another of its sequence.
    function receiptCommitment(IICS26RouterMsgs.Packet memory packet) internal pure returns (bytes32) {
        return keccak256(abi.encode(packet));
    }

    /// @notice What a packet's receiver commits to as its answer.
    function acknowledgementCommitment(bytes[] memory acknowledgements) internal pure returns (bytes32) {
        require(acknowledgements.length > 0, IIBCStore.NoAcknowledgements());
        bytes memory hashes = abi.encodePacked(VERSION);
        for (uint256 i = 0; i < acknowledgements.length; ++i) {
            hashes = bytes.concat(hashes, sha256(acknowledgements[i]));
        }
        return sha256(hashes);
    }

    /// @notice The hash of a payload as it enters a packet's commitment.
    function payloadHash(IICS26RouterMsgs.Payload memory payload) internal pure returns (bytes32) {
        return sha256(
            abi.encodePacked(
                sha256(bytes(payload.sourcePort)),
                sha256(bytes(payload.destPort)),
                sha256(bytes(payload.version)),
                sha256(bytes(payload.encoding)),
                sha256(payload.value)
            )
        );
    }
}
