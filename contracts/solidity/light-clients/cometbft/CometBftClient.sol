// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {IICS02ClientMsgs} from "../../interfaces/IICS02ClientMsgs.sol";
import {ICometBftClient} from "../../interfaces/ICometBftClient.sol";
import {ILightClient} from "../../interfaces/ILightClient.sol";
import {ILightClientMsgs} from "../../interfaces/ILightClientMsgs.sol";
import {ILightClientStatus} from "../../interfaces/ILightClientStatus.sol";
import {Ics23} from "../../libraries/ics23/Ics23.sol";
import {HeaderHash} from "../../libraries/cometbft/HeaderHash.sol";
import {CommitEvidence} from "./CommitEvidence.sol";
import {CommitSessions} from "./CommitSessions.sol";

/// @title The light client of a CometBFT chain: see `ICometBftClient`
/// @dev The rules are those of ibc-go's 07-tendermint; what they say of a commit is in `CommitEvidence`.
contract CometBftClient is ICometBftClient, CommitSessions {
    uint256 private constant NANOS = 1e9;

    /// @dev What is read for each update, in one slot.
    struct Latest {
        uint64 height;
        uint128 timestamp;
        bool isFrozen;
    }

    /// @dev Stored times rise with the height: a state is inserted between its neighbours.
    struct Metadata {
        uint128 timestamp;
        uint64 previousHeight;
        uint64 nextHeight;
    }

    uint64 private immutable REVISION;
    uint8 private immutable TRUST_NUMERATOR;
    uint8 private immutable TRUST_DENOMINATOR;
    uint32 private immutable TRUSTING_PERIOD;
    uint32 private immutable UNBONDING_PERIOD;
    uint32 private immutable MAX_CLOCK_DRIFT;

    Latest private _latest;
    string private _chainId;
    mapping(uint64 height => bytes32 hash) private _consensusStates;
    mapping(uint64 height => Metadata) private _metadata;

    /// @param clientState Where the client begins; its latest height is that of the state
    /// @param consensusState The state that is believed without a proof: whoever deploys must have verified it
    /// @param maxDrift Seconds that a header may be ahead of the block
    constructor(
        ClientState memory clientState,
        ConsensusState memory consensusState,
        uint32 maxDrift,
        Verifiers memory verifiers_
    ) CommitEvidence(bytes(clientState.chainId), verifiers_) {
        TrustThreshold memory trust = clientState.trustLevel;
        require(
            trust.denominator != 0 && trust.numerator <= trust.denominator
                && uint256(trust.numerator) * 3 >= trust.denominator,
            CCTrustLevelInvalid(trust.numerator, trust.denominator)
        );
        require(maxDrift >= 15 && maxDrift <= 60, CCDriftInvalid(maxDrift));
        require(
            clientState.trustingPeriod != 0
                && uint256(clientState.trustingPeriod) + maxDrift < clientState.unbondingPeriod,
            CCPeriodsInvalid(clientState.trustingPeriod, maxDrift, clientState.unbondingPeriod)
        );
        uint64 height = clientState.latestHeight.revisionHeight;
        require(
            !clientState.isFrozen && height != 0 && clientState.zkAlgorithm == SupportedZkAlgorithm.Groth16
                && clientState.latestHeight.revisionNumber == _revisionOf(bytes(clientState.chainId)),
            CCClientStateInvalid()
        );
        REVISION = clientState.latestHeight.revisionNumber;
        TRUST_NUMERATOR = trust.numerator;
        TRUST_DENOMINATOR = trust.denominator;
        TRUSTING_PERIOD = clientState.trustingPeriod;
        UNBONDING_PERIOD = clientState.unbondingPeriod;
        MAX_CLOCK_DRIFT = maxDrift;
        _chainId = clientState.chainId;
        _latest = Latest(height, consensusState.timestamp, false);
        _consensusStates[height] =
            _stateHash(consensusState.timestamp, consensusState.root, consensusState.nextValidatorsHash);
        _metadata[height] = Metadata(consensusState.timestamp, 0, 0);
    }

    /// @inheritdoc ILightClient
    function updateClient(bytes calldata updateMsg) external returns (ILightClientMsgs.UpdateResult) {
        _checkActive();
        Evidence memory evidence = _readEvidence(updateMsg);
        HeaderHash.Fields memory header = evidence.header;
        // forge-lint: disable-next-line(unsafe-typecast)
        uint64 height = uint64(header.height);
        // forge-lint: disable-next-line(unsafe-typecast)
        uint128 timestamp = uint128(header.secs * NANOS + header.nanos);
        bytes32 stateHash = _stateHash(timestamp, header.appHash, header.nextValidatorsHash);
        bytes32 stored = _consensusStates[height];
        // Nothing new, and nothing is concluded from it: so nothing is verified.
        if (stored == stateHash) return ILightClientMsgs.UpdateResult.NoOp;
        _checkTrusted(evidence);
        require(timestamp > evidence.trustedTimestamp, CCTimeInvalid(evidence.trustedTimestamp, timestamp));
        uint256 limit = (block.timestamp + MAX_CLOCK_DRIFT) * NANOS;
        require(timestamp < limit, CCTimeInFuture(limit, timestamp));
        uint256 end = _verify(updateMsg, evidence, header.height != uint256(evidence.trustedHeight) + 1);
        require(end + 8 == updateMsg.length, CCMessageSizeInvalid(end + 8, updateMsg.length));
        if (stored != bytes32(0)) return _freeze();
        return _insert(height, timestamp, stateHash, uint64(bytes8(updateMsg[end:])));
    }

    /// @inheritdoc ILightClient
    function misbehaviour(bytes calldata misbehaviourMsg) external {
        _checkActive();
        require(misbehaviourMsg.length > 4, CCMessageSizeInvalid(4, misbehaviourMsg.length));
        uint256 middle = 4 + uint256(uint32(bytes4(misbehaviourMsg)));
        require(middle <= misbehaviourMsg.length, CCMessageSizeInvalid(middle, misbehaviourMsg.length));
        Evidence memory first = _verifyEvidence(misbehaviourMsg[4:middle]);
        Evidence memory second = _verifyEvidence(misbehaviourMsg[middle:]);
        uint256 firstTime = first.header.secs * NANOS + first.header.nanos;
        uint256 secondTime = second.header.secs * NANOS + second.header.nanos;
        bool isFork = first.header.height == second.header.height && first.headerHash != second.headerHash;
        bool isBackwards = first.header.height > second.header.height && firstTime <= secondTime;
        require(isFork || isBackwards, CCNotMisbehaviour());
        _freeze();
    }

    /// @inheritdoc ICometBftClient
    function advanceSession(bytes calldata evidenceMsg) external returns (bytes32 session) {
        _checkActive();
        Evidence memory evidence = _readEvidence(evidenceMsg);
        _checkTrusted(evidence);
        (Power memory power, uint256 end) = _announcedPowerOf(evidenceMsg, evidence);
        require(end == evidenceMsg.length, CCMessageSizeInvalid(end, evidenceMsg.length));
        session = power.session;
        require(session != bytes32(0), CCSessionNotNamed());
        _storeRows(power);
        // forge-lint: disable-next-line(unsafe-typecast)
        emit SessionAdvanced(session, uint64(evidence.header.height), power.signed, power.total, power.rows);
    }

    /// @inheritdoc ILightClient
    function verifyMembership(ILightClientMsgs.MsgVerifyMembership calldata msg_) external returns (uint256) {
        bytes[] calldata path = msg_.path;
        (bytes calldata proof, Ics23.Anchor memory anchor) = _anchorOf(msg_.proof, msg_.proofHeight, path.length);
        return Ics23.verifyMembership(proof, anchor, path[0], path[1], msg_.value) / NANOS;
    }

    /// @inheritdoc ILightClient
    function verifyNonMembership(ILightClientMsgs.MsgVerifyNonMembership calldata msg_) external returns (uint256) {
        bytes[] calldata path = msg_.path;
        (bytes calldata proof, Ics23.Anchor memory anchor) = _anchorOf(msg_.proof, msg_.proofHeight, path.length);
        return Ics23.verifyNonMembership(proof, anchor, path[0], path[1]) / NANOS;
    }

    /// @inheritdoc ILightClient
    function getClientState() external view returns (bytes memory) {
        Latest memory latest = _latest;
        ClientState memory state;
        state.chainId = _chainId;
        state.trustLevel = TrustThreshold(TRUST_NUMERATOR, TRUST_DENOMINATOR);
        state.latestHeight.revisionNumber = REVISION;
        state.latestHeight.revisionHeight = latest.height;
        state.trustingPeriod = TRUSTING_PERIOD;
        state.unbondingPeriod = UNBONDING_PERIOD;
        state.isFrozen = latest.isFrozen;
        return abi.encode(state);
    }

    /// @inheritdoc ICometBftClient
    function getConsensusStateHash(uint64 revisionHeight) public view returns (bytes32 hash) {
        hash = _consensusStates[revisionHeight];
        require(hash != bytes32(0), CCConsensusStateNotFound(revisionHeight));
    }

    /// @inheritdoc ICometBftClient
    function getConsensusMetadata(uint64 revisionHeight) external view returns (uint128, uint64, uint64) {
        Metadata memory metadata = _metadata[revisionHeight];
        return (metadata.timestamp, metadata.previousHeight, metadata.nextHeight);
    }

    /// @inheritdoc ICometBftClient
    function getSession(bytes32 session) external view returns (uint256[2] memory) {
        return _rowsOf(session);
    }

    /// @inheritdoc ICometBftClient
    function clientType() external pure returns (string memory) {
        return "cometbft";
    }

    /// @inheritdoc ICometBftClient
    function maxClockDrift() external view returns (uint256) {
        return MAX_CLOCK_DRIFT;
    }

    /// @inheritdoc ICometBftClient
    function verifiers() external view returns (Verifiers memory) {
        return _verifiers();
    }

    /// @inheritdoc ILightClientStatus
    function status() external view returns (Status) {
        Latest memory latest = _latest;
        if (latest.isFrozen) return Status.Frozen;
        return _expiryOf(latest.timestamp) > block.timestamp * NANOS ? Status.Active : Status.Expired;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(ILightClientStatus).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    /// @dev A client whose latest state is too old to be trusted proves nothing and learns nothing.
    function _checkActive() private view {
        Latest memory latest = _latest;
        require(!latest.isFrozen, CCFrozen());
        uint256 expiry = _expiryOf(latest.timestamp);
        require(expiry > block.timestamp * NANOS, CCExpired(expiry, block.timestamp * NANOS));
    }

    function _checkTrusted(Evidence memory evidence) private view {
        uint64 height = evidence.trustedHeight;
        bytes32 expected = getConsensusStateHash(height);
        bytes32 actual = _stateHash(evidence.trustedTimestamp, evidence.trustedRoot, evidence.trustedNextValidatorsHash);
        require(actual == expected, CCConsensusStateMismatch(expected, actual));
        uint256 expiry = _expiryOf(evidence.trustedTimestamp);
        require(expiry > block.timestamp * NANOS, CCTrustedStateExpired(expiry, block.timestamp * NANOS));
        require(evidence.header.height > height, CCHeightInvalid(height, evidence.header.height));
    }

    /// @dev A header of misbehaviour. Whether it follows from the trusted state, next to it or not, its trusted set must have
    /// signed; nothing is asked of its time.
    function _verifyEvidence(bytes calldata data) private view returns (Evidence memory evidence) {
        evidence = _readEvidence(data);
        _checkTrusted(evidence);
        uint256 end = _verify(data, evidence, true);
        require(end == data.length, CCMessageSizeInvalid(end, data.length));
    }

    function _verify(bytes calldata data, Evidence memory evidence, bool needsTrust)
        private
        view
        returns (uint256 end)
    {
        Power memory power;
        (power, end) = _announcedPowerOf(data, evidence);
        require(needsTrust || !power.hasTrustedSet, CCTrustedSetNotWanted());
        require(
            !needsTrust || power.trustedSigned * TRUST_DENOMINATOR > power.trustedTotal * TRUST_NUMERATOR,
            CCTrustInsufficient(power.trustedSigned, power.trustedTotal)
        );
        require(power.signed * 3 > power.total * 2, CCPowerInsufficient(power.signed, power.total));
    }

    /// @dev The trusted set is the one that the trusted state announced.
    function _announcedPowerOf(bytes calldata data, Evidence memory evidence)
        private
        view
        returns (Power memory power, uint256 end)
    {
        (power, end) = _powerOf(data, evidence);
        bytes32 expected = evidence.trustedNextValidatorsHash;
        require(power.trustedHash == expected, CCTrustedValidatorsMismatch(expected, power.trustedHash));
    }

    /// @dev A header that everybody needed has signed, yet whose time is not between its neighbours', is misbehaviour.
    function _insert(uint64 height, uint128 timestamp, bytes32 stateHash, uint64 below)
        private
        returns (ILightClientMsgs.UpdateResult)
    {
        Metadata memory previous = _metadata[below];
        require(
            _consensusStates[below] != bytes32(0) && below < height
                && (previous.nextHeight == 0 || previous.nextHeight > height),
            CCHeightBelowInvalid(below)
        );
        uint64 above = previous.nextHeight;
        if (timestamp <= previous.timestamp) return _freeze();
        if (above != 0) {
            if (timestamp >= _metadata[above].timestamp) return _freeze();
            _metadata[above].previousHeight = height;
        } else {
            _latest = Latest(height, timestamp, false);
        }
        _metadata[below].nextHeight = height;
        _metadata[height] = Metadata(timestamp, below, above);
        _consensusStates[height] = stateHash;
        return ILightClientMsgs.UpdateResult.Update;
    }

    function _freeze() private returns (ILightClientMsgs.UpdateResult) {
        _latest.isFrozen = true;
        return ILightClientMsgs.UpdateResult.Misbehaviour;
    }

    /// @dev What a proof is held against: the state before it or, when there is none, what the transaction remembers.
    function _anchorOf(bytes calldata proof, IICS02ClientMsgs.Height calldata height, uint256 pathLength)
        private
        view
        returns (bytes calldata, Ics23.Anchor memory anchor)
    {
        _checkActive();
        require(height.revisionNumber == REVISION, CCRevisionInvalid(REVISION, height.revisionNumber));
        require(pathLength == 2, CCPathInvalid(2, pathLength));
        anchor.height = height.revisionHeight;
        anchor.stateHash = getConsensusStateHash(height.revisionHeight);
        // A time in nanoseconds begins with 0 for another 10^19 years.
        if (proof.length != 0 && proof[0] != 0) return (proof, anchor);
        require(proof.length > STATE_SIZE, CCMessageSizeInvalid(STATE_SIZE, proof.length));
        anchor.isWhole = true;
        bytes32 actual;
        assembly ("memory-safe") {
            // As the ABI encodes it, with a word for the time.
            let buffer := mload(0x40)
            let timestamp_ := shr(128, calldataload(proof.offset))
            mstore(buffer, timestamp_)
            calldatacopy(add(buffer, 32), add(proof.offset, 16), 64)
            actual := keccak256(buffer, 96)
            mstore(add(anchor, 32), mload(add(buffer, 32)))
            mstore(add(anchor, 64), timestamp_)
            proof.offset := add(proof.offset, 80)
            proof.length := sub(proof.length, 80)
        }
        require(actual == anchor.stateHash, CCConsensusStateMismatch(anchor.stateHash, actual));
        return (proof, anchor);
    }

    function _expiryOf(uint256 timestamp) private view returns (uint256) {
        return timestamp + TRUSTING_PERIOD * NANOS;
    }

    /// @dev As ibc-go reads it: the number after the last dash, without a leading zero; 0 where there is none.
    function _revisionOf(bytes memory chainId) private pure returns (uint64 revision) {
        uint256 at1 = chainId.length;
        uint256 value;
        uint256 unit = 1;
        while (at1 > 0 && chainId[at1 - 1] >= "0" && chainId[at1 - 1] <= "9") {
            --at1;
            value += (uint8(chainId[at1]) - 48) * unit;
            unit *= 10;
            if (value > type(uint64).max) return 0;
        }
        bool hasNumber = at1 < chainId.length && at1 > 1 && chainId[at1 - 1] == "-" && chainId[at1 - 2] != "-";
        // forge-lint: disable-next-line(unsafe-typecast)
        return hasNumber && chainId[at1] != "0" ? uint64(value) : 0;
    }
}
