// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitVerifier} from "../../../contracts/solidity/interfaces/ICommitVerifier.sol";

/// @notice A verifier of ed25519 votes that finds every vote valid, until it is told to answer otherwise.
contract FakeVerifier is ICommitVerifier {
    uint256 private _missing;

    /// @notice How many votes fewer than it was given it says that there were.
    function miss(uint256 votes) external {
        _missing = votes;
    }

    /// @inheritdoc ICommitVerifier
    function verifyVotes(bytes calldata votes) external view returns (uint256 count) {
        for (uint256 at1 = 0; at1 < votes.length; ++count) {
            at1 += 162 + uint16(bytes2(votes[at1 + 160:]));
        }
        return count - _missing;
    }

    /// @inheritdoc ICommitVerifier
    function keyType() external pure returns (uint8) {
        return 1;
    }

    /// @inheritdoc ICommitVerifier
    function keySize() external pure returns (uint256) {
        return 32;
    }

    /// @inheritdoc ICommitVerifier
    function evidenceSize() external pure returns (uint256) {
        return 128;
    }
}
