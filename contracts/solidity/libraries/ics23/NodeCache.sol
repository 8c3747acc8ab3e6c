// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a transaction already knows of a store
/// @notice Inner nodes of an IAVL tree, written by proofs that held to their end, for later proofs of the same transaction. Of
/// a node it is kept that it is in the tree, and nothing else: no key, no value, no absence.
/// @dev A node is known by the kind of what is kept, the height, the state there (whose hash stands for the root), the store
/// and its own hash: none of them can be exchanged for another.
library NodeCache {
    bytes32 private constant IAVL_NODE = keccak256("causeway.ics23.iavl-node");

    /// @notice Where the nodes of a store at a height are kept.
    /// @param stateHash Of the state that is stored for the height
    function scopeOf(uint256 height, bytes32 stateHash, bytes calldata store) internal pure returns (bytes32 scope) {
        bytes32 kind = IAVL_NODE;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            calldatacopy(buffer, store.offset, store.length)
            let storeHash := keccak256(buffer, store.length)
            mstore(buffer, kind)
            mstore(add(buffer, 32), height)
            mstore(add(buffer, 64), stateHash)
            mstore(add(buffer, 96), storeHash)
            scope := keccak256(buffer, 128)
        }
    }

    /// @notice Keeps a node until the transaction ends.
    /// @param timestamp Of the state
    function remember(bytes32 scope, bytes32 node, uint256 timestamp) internal {
        bytes32 slot = _slotOf(scope, node);
        unchecked {
            // Times have 128 bits.
            uint256 note = timestamp + 1;
            assembly ("memory-safe") {
                tstore(slot, note)
            }
        }
    }

    /// @notice Whether the node is known, and the timestamp of the state.
    function recall(bytes32 scope, bytes32 node) internal view returns (bool isKnown, uint256 timestamp) {
        bytes32 slot = _slotOf(scope, node);
        uint256 note;
        assembly ("memory-safe") {
            note := tload(slot)
        }
        unchecked {
            return note == 0 ? (false, 0) : (true, note - 1);
        }
    }

    function _slotOf(bytes32 scope, bytes32 node) private pure returns (bytes32 slot) {
        assembly ("memory-safe") {
            mstore(0, scope)
            mstore(32, node)
            slot := keccak256(0, 64)
        }
    }
}
