// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Edwards25519} from "./Edwards25519.sol";

/// @title Scalars of the batch equation
library BatchScalars {
    /// @dev 1 in each of 22 blocks of 11 bits.
    uint256 private constant ONES = 0x8010020040080100200400801002004008010020040080100200400801;

    /// @dev 2^256 modulo the group's order.
    uint256 private constant TWO_TO_256 = (type(uint256).max % Edwards25519.L) + 1;

    /// @notice The number whose little-endian bytes are the big-endian bytes of this one.
    function reversed(uint256 value) internal pure returns (uint256) {
        unchecked {
            uint256 mask = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
            value = ((value >> 8) & mask) | ((value & mask) << 8);
            mask = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
            value = ((value >> 16) & mask) | ((value & mask) << 16);
            mask = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
            value = ((value >> 32) & mask) | ((value & mask) << 32);
            mask = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
            value = ((value >> 64) & mask) | ((value & mask) << 64);
            return (value >> 128) | (value << 128);
        }
    }

    /// @notice A digest of SHA-512, little-endian, modulo the group's order.
    /// @param head The first 32 bytes
    /// @param tail The last 32 bytes
    function reduced(uint256 head, uint256 tail) internal pure returns (uint256) {
        return addmod(mulmod(reversed(tail), TWO_TO_256, Edwards25519.L), reversed(head), Edwards25519.L);
    }

    /// @notice The weight that these digits stand for, in the multi-scalar kernel's sparse form: of each block of 11 bits
    /// with p = bits 5 to 7, m = bits 8 and 9, s = bit 10 the number (-1)^s (2m + 1) 2^p, times 2^(11 b) for block b.
    /// @dev All blocks at once. 132 bits enter; different ones give different weights, none of them zero modulo L: a
    /// weight is between -2^242 and 2^242, and so is no multiple of L, which is above 2^252, unless zero itself.
    /// @return Below 2^253 and modulo the group's order the weight
    function weightOf(uint256 digits) internal pure returns (uint256) {
        unchecked {
            uint256 value = ((digits >> 7) & (ONES * 6)) | ONES;
            value += value & (((digits >> 5) & ONES) * 0x7ff);
            value += (value & (((digits >> 6) & ONES) * 0x7ff)) * 3;
            value += (value & (((digits >> 7) & ONES) * 0x7ff)) * 15;
            uint256 minus = value & (((digits >> 10) & ONES) * 0x7ff);
            return Edwards25519.L + (value ^ minus) - minus;
        }
    }
}
