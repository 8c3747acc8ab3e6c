// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {ICommitVerifier} from "../../../contracts/solidity/interfaces/ICommitVerifier.sol";
import {HeaderHash} from "../../../contracts/solidity/libraries/cometbft/HeaderHash.sol";
import {VoteSignBytes} from "../../../contracts/solidity/libraries/cometbft/VoteSignBytes.sol";
import {CometClients} from "../support/CometClients.sol";

/// @notice Valid signatures of the right validators count for nothing but a precommit for the very block of the commit.
contract CometBftVotesTest is CometClients {
    uint256 private constant POWER = 5e9;
    /// @dev Trusted height and state, header, commit.
    uint256 private constant ROUND_AT = 88 + 337;
    uint256 private constant PARTS_AT = ROUND_AT + 4;
    /// @dev Counts, then four rows of type, key and five bytes of power.
    uint256 private constant GROUPS_AT = PARTS_AT + 36 + 4 + 4 * 38;
    uint256 private constant VOTE_AT = GROUPS_AT + 4;
    uint256 private constant VOTE_SIZE = 139;

    function setUp() public {
        setUpClient("comet-wrong-votes");
    }

    function test_update_acceptsPrecommitsForTheBlock() public {
        vm.assertEq(update("right"), UPDATE);
    }

    function test_update_refusesVotesOfOtherTypes() public {
        _refusesBatch("prevote");
        _refusesBatch("proposal");
        _refusesBatch("extension");
        _refusesBatch("withoutLength");
    }

    function test_update_refusesVotesOfAnotherChainOrRevision() public {
        _refusesBatch("chain");
        _refusesBatch("revision");
    }

    function test_update_refusesVotesOfAnotherRoundHeightOrTime() public {
        _refusesBatch("round");
        _refusesBatch("mixedRounds");
        _refusesBatch("height");
        _refusesBatch("time");
    }

    function test_update_refusesVotesForAnotherBlockOrNone() public {
        _refusesBatch("partTotal");
        _refusesBatch("partsHash");
        _refusesBatch("nil");
    }

    function test_update_refusesAVoteUnderTwoRows() public {
        _refusesBatch("anothersVote");
    }

    function test_update_refusesRowsThatAreThereTwiceOrNotInOrder() public {
        bytes memory spoilt = messageOf("right");
        spoilt[VOTE_AT + VOTE_SIZE + 1] = 0x00;
        _refusesWith(spoilt, abi.encodeWithSelector(ICometBftClient.CCVoteOrderInvalid.selector, 0x10001, 0x10000));
        spoilt = messageOf("right");
        spoilt[VOTE_AT + 1] = 0x03;
        _refusesWith(spoilt, abi.encodeWithSelector(ICometBftClient.CCVoteOrderInvalid.selector, 0x10004, 0x10001));
    }

    function test_update_refusesAVoteOfNobody() public {
        bytes memory spoilt = messageOf("right");
        spoilt[VOTE_AT + 2 * VOTE_SIZE + 1] = 0x04;
        _refusesWith(spoilt, abi.encodeWithSelector(ICometBftClient.CCVoteRowInvalid.selector, 4, 4));
    }

    function test_update_refusesAVoteUnderAnotherTypeOfKey() public {
        bytes memory spoilt = messageOf("right");
        spoilt[GROUPS_AT + 1] = 0x05;
        // So many votes of 97 bytes of evidence end within the message.
        refuses(spoilt);
        spoilt[GROUPS_AT + 1] = 0x03;
        _refusesWith(spoilt, abi.encodeWithSelector(ICometBftClient.CCVerifierInvalid.selector, 3, address(0)));
    }

    function test_update_refusesNumbersOutOfTheirBounds() public {
        bytes memory spoilt = messageOf("right");
        spoilt[ROUND_AT] = 0x80;
        _refusesWith(spoilt, abi.encodeWithSelector(VoteSignBytes.VoteRoundInvalid.selector, (1 << 31) - 1, 1 << 31));
        spoilt = messageOf("right");
        spoilt[PARTS_AT + 3] = 0x00;
        _refusesWith(spoilt, abi.encodeWithSelector(VoteSignBytes.VoteNoParts.selector));
        spoilt = messageOf("right");
        spoilt[VOTE_AT + 2] |= 0x08;
        _refusesPartly(spoilt, HeaderHash.TimeSecondsInvalid.selector);
        spoilt = messageOf("right");
        // As a negative number of Go's int32 would be.
        spoilt[VOTE_AT + 7] = 0xff;
        _refusesPartly(spoilt, HeaderHash.TimeNanosInvalid.selector);
    }

    function test_update_countsNoPowerForAGroupOfNoVotes() public {
        bytes memory right = messageOf("right");
        bytes memory none = new bytes(GROUPS_AT + 12);
        for (uint256 i = 0; i < GROUPS_AT; ++i) {
            none[i] = right[i];
        }
        none[GROUPS_AT] = 0x01;
        none[GROUPS_AT + 1] = 0x01;
        none[none.length - 1] = 0x0a;
        _refusesWith(none, abi.encodeWithSelector(ICommitVerifier.CVNoVotes.selector));
        bytes memory empty = new bytes(GROUPS_AT + 9);
        for (uint256 i = 0; i < GROUPS_AT; ++i) {
            empty[i] = right[i];
        }
        empty[empty.length - 1] = 0x0a;
        _refusesWith(empty, abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 0, 4 * POWER));
    }

    function _refusesBatch(string memory name) private {
        refuses(name, abi.encodeWithSelector(ICommitVerifier.CVBatchInvalid.selector, 0, 3));
    }

    function _refusesWith(bytes memory spoilt, bytes memory reason) private {
        vm.expectRevert(reason);
        client.updateClient(spoilt);
    }

    function _refusesPartly(bytes memory spoilt, bytes4 selector) private {
        vm.expectPartialRevert(selector);
        client.updateClient(spoilt);
    }
}
