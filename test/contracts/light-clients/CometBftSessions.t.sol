// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {CometClients} from "../support/CometClients.sol";

/// @notice Commits whose votes come in several transactions: six validators of whom five must sign, or 300.
contract CometBftSessionsTest is CometClients {
    uint256 private constant POWER = 5e9;
    uint256 private constant GAS_LIMIT = 16_777_216;

    function setUp() public {
        setUpClient("comet-sessions");
    }

    function test_update_acceptsTheVotesOfItsSession() public {
        bytes32 session = _advance("first", 1 << 0 | 1 << 1);
        vm.assertEq(_advance("second", 0xf), session);
        vm.assertEq(update("rest"), UPDATE);
        vm.assertEq(latestHeight(), 14);
        _holds(session, 0xf);
    }

    function test_advance_tellsWhatHasSigned() public {
        bytes memory evidence = messageOf("first");
        vm.recordLogs();
        bytes32 session = client.advanceSession(evidence);
        bytes memory data = vm.getRecordedLogs()[0].data;
        vm.assertEq(data, abi.encode(2 * POWER, 6 * POWER, [uint256(3), 0]));
        evidence = messageOf("overlapping");
        vm.expectEmit(address(client));
        emit ICometBftClient.SessionAdvanced(session, 14, 3 * POWER, 6 * POWER, [uint256(7), 0]);
        client.advanceSession(evidence);
    }

    function test_update_countsEachRowOnce() public {
        _advance("first", 0x3);
        _advance("first", 0x3);
        _advance("overlapping", 0x7);
        // Rows 0 to 2 and row 4.
        _lacksPower("rest", 4);
        _advance("second", 0xf);
        _lacksPower("nothing", 4);
        // Row 3 is one of the session already.
        vm.assertEq(update("restAgain"), UPDATE);
    }

    function test_update_countsNoSessionUnlessItSaysSo() public {
        _advance("first", 0x3);
        _advance("second", 0xf);
        refuses("alone", abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 2 * POWER, 6 * POWER));
    }

    function test_update_countsNothingOfASessionThatDoesNotExist() public {
        _lacksPower("four", 4);
        refuses("nothing", abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 0, 6 * POWER));
    }

    function test_update_countsNoVotesForAnotherHeaderRoundBlockOrTrustedState() public {
        vm.assertEq(update("at12"), UPDATE);
        bytes32 session = _advance("first", 0x3);
        vm.assertNotEq(_advance("secondOfFork", 0xc), session);
        vm.assertNotEq(_advance("secondOfRound1", 0xc), session);
        vm.assertNotEq(_advance("secondOfOtherParts", 0xc), session);
        vm.assertNotEq(_advance("secondFrom12", 0xc), session);
        _holds(session, 0x3);
        _lacksPower("restFrom12", 3);
    }

    function test_update_countsNoVotesUnderRowsOfAnotherList() public {
        client = newClient(clientStateOf("test-1", 10), "leftState");
        bytes32 session = _advance("leftFirst", 0x3);
        // The same sets, but with one who left in front: what is row 1 above is row 2 here.
        vm.assertNotEq(_advance("leftSecond", 0xc), session);
        refuses(messageOf("leftRest"));
        vm.assertEq(update("leftEnough"), UPDATE);
    }

    function test_sessions_doNotDisturbEachOther() public {
        bytes32 one = _advance("first", 0x3);
        bytes32 two = _advance("forkFirst", 0x23);
        _advance("second", 0xf);
        vm.assertEq(update("rest"), UPDATE);
        _holds(one, 0xf);
        _holds(two, 0x23);
        vm.assertEq(update("forkRest"), MISBEHAVIOUR);
        vm.assertTrue(isFrozen());
    }

    function test_misbehaviour_acceptsSessionsOfBothHeaders() public {
        bytes memory evidence = messageOf("misbehaviour");
        _advance("first", 0x3);
        _advance("second", 0xf);
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 2 * POWER, 6 * POWER));
        client.misbehaviour(evidence);
        _advance("forkFirst", 0x23);
        // Of a header that is stored already.
        vm.assertEq(update("rest"), UPDATE);
        client.misbehaviour(evidence);
        vm.assertTrue(isFrozen());
    }

    function test_update_isANoOpWhenTheHeightIsStored() public {
        bytes32 session = _advance("first", 0x3);
        _advance("second", 0xf);
        vm.assertEq(update("rest"), UPDATE);
        vm.assertEq(update("rest"), NO_OP);
        _holds(session, 0xf);
    }

    function test_session_isOfNoUseOnceFrozenOrExpired() public {
        _advance("first", 0x3);
        _advance("second", 0xf);
        uint256 snapshot = vm.snapshotState();
        vm.warp(TRUSTED_TIME + PERIOD);
        refuses("rest", ICometBftClient.CCExpired.selector);
        _refusesToAdvance("first", ICometBftClient.CCExpired.selector);
        vm.revertToState(snapshot);
        // Alive by a later state; that of the session is too old.
        update("at12");
        vm.warp(TRUSTED_TIME + PERIOD + 1);
        refuses("rest", ICometBftClient.CCTrustedStateExpired.selector);
        _refusesToAdvance("first", ICometBftClient.CCTrustedStateExpired.selector);
        vm.revertToState(snapshot);
        _advance("forkFirst", 0x23);
        client.misbehaviour(messageOf("misbehaviour"));
        refuses("rest", ICometBftClient.CCFrozen.selector);
        _refusesToAdvance("first", ICometBftClient.CCFrozen.selector);
    }

    function test_advance_refusesTheWholeOfAWrongPart() public {
        bytes32 session = _advance("first", 0x3);
        bytes memory evidence = messageOf("second");
        // The last vote of two.
        evidence[evidence.length - 100] ^= 0x01;
        (bool ok,) = address(client).call(abi.encodeCall(client.advanceSession, (evidence)));
        vm.assertFalse(ok);
        _holds(session, 0x3);
    }

    function testFuzz_advance_refusesEveryChangedBit(uint256 seed) public {
        bytes memory evidence = messageOf("first");
        (bool ok,) = address(client)
            .call(abi.encodeCall(client.advanceSession, (flipped(evidence, seed % (evidence.length * 8)))));
        vm.assertFalse(ok);
    }

    function test_advance_refusesWhatNamesNoSession() public {
        _refusesToAdvance("advanceAlone", ICometBftClient.CCSessionNotNamed.selector);
    }

    function test_advance_refusesMoreAndFewerBytes() public {
        _refusesToAdvance("rest", ICometBftClient.CCMessageSizeInvalid.selector);
        bytes memory evidence = messageOf("first");
        assembly ("memory-safe") {
            mstore(evidence, sub(mload(evidence), 1))
        }
        vm.expectPartialRevert(ICometBftClient.CCMessageSizeInvalid.selector);
        client.advanceSession(evidence);
    }

    function test_advance_refusesValidatorsThatWereNotAnnounced() public {
        client = newClient(clientStateOf("test-1", 10), "leftState");
        _refusesToAdvance("first", ICometBftClient.CCConsensusStateMismatch.selector);
        client = newClient(clientStateOf("test-1", 10), "state");
        _refusesToAdvance("firstOfOthers", ICometBftClient.CCTrustedValidatorsMismatch.selector);
    }

    function test_update_acceptsThreeHundredValidatorsInThreeCalls() public {
        client = newClient(clientStateOf("test-1", 10), "manyState");
        bytes[] memory advances = vm.parseJsonBytesArray(json, ".manyAdvances");
        vm.assertEq(advances.length, 2);
        for (uint256 i = 0; i < 2; ++i) {
            client.advanceSession(advances[i]);
            vm.assertLe(gasOfCall("300 validators, part of a session"), GAS_LIMIT);
        }
        vm.assertEq(update("manyUpdate"), UPDATE);
        vm.assertLe(gasOfCall("300 validators, end of a session"), GAS_LIMIT);
    }

    function test_update_refusesThreeHundredValidatorsWithoutOneOfTheCalls() public {
        client = newClient(clientStateOf("test-1", 10), "manyState");
        client.advanceSession(vm.parseJsonBytesArray(json, ".manyAdvances")[1]);
        refuses(
            "manyUpdate", abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, 134 * POWER, 300 * POWER)
        );
    }

    function _advance(string memory name, uint256 rows) private returns (bytes32 session) {
        session = client.advanceSession(messageOf(name));
        _holds(session, rows);
    }

    function _holds(bytes32 session, uint256 rows) private view {
        uint256[2] memory held = client.getSession(session);
        vm.assertEq(held[0], rows);
        vm.assertEq(held[1], 0);
    }

    function _lacksPower(string memory name, uint256 signed) private {
        refuses(name, abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, signed * POWER, 6 * POWER));
    }

    function _refusesToAdvance(string memory name, bytes4 selector) private {
        bytes memory evidence = messageOf(name);
        vm.expectPartialRevert(selector);
        client.advanceSession(evidence);
    }
}
