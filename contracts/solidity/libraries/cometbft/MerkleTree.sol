// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The simple Merkle tree of CometBFT
/// @notice RFC 6962 with SHA-256: leaves are hashed after a byte 0, inner nodes after a byte 1.
library MerkleTree {
    /// @notice SHA-256 gave no answer: too little gas was left for it.
    error MerkleHashFailed();

    /// @notice The root over hashes of leaves, which are lost: nodes take the places of what they were made of.
    /// @dev Pairing level by level, a lone last node moving up, gives the same tree as splitting at powers of two. The byte
    /// before a pair is that of the prefix: before the first one it is the caller's, before others it is used up already.
    /// @param leaves Where the hashes stand in memory, one after the other; the byte before them is overwritten
    /// @param count Number of hashes, at least 1; callers check it
    function root(uint256 leaves, uint256 count) internal view returns (bytes32 top) {
        bool ok;
        assembly ("memory-safe") {
            ok := 1
            for {} gt(count, 1) {} {
                let half := shr(1, count)
                let to := leaves
                let from := sub(leaves, 1)
                // Two pairs a turn, and the one that is left over before them.
                if and(half, 1) {
                    mstore8(from, 1)
                    ok := and(ok, staticcall(gas(), 2, from, 65, to, 32))
                    from := add(from, 64)
                    to := add(to, 32)
                }
                for { let end := add(leaves, shl(5, half)) } lt(to, end) {} {
                    mstore8(from, 1)
                    let first := staticcall(gas(), 2, from, 65, to, 32)
                    from := add(from, 64)
                    mstore8(from, 1)
                    ok := and(ok, and(first, staticcall(gas(), 2, from, 65, add(to, 32), 32)))
                    from := add(from, 64)
                    to := add(to, 64)
                }
                if and(count, 1) {
                    mstore(to, mload(add(from, 1)))
                    half := add(half, 1)
                }
                count := half
            }
            top := mload(leaves)
        }
        require(ok, MerkleHashFailed());
    }
}
