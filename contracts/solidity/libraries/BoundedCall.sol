// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Calls of contracts that nobody vouches for: exactly so much gas, and no more of what they return than wanted.
/// @dev Solidity's own calls copy all that a callee returns, at the caller's cost, and give it what gas there is.
library BoundedCall {
    /// @notice Calls with at most `gasLimit` gas.
    /// @dev The callee gets exactly so much if `needed(gasLimit, …)` was left just before.
    /// @return success Whether the callee did not revert
    /// @return size The bytes that it returned
    function callWithGas(address target, uint256 gasLimit, bytes memory data)
        internal
        returns (bool success, uint256 size)
    {
        assembly ("memory-safe") {
            success := call(gasLimit, target, 0, add(data, 0x20), mload(data), 0, 0)
            size := returndatasize()
        }
    }

    /// @notice Reads a word with at most `gasLimit` gas.
    /// @return success Whether the callee did not revert and returned a word or more
    function readWord(address target, uint256 gasLimit, bytes memory data)
        internal
        view
        returns (bool success, uint256 word)
    {
        assembly ("memory-safe") {
            success := staticcall(gasLimit, target, add(data, 0x20), mload(data), 0, 0x20)
            success := and(success, gt(returndatasize(), 0x1f))
            if success { word := mload(0) }
        }
    }

    /// @notice The first bytes of what the last call returned, `maxSize` at most.
    function returned(uint256 maxSize) internal pure returns (bytes memory data) {
        assembly ("memory-safe") {
            let size := returndatasize()
            if gt(size, maxSize) { size := maxSize }
            data := mload(0x40)
            mstore(data, size)
            returndatacopy(add(data, 0x20), 0, size)
            mstore(0x40, and(add(add(data, size), 0x3f), not(0x1f)))
        }
    }

    /// @notice Reverts with the first bytes of what the last call returned, `maxSize` at most.
    function bubble(uint256 maxSize) internal pure {
        bytes memory data = returned(maxSize);
        assembly ("memory-safe") {
            revert(add(data, 0x20), mload(data))
        }
    }

    /// @notice The bytes that the last call returned, if what it returned is the encoding of a `bytes` alone.
    function returnedBytes(uint256 maxSize) internal pure returns (bool valid, bytes memory content) {
        bytes memory data = returned(maxSize);
        uint256 size;
        assembly ("memory-safe") {
            size := returndatasize()
        }
        if (size > maxSize || size < 64) return (false, content);
        uint256 offset;
        uint256 length;
        assembly ("memory-safe") {
            offset := mload(add(data, 0x20))
            length := mload(add(data, 0x40))
        }
        if (offset != 32 || length > size - 64) return (false, content);
        assembly ("memory-safe") {
            content := add(data, 0x40)
        }
        valid = true;
    }

    /// @notice The gas that must be left to give a call `gasLimit` and keep `reserve`: a call is given 63 of 64 parts at most.
    function needed(uint256 gasLimit, uint256 reserve) internal pure returns (uint256) {
        return (gasLimit + reserve) * 64 / 63 + 1;
    }
}
