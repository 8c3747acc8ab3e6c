// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02ClientMsgs} from "./IICS02ClientMsgs.sol";
import {ILightClient} from "./ILightClient.sol";
import {ILightClientStatus} from "./ILightClientStatus.sol";

/// @title A light client of a CometBFT chain that verifies commits on chain
/// @notice It believes nobody: whoever sends an update sends a header, its validators and their votes. Nobody owns it and
/// nothing of it can be changed; a frozen or expired client is replaced by the router's migration.
///
/// @dev Layouts, numbers big-endian. An update ends with the greatest stored height below the header's, from which its
/// neighbours are known.
///
/// ```
/// update       = evidence | height below (8)
/// misbehaviour = length of the first (4) | evidence | evidence
/// evidence     = trusted height (8) | trusted state | header | commit | validators | votes
/// state        = timestamp in ns (16) | root (32) | hash of the next validators (32)
/// header       = 337 bytes, see HeaderHash
/// commit       = round (4) | number of parts (4) | hash of the parts (32)
/// validators   = number of rows (2) | validators of the trusted set (2) | rows, see ValidatorRows
/// votes        = number of groups (1), and 128 more if it continues a session | groups
/// group        = type of key (1) | number of votes (2) | votes
/// vote         = row (2) | seconds (5) | nanoseconds (4) | evidence, as the verifier of that type takes it
/// proof        = state at the height of the proof, unless the proof ends at a remembered node | proof, see Ics23
/// ```
///
/// A commit of more votes than fit a transaction goes in sessions: `advanceSession` takes evidence that says it continues one,
/// and keeps the rows whose votes were valid; an update, or each evidence of a misbehaviour, that continues the session needs
/// to bring the rest only. All of them have the same trusted state, header, commit and validators, byte for byte.
///
/// There is no trusted set (0 validators) where it is the header's own set. Groups and the rows in them go up: first by type,
/// then by row; a type may have several groups.
interface ICometBftClient is ILightClient, ILightClientStatus {
    /// @notice How much of the trusted voting power must have signed: more than numerator / denominator.
    struct TrustThreshold {
        uint8 numerator;
        uint8 denominator;
    }

    /// @notice Of the proof system of another client of this shape; here always `Groth16`, which is 0.
    enum SupportedZkAlgorithm {
        Groth16,
        Plonk
    }

    /// @notice What `getClientState` answers. Periods in seconds.
    struct ClientState {
        string chainId;
        TrustThreshold trustLevel;
        IICS02ClientMsgs.Height latestHeight;
        uint32 trustingPeriod;
        uint32 unbondingPeriod;
        bool isFrozen;
        SupportedZkAlgorithm zkAlgorithm;
    }

    /// @notice What is kept of a header.
    /// @param timestamp Nanoseconds since 1970
    struct ConsensusState {
        uint128 timestamp;
        bytes32 root;
        bytes32 nextValidatorsHash;
    }

    /// @notice Verifiers of votes; one that is zero is one that the client does not have.
    struct Verifiers {
        address ed25519;
        address secp256k1;
        address secp256k1Eth;
    }

    /// @notice The trust level is not in [1/3, 1].
    error CCTrustLevelInvalid(uint8 numerator, uint8 denominator);
    /// @notice Trusting period and drift are not below the unbonding period, or the trusting period is 0.
    error CCPeriodsInvalid(uint256 trustingPeriod, uint256 maxClockDrift, uint256 unbondingPeriod);
    /// @notice The drift is not 15 to 60 seconds.
    error CCDriftInvalid(uint256 maxClockDrift);
    /// @notice A client begins unfrozen, above height 0, in the revision of its chain's id and with no other algorithm.
    error CCClientStateInvalid();
    /// @notice The code of a verifier is not the one that this client was written for.
    error CCVerifierCodeMismatch(address verifier, bytes32 expected, bytes32 actual);
    /// @notice The client has no verifier for keys of this type.
    error CCVerifierInvalid(uint256 expectedKeyType, address verifier);
    /// @notice The client is frozen.
    error CCFrozen();
    /// @notice The latest state is older than the trusting period.
    error CCExpired(uint256 expiry, uint256 blockTime);
    /// @notice Nothing is stored at that height.
    error CCConsensusStateNotFound(uint64 height);
    /// @notice The state is not the one that is stored.
    error CCConsensusStateMismatch(bytes32 expected, bytes32 actual);
    /// @notice The trusted state is older than the trusting period.
    error CCTrustedStateExpired(uint256 expiry, uint256 blockTime);
    /// @notice The header is not above the trusted height.
    error CCHeightInvalid(uint256 trusted, uint256 actual);
    /// @notice The header is not later than the trusted state.
    error CCTimeInvalid(uint256 trusted, uint256 actual);
    /// @notice The header is of a time to come.
    error CCTimeInFuture(uint256 limit, uint256 actual);
    /// @notice The validators are not those that the trusted state announced.
    error CCTrustedValidatorsMismatch(bytes32 expected, bytes32 actual);
    /// @notice For the header right above the trusted height there is no trusted set but its own.
    error CCTrustedSetNotWanted();
    /// @notice Too little of the trusted power signed.
    error CCTrustInsufficient(uint256 signed, uint256 total);
    /// @notice Not more than two thirds signed.
    error CCPowerInsufficient(uint256 signed, uint256 total);
    /// @notice Votes are not in order: by type of key, then by row.
    error CCVoteOrderInvalid(uint256 expectedAbove, uint256 actual);
    /// @notice There is no such row.
    error CCVoteRowInvalid(uint256 rows, uint256 actual);
    /// @notice The row is one of the trusted set only: who has left has no vote.
    error CCVoterWithoutPower(uint256 row);
    /// @notice Evidence that advances a session must say that it continues one.
    error CCSessionNotNamed();
    /// @notice The row's key is of another type.
    error CCVoteKeyTypeInvalid(uint256 expected, uint256 actual);
    /// @notice The verifier gave no proper answer.
    error CCVerifierFailed(address verifier);
    /// @notice The message has another length.
    error CCMessageSizeInvalid(uint256 expected, uint256 actual);
    /// @notice The height is not the greatest stored one below the header's.
    error CCHeightBelowInvalid(uint64 height);
    /// @notice The two headers are those of an honest chain.
    error CCNotMisbehaviour();
    /// @notice The proof's height is of another revision.
    error CCRevisionInvalid(uint64 expected, uint64 actual);
    /// @notice A path is the name of a store and a key.
    error CCPathInvalid(uint256 expected, uint256 actual);

    /// @notice Votes were verified and are kept.
    /// @param session Name of the session: the same for all messages about one commit and one trusted state
    /// @param signed Power of the header's set that has signed until now
    /// @param rows A bit for each row whose vote is known; the lowest bit of the first word is that of row 0
    event SessionAdvanced(
        bytes32 indexed session, uint64 indexed revisionHeight, uint256 signed, uint256 total, uint256[2] rows
    );

    /// @notice Verifies some of the votes of a commit, all or nothing, and keeps whose they are for a later message.
    /// @return session Name of the session
    function advanceSession(bytes calldata evidence) external returns (bytes32 session);

    /// @notice Rows whose votes a session knows, a bit each; none for a session that does not exist.
    function getSession(bytes32 session) external view returns (uint256[2] memory rows);

    /// @notice keccak256 of the ABI encoding of the state at a height; reverts when there is none.
    function getConsensusStateHash(uint64 revisionHeight) external view returns (bytes32);

    /// @notice What else is kept of a height: the time, and the stored heights next to it (0 for none).
    function getConsensusMetadata(uint64 revisionHeight)
        external
        view
        returns (uint128 timestamp, uint64 previousHeight, uint64 nextHeight);

    /// @notice The kind of client.
    function clientType() external pure returns (string memory);

    /// @notice Seconds that a header may be ahead of the block.
    function maxClockDrift() external view returns (uint256);

    /// @notice Who verifies votes.
    function verifiers() external view returns (Verifiers memory);
}
