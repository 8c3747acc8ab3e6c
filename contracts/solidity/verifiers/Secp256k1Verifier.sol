// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitVerifier} from "../interfaces/ICommitVerifier.sol";
import {EcdsaCommitVerifier} from "./EcdsaCommitVerifier.sol";

/// @title Verifier of secp256k1 votes: 64 bytes over the SHA-256 of the message
contract Secp256k1Verifier is EcdsaCommitVerifier {
    /// @inheritdoc ICommitVerifier
    function keyType() external pure returns (uint8) {
        return 2;
    }

    function _digest(bytes calldata message) internal pure override returns (bytes32) {
        return sha256(message);
    }

    function _splitHints(bytes calldata hints) internal pure override returns (uint256 v, uint256 y) {
        return (uint8(hints[32]), uint256(bytes32(hints[:32])));
    }
}
