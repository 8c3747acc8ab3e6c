// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {FakeComet} from "../support/FakeComet.sol";

/// @notice Heights in any order, honest or not: whatever comes, the client's states stay what an honest chain can have.
contract CometBftHeightsTest is FakeComet {
    uint256 private constant STEPS = 14;
    uint64 private constant SPAN = 24;

    /// @dev What is stored, in the order of heights; heights that are not have none.
    mapping(uint64 height => Header) private _stored;
    bool private _frozen;

    function setUp() public {
        setUpFakeComet(1, 3);
        vm.warp(TRUSTED_TIME + 1000);
        _stored[FIRST_HEIGHT] = firstHeader();
    }

    function testFuzz_update_keepsHeightsAndTimesInOrder(uint256 seed) public {
        for (uint256 i = 0; i < STEPS; ++i) {
            _step(uint256(keccak256(abi.encode(seed, i))));
            _seesStatesInOrder();
        }
    }

    function test_update_insertsBetweenBelowAndAbove() public {
        uint64[6] memory heights = [uint64(30), 20, 25, 11, 29, 40];
        for (uint256 i = 0; i < heights.length; ++i) {
            vm.assertEq(_send(firstHeader(), _honest(heights[i]), 4), UPDATE);
            _seesStatesInOrder();
        }
        _links(10, 0, 11);
        _links(11, 10, 20);
        _links(20, 11, 25);
        _links(25, 20, 29);
        _links(29, 25, 30);
        _links(30, 29, 40);
        _links(40, 30, 0);
    }

    function test_update_freezesOnATimeThatIsNotBetweenItsNeighbours() public {
        vm.assertEq(_send(firstHeader(), _honest(20), 4), UPDATE);
        vm.assertEq(_send(firstHeader(), _honest(30), 4), UPDATE);
        uint256 snapshot = vm.snapshotState();
        Header memory header = _honest(25);
        uint128[4] memory wrong = [_honest(20).time, _honest(20).time - 1, _honest(30).time, _honest(30).time + 1];
        for (uint256 i = 0; i < wrong.length; ++i) {
            header.time = wrong[i];
            vm.assertEq(_send(firstHeader(), header, 4), MISBEHAVIOUR);
            vm.assertTrue(isFrozen());
            vm.revertToState(snapshot);
            _frozen = false;
        }
        header.time = _honest(20).time + 1;
        vm.assertEq(_send(firstHeader(), header, 4), UPDATE);
        header = _honest(27);
        header.time = _honest(30).time - 1;
        vm.assertEq(_send(firstHeader(), header, 4), UPDATE);
    }

    function test_update_refusesEveryHeightBelowButTheGreatest() public {
        _send(firstHeader(), _honest(20), 4);
        _send(firstHeader(), _honest(30), 4);
        uint64[6] memory below = [uint64(10), 11, 25, 26, 30, 0];
        for (uint256 i = 0; i < below.length; ++i) {
            bytes memory message_ = updateOf(firstHeader(), _honest(25), 4, below[i]);
            vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCHeightBelowInvalid.selector, below[i]));
            client.updateClient(message_);
        }
    }

    function test_update_refusesAHeaderAtOrBelowItsTrustedHeight() public {
        _send(firstHeader(), _honest(20), 4);
        Header memory other = _honest(20);
        other.root = keccak256("other");
        bytes memory same = updateOf(_honest(20), other, 4, 10);
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCHeightInvalid.selector, 20, 20));
        client.updateClient(same);
        bytes memory lower = updateOf(_honest(20), _honest(15), 4, 10);
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCHeightInvalid.selector, 20, 15));
        client.updateClient(lower);
    }

    function test_misbehaviour_refusesEqualHeadersAndTimesThatRise() public {
        Header memory low = _honest(20);
        Header memory high = _honest(21);
        _refusesMisbehaviour(low, low);
        _refusesMisbehaviour(high, low);
        // The lower one first is no misbehaviour, whatever the times.
        high.time = low.time - 1;
        _refusesMisbehaviour(low, high);
        uint256 snapshot = vm.snapshotState();
        client.misbehaviour(misbehaviourOf(firstHeader(), high, low));
        vm.assertTrue(isFrozen());
        vm.revertToState(snapshot);
        high.time = low.time;
        client.misbehaviour(misbehaviourOf(firstHeader(), high, low));
        vm.assertTrue(isFrozen());
    }

    function _refusesMisbehaviour(Header memory first, Header memory second) private {
        bytes memory evidence = misbehaviourOf(firstHeader(), first, second);
        vm.expectRevert(ICometBftClient.CCNotMisbehaviour.selector);
        client.misbehaviour(evidence);
    }

    /// @dev Any header, from any stored state below it, with any number of votes; nine of ten tell an honest time.
    function _step(uint256 seed) private {
        uint64 height = FIRST_HEIGHT + 1 + uint64(seed % SPAN);
        Header memory header = _honest(height);
        if ((seed >> 32) % 10 == 0) header.time = _honest(FIRST_HEIGHT + uint64((seed >> 40) % SPAN)).time;
        if ((seed >> 48) % 10 == 0) header.root = keccak256("other");
        uint64 trusted = _storedBelow(FIRST_HEIGHT + 1 + uint64((seed >> 64) % (height - FIRST_HEIGHT)));
        uint256 votes = (seed >> 96) % 8 == 0 ? (seed >> 104) % 3 : 3 + (seed >> 104) % 2;
        uint64 below = _storedBelow(height);
        bytes memory message_ = updateOf(_stored[trusted], header, votes, below);
        (bool ok, bytes memory answer) = address(client).call(abi.encodeCall(client.updateClient, (message_)));
        bool isKnown = _isKnown(header);
        bool isProven = votes > 2 && header.time > _stored[trusted].time;
        vm.assertEq(ok, !_frozen && (isKnown || isProven));
        if (ok) _judge(header, below, abi.decode(answer, (uint8)), isKnown);
    }

    function _judge(Header memory header, uint64 below, uint8 answer, bool isKnown) private {
        if (isKnown) return vm.assertEq(answer, NO_OP);
        uint64 above = _storedAbove(header.height);
        bool isHonest = _stored[header.height].height == 0 && header.time > _stored[below].time
            && (above == 0 || header.time < _stored[above].time);
        vm.assertEq(answer, isHonest ? UPDATE : MISBEHAVIOUR);
        if (isHonest) _stored[header.height] = header;
        else _frozen = true;
    }

    function _seesStatesInOrder() private view {
        vm.assertEq(isFrozen(), _frozen);
        uint64 last = FIRST_HEIGHT;
        for (uint64 height = FIRST_HEIGHT; height <= FIRST_HEIGHT + 40; ++height) {
            if (_stored[height].height == 0) continue;
            (uint128 time, uint64 below, uint64 above) = client.getConsensusMetadata(height);
            vm.assertEq(time, _stored[height].time);
            vm.assertEq(below, height == FIRST_HEIGHT ? 0 : last);
            vm.assertEq(above, _storedAbove(height));
            vm.assertEq(client.getConsensusStateHash(height), stateHashOf(_stored[height]));
            if (height != FIRST_HEIGHT) vm.assertGt(time, _stored[last].time);
            last = height;
        }
        vm.assertEq(latestHeight(), last);
    }

    function _send(Header memory trusted, Header memory header, uint256 votes) private returns (uint8 answer) {
        answer = uint8(client.updateClient(updateOf(trusted, header, votes, _storedBelow(header.height))));
        if (answer == UPDATE) _stored[header.height] = header;
    }

    function _links(uint64 height, uint64 below, uint64 above) private view {
        (, uint64 actualBelow, uint64 actualAbove) = client.getConsensusMetadata(height);
        vm.assertEq(actualBelow, below);
        vm.assertEq(actualAbove, above);
    }

    function _honest(uint64 height) private pure returns (Header memory) {
        if (height == FIRST_HEIGHT) return firstHeader();
        return Header(height, uint128((TRUSTED_TIME + height - FIRST_HEIGHT) * NANOS + height), keccak256("root"));
    }

    function _isKnown(Header memory header) private view returns (bool) {
        Header memory stored = _stored[header.height];
        return stored.height != 0 && stored.time == header.time && stored.root == header.root;
    }

    function _storedBelow(uint64 height) private view returns (uint64 below) {
        for (below = height - 1; _stored[below].height == 0; --below) {}
    }

    function _storedAbove(uint64 height) private view returns (uint64 above) {
        for (above = height + 1; above <= FIRST_HEIGHT + 40; ++above) {
            if (_stored[above].height != 0) return above;
        }
        return 0;
    }
}
