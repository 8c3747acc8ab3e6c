// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Addresses as text.
library HexAddress {
    /// @notice Reads 40 hexadecimal digits of either case, with or without `0x` before them.
    /// @dev As OpenZeppelin's `Strings.tryParseAddress`, at a fraction of its gas: each acknowledgement reads two.
    function tryParse(string memory text) internal pure returns (bool valid, address parsed) {
        bytes memory digits = bytes(text);
        uint256 start = digits.length == 42 && digits[0] == "0" && digits[1] == "x" ? 2 : 0;
        if (digits.length != 40 + start) return (false, address(0));
        uint256 value;
        valid = true;
        assembly ("memory-safe") {
            let end := add(add(digits, 0x20), mload(digits))
            for { let at := add(add(digits, 0x20), start) } lt(at, end) { at := add(at, 1) } {
                let character := byte(0, mload(at))
                let digit := sub(character, 48)
                if gt(digit, 9) {
                    digit := sub(or(character, 0x20), 87)
                    if gt(sub(digit, 10), 5) { valid := 0 }
                }
                value := or(shl(4, value), and(digit, 0xf))
            }
        }
        return valid ? (true, address(uint160(value))) : (false, address(0));
    }
}
