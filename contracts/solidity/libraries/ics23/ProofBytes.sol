// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Bytes in the calldata of a proof.
library ProofBytes {
    /// @notice SHA-256 gave no answer.
    error ProofHashFailed();

    /// @notice In the order of bytes; a key that another begins with is before it.
    function isBefore(bytes calldata a, bytes calldata b) internal pure returns (bool) {
        uint256 shorter = a.length < b.length ? a.length : b.length;
        for (uint256 i = 0; i < shorter; i += 32) {
            uint256 x;
            uint256 y;
            assembly ("memory-safe") {
                x := calldataload(add(a.offset, i))
                y := calldataload(add(b.offset, i))
            }
            uint256 rest = shorter - i;
            if (rest < 32) {
                x >>= 256 - 8 * rest;
                y >>= 256 - 8 * rest;
            }
            if (x != y) return x < y;
        }
        return a.length < b.length;
    }

    function hash(bytes calldata data) internal view returns (bytes32 digest) {
        bool ok;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            calldatacopy(buffer, data.offset, data.length)
            ok := staticcall(gas(), 2, buffer, data.length, 0, 32)
            digest := mload(0)
        }
        require(ok, ProofHashFailed());
    }

    function start(bytes calldata proof) internal pure returns (uint256 pos) {
        assembly ("memory-safe") {
            pos := proof.offset
        }
    }

    function byteAt(uint256 pos) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, calldataload(pos))
        }
    }

    function wordAt(uint256 pos) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            value := calldataload(pos)
        }
    }
}
