// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Signatures on secp256k1 by the precompiled `ecrecover`
library Secp256k1 {
    /// @dev The field's modulus.
    uint256 private constant P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;

    /// @dev The group's order.
    uint256 private constant N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    /// @notice Address of a compressed key.
    /// @param prefix 2 if y is even, 3 if it is odd
    /// @param x Below the field's modulus
    /// @param y What is claimed to be the point's y. Only one number passes.
    /// @return account The address; zero if that is no key
    function addressOf(uint256 prefix, uint256 x, uint256 y) internal pure returns (address account) {
        if (x >= P || y >= P || prefix != 2 + (y & 1)) return address(0);
        if (mulmod(y, y, P) != addmod(mulmod(mulmod(x, x, P), x, P), 7, P)) return address(0);
        assembly ("memory-safe") {
            mstore(0, x)
            mstore(32, y)
            account := and(keccak256(0, 64), 0xffffffffffffffffffffffffffffffffffffffff)
        }
    }

    /// @notice Whether 0 < r < N, 0 < s <= N / 2 and v is 0 or 1. Each signature has a twin of another s: only the low one
    /// counts, as in CometBFT.
    function isWellFormed(uint256 r, uint256 s, uint256 v) internal pure returns (bool) {
        return r != 0 && r < N && s != 0 && s <= N / 2 && v < 2;
    }
}
