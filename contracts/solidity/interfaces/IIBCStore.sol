// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The store whose slots the counterparty's light client proves (ICS-24).
interface IIBCStore {
    /// @notice A packet with this path is committed already.
    error IBCPacketCommitmentAlreadyExists(bytes path);

    /// @notice An acknowledgement with this path is written already.
    error IBCPacketAcknowledgementAlreadyExists(bytes path);

    /// @notice The packet is not the one that was sent under its sequence.
    error IBCPacketCommitmentMismatch(bytes32 expected, bytes32 actual);

    /// @notice Another packet of the same sequence was received.
    error IBCPacketReceiptMismatch(bytes32 expected, bytes32 actual);

    /// @notice A merkle prefix has at least one element.
    error InvalidMerklePrefix(bytes[] prefix);

    /// @notice A packet has exactly one payload.
    error IBCMultiPayloadPacketNotSupported();

    /// @notice An acknowledgement has at least one part.
    error NoAcknowledgements();

    /// @notice What is committed under a path: of a packet, a receipt or an acknowledgement; 0 when nothing is.
    /// @param hashedPath keccak256 of the path
    function getCommitment(bytes32 hashedPath) external view returns (bytes32);
}
