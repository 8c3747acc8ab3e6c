// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Words} from "../support/Words.sol";
import {ICommitVerifier} from "../../../contracts/solidity/interfaces/ICommitVerifier.sol";
import {Secp256k1EthVerifier} from "../../../contracts/solidity/verifiers/Secp256k1EthVerifier.sol";
import {Secp256k1Verifier} from "../../../contracts/solidity/verifiers/Secp256k1Verifier.sol";
import {CommitVotes} from "../support/CommitVotes.sol";

/// @notice What both verifiers of votes on secp256k1 must do.
abstract contract EcdsaCommitVerifierTest is CommitVotes {
    uint256 private constant P = 2 ** 256 - 2 ** 32 - 977;

    ICommitVerifier internal verifier;
    /// @dev Name of the key type in the fixture, and where its records have y and v.
    string internal name;
    uint256 internal yAt;
    uint256 internal vAt;
    bytes[] private _accepted;

    function setUp() public virtual {
        _accepted = recordsOf("ecdsa-votes", string.concat(name, "Accepted"));
    }

    function test_acceptsEachVoteThatThePortableVerifierAccepts() public view {
        for (uint256 i = 0; i < _accepted.length; ++i) {
            vm.assertEq(verifier.verifyVotes(_accepted[i]), 1);
        }
        vm.assertEq(verifier.verifyVotes(joined(_accepted, 0, _accepted.length)), _accepted.length);
    }

    function test_rejectsEachVoteThatThePortableVerifierRejects() public view {
        bytes[] memory rejected = recordsOf("ecdsa-votes", string.concat(name, "Rejected"));
        for (uint256 i = 0; i < rejected.length; ++i) {
            vm.assertFalse(accepts(verifier, rejected[i]), vm.toString(i));
            vm.assertFalse(accepts(verifier, bytes.concat(_accepted[0], rejected[i], _accepted[1])), vm.toString(i));
        }
    }

    function testFuzz_rejectsAVoteOneBitOfWhichIsFlipped(uint256 vote, uint256 bit) public view {
        bytes memory record = _accepted[vote % _accepted.length];
        bit = bit % (8 * record.length);
        vm.assertFalse(accepts(verifier, bytes.concat(flipped(record, bit), _accepted[0])));
    }

    function test_rejectsHintsThatAreNotTheKeysY() public {
        uint256 y = uint256(Words.wordAt(_accepted[1], yAt));
        uint256[4] memory hints = [P - y, type(uint256).max, y ^ 2, 0];
        for (uint256 i = 0; i < hints.length; ++i) {
            bytes memory votes = bytes.concat(_accepted[0], Words.withWord(_accepted[1], yAt, hints[i]));
            vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVKeyInvalid.selector, 1));
            verifier.verifyVotes(votes);
        }
    }

    function test_rejectsAKeyOfAnotherForm() public {
        bytes memory vote = _accepted[2];
        for (uint8 prefix = 0; prefix < 8; ++prefix) {
            if (bytes1(prefix) == vote[0]) continue;
            bytes memory spoiled = bytes.concat(bytes1(prefix), Words.slice(vote, 1, vote.length));
            vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVKeyInvalid.selector, 0));
            verifier.verifyVotes(spoiled);
        }
    }

    /// @dev Of a point whose x is 1, and of one whose y is 1: the only ones that leave room for another modulus.
    function test_rejectsCoordinatesFromTheModulusOn() public {
        uint256 yOfOne = 0x4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee;
        uint256 xOfOne = 0x1fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507;
        _expectKeyError(0x02, P + 1, yOfOne, ICommitVerifier.CVKeyInvalid.selector);
        _expectKeyError(0x02, xOfOne, P + 1, ICommitVerifier.CVKeyInvalid.selector);
        // They are keys, though nobody's here.
        _expectKeyError(0x02, 1, yOfOne, ICommitVerifier.CVSignatureInvalid.selector);
        _expectKeyError(0x03, xOfOne, 1, ICommitVerifier.CVSignatureInvalid.selector);
    }

    function test_rejectsARecoveryBitOfAnotherPoint() public {
        bytes memory vote = _accepted[2];
        uint8 other = 1 - uint8(vote[vAt]);
        vote[vAt] = bytes1(other);
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVSignatureInvalid.selector, 0));
        verifier.verifyVotes(vote);
        for (uint8 v = 2; v < 32; v += 25) {
            vote[vAt] = bytes1(v);
            vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVSignatureMalformed.selector, 0));
            verifier.verifyVotes(vote);
        }
    }

    function test_rejectsScalarsOutOfRange() public {
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory vote = _accepted[3];
        uint256 s = uint256(Words.wordAt(vote, 65));
        uint256[5] memory wrongS = [0, order, order - s, order / 2 + 1, type(uint256).max];
        for (uint256 i = 0; i < wrongS.length; ++i) {
            bytes memory spoiled = Words.withWord(vote, 65, wrongS[i]);
            vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVSignatureMalformed.selector, 0));
            verifier.verifyVotes(spoiled);
        }
        uint256[3] memory wrongR = [0, order, type(uint256).max];
        for (uint256 i = 0; i < wrongR.length; ++i) {
            bytes memory spoiled = Words.withWord(vote, 33, wrongR[i]);
            vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVSignatureMalformed.selector, 0));
            verifier.verifyVotes(spoiled);
        }
        bytes memory highest = Words.withWord(vote, 65, order / 2);
        vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVSignatureInvalid.selector, 0));
        verifier.verifyVotes(highest);
    }

    function test_rejectsAnEmptyListAndListsThatEndInsideARecord() public {
        vm.expectRevert(ICommitVerifier.CVNoVotes.selector);
        verifier.verifyVotes("");
        bytes memory vote = _accepted[0];
        for (uint256 size = 1; size < vote.length; size += 7) {
            bytes memory votes = bytes.concat(_accepted[1], Words.slice(vote, 0, size));
            uint256 expected = size < 132 ? 132 : vote.length;
            vm.expectRevert(abi.encodeWithSelector(ICommitVerifier.CVVoteTruncated.selector, 1, expected, size));
            verifier.verifyVotes(votes);
        }
    }

    function test_tellsItsLayout() public view {
        vm.assertEq(verifier.keySize(), 33);
        vm.assertEq(verifier.evidenceSize(), 97);
    }

    function _expectKeyError(uint8 prefix, uint256 x, uint256 y, bytes4 selector) private {
        bytes memory vote = bytes.concat(bytes1(prefix), Words.slice(_accepted[2], 1, _accepted[2].length));
        vote = Words.withWord(Words.withWord(vote, 1, x), yAt, y);
        vm.expectRevert(abi.encodeWithSelector(selector, 0));
        verifier.verifyVotes(vote);
    }
}

contract Secp256k1VerifierTest is EcdsaCommitVerifierTest {
    function setUp() public override {
        (verifier, name, yAt, vAt) = (new Secp256k1Verifier(), "secp256k1", 97, 129);
        super.setUp();
    }

    function test_tellsItsType() public view {
        vm.assertEq(verifier.keyType(), 2);
    }
}

contract Secp256k1EthVerifierTest is EcdsaCommitVerifierTest {
    function setUp() public override {
        (verifier, name, yAt, vAt) = (new Secp256k1EthVerifier(), "secp256k1eth", 98, 97);
        super.setUp();
    }

    function test_tellsItsType() public view {
        vm.assertEq(verifier.keyType(), 5);
    }
}
