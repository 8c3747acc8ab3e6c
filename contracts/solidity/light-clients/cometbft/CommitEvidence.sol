// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../interfaces/ICometBftClient.sol";
import {ICommitVerifier} from "../../interfaces/ICommitVerifier.sol";
import {HeaderHash} from "../../libraries/cometbft/HeaderHash.sol";
import {ValidatorRows} from "../../libraries/cometbft/ValidatorRows.sol";
import {VoteSignBytes} from "../../libraries/cometbft/VoteSignBytes.sol";
import {
    ED25519_VERIFIER_CODE_HASH,
    SECP256K1_ETH_VERIFIER_CODE_HASH,
    SECP256K1_VERIFIER_CODE_HASH
} from "../../verifiers/VerifierHashes.sol";

/// @title A header with the commit that makes it final
/// @notice Computes the header's hash, builds what each validator must have signed for it, and has every vote verified. What
/// was signed is never taken from a relayer: of a vote it says who, when, and the evidence.
/// @dev Layouts: see `ICometBftClient`.
abstract contract CommitEvidence {
    /// @dev Bytes of a consensus state.
    uint256 internal constant STATE_SIZE = 80;
    uint256 private constant HEADER_AT = 8 + STATE_SIZE;
    uint256 private constant COMMIT_AT = HEADER_AT + HeaderHash.SIZE;
    uint256 private constant ROWS_AT = COMMIT_AT + 44;
    uint256 private constant VOTE_HEAD = 11;
    /// @dev In the number of groups.
    uint256 private constant CONTINUES_SESSION = 0x80;

    struct Evidence {
        uint64 trustedHeight;
        uint128 trustedTimestamp;
        bytes32 trustedRoot;
        bytes32 trustedNextValidatorsHash;
        HeaderHash.Fields header;
        /// Known once the commit is verified.
        bytes32 headerHash;
    }

    /// @dev What the votes of a message amount to.
    struct Votes {
        /// Powers of those who voted, in the header's set and in the trusted one.
        uint256 lanes;
        uint256 trustedLanes;
        /// Type and row of the last vote and one more: what the next one must at least be.
        uint256 least;
        /// A bit for each row that voted; the lowest bit of the first word is that of row 0.
        uint256[2] rows;
        /// Whether those of a session count too, and what it is known by.
        bool continuesSession;
        bytes32 templateHash;
        bytes32 rowsHash;
    }

    /// @dev A group of votes on its way to its verifier.
    struct Group {
        uint256 keyType;
        uint256 count;
        uint256 keySize;
        uint256 evidenceSize;
        address verifier;
    }

    bytes32 private immutable CHAIN_ID_LEAF;
    bytes32 private immutable CHAIN_ID_TAIL1;
    bytes32 private immutable CHAIN_ID_TAIL2;
    uint256 private immutable CHAIN_ID_TAIL_SIZE;
    address private immutable ED25519_VERIFIER;
    address private immutable SECP256K1_VERIFIER;
    address private immutable SECP256K1_ETH_VERIFIER;

    constructor(bytes memory chainId, ICometBftClient.Verifiers memory verifiers_) {
        CHAIN_ID_LEAF = HeaderHash.chainIdLeaf(chainId);
        (CHAIN_ID_TAIL1, CHAIN_ID_TAIL2, CHAIN_ID_TAIL_SIZE) = VoteSignBytes.tailOf(chainId);
        ED25519_VERIFIER = _checkVerifier(verifiers_.ed25519, ED25519_VERIFIER_CODE_HASH);
        SECP256K1_VERIFIER = _checkVerifier(verifiers_.secp256k1, SECP256K1_VERIFIER_CODE_HASH);
        SECP256K1_ETH_VERIFIER = _checkVerifier(verifiers_.secp256k1Eth, SECP256K1_ETH_VERIFIER_CODE_HASH);
    }

    function _verifiers() internal view returns (ICometBftClient.Verifiers memory) {
        return ICometBftClient.Verifiers(ED25519_VERIFIER, SECP256K1_VERIFIER, SECP256K1_ETH_VERIFIER);
    }

    /// @dev What a client needs to know before anything is verified.
    function _readEvidence(bytes calldata data) internal pure returns (Evidence memory evidence) {
        require(data.length > ROWS_AT, ICometBftClient.CCMessageSizeInvalid(ROWS_AT, data.length));
        evidence.trustedHeight = uint64(bytes8(data));
        evidence.trustedTimestamp = uint128(bytes16(data[8:]));
        evidence.trustedRoot = bytes32(data[24:]);
        evidence.trustedNextValidatorsHash = bytes32(data[56:]);
        evidence.header = HeaderHash.read(data[HEADER_AT:COMMIT_AT]);
    }

    /// @dev Reverts unless every vote is one of its validator for this header. How much power that is, the caller judges.
    /// @return sets Who could vote
    /// @return votes Who did
    /// @return end Where the evidence ends
    function _verifyCommit(bytes calldata data, Evidence memory evidence)
        internal
        view
        returns (ValidatorRows.Sets memory sets, Votes memory votes, uint256 end)
    {
        uint256 counts = uint256(uint32(bytes4(data[ROWS_AT - 4:])));
        sets = ValidatorRows.read(data[ROWS_AT:], counts >> 16, counts & 0xffff);
        evidence.headerHash = HeaderHash.hash(data[HEADER_AT:COMMIT_AT], evidence.header, CHAIN_ID_LEAF, sets.hash);
        VoteSignBytes.Template memory template = _templateOf(data, evidence);
        end = ROWS_AT + sets.size;
        require(end < data.length, ICometBftClient.CCMessageSizeInvalid(end + 1, data.length));
        uint256 groups = uint8(data[end]);
        if (groups >= CONTINUES_SESSION) {
            groups -= CONTINUES_SESSION;
            votes.continuesSession = true;
            votes.templateHash = keccak256(abi.encodePacked(template.head, template.tail1, template.tail2));
            votes.rowsHash = keccak256(data[ROWS_AT - 4:end]);
        }
        ++end;
        for (; groups != 0; --groups) {
            end = _verifyGroup(data, end, sets, template, votes);
        }
    }

    function _templateOf(bytes calldata data, Evidence memory evidence)
        private
        view
        returns (VoteSignBytes.Template memory template)
    {
        VoteSignBytes.Block memory voted;
        voted.height = evidence.header.height;
        voted.round = uint32(bytes4(data[COMMIT_AT:]));
        voted.hash = evidence.headerHash;
        voted.partTotal = uint32(bytes4(data[COMMIT_AT + 4:]));
        voted.partsHash = bytes32(data[COMMIT_AT + 8:]);
        template.head = VoteSignBytes.headOf(voted);
        template.tail1 = CHAIN_ID_TAIL1;
        template.tail2 = CHAIN_ID_TAIL2;
        template.tailSize = CHAIN_ID_TAIL_SIZE;
    }

    function _verifyGroup(
        bytes calldata data,
        uint256 pos,
        ValidatorRows.Sets memory sets,
        VoteSignBytes.Template memory template,
        Votes memory votes
    ) private view returns (uint256 end) {
        require(pos + 3 <= data.length, ICometBftClient.CCMessageSizeInvalid(pos + 3, data.length));
        uint256 head;
        assembly ("memory-safe") {
            head := shr(232, calldataload(add(data.offset, pos)))
        }
        Group memory group = _groupOf(head >> 16, head & 0xffff);
        pos += 3;
        end = pos + group.count * (VOTE_HEAD + group.evidenceSize);
        require(end <= data.length, ICometBftClient.CCMessageSizeInvalid(end, data.length));
        (uint256 request, uint256 to) = _beginCall();
        while (pos < end) {
            assembly ("memory-safe") {
                head := shr(168, calldataload(add(data.offset, pos)))
            }
            to = _copyEvidence(data, pos + VOTE_HEAD, to, _countVote(sets, votes, head >> 72, group.keyType), group);
            uint256 messageEnd = VoteSignBytes.write(to, template, (head >> 32) & 0xffffffffff, head & 0xffffffff);
            assembly ("memory-safe") {
                let size := sub(messageEnd, to)
                mstore8(sub(to, 2), shr(8, size))
                mstore8(sub(to, 1), size)
            }
            to = messageEnd;
            pos += VOTE_HEAD + group.evidenceSize;
        }
        _endCall(request, to, group);
    }

    /// @dev A vote is one of a validator of the header's set, whether it is one of the trusted set too or not. Rows count one by
    /// one, as CometBFT counts its own set. Of a key that a trusted set has twice CometBFT refuses the second vote; here each
    /// entry counts once. No chain can show the difference: CometBFT refuses to make such a set.
    function _countVote(ValidatorRows.Sets memory sets, Votes memory votes, uint256 index, uint256 keyType)
        private
        pure
        returns (uint256 keyOffset)
    {
        uint256 place = keyType << 16 | index;
        require(place >= votes.least, ICometBftClient.CCVoteOrderInvalid(votes.least, place));
        votes.least = place + 1;
        require(index < sets.count, ICometBftClient.CCVoteRowInvalid(sets.count, index));
        uint256 actual;
        uint256 lanes;
        uint256 trustedLanes;
        (actual, keyOffset, lanes, trustedLanes) = ValidatorRows.row(sets, index);
        require(actual == keyType, ICometBftClient.CCVoteKeyTypeInvalid(keyType, actual));
        require(lanes != 0, ICometBftClient.CCVoterWithoutPower(index));
        votes.lanes += lanes;
        votes.trustedLanes += trustedLanes;
        votes.rows[index >> 8] |= 1 << (index & 0xff);
    }

    /// @dev Key and evidence; the message's length follows in two bytes.
    function _copyEvidence(bytes calldata data, uint256 pos, uint256 to, uint256 keyOffset, Group memory group)
        private
        pure
        returns (uint256 next)
    {
        uint256 keySize = group.keySize;
        uint256 evidenceSize = group.evidenceSize;
        assembly ("memory-safe") {
            calldatacopy(to, keyOffset, keySize)
            to := add(to, keySize)
            calldatacopy(to, add(data.offset, pos), evidenceSize)
            next := add(add(to, evidenceSize), 2)
        }
    }

    /// @dev The call is built where memory is free and nothing is allocated until it is made.
    function _beginCall() private pure returns (uint256 request, uint256 to) {
        assembly ("memory-safe") {
            request := mload(0x40)
            to := add(request, 68)
        }
    }

    function _endCall(uint256 request, uint256 to, Group memory group) private view {
        bytes32 selector = ICommitVerifier.verifyVotes.selector;
        address verifier = group.verifier;
        uint256 count;
        bool ok;
        assembly ("memory-safe") {
            let size := sub(to, add(request, 68))
            mstore(request, selector)
            mstore(add(request, 4), 32)
            mstore(add(request, 36), size)
            mstore(to, 0)
            ok := staticcall(gas(), verifier, request, add(68, and(add(size, 31), not(31))), 0, 32)
            if iszero(ok) {
                returndatacopy(request, 0, returndatasize())
                revert(request, returndatasize())
            }
            ok := eq(returndatasize(), 32)
            count := mload(0)
        }
        require(ok && count == group.count, ICometBftClient.CCVerifierFailed(verifier));
    }

    function _groupOf(uint256 keyType, uint256 count) private view returns (Group memory) {
        if (keyType == 1) return Group(1, count, 32, 128, _known(1, ED25519_VERIFIER));
        if (keyType == 2) return Group(2, count, 33, 97, _known(2, SECP256K1_VERIFIER));
        if (keyType == 5) return Group(5, count, 33, 97, _known(5, SECP256K1_ETH_VERIFIER));
        revert ICometBftClient.CCVerifierInvalid(keyType, address(0));
    }

    function _known(uint256 keyType, address verifier) private pure returns (address) {
        require(verifier != address(0), ICometBftClient.CCVerifierInvalid(keyType, verifier));
        return verifier;
    }

    /// @dev Only code that is known is asked. (An address without code would agree to everything.)
    function _checkVerifier(address verifier, bytes32 expected) private view returns (address) {
        bytes32 actual = verifier.codehash;
        require(
            verifier == address(0) || actual == expected,
            ICometBftClient.CCVerifierCodeMismatch(verifier, expected, actual)
        );
        return verifier;
    }
}
