// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02ClientMsgs} from "../../../contracts/solidity/interfaces/IICS02ClientMsgs.sol";
import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {ILightClientMsgs} from "../../../contracts/solidity/interfaces/ILightClientMsgs.sol";
import {ILightClientStatus} from "../../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {CometBftClient} from "../../../contracts/solidity/light-clients/cometbft/CometBftClient.sol";
import {Ics23} from "../../../contracts/solidity/libraries/ics23/Ics23.sol";
import {
    ED25519_VERIFIER_CODE_HASH,
    SECP256K1_ETH_VERIFIER_CODE_HASH,
    SECP256K1_VERIFIER_CODE_HASH
} from "../../../contracts/solidity/verifiers/VerifierHashes.sol";
import {CometClients} from "../support/CometClients.sol";
import {FakeVerifier} from "../support/FakeVerifier.sol";

/// @notice The client with the real verifiers, fed with what the TypeScript encoder makes of signed blocks.
contract CometBftClientTest is CometClients {
    function setUp() public {
        setUpClient("comet-updates");
    }

    // Updates

    function test_update_acceptsTheNextHeader() public {
        vm.assertEq(update("adjacent"), UPDATE);
        vm.assertLe(gasOfCall("4 validators, adjacent"), 475_000);
        vm.assertEq(latestHeight(), 11);
        (uint128 time, uint64 below, uint64 above) = client.getConsensusMetadata(11);
        vm.assertEq(time, (TRUSTED_TIME + 1) * NANOS);
        vm.assertEq(below, 10);
        vm.assertEq(above, 0);
        (,, above) = client.getConsensusMetadata(10);
        vm.assertEq(above, 11);
    }

    function test_update_acceptsALaterHeaderOfTheSameValidators() public {
        vm.assertEq(update("skipping"), UPDATE);
        vm.assertEq(latestHeight(), 14);
        bytes memory state = messageOf("member");
        vm.assertEq(client.getConsensusStateHash(14), stateHash(state));
    }

    function test_update_acceptsChangedValidatorsOfSeveralKeyTypes() public {
        vm.assertEq(update("changed"), UPDATE);
        vm.assertEq(latestHeight(), 20);
    }

    function test_update_acceptsAnOlderHeightAndKeepsTheLatest() public {
        update("skipping");
        bytes32 before = client.getConsensusStateHash(14);
        vm.assertEq(update("older"), UPDATE);
        vm.assertEq(latestHeight(), 14);
        (, uint64 below, uint64 above) = client.getConsensusMetadata(12);
        vm.assertEq(below, 10);
        vm.assertEq(above, 14);
        (, below,) = client.getConsensusMetadata(14);
        vm.assertEq(below, 12);
        vm.assertEq(client.getConsensusStateHash(14), before);
        vm.assertEq(update("changedFrom14"), UPDATE);
    }

    function test_update_answersTheSameStateWithoutLookingAtSignatures() public {
        update("skipping");
        bytes memory garbage = messageOf("skipping");
        for (uint256 i = 500; i < garbage.length; ++i) {
            garbage[i] = 0xff;
        }
        vm.assertEq(uint8(client.updateClient(garbage)), NO_OP);
        // Little but the price of the calldata: 21,000 and 40 for each byte that is not 0.
        vm.assertLe(gasOfCall("no-op"), 63_000);
        vm.assertEq(update("skippingAll"), NO_OP);
        vm.assertEq(latestHeight(), 14);
    }

    function test_update_refusesGarbageOfAnotherState() public {
        update("skipping");
        bytes memory garbage = messageOf("fork");
        garbage[garbage.length - 20] ^= 0x01;
        refuses(garbage);
        vm.assertTrue(client.status() == ILightClientStatus.Status.Active);
    }

    function test_update_freezesOnAnotherHeaderOfAStoredHeight() public {
        update("skipping");
        vm.assertEq(update("fork"), MISBEHAVIOUR);
        _seesThatItIsFrozen();
    }

    function test_update_freezesWhenTimeDoesNotRise() public {
        update("skipping");
        uint256 snapshot = vm.snapshotState();
        vm.assertEq(update("sameTimeAsBelow"), MISBEHAVIOUR);
        _seesThatItIsFrozen();
        vm.revertToState(snapshot);
        vm.assertEq(update("olderButLater"), MISBEHAVIOUR);
        _seesThatItIsFrozen();
    }

    function test_update_refusesTooLittlePower() public {
        refuses("twoOfFour", abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, 10e9, 20e9));
        refuses("none", abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 0, 20e9));
        refuses("strangers", abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 0, 20e9));
    }

    function test_update_countsEachEntryOfAKeyThatASetHasTwice() public {
        client = newClient(clientStateOf("test-1", 10), "duplicatesState");
        refuses("duplicatesOne", abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, 5e9, 11e9));
        uint256 snapshot = vm.snapshotState();
        vm.assertEq(update("duplicatesNext"), UPDATE);
        vm.revertToState(snapshot);
        vm.assertEq(update("duplicatesLater"), UPDATE);
    }

    function test_update_refusesAVoteThatIsCountedTwice() public {
        refuses("voteTwice", abi.encodeWithSelector(ICometBftClient.CCVoteOrderInvalid.selector, 0x10001, 0x10000));
    }

    /// @dev The last vote is one on secp256k1: 108 bytes before the height below, the first two of them its row.
    function test_update_refusesAVoteOfAnotherTypeOfKey() public {
        bytes memory spoilt = messageOf("changed");
        spoilt[spoilt.length - 8 - 107] = 0x00;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCVoteKeyTypeInvalid.selector, 2, 1));
        client.updateClient(spoilt);
        // The type of the group that it is in: of BLS there are validators, but no verifier.
        spoilt[spoilt.length - 8 - 111] = 0x03;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCVerifierInvalid.selector, 3, address(0)));
        client.updateClient(spoilt);
    }

    function test_update_refusesValidatorsThatWereNotAnnounced() public {
        refuses("adjacentOthers", ICometBftClient.CCTrustedValidatorsMismatch.selector);
        // To bring the announced set along is of no use right above the trusted height, whoever signed.
        refuses("adjacentTwoSets", ICometBftClient.CCTrustedSetNotWanted.selector);
    }

    function test_update_refusesVotesForSomethingElse() public {
        refuses(messageOf("anotherChain"));
        refuses(messageOf("signedForAnotherChain"));
        refuses(messageOf("anotherRound"));
        refuses(messageOf("nilVotes"));
    }

    function test_update_refusesTimesBeforeTheTrustedAndToCome() public {
        refuses("notLater", ICometBftClient.CCTimeInvalid.selector);
        vm.warp(TRUSTED_TIME + 4 - 15);
        uint256 limit = (TRUSTED_TIME + 4) * NANOS;
        refuses("skipping", abi.encodeWithSelector(ICometBftClient.CCTimeInFuture.selector, limit, limit));
        vm.warp(TRUSTED_TIME + 5 - 15);
        vm.assertEq(update("skipping"), UPDATE);
    }

    function test_update_refusesAWrongHeightBelow() public {
        refuses("wrongBelow", abi.encodeWithSelector(ICometBftClient.CCHeightBelowInvalid.selector, 11));
        update("adjacent");
        refuses("skipping", abi.encodeWithSelector(ICometBftClient.CCHeightBelowInvalid.selector, 10));
    }

    function test_update_refusesATrustedStateThatIsNotStored() public {
        bytes memory message = messageOf("skipping");
        message[7] = 0x09;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCConsensusStateNotFound.selector, 9));
        client.updateClient(message);
        message[7] = 0x0a;
        message[23] ^= 0x01;
        vm.expectPartialRevert(ICometBftClient.CCConsensusStateMismatch.selector);
        client.updateClient(message);
    }

    function test_update_refusesWhatIsExpired() public {
        vm.warp(TRUSTED_TIME + PERIOD);
        refuses("skipping", ICometBftClient.CCExpired.selector);
        vm.assertTrue(client.status() == ILightClientStatus.Status.Expired);
        vm.warp(TRUSTED_TIME + PERIOD - 1);
        vm.assertEq(update("skipping"), UPDATE);
        // Alive by its latest state; the first one is too old to be trusted.
        vm.warp(TRUSTED_TIME + PERIOD + 1);
        vm.assertTrue(client.status() == ILightClientStatus.Status.Active);
        refuses("older", ICometBftClient.CCTrustedStateExpired.selector);
        vm.assertEq(update("skipping"), NO_OP);
    }

    function testFuzz_update_refusesEveryChangedBit(uint256 seed) public {
        string memory name = seed % 2 == 0 ? ".skipping" : ".changed";
        bytes memory message = vm.parseJsonBytes(json, name);
        uint256 bit = (seed >> 8) % (message.length * 8);
        // Whether votes are added to a session's makes no difference where the session has none.
        uint256 sessionFlag = vm.parseJsonUint(json, string.concat(name, "VotesAt")) * 8 + 7;
        if (bit == sessionFlag) vm.assertEq(uint8(client.updateClient(flipped(message, bit))), UPDATE);
        else refuses(flipped(message, bit));
    }

    function test_update_refusesMoreAndFewerBytes() public {
        bytes memory message = messageOf("skipping");
        refuses(bytes.concat(message, hex"00"));
        for (uint256 size = message.length; size > 0; size -= size > 37 ? 37 : size) {
            bytes memory cut = messageOf("skipping");
            assembly ("memory-safe") {
                mstore(cut, sub(size, 1))
            }
            refuses(cut);
        }
    }

    // Misbehaviour

    function test_misbehaviour_freezesOnAFork() public {
        client.misbehaviour(messageOf("misbehaviourFork"));
        _seesThatItIsFrozen();
    }

    function test_misbehaviour_freezesOnTimeThatFalls() public {
        client.misbehaviour(messageOf("misbehaviourTime"));
        _seesThatItIsFrozen();
    }

    function test_misbehaviour_refusesAnHonestChain() public {
        bytes memory same = messageOf("misbehaviourSame");
        vm.expectRevert(ICometBftClient.CCNotMisbehaviour.selector);
        client.misbehaviour(same);
        bytes memory order = messageOf("misbehaviourOrder");
        vm.expectRevert(ICometBftClient.CCNotMisbehaviour.selector);
        client.misbehaviour(order);
    }

    function test_misbehaviour_refusesTooLittlePower() public {
        bytes memory weak = messageOf("misbehaviourWeak");
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, 10e9, 20e9));
        client.misbehaviour(weak);
    }

    function test_misbehaviour_refusesWhenExpired() public {
        bytes memory message = messageOf("misbehaviourFork");
        vm.warp(TRUSTED_TIME + PERIOD);
        vm.expectPartialRevert(ICometBftClient.CCExpired.selector);
        client.misbehaviour(message);
    }

    // Proofs

    function test_verify_acceptsPresenceAndAbsence() public {
        update("skipping");
        vm.assertEq(client.verifyMembership(_member()), TRUSTED_TIME + 4);
        vm.assertEq(client.verifyNonMembership(_absent()), TRUSTED_TIME + 4);
    }

    function test_verify_refusesAnotherValueHeightRevisionAndPath() public {
        update("skipping");
        ILightClientMsgs.MsgVerifyMembership memory message = _member();
        message.value = "other";
        vm.expectPartialRevert(Ics23.ProofRootMismatch.selector);
        client.verifyMembership(message);
        message = _member();
        message.proofHeight.revisionHeight = 13;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCConsensusStateNotFound.selector, 13));
        client.verifyMembership(message);
        message = _member();
        message.proofHeight.revisionNumber = 2;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCRevisionInvalid.selector, 1, 2));
        client.verifyMembership(message);
        message = _member();
        message.path = new bytes[](1);
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCPathInvalid.selector, 2, 1));
        client.verifyMembership(message);
        message = _member();
        message.proof[15] ^= 0x01;
        vm.expectPartialRevert(ICometBftClient.CCConsensusStateMismatch.selector);
        client.verifyMembership(message);
        message = _member();
        message.proof = "";
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCMessageSizeInvalid.selector, 80, 0));
        client.verifyMembership(message);
    }

    function test_verify_refusesWhenFrozenOrExpired() public {
        update("skipping");
        ILightClientMsgs.MsgVerifyMembership memory present = _member();
        ILightClientMsgs.MsgVerifyNonMembership memory absent = _absent();
        vm.warp(TRUSTED_TIME + 4 + PERIOD);
        vm.expectPartialRevert(ICometBftClient.CCExpired.selector);
        client.verifyMembership(present);
        vm.expectPartialRevert(ICometBftClient.CCExpired.selector);
        client.verifyNonMembership(absent);
        vm.warp(TRUSTED_TIME + 12);
        client.misbehaviour(messageOf("misbehaviourFork"));
        vm.expectRevert(ICometBftClient.CCFrozen.selector);
        client.verifyMembership(present);
        vm.expectRevert(ICometBftClient.CCFrozen.selector);
        client.verifyNonMembership(absent);
    }

    // Real blocks

    function test_mocha_acceptsAdjacentAndSkippingHeaders() public {
        bytes memory state = messageOf("mochaState");
        uint256 time = uint256(uint128(bytes16(state))) / NANOS;
        vm.warp(time + 10_000);
        ICometBftClient.ClientState memory clientState = clientStateOf("mocha-4", 10000);
        clientState.latestHeight.revisionNumber = 4;
        clientState.trustingPeriod = 1_000_000;
        clientState.unbondingPeriod = 2_000_000;
        client = new CometBftClient(clientState, stateOf(state), 15, all);
        uint256 snapshot = vm.snapshotState();
        vm.assertEq(update("mochaAdjacent"), UPDATE);
        vm.assertLe(gasOfCall("2 validators of Mocha, adjacent"), 16_777_216);
        vm.revertToState(snapshot);
        vm.assertEq(update("mochaSkipping"), UPDATE);
        vm.assertLe(gasOfCall("3 validators of Mocha, skipping"), 16_777_216);
    }

    // Set-up

    function test_constructor_keepsWhatItIsGiven() public view {
        ICometBftClient.ClientState memory clientState =
            abi.decode(client.getClientState(), (ICometBftClient.ClientState));
        vm.assertEq(keccak256(abi.encode(clientState)), keccak256(abi.encode(clientStateOf("test-1", 10))));
        vm.assertEq(client.maxClockDrift(), 15);
        vm.assertEq(client.clientType(), "cometbft");
        vm.assertEq(client.verifiers().ed25519, all.ed25519);
        vm.assertTrue(client.supportsInterface(type(ILightClientStatus).interfaceId));
        vm.assertFalse(client.supportsInterface(0xffffffff));
    }

    function test_constructor_refusesWhatIsUnsafe() public {
        ICometBftClient.ClientState memory clientState = clientStateOf("test-1", 10);
        clientState.trustLevel = ICometBftClient.TrustThreshold(33, 100);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCTrustLevelInvalid.selector, 33, 100));
        clientState.trustLevel = ICometBftClient.TrustThreshold(4, 3);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCTrustLevelInvalid.selector, 4, 3));
        clientState.trustLevel = ICometBftClient.TrustThreshold(0, 0);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCTrustLevelInvalid.selector, 0, 0));
        clientState = clientStateOf("test-1", 10);
        _refusesState(clientState, 14, abi.encodeWithSelector(ICometBftClient.CCDriftInvalid.selector, 14));
        _refusesState(clientState, 61, abi.encodeWithSelector(ICometBftClient.CCDriftInvalid.selector, 61));
        clientState.unbondingPeriod = PERIOD + 15;
        _refusesState(
            clientState, 15, abi.encodeWithSelector(ICometBftClient.CCPeriodsInvalid.selector, PERIOD, 15, PERIOD + 15)
        );
        clientState = clientStateOf("test-1", 0);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCClientStateInvalid.selector));
        clientState = clientStateOf("test-2", 10);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCClientStateInvalid.selector));
        clientState = clientStateOf("test-1", 10);
        clientState.isFrozen = true;
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCClientStateInvalid.selector));
        clientState = clientStateOf("test-1", 10);
        clientState.zkAlgorithm = ICometBftClient.SupportedZkAlgorithm.Plonk;
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCClientStateInvalid.selector));
    }

    function test_constructor_refusesVerifiersOfOtherCode() public {
        _refusesVerifiers(nobody("empty"), all.secp256k1, all.secp256k1Eth, nobody("empty"));
        _refusesVerifiers(all.ed25519, all.ed25519, all.secp256k1Eth, all.ed25519);
        _refusesVerifiers(all.ed25519, all.secp256k1, all.secp256k1, all.secp256k1);
        // It answers all questions as the right one does, but takes everything.
        address liar = address(new FakeVerifier());
        _refusesVerifiers(liar, all.secp256k1, all.secp256k1Eth, liar);
    }

    function test_update_refusesVotesThatNobodyCanVerify() public {
        ICometBftClient.Verifiers memory some = all;
        some.secp256k1 = address(0);
        ICometBftClient.ConsensusState memory state = stateOf(messageOf("state"));
        client = new CometBftClient(clientStateOf("test-1", 10), state, 15, some);
        refuses("changed", abi.encodeWithSelector(ICometBftClient.CCVerifierInvalid.selector, 2, address(0)));
    }

    function test_update_refusesAnAnswerOfAVerifierThatIsNone() public {
        bytes memory failed = abi.encodeWithSelector(ICometBftClient.CCVerifierFailed.selector, all.ed25519);
        bytes memory code = address(new FakeVerifier()).code;
        vm.etch(all.ed25519, "");
        refuses("skipping", failed);
        vm.etch(all.ed25519, code);
        FakeVerifier(all.ed25519).miss(1);
        refuses("skipping", failed);
        FakeVerifier(all.ed25519).miss(0);
        uint256 snapshot = vm.snapshotState();
        vm.assertEq(update("skipping"), UPDATE);
        vm.revertToState(snapshot);
        // Three votes, as there are: in 64 bytes, and as the reason of a revert.
        vm.etch(all.ed25519, hex"60035f5260405ff3");
        refuses("skipping", failed);
        vm.etch(all.ed25519, hex"60035f5260205ffd");
        refuses("skipping", abi.encode(3));
        vm.etch(all.ed25519, hex"60035f5260205ff3");
        vm.assertEq(update("skipping"), UPDATE);
    }

    function create(ICometBftClient.ClientState calldata clientState, uint32 drift) external {
        new CometBftClient(clientState, stateOf(messageOf("state")), drift, all);
    }

    /// @dev By a call of its own: that a contract was created after all is no failure to `expectRevert` if nothing follows.
    function _refusesState(ICometBftClient.ClientState memory clientState, uint32 drift, bytes memory reason) private {
        vm.expectRevert(reason);
        this.create(clientState, drift);
    }

    function _refusesVerifiers(address ed25519, address secp256k1, address secp256k1Eth, address wrong) private {
        ICometBftClient.ConsensusState memory state = stateOf(messageOf("state"));
        bytes32 expected = wrong == secp256k1Eth
            ? SECP256K1_ETH_VERIFIER_CODE_HASH
            : wrong == secp256k1 ? SECP256K1_VERIFIER_CODE_HASH : ED25519_VERIFIER_CODE_HASH;
        vm.expectRevert(
            abi.encodeWithSelector(ICometBftClient.CCVerifierCodeMismatch.selector, wrong, expected, wrong.codehash)
        );
        new CometBftClient(
            clientStateOf("test-1", 10), state, 15, ICometBftClient.Verifiers(ed25519, secp256k1, secp256k1Eth)
        );
    }

    function _member() private view returns (ILightClientMsgs.MsgVerifyMembership memory message) {
        message.proof = messageOf("member");
        message.proofHeight = IICS02ClientMsgs.Height(1, 14);
        message.path = new bytes[](2);
        message.path[0] = "ibc";
        message.path[1] = messageOf("key");
        message.value = messageOf("value");
    }

    function _absent() private view returns (ILightClientMsgs.MsgVerifyNonMembership memory message) {
        message.proof = messageOf("absent");
        message.proofHeight = IICS02ClientMsgs.Height(1, 14);
        message.path = new bytes[](2);
        message.path[0] = "ibc";
        message.path[1] = messageOf("absentKey");
    }

    function _seesThatItIsFrozen() private {
        vm.assertTrue(client.status() == ILightClientStatus.Status.Frozen);
        vm.assertTrue(abi.decode(client.getClientState(), (ICometBftClient.ClientState)).isFrozen);
        refuses("skipping", abi.encodeWithSelector(ICometBftClient.CCFrozen.selector));
    }
}
