// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitVerifier} from "../interfaces/ICommitVerifier.sol";
import {Secp256k1} from "../libraries/Secp256k1.sol";

/// @title What the verifiers of votes on secp256k1 have in common
/// @notice Each vote is verified by itself: the key recovered from the signature must be the one that is given. A signature
/// whose r was reduced modulo the group's order cannot be recovered and is refused; nobody can make one on purpose.
abstract contract EcdsaCommitVerifier is ICommitVerifier {
    uint256 private constant KEY_SIZE = 33;
    uint256 private constant EVIDENCE_SIZE = 97;
    uint256 private constant LENGTH_AT = 130;
    uint256 private constant MESSAGE_AT = 132;

    /// @inheritdoc ICommitVerifier
    function verifyVotes(bytes calldata votes) external view returns (uint256 count) {
        uint256 offset;
        for (; offset < votes.length; ++count) {
            uint256 left = votes.length - offset;
            require(left >= MESSAGE_AT, CVVoteTruncated(count, MESSAGE_AT, left));
            uint256 end = MESSAGE_AT + uint16(bytes2(votes[offset + LENGTH_AT:offset + MESSAGE_AT]));
            require(left >= end, CVVoteTruncated(count, end, left));
            _verifyVote(count, votes[offset:offset + end]);
            offset += end;
        }
        require(count != 0, CVNoVotes());
    }

    /// @inheritdoc ICommitVerifier
    function keySize() external pure returns (uint256) {
        return KEY_SIZE;
    }

    /// @inheritdoc ICommitVerifier
    function evidenceSize() external pure returns (uint256) {
        return EVIDENCE_SIZE;
    }

    function _verifyVote(uint256 index, bytes calldata vote) private view {
        (uint256 v, uint256 y) = _splitHints(vote[97:LENGTH_AT]);
        address signer = Secp256k1.addressOf(uint8(vote[0]), uint256(bytes32(vote[1:33])), y);
        require(signer != address(0), CVKeyInvalid(index));
        bytes32 r = bytes32(vote[33:65]);
        bytes32 s = bytes32(vote[65:97]);
        require(Secp256k1.isWellFormed(uint256(r), uint256(s), v), CVSignatureMalformed(index));
        address recovered = ecrecover(_digest(vote[MESSAGE_AT:]), uint8(27 + v), r, s);
        require(recovered == signer, CVSignatureInvalid(index));
    }

    /// @dev What is signed in place of the message.
    function _digest(bytes calldata message) internal view virtual returns (bytes32);

    /// @dev The 33 bytes between s and the length of the message, in the order of the type's layout.
    function _splitHints(bytes calldata hints) internal pure virtual returns (uint256 v, uint256 y);
}
