// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Secp256k1EthVerifier} from "../../../contracts/solidity/verifiers/Secp256k1EthVerifier.sol";
import {Secp256k1Verifier} from "../../../contracts/solidity/verifiers/Secp256k1Verifier.sol";
import {
    ED25519_VERIFIER_CODE_HASH,
    SECP256K1_ETH_VERIFIER_CODE_HASH,
    SECP256K1_VERIFIER_CODE_HASH
} from "../../../contracts/solidity/verifiers/VerifierHashes.sol";
import {CommitVotes} from "../support/CommitVotes.sol";

contract VerifierHashesTest is CommitVotes {
    function test_namesTheCodeOfEachVerifierWhereverItIs() public {
        for (uint256 i = 0; i < 2; ++i) {
            vm.assertEq(address(newEd25519Verifier()).codehash, ED25519_VERIFIER_CODE_HASH);
            vm.assertEq(address(new Secp256k1Verifier()).codehash, SECP256K1_VERIFIER_CODE_HASH);
            vm.assertEq(address(new Secp256k1EthVerifier()).codehash, SECP256K1_ETH_VERIFIER_CODE_HASH);
        }
    }
}
