// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Verifier of the votes of a commit, for one type of key
/// @notice Verifies a packed list of signatures, all or nothing: it returns only if every one of them is valid. A verifier
/// has no storage and no owner and cannot be changed; it knows neither validators nor powers nor what a vote means. The
/// caller builds each message itself, takes each key from the validators' set that it hashed, and sums the powers. What a
/// relayer supplies is the evidence: signatures and the hints that make them cheap to check. No evidence makes an invalid
/// vote valid; a wrong hint only makes a valid one fail.
///
/// @dev Layout of `votes`: records without anything before, between or after them, each of
///
/// ```
/// key | signature | hints | length of the message (2 bytes, big-endian) | message
/// ```
///
/// | key type     | key                  | signature          | hints                               | evidence |
/// |--------------|----------------------|--------------------|-------------------------------------|----------|
/// | ed25519      | 32, A as in RFC 8032 | 64, R and S of it  | 64: x of A, x of R                  | 128      |
/// | secp256k1    | 33, compressed       | 64, r and s        | 33: y of the key, then v (0 or 1)   | 97       |
/// | secp256k1eth | 33, compressed       | 65, r, s and v     | 32: y of the key                    | 97       |
///
/// Evidence is signature and hints together: bytes that a caller may pass on without looking at them. Hints are big-endian
/// numbers below the field's modulus; keys and signatures are the very bytes that CometBFT has.
interface ICommitVerifier {
    /// @notice There is nothing to verify: an empty list proves nothing, so it is refused.
    error CVNoVotes();

    /// @notice The list ends inside a record.
    /// @param index Number of the record, from 0
    /// @param expected Bytes that the record needs
    /// @param actual Bytes that are left for it
    error CVVoteTruncated(uint256 index, uint256 expected, uint256 actual);

    /// @notice The message is longer than any vote can be.
    /// @param index Number of the record, from 0
    /// @param expected Greatest length
    /// @param actual Length of the message
    error CVMessageTooLong(uint256 index, uint256 expected, uint256 actual);

    /// @notice The key is no point of its curve with the coordinate that the hint names.
    /// @param index Number of the record, from 0
    error CVKeyInvalid(uint256 index);

    /// @notice The signature by itself is none: its point is not on the curve, its hint is wrong, or a scalar is out of range.
    /// @param index Number of the record, from 0
    error CVSignatureMalformed(uint256 index);

    /// @notice The signature is not one by this key of this message.
    /// @param index Number of the record, from 0
    error CVSignatureInvalid(uint256 index);

    /// @notice At least one of these signatures, verified in one equation, is not one by its key of its message.
    /// @param first Number of the first record of the equation, from 0
    /// @param count How many records the equation holds
    error CVBatchInvalid(uint256 first, uint256 count);

    /// @notice Verifies every vote of the list.
    /// @param votes The records, as the layout above says
    /// @return count How many votes there are, every one of them valid; compare it to the number that was passed
    function verifyVotes(bytes calldata votes) external view returns (uint256 count);

    /// @notice The type of the keys: the field of CometBFT's `PublicKey` that holds them.
    /// @return 1 for ed25519, 2 for secp256k1, 5 for secp256k1eth
    function keyType() external view returns (uint8);

    /// @notice Bytes of a key.
    /// @return 32 for ed25519, 33 for the others
    function keySize() external view returns (uint256);

    /// @notice Bytes of the evidence of one vote: of its signature and its hints.
    /// @return 128 for ed25519, 97 for the others
    function evidenceSize() external view returns (uint256);
}
