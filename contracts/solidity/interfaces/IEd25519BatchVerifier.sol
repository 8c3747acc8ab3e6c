// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitVerifier} from "./ICommitVerifier.sol";

/// @title Verifier of ed25519 votes, many in one equation
/// @notice Accepts what CometBFT accepts: ZIP-215, so the equation is multiplied by the cofactor and encodings of y need not
/// be canonical, but S must be below the group's order. Keys of small order count: anyone can sign for such a key.
interface IEd25519BatchVerifier is ICommitVerifier {
    /// @notice The code of a kernel is not the one that this verifier was written for.
    /// @param expected Hash of the code that is wanted
    /// @param actual Hash of what is there
    error CVKernelMismatch(bytes32 expected, bytes32 actual);

    /// @notice A kernel failed or answered with a wrong number of bytes: too little gas, or a defect.
    /// @param kernel Its address
    error CVKernelFailed(address kernel);

    /// @notice The contract that computes SHA-512 of two messages; the verifier made it.
    function sha512Kernel() external view returns (address);

    /// @notice The contract that computes sums of multiples of points; the verifier made it.
    function multiScalarKernel() external view returns (address);
}
