// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEd25519BatchVerifier} from "../../interfaces/IEd25519BatchVerifier.sol";

/// @title Contracts of generated code
/// @notice A contract creates them itself, in its constructor, so that their addresses follow from its own: nobody can put
/// other code there, and its code is the same wherever it is deployed.
library Kernel {
    /// @notice Creates a contract with exactly this code.
    /// @param code The code that is to run
    /// @param expected Hash that the code must have
    function create(bytes memory code, bytes32 expected) internal returns (address kernel) {
        // Copies all that follows these ten bytes to memory and returns it.
        bytes memory creation = abi.encodePacked(hex"61", uint16(code.length), hex"80600a5f395ff3", code);
        assembly ("memory-safe") {
            kernel := create(0, add(creation, 32), mload(creation))
        }
        require(
            kernel.codehash == expected && kernel != address(0),
            IEd25519BatchVerifier.CVKernelMismatch(expected, kernel.codehash)
        );
    }

    /// @notice Address of the contract that `creator` made with this nonce, from 1 to 127.
    /// @dev The hash of the RLP list of both: 0xd6 for 22 bytes that follow, 0x94 for the 20 of the address.
    function addressOf(address creator, uint256 nonce) internal pure returns (address kernel) {
        assembly ("memory-safe") {
            mstore(0, or(shl(240, 0xd694), or(shl(80, creator), shl(72, nonce))))
            kernel := and(keccak256(0, 23), 0xffffffffffffffffffffffffffffffffffffffff)
        }
    }

    /// @notice Calls a kernel; its answer must have the wanted number of bytes, so that an account without code, whose
    /// calls succeed with an empty answer, proves nothing.
    function ask(address kernel, uint256 input, uint256 inputSize, uint256 output, uint256 outputSize) internal view {
        bool answered;
        assembly ("memory-safe") {
            answered := staticcall(gas(), kernel, input, inputSize, output, outputSize)
            answered := and(answered, eq(returndatasize(), outputSize))
        }
        require(answered, IEd25519BatchVerifier.CVKernelFailed(kernel));
    }
}
