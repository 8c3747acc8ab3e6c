// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Words} from "../support/Words.sol";
import {ICommitVerifier} from "../../../contracts/solidity/interfaces/ICommitVerifier.sol";
import {IEd25519BatchVerifier} from "../../../contracts/solidity/interfaces/IEd25519BatchVerifier.sol";
import {Ed25519BatchVerifier} from "../../../contracts/solidity/verifiers/Ed25519BatchVerifier.sol";
import {CommitVotes} from "../support/CommitVotes.sol";

contract Ed25519BatchVerifierTest is CommitVotes {
    uint256 private constant P = 2 ** 255 - 19;
    uint256 private constant KEY_HINT_AT = 96;
    uint256 private constant COMMITMENT_HINT_AT = 128;
    string private constant FIXTURE = "ed25519-votes";

    Ed25519BatchVerifier private _verifier;
    bytes[] private _commit;

    function setUp() public {
        _verifier = newEd25519Verifier();
        _commit = recordsOf(FIXTURE, "commit");
    }

    function test_acceptsEachVoteThatThePortableVerifierAccepts() public view {
        bytes[] memory accepted = recordsOf(FIXTURE, "accepted");
        vm.assertGe(accepted.length, 300);
        for (uint256 i = 0; i < accepted.length; ++i) {
            vm.assertEq(_verifier.verifyVotes(accepted[i]), 1);
        }
    }

    function test_rejectsEachVoteThatThePortableVerifierRejects() public view {
        bytes[] memory rejected = recordsOf(FIXTURE, "rejected");
        vm.assertGe(rejected.length, 90);
        for (uint256 i = 0; i < rejected.length; ++i) {
            vm.assertFalse(accepts(_verifier, rejected[i]), vm.toString(i));
        }
    }

    function test_acceptsAllValidVotesInOneList() public view {
        bytes[] memory accepted = recordsOf(FIXTURE, "accepted");
        vm.assertEq(_verifier.verifyVotes(joined(accepted, 0, accepted.length)), accepted.length);
    }

    function test_rejectsAnInvalidVoteAmongValidOnesWhereverItStands() public view {
        bytes[] memory rejected = recordsOf(FIXTURE, "rejected");
        for (uint256 i = 0; i < rejected.length; ++i) {
            uint256 before = i % 6;
            bytes memory votes = bytes.concat(joined(_commit, 0, before), rejected[i], joined(_commit, before, 5));
            vm.assertFalse(accepts(_verifier, votes), vm.toString(i));
        }
    }

    function test_acceptsEveryLengthOfAMessageInEitherLane() public view {
        bytes[] memory records = recordsOf(FIXTURE, "lengths");
        vm.assertEq(records.length, 176);
        vm.assertEq(_verifier.verifyVotes(joined(records, 0, 176)), 176);
        vm.assertEq(_verifier.verifyVotes(joined(records, 1, 176)), 175);
        for (uint256 i = 0; i < records.length; ++i) {
            vm.assertEq(_verifier.verifyVotes(bytes.concat(records[i], records[175 - i])), 2);
        }
    }

    function test_acceptsVotesThatAreOffByPointsOfSmallOrder() public view {
        bytes[] memory records = recordsOf(FIXTURE, "torsion");
        for (uint256 size = 1; size <= 9; ++size) {
            for (uint256 from = 0; from + size <= records.length; from += size) {
                vm.assertEq(_verifier.verifyVotes(joined(records, from, from + size)), size);
            }
        }
    }

    function test_acceptsTheSameVoteTwiceAndVotesInAnyOrder() public view {
        vm.assertEq(_verifier.verifyVotes(bytes.concat(_commit[0], _commit[0])), 2);
        vm.assertEq(_verifier.verifyVotes(bytes.concat(_commit[2], _commit[0], _commit[1])), 3);
        vm.assertEq(_verifier.verifyVotes(bytes.concat(_commit[1], _commit[2], _commit[0])), 3);
    }

    function test_rejectsScalarsThatAreShiftedAgainstEachOther() public {
        bytes[] memory shifted = recordsOf(FIXTURE, "shiftedScalars");
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVBatchInvalid.selector, 0, 2));
        _verifier.verifyVotes(bytes.concat(shifted[0], shifted[1]));
    }

    function test_rejectsVotesThatCancelUnderEqualWeights() public {
        _rejectsForgery("equalWeights");
    }

    function test_rejectsVotesThatCancelUnderWeightsThatAreKnownBefore() public {
        _rejectsForgery("weightsOfNothing");
    }

    function test_rejectsVotesThatCancelUnderWeightsThatLeaveAVoteOut() public {
        _rejectsForgery("weightsWithoutFirstVote");
        _rejectsForgery("weightsWithoutLastVote");
    }

    function test_rejectsVotesThatCancelUnderWeightsThatLeaveScalarsOut() public {
        _rejectsForgery("weightsWithoutScalars");
    }

    function test_rejectsShiftedScalarsOfOneKeyAndOfRelatedKeys() public {
        _rejectsForgery("scalarsOfOneKey");
        _rejectsForgery("scalarsOfRelatedKeys");
    }

    /// @dev The whole question that the multi-scalar kernel is asked is pinned by a model of ours: so the weights depend on
    /// the tag, the number of votes, and k, S, R and A of every vote, and on nothing else.
    function test_weighsVotesByAHashOfEverythingInTheEquation() public {
        bytes[] memory votes = recordsOf("ed25519-equations", "votes");
        bytes[] memory questions = recordsOf("ed25519-equations", "questions");
        for (uint256 i = 0; i < votes.length; ++i) {
            vm.expectCall(_verifier.multiScalarKernel(), questions[i]);
            _verifier.verifyVotes(votes[i]);
        }
    }

    function test_rejectsAVoteUnderAnotherVotesKey() public view {
        bytes memory first = bytes.concat(Words.slice(_commit[1], 0, 32), Words.slice(_commit[0], 32, 96));
        first = bytes.concat(first, Words.slice(_commit[1], 96, 128), Words.slice(_commit[0], 128, _commit[0].length));
        vm.assertFalse(accepts(_verifier, first));
        vm.assertFalse(accepts(_verifier, bytes.concat(_commit[1], first)));
    }

    function testFuzz_rejectsAVoteOneBitOfWhichIsFlipped(uint256 vote, uint256 bit) public view {
        bytes memory record = _commit[vote % _commit.length];
        bit = bit % (8 * record.length);
        bytes memory votes = bytes.concat(_commit[0], flipped(record, bit), _commit[1]);
        vm.assertFalse(accepts(_verifier, votes));
    }

    function test_rejectsHintsThatAreNotTheSmallestX() public {
        _expectHintError(KEY_HINT_AT, ICommitVerifier.CVKeyInvalid.selector);
        _expectHintError(COMMITMENT_HINT_AT, ICommitVerifier.CVSignatureMalformed.selector);
    }

    function test_rejectsScalarsFromTheOrderOn() public {
        uint256 order = 2 ** 252 + 27742317777372353535851937790883648493;
        uint256[3] memory scalars = [order, order + 1, type(uint256).max];
        for (uint256 i = 0; i < scalars.length; ++i) {
            bytes memory vote = Words.withWord(_commit[3], 64, _littleEndian(scalars[i]));
            vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVSignatureMalformed.selector, 1));
            _verifier.verifyVotes(bytes.concat(_commit[0], vote));
        }
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVBatchInvalid.selector, 0, 1));
        _verifier.verifyVotes(Words.withWord(_commit[3], 64, _littleEndian(order - 1)));
    }

    function test_rejectsAnEmptyList() public {
        vm.expectRevert(ICommitVerifier.CVNoVotes.selector);
        _verifier.verifyVotes("");
    }

    function test_rejectsListsThatEndInsideARecord() public {
        bytes memory vote = _commit[0];
        for (uint256 size = 1; size < vote.length; size += 7) {
            uint256 expected = size < 162 ? 162 : vote.length;
            bytes memory votes = bytes.concat(_commit[1], Words.slice(vote, 0, size));
            vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVVoteTruncated.selector, 1, expected, size));
            _verifier.verifyVotes(votes);
        }
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVVoteTruncated.selector, 1, 162, 1));
        _verifier.verifyVotes(bytes.concat(vote, hex"00"));
    }

    function test_rejectsAMessageThatNeedsAThirdBlock() public {
        bytes memory vote = bytes.concat(Words.slice(_commit[0], 0, 160), hex"00b0", new bytes(176));
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVMessageTooLong.selector, 0, 175, 176));
        _verifier.verifyVotes(vote);
    }

    function test_namesTheBatchThatIsInvalid() public {
        bytes memory spoiled = flipped(_commit[99], 8 * (_commit[99].length - 1));
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVBatchInvalid.selector, 50, 50));
        _verifier.verifyVotes(bytes.concat(joined(_commit, 0, 99), spoiled));
    }

    function test_rejectsKernelsOfOtherCode() public {
        bytes memory sha512 = kernelCode("sha512");
        bytes memory multiScalar = kernelCode("multi-scalar");
        _refusesKernels(multiScalar, sha512);
        _refusesKernels(flipped(sha512, 1_000), multiScalar);
        _refusesKernels(kernelCode("sha512"), "");
    }

    /// @dev By a call of its own: that a contract was created after all is no failure to `expectRevert` if nothing follows.
    function _refusesKernels(bytes memory sha512, bytes memory multiScalar) private {
        vm.expectPartialRevert(IEd25519BatchVerifier.CVKernelMismatch.selector);
        this.create(sha512, multiScalar);
    }

    function create(bytes calldata sha512, bytes calldata multiScalar) external {
        new Ed25519BatchVerifier(sha512, multiScalar);
    }

    function test_rejectsEveryVoteIfAKernelIsMissing() public {
        address sha512 = _verifier.sha512Kernel();
        address multiScalar = _verifier.multiScalarKernel();
        bytes memory code = sha512.code;
        vm.etch(sha512, "");
        vm.expectRevert(abi.encodeWithSelector(IEd25519BatchVerifier.CVKernelFailed.selector, sha512));
        _verifier.verifyVotes(_commit[0]);
        vm.etch(sha512, code);
        vm.etch(multiScalar, "");
        vm.expectRevert(abi.encodeWithSelector(IEd25519BatchVerifier.CVKernelFailed.selector, multiScalar));
        _verifier.verifyVotes(_commit[0]);
    }

    function test_rejectsAKernelThatAnswersWithTooManyBytes() public {
        address multiScalar = _verifier.multiScalarKernel();
        // Returns 128 zeros.
        vm.etch(multiScalar, hex"60805ff3");
        vm.expectRevert(abi.encodeWithSelector(IEd25519BatchVerifier.CVKernelFailed.selector, multiScalar));
        _verifier.verifyVotes(_commit[0]);
        // Returns 96 zeros: X = 0 and Y = Z, but no point.
        vm.etch(multiScalar, hex"60605ff3");
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVBatchInvalid.selector, 0, 1));
        _verifier.verifyVotes(_commit[0]);
    }

    /// @dev X = 0 and Y = Z = 1: an answer that will do, unless it comes with a revert.
    function test_rejectsAKernelThatRevertsWithTheRightNumberOfBytes() public {
        address multiScalar = _verifier.multiScalarKernel();
        vm.etch(multiScalar, hex"6001602052600160405260605ff3");
        vm.assertEq(_verifier.verifyVotes(_commit[0]), 1);
        vm.etch(multiScalar, hex"6001602052600160405260605ffd");
        vm.expectRevert(abi.encodeWithSelector(IEd25519BatchVerifier.CVKernelFailed.selector, multiScalar));
        _verifier.verifyVotes(_commit[0]);
    }

    function test_tellsItsLayout() public view {
        vm.assertEq(_verifier.keyType(), 1);
        vm.assertEq(_verifier.keySize(), 32);
        vm.assertEq(_verifier.evidenceSize(), 128);
    }

    /// @dev Votes that the weaker verifier takes for which the forgery is made: a test in TypeScript sees to that.
    function _rejectsForgery(string memory weakness) private {
        bytes memory votes = recordsOf("ed25519-forgeries", weakness)[0];
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVBatchInvalid.selector, 0, 2));
        _verifier.verifyVotes(votes);
    }

    /// @dev p + x, p - x, 2 p - x (of the same parity as x) and the greatest word, for a vote in second place.
    function _expectHintError(uint256 hintAt, bytes4 selector) private {
        bytes memory vote = _commit[5];
        uint256 x = uint256(Words.wordAt(vote, hintAt));
        uint256[6] memory hints = [P + x, P - x, 2 * P - x, type(uint256).max, x ^ 2, 0];
        for (uint256 i = 0; i < hints.length; ++i) {
            bytes memory votes = bytes.concat(_commit[4], Words.withWord(vote, hintAt, hints[i]));
            vm.expectRevert(abi.encodeWithSelector(selector, 1));
            _verifier.verifyVotes(votes);
        }
    }

    function _littleEndian(uint256 value) private pure returns (uint256 result) {
        for (uint256 i = 0; i < 32; ++i) {
            result = (result << 8) | ((value >> (8 * i)) & 0xff);
        }
    }
}
