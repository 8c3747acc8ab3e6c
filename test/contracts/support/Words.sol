// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Words inside of bytes, for tests that spoil one of them.
library Words {
    function slice(bytes memory data, uint256 from, uint256 to) internal pure returns (bytes memory part) {
        part = new bytes(to - from);
        for (uint256 i = from; i < to; ++i) {
            part[i - from] = data[i];
        }
    }

    /// @notice The bytes with one word replaced.
    function withWord(bytes memory data, uint256 offset, uint256 word) internal pure returns (bytes memory) {
        return bytes.concat(slice(data, 0, offset), bytes32(word), slice(data, offset + 32, data.length));
    }

    function wordAt(bytes memory data, uint256 offset) internal pure returns (bytes32) {
        return bytes32(slice(data, offset, offset + 32));
    }
}
