// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Addresses as text.
/// @dev 32 characters at a time, each in a byte of its own word: no sum carries into the next byte, since none exceeds 255.
library HexAddress {
    /// @dev A 1 in every byte; times a character it stands in every byte.
    uint256 private constant EACH = 0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant HIGH_BITS = 0x80 * EACH;

    /// @notice Reads 40 hexadecimal digits of either case, with or without `0x` before them.
    /// @dev As OpenZeppelin's `Strings.tryParseAddress`, at a fraction of its gas: each acknowledgement reads two.
    function tryParse(string memory text) internal pure returns (bool valid, address parsed) {
        bytes memory digits = bytes(text);
        uint256 start = digits.length == 42 && digits[0] == "0" && digits[1] == "x" ? 2 : 0;
        if (digits.length != 40 + start) return (false, address(0));
        uint256 first;
        uint256 last;
        assembly ("memory-safe") {
            first := mload(add(add(digits, 0x20), start))
            last := mload(add(digits, mload(digits)))
        }
        // The last 8 characters, behind 24 zeros.
        last = (last & type(uint64).max) | ((0x30 * EACH) << 64);
        if (!areDigits(first) || !areDigits(last)) return (false, address(0));
        return (true, address(uint160((toNumber(first) << 32) | toNumber(last))));
    }

    function areDigits(uint256 characters) private pure returns (bool) {
        if (characters & HIGH_BITS != 0) return false;
        return (lettersOf(characters) | between(characters, "0", "9")) == HIGH_BITS;
    }

    /// @dev The value of 32 digits.
    function toNumber(uint256 characters) private pure returns (uint256 value) {
        unchecked {
            // `a` and `A` end with 1, and stand for 10.
            value = (characters & (0x0f * EACH)) + (lettersOf(characters) >> 7) * 9;
        }
        value = (value | (value >> 4)) & (type(uint256).max / 0x101);
        value = (value | (value >> 8)) & (type(uint256).max / 0x10001);
        value = (value | (value >> 16)) & (type(uint256).max / 0x100000001);
        value = (value | (value >> 32)) & (type(uint256).max / 0x10000000000000001);
        value = (value | (value >> 64)) & type(uint128).max;
    }

    function lettersOf(uint256 characters) private pure returns (uint256) {
        return between(characters | (0x20 * EACH), "a", "f");
    }

    /// @dev The high bit of each byte that is `from` to `to`; no high bit may be set before.
    function between(uint256 characters, bytes1 from, bytes1 to) private pure returns (uint256) {
        unchecked {
            uint256 notBelow = characters + (0x80 - uint256(uint8(from))) * EACH;
            uint256 above = characters + (0x7f - uint256(uint8(to))) * EACH;
            return notBelow & ~above & HIGH_BITS;
        }
    }
}
