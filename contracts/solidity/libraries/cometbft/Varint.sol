// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Varints of Protocol Buffers
/// @notice Minimal by construction: a number has one encoding, of one to nine bytes.
library Varint {
    /// @notice The encoding of a number below 2^63. Nothing that CometBFT hashes is larger.
    /// @dev Each step halves the groups and swaps the halves: of 28 bits, then 14, then 7. What comes out are the groups of
    /// seven bits, lowest first, each in a byte of its own; then all bytes but the last get the bit that says "more".
    /// @param value Below 2^63; callers check it
    /// @return word The encoding, from the word's first byte on, then zeros
    /// @return size Bytes of it
    function encode(uint256 value) internal pure returns (bytes32 word, uint256 size) {
        assembly ("memory-safe") {
            let x := or(shl(32, and(value, 0xfffffff)), and(shr(28, value), 0xfffffff))
            x := or(shl(16, and(x, 0x3fff00003fff)), and(shr(14, x), 0x3fff00003fff))
            x := or(shl(8, and(x, 0x7f007f007f007f)), and(shr(7, x), 0x7f007f007f007f))
            x := or(shl(8, x), shr(56, value))
            size := div(sub(262, clz(or(value, 1))), 7)
            let last := shl(3, sub(10, size))
            word := shl(184, or(x, shl(last, shr(last, 0x808080808080808080))))
        }
    }
}
