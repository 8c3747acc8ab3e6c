// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitVerifier} from "../../../contracts/solidity/interfaces/ICommitVerifier.sol";
import {Ed25519BatchVerifier} from "../../../contracts/solidity/verifiers/Ed25519BatchVerifier.sol";
import {Test} from "./Test.sol";

/// @notice The verifiers of votes, and the votes that a program of ours has signed and judged.
abstract contract CommitVotes is Test {
    function newEd25519Verifier() internal returns (Ed25519BatchVerifier) {
        return new Ed25519BatchVerifier(kernelCode("sha512"), kernelCode("multi-scalar"));
    }

    function kernelCode(string memory name) internal view returns (bytes memory) {
        return vm.parseBytes(vm.trim(vm.readFile(string.concat("contracts/solidity/kernels/", name, ".hex"))));
    }

    /// @notice The records of one list of a fixture.
    function recordsOf(string memory fixture, string memory list) internal view returns (bytes[] memory records) {
        string memory json = vm.readFile(string.concat("test/contracts/fixtures/", fixture, ".json"));
        records = vm.parseJsonBytesArray(json, string.concat(".", list));
        require(records.length != 0, "recordsOf: want some");
    }

    /// @notice The records [from, to) in one list of votes.
    function joined(bytes[] memory records, uint256 from, uint256 to) internal pure returns (bytes memory votes) {
        for (uint256 i = from; i < to; ++i) {
            votes = bytes.concat(votes, records[i]);
        }
    }

    function accepts(ICommitVerifier verifier, bytes memory votes) internal view returns (bool) {
        try verifier.verifyVotes(votes) returns (uint256) {
            return true;
        } catch {
            return false;
        }
    }

    function flipped(bytes memory data, uint256 bit) internal pure returns (bytes memory) {
        data[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        return data;
    }
}
