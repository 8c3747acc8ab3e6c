// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCStore} from "../interfaces/IIBCStore.sol";
import {IICS26RouterMsgs} from "../interfaces/IICS26RouterMsgs.sol";
import {Commitments} from "../libraries/Commitments.sol";

/// @notice Keeps the commitments where light clients of this chain look for them.
abstract contract IBCStore is IIBCStore {
    /// @custom:storage-location erc7201:ibc.storage.IBCStore
    struct IBCStoreStorage {
        mapping(bytes32 hashedPath => bytes32 commitment) commitments;
        mapping(string clientId => uint64 sequence) prevSequenceSends;
    }

    bytes32 private constant STORE_SLOT = 0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600;

    /// @inheritdoc IIBCStore
    function getCommitment(bytes32 hashedPath) public view returns (bytes32) {
        return _store().commitments[hashedPath];
    }

    /// @dev Sequences begin with 1.
    function _nextSequence(string memory clientId) internal returns (uint64) {
        return ++_store().prevSequenceSends[clientId];
    }

    function _commitPacket(IICS26RouterMsgs.Packet memory packet) internal {
        bytes memory path = Commitments.packetPath(packet.sourceClient, packet.sequence);
        bytes32 key = keccak256(path);
        require(_store().commitments[key] == 0, IBCPacketCommitmentAlreadyExists(path));
        _store().commitments[key] = Commitments.packetCommitment(packet);
    }

    /// @return pending False when the packet ended before, or was never sent
    function _deletePacketCommitment(IICS26RouterMsgs.Packet memory packet) internal returns (bool pending) {
        bytes32 key = keccak256(Commitments.packetPath(packet.sourceClient, packet.sequence));
        bytes32 stored = _store().commitments[key];
        if (stored == 0) return false;
        bytes32 commitment = Commitments.packetCommitment(packet);
        require(stored == commitment, IBCPacketCommitmentMismatch(stored, commitment));
        delete _store().commitments[key];
        return true;
    }

    /// @param receipt Its commitment
    /// @return first False when the same packet was received before
    function _setReceipt(IICS26RouterMsgs.Packet memory packet, bytes32 receipt) internal returns (bool first) {
        bytes32 key = keccak256(Commitments.receiptPath(packet.destClient, packet.sequence));
        bytes32 stored = _store().commitments[key];
        if (stored != 0) {
            require(stored == receipt, IBCPacketReceiptMismatch(stored, receipt));
            return false;
        }
        _store().commitments[key] = receipt;
        return true;
    }

    function _commitAcknowledgement(IICS26RouterMsgs.Packet memory packet, bytes[] memory acknowledgements) internal {
        bytes memory path = Commitments.acknowledgementPath(packet.destClient, packet.sequence);
        bytes32 key = keccak256(path);
        require(_store().commitments[key] == 0, IBCPacketAcknowledgementAlreadyExists(path));
        _store().commitments[key] = Commitments.acknowledgementCommitment(acknowledgements);
    }

    function _store() private pure returns (IBCStoreStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORE_SLOT
        }
    }
}
