// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {FakeComet} from "../support/FakeComet.sol";

/// @notice How much of the trusted power must have signed, and when: four validators of a power of 5.
contract CometBftTrustTest is FakeComet {
    function test_update_acceptsMoreThanTheTrustLevelOnly() public {
        setUpFakeComet(3, 4);
        _refusesTrust(_later(), 3);
        _accepts(_later(), 4);
    }

    function test_update_neverAcceptsALaterHeaderWhenAllOfTheTrustedPowerMustBeExceeded() public {
        setUpFakeComet(1, 1);
        _refusesTrust(_later(), 4);
    }

    function test_update_needsTwoThirdsWhateverTheTrustLevel() public {
        setUpFakeComet(1, 3);
        _refusesPower(_later(), 2);
        _accepts(_later(), 3);
    }

    function test_update_ignoresTheTrustLevelRightAboveTheTrustedHeight() public {
        setUpFakeComet(1, 1);
        _refusesPower(_next(), 2);
        _accepts(_next(), 3);
    }

    function test_misbehaviour_needsTheTrustLevelEvenRightAboveTheTrustedHeight() public {
        setUpFakeComet(1, 1);
        Header memory fork = _next();
        fork.root = keccak256("fork");
        bytes memory evidence = misbehaviourOf(firstHeader(), _next(), fork);
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 20, 20));
        client.misbehaviour(evidence);
    }

    function test_update_refusesATimeInTheFutureByTheDrift() public {
        setUpFakeComet(1, 3);
        Header memory header = _later();
        vm.warp(TRUSTED_TIME + 5);
        uint256 limit = (TRUSTED_TIME + 5 + 15) * NANOS;
        header.time = uint128(limit);
        bytes memory message_ = updateOf(firstHeader(), header, 4, FIRST_HEIGHT);
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCTimeInFuture.selector, limit, limit));
        client.updateClient(message_);
        header.time = uint128(limit - 1);
        _accepts(header, 4);
    }

    function _later() private pure returns (Header memory) {
        return Header(20, uint128((TRUSTED_TIME + 10) * NANOS), keccak256("later"));
    }

    function _next() private pure returns (Header memory) {
        return Header(FIRST_HEIGHT + 1, uint128((TRUSTED_TIME + 1) * NANOS), keccak256("next"));
    }

    function _accepts(Header memory header, uint256 votes) private {
        vm.assertEq(uint8(client.updateClient(updateOf(firstHeader(), header, votes, FIRST_HEIGHT))), UPDATE);
    }

    function _refusesTrust(Header memory header, uint256 votes) private {
        _refusesUpdate(
            header,
            votes,
            abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, votes * 5, VALIDATORS * 5)
        );
    }

    function _refusesPower(Header memory header, uint256 votes) private {
        _refusesUpdate(
            header,
            votes,
            abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, votes * 5, VALIDATORS * 5)
        );
    }

    function _refusesUpdate(Header memory header, uint256 votes, bytes memory reason) private {
        bytes memory message_ = updateOf(firstHeader(), header, votes, FIRST_HEIGHT);
        vm.expectRevert(reason);
        client.updateClient(message_);
    }
}
