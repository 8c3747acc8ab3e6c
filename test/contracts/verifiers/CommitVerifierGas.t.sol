// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitVerifier} from "../../../contracts/solidity/interfaces/ICommitVerifier.sol";
import {Secp256k1EthVerifier} from "../../../contracts/solidity/verifiers/Secp256k1EthVerifier.sol";
import {Secp256k1Verifier} from "../../../contracts/solidity/verifiers/Secp256k1Verifier.sol";
import {CommitVotes} from "../support/CommitVotes.sol";
import {GasMeter} from "../support/GasMeter.sol";

/// @notice Gas of the call that verifies votes, for each of them; messages of 150 to 175 bytes for ed25519.
contract CommitVerifierGasTest is CommitVotes {
    string private constant GROUP = "commit-verifiers";

    GasMeter private _meter;

    function setUp() public {
        _meter = new GasMeter();
    }

    function test_ed25519CostsWhatTheDesignAllows() public {
        ICommitVerifier verifier = newEd25519Verifier();
        bytes[] memory votes = recordsOf("ed25519-votes", "commit");
        uint256[6] memory sizes = [uint256(1), 4, 10, 25, 67, 100];
        for (uint256 i = 0; i < sizes.length; ++i) {
            uint256 each = _measure(verifier, votes, sizes[i]);
            if (sizes[i] >= 25) vm.assertLe(each, 78_000);
            vm.snapshotValue(GROUP, string.concat("ed25519, each of ", vm.toString(sizes[i])), each);
        }
    }

    function test_secp256k1EthCostsWhatTheDesignAllows() public {
        ICommitVerifier verifier = new Secp256k1EthVerifier();
        uint256 each = _measure(verifier, recordsOf("ecdsa-votes", "secp256k1ethAccepted"), 16);
        vm.assertLe(each, 6_500);
        vm.snapshotValue(GROUP, "secp256k1eth, each of 16", each);
    }

    function test_secp256k1CostsNoMoreThanSecp256k1Eth() public {
        ICommitVerifier verifier = new Secp256k1Verifier();
        uint256 each = _measure(verifier, recordsOf("ecdsa-votes", "secp256k1Accepted"), 16);
        vm.assertLe(each, 6_500);
        vm.snapshotValue(GROUP, "secp256k1, each of 16", each);
    }

    function _measure(ICommitVerifier verifier, bytes[] memory records, uint256 size) private view returns (uint256) {
        (uint256 count, uint256 used) = _meter.measure(verifier, joined(records, 0, size));
        vm.assertEq(count, size);
        return used / size;
    }
}
