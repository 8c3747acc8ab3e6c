// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../interfaces/ICometBftClient.sol";
import {ValidatorRows} from "../../libraries/cometbft/ValidatorRows.sol";
import {CommitEvidence} from "./CommitEvidence.sol";

/// @title Commits whose votes are verified in several transactions
/// @notice A session keeps whose votes for one very commit were valid. It is named by everything that such a vote is about and
/// everything that its power depends on, so its rows mean the same wherever they are counted. It decides nothing: whether they
/// suffice is judged anew, like all else, by the update or the misbehaviour that continues it.
/// @dev Rows are never taken back: a valid vote stays one, and misbehaviour may need those of a header that is stored already.
abstract contract CommitSessions is CommitEvidence {
    /// @dev Of the header's set and of the trusted one, which may be the same.
    struct Power {
        uint256 signed;
        uint256 total;
        uint256 trustedSigned;
        uint256 trustedTotal;
        bytes32 trustedHash;
        bool hasTrustedSet;
        /// Zero where the votes stand for themselves.
        bytes32 session;
        /// Those of the session and of this message.
        uint256[2] rows;
    }

    mapping(bytes32 session => uint256[2] rows) private _sessions;

    /// @dev Reverts unless every vote of the message is valid. How much power is needed, the caller judges.
    /// @return power What the votes of the message, and of the session that it continues, amount to
    /// @return end Where the evidence ends
    function _powerOf(bytes calldata data, Evidence memory evidence)
        internal
        view
        returns (Power memory power, uint256 end)
    {
        ValidatorRows.Sets memory sets;
        Votes memory votes;
        (sets, votes, end) = _verifyCommit(data, evidence);
        power.total = sets.total;
        power.hasTrustedSet = sets.trustedTotal != 0;
        power.trustedTotal = power.hasTrustedSet ? sets.trustedTotal : sets.total;
        power.trustedHash = power.hasTrustedSet ? sets.trustedHash : sets.hash;
        if (votes.continuesSession) {
            power.session = _sessionOf(evidence, sets, votes);
            _addRows(_sessions[power.session], sets, votes);
            power.rows = votes.rows;
        }
        power.signed = ValidatorRows.sum(votes.lanes);
        power.trustedSigned = power.hasTrustedSet ? ValidatorRows.sum(votes.trustedLanes) : power.signed;
    }

    function _storeRows(Power memory power) internal {
        _sessions[power.session] = power.rows;
    }

    function _rowsOf(bytes32 session) internal view returns (uint256[2] memory) {
        return _sessions[session];
    }

    /// @dev Two lists of rows can make the same sets, so the list counts too.
    function _sessionOf(Evidence memory evidence, ValidatorRows.Sets memory sets, Votes memory votes)
        private
        view
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                address(this),
                evidence.trustedHeight,
                _stateHash(evidence.trustedTimestamp, evidence.trustedRoot, evidence.trustedNextValidatorsHash),
                evidence.headerHash,
                sets.hash,
                sets.trustedHash,
                votes.templateHash,
                votes.rowsHash
            )
        );
    }

    /// @dev Adds the rows of a session to those of a message, each once.
    function _addRows(uint256[2] storage stored, ValidatorRows.Sets memory sets, Votes memory votes) private view {
        for (uint256 word = 0; word < 2; ++word) {
            uint256 rest = stored[word] & ~votes.rows[word];
            votes.rows[word] |= rest;
            while (rest != 0) {
                uint256 bit;
                assembly ("memory-safe") {
                    bit := sub(255, clz(rest))
                }
                rest ^= 1 << bit;
                (,, uint256 lanes, uint256 trustedLanes) = ValidatorRows.row(sets, word * 256 + bit);
                votes.lanes += lanes;
                votes.trustedLanes += trustedLanes;
            }
        }
    }

    /// @dev What the client stores of a header.
    function _stateHash(uint128 timestamp, bytes32 root, bytes32 nextValidatorsHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(ICometBftClient.ConsensusState(timestamp, root, nextValidatorsHash)));
    }
}
