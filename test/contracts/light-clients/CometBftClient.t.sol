// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02ClientMsgs} from "../../../contracts/solidity/interfaces/IICS02ClientMsgs.sol";
import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {ILightClientMsgs} from "../../../contracts/solidity/interfaces/ILightClientMsgs.sol";
import {ILightClientStatus} from "../../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {CometBftClient} from "../../../contracts/solidity/light-clients/cometbft/CometBftClient.sol";
import {Ics23} from "../../../contracts/solidity/libraries/ics23/Ics23.sol";
import {Secp256k1EthVerifier} from "../../../contracts/solidity/verifiers/Secp256k1EthVerifier.sol";
import {Secp256k1Verifier} from "../../../contracts/solidity/verifiers/Secp256k1Verifier.sol";
import {
    ED25519_VERIFIER_CODE_HASH,
    SECP256K1_ETH_VERIFIER_CODE_HASH,
    SECP256K1_VERIFIER_CODE_HASH
} from "../../../contracts/solidity/verifiers/VerifierHashes.sol";
import {CommitVotes} from "../support/CommitVotes.sol";
import {FakeVerifier} from "../support/FakeVerifier.sol";

/// @notice The client with the real verifiers, fed with what the TypeScript encoder makes of signed blocks.
contract CometBftClientTest is CommitVotes {
    uint256 private constant NANOS = 1e9;
    uint32 private constant PERIOD = 3600;
    uint256 private constant TRUSTED_TIME = 1_700_000_010;
    uint8 private constant UPDATE = 0;
    uint8 private constant MISBEHAVIOUR = 1;
    uint8 private constant NO_OP = 2;

    string private _json;
    ICometBftClient.Verifiers private _all;
    CometBftClient private _client;

    function setUp() public {
        _json = vm.readFile("test/contracts/fixtures/comet-updates.json");
        _all.ed25519 = address(newEd25519Verifier());
        _all.secp256k1 = address(new Secp256k1Verifier());
        _all.secp256k1Eth = address(new Secp256k1EthVerifier());
        vm.warp(TRUSTED_TIME + 12);
        _client = _newClient();
    }

    // Updates

    function test_update_acceptsTheNextHeader() public {
        vm.assertEq(_update("adjacent"), UPDATE);
        vm.assertLe(_gas("4 validators, adjacent"), 475_000);
        vm.assertEq(_latestHeight(), 11);
        (uint128 time, uint64 below, uint64 above) = _client.getConsensusMetadata(11);
        vm.assertEq(time, (TRUSTED_TIME + 1) * NANOS);
        vm.assertEq(below, 10);
        vm.assertEq(above, 0);
        (,, above) = _client.getConsensusMetadata(10);
        vm.assertEq(above, 11);
    }

    function test_update_acceptsALaterHeaderOfTheSameValidators() public {
        vm.assertEq(_update("skipping"), UPDATE);
        vm.assertEq(_latestHeight(), 14);
        bytes memory state = vm.parseJsonBytes(_json, ".member");
        vm.assertEq(_client.getConsensusStateHash(14), _stateHash(state));
    }

    function test_update_acceptsChangedValidatorsOfSeveralKeyTypes() public {
        vm.assertEq(_update("changed"), UPDATE);
        vm.assertEq(_latestHeight(), 20);
    }

    function test_update_acceptsAnOlderHeightAndKeepsTheLatest() public {
        _update("skipping");
        bytes32 before = _client.getConsensusStateHash(14);
        vm.assertEq(_update("older"), UPDATE);
        vm.assertEq(_latestHeight(), 14);
        (, uint64 below, uint64 above) = _client.getConsensusMetadata(12);
        vm.assertEq(below, 10);
        vm.assertEq(above, 14);
        (, below,) = _client.getConsensusMetadata(14);
        vm.assertEq(below, 12);
        vm.assertEq(_client.getConsensusStateHash(14), before);
        vm.assertEq(_update("changedFrom14"), UPDATE);
    }

    function test_update_answersTheSameStateWithoutLookingAtSignatures() public {
        _update("skipping");
        bytes memory garbage = vm.parseJsonBytes(_json, ".skipping");
        for (uint256 i = 500; i < garbage.length; ++i) {
            garbage[i] = 0xff;
        }
        vm.assertEq(uint8(_client.updateClient(garbage)), NO_OP);
        // Little but the price of the calldata: 21,000 and 40 for each byte that is not 0.
        vm.assertLe(_gas("no-op"), 63_000);
        vm.assertEq(_update("skippingAll"), NO_OP);
        vm.assertEq(_latestHeight(), 14);
    }

    function test_update_refusesGarbageOfAnotherState() public {
        _update("skipping");
        bytes memory garbage = vm.parseJsonBytes(_json, ".fork");
        garbage[garbage.length - 20] ^= 0x01;
        _refuses(garbage);
        vm.assertTrue(_client.status() == ILightClientStatus.Status.Active);
    }

    function test_update_freezesOnAnotherHeaderOfAStoredHeight() public {
        _update("skipping");
        vm.assertEq(_update("fork"), MISBEHAVIOUR);
        _isFrozen();
    }

    function test_update_freezesWhenTimeDoesNotRise() public {
        _update("skipping");
        uint256 snapshot = vm.snapshotState();
        vm.assertEq(_update("sameTimeAsBelow"), MISBEHAVIOUR);
        _isFrozen();
        vm.revertToState(snapshot);
        vm.assertEq(_update("olderButLater"), MISBEHAVIOUR);
        _isFrozen();
    }

    function test_update_refusesTooLittlePower() public {
        _refuses("twoOfFour", abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, 10e9, 20e9));
        _refuses("none", abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 0, 20e9));
        _refuses("strangers", abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 0, 20e9));
    }

    function test_update_refusesAVoteThatIsCountedTwice() public {
        _refuses("voteTwice", abi.encodeWithSelector(ICometBftClient.CCVoteOrderInvalid.selector, 0x10001, 0x10000));
    }

    function test_update_refusesValidatorsThatWereNotAnnounced() public {
        _refuses("adjacentOthers", ICometBftClient.CCTrustedValidatorsMismatch.selector);
        // To bring the announced set along is of no use right above the trusted height, whoever signed.
        _refuses("adjacentTwoSets", ICometBftClient.CCTrustedSetNotWanted.selector);
    }

    function test_update_refusesVotesForSomethingElse() public {
        _refuses("anotherChain", bytes4(0));
        _refuses("signedForAnotherChain", bytes4(0));
        _refuses("anotherRound", bytes4(0));
        _refuses("nilVotes", bytes4(0));
    }

    function test_update_refusesTimesBeforeTheTrustedAndToCome() public {
        _refuses("notLater", ICometBftClient.CCTimeInvalid.selector);
        vm.warp(TRUSTED_TIME + 4 - 15);
        uint256 limit = (TRUSTED_TIME + 4) * NANOS;
        _refuses("skipping", abi.encodeWithSelector(ICometBftClient.CCTimeInFuture.selector, limit, limit));
        vm.warp(TRUSTED_TIME + 5 - 15);
        vm.assertEq(_update("skipping"), UPDATE);
    }

    function test_update_refusesAWrongHeightBelow() public {
        _refuses("wrongBelow", abi.encodeWithSelector(ICometBftClient.CCHeightBelowInvalid.selector, 11));
        _update("adjacent");
        _refuses("skipping", abi.encodeWithSelector(ICometBftClient.CCHeightBelowInvalid.selector, 10));
    }

    function test_update_refusesATrustedStateThatIsNotStored() public {
        bytes memory message = vm.parseJsonBytes(_json, ".skipping");
        message[7] = 0x09;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCConsensusStateNotFound.selector, 9));
        _client.updateClient(message);
        message[7] = 0x0a;
        message[23] ^= 0x01;
        vm.expectPartialRevert(ICometBftClient.CCConsensusStateMismatch.selector);
        _client.updateClient(message);
    }

    function test_update_refusesWhatIsExpired() public {
        vm.warp(TRUSTED_TIME + PERIOD);
        _refuses("skipping", ICometBftClient.CCExpired.selector);
        vm.assertTrue(_client.status() == ILightClientStatus.Status.Expired);
        vm.warp(TRUSTED_TIME + PERIOD - 1);
        vm.assertEq(_update("skipping"), UPDATE);
        // Alive by its latest state; the first one is too old to be trusted.
        vm.warp(TRUSTED_TIME + PERIOD + 1);
        vm.assertTrue(_client.status() == ILightClientStatus.Status.Active);
        _refuses("older", ICometBftClient.CCTrustedStateExpired.selector);
        vm.assertEq(_update("skipping"), NO_OP);
    }

    function testFuzz_update_refusesEveryChangedBit(uint256 seed) public {
        bytes memory message = vm.parseJsonBytes(_json, seed % 2 == 0 ? ".skipping" : ".changed");
        _refuses(flipped(message, (seed >> 8) % (message.length * 8)));
    }

    function test_update_refusesMoreAndFewerBytes() public {
        bytes memory message = vm.parseJsonBytes(_json, ".skipping");
        _refuses(bytes.concat(message, hex"00"));
        for (uint256 size = message.length; size > 0; size -= size > 37 ? 37 : size) {
            bytes memory cut = vm.parseJsonBytes(_json, ".skipping");
            assembly ("memory-safe") {
                mstore(cut, sub(size, 1))
            }
            _refuses(cut);
        }
    }

    // Misbehaviour

    function test_misbehaviour_freezesOnAFork() public {
        _client.misbehaviour(vm.parseJsonBytes(_json, ".misbehaviourFork"));
        _isFrozen();
    }

    function test_misbehaviour_freezesOnTimeThatFalls() public {
        _client.misbehaviour(vm.parseJsonBytes(_json, ".misbehaviourTime"));
        _isFrozen();
    }

    function test_misbehaviour_refusesAnHonestChain() public {
        bytes memory same = vm.parseJsonBytes(_json, ".misbehaviourSame");
        vm.expectRevert(ICometBftClient.CCNotMisbehaviour.selector);
        _client.misbehaviour(same);
        bytes memory order = vm.parseJsonBytes(_json, ".misbehaviourOrder");
        vm.expectRevert(ICometBftClient.CCNotMisbehaviour.selector);
        _client.misbehaviour(order);
    }

    function test_misbehaviour_refusesTooLittlePower() public {
        bytes memory weak = vm.parseJsonBytes(_json, ".misbehaviourWeak");
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, 10e9, 20e9));
        _client.misbehaviour(weak);
    }

    function test_misbehaviour_refusesWhenExpired() public {
        bytes memory message = vm.parseJsonBytes(_json, ".misbehaviourFork");
        vm.warp(TRUSTED_TIME + PERIOD);
        vm.expectPartialRevert(ICometBftClient.CCExpired.selector);
        _client.misbehaviour(message);
    }

    // Proofs

    function test_verify_acceptsPresenceAndAbsence() public {
        _update("skipping");
        vm.assertEq(_client.verifyMembership(_member()), TRUSTED_TIME + 4);
        vm.assertEq(_client.verifyNonMembership(_absent()), TRUSTED_TIME + 4);
    }

    function test_verify_refusesAnotherValueHeightRevisionAndPath() public {
        _update("skipping");
        ILightClientMsgs.MsgVerifyMembership memory message = _member();
        message.value = "other";
        vm.expectPartialRevert(Ics23.ProofRootMismatch.selector);
        _client.verifyMembership(message);
        message = _member();
        message.proofHeight.revisionHeight = 13;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCConsensusStateNotFound.selector, 13));
        _client.verifyMembership(message);
        message = _member();
        message.proofHeight.revisionNumber = 2;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCRevisionInvalid.selector, 1, 2));
        _client.verifyMembership(message);
        message = _member();
        message.path = new bytes[](1);
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCPathInvalid.selector, 2, 1));
        _client.verifyMembership(message);
        message = _member();
        message.proof[0] ^= 0x01;
        vm.expectPartialRevert(ICometBftClient.CCConsensusStateMismatch.selector);
        _client.verifyMembership(message);
        message = _member();
        message.proof = "";
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCMessageSizeInvalid.selector, 80, 0));
        _client.verifyMembership(message);
    }

    function test_verify_refusesWhenFrozenOrExpired() public {
        _update("skipping");
        ILightClientMsgs.MsgVerifyMembership memory present = _member();
        ILightClientMsgs.MsgVerifyNonMembership memory absent = _absent();
        vm.warp(TRUSTED_TIME + 4 + PERIOD);
        vm.expectPartialRevert(ICometBftClient.CCExpired.selector);
        _client.verifyMembership(present);
        vm.expectPartialRevert(ICometBftClient.CCExpired.selector);
        _client.verifyNonMembership(absent);
        vm.warp(TRUSTED_TIME + 12);
        _client.misbehaviour(vm.parseJsonBytes(_json, ".misbehaviourFork"));
        vm.expectRevert(ICometBftClient.CCFrozen.selector);
        _client.verifyMembership(present);
        vm.expectRevert(ICometBftClient.CCFrozen.selector);
        _client.verifyNonMembership(absent);
    }

    // Real blocks of 100 validators

    function test_mocha_acceptsAdjacentAndSkippingHeaders() public {
        bytes memory state = vm.parseJsonBytes(_json, ".mochaState");
        uint256 time = uint256(uint128(bytes16(state))) / NANOS;
        vm.warp(time + 10_000);
        ICometBftClient.ClientState memory clientState = _clientState("mocha-4", 10000);
        clientState.latestHeight.revisionNumber = 4;
        clientState.trustingPeriod = 1_000_000;
        clientState.unbondingPeriod = 2_000_000;
        _client = new CometBftClient(clientState, _state(state), 15, _all);
        uint256 snapshot = vm.snapshotState();
        vm.assertEq(_update("mochaAdjacent"), UPDATE);
        vm.assertLe(_gas("100 validators of Mocha, adjacent"), 16_777_216);
        vm.revertToState(snapshot);
        vm.assertEq(_update("mochaSkipping"), UPDATE);
        vm.assertLe(_gas("100 validators of Mocha, skipping"), 16_777_216);
    }

    // Set-up

    function test_constructor_keepsWhatItIsGiven() public view {
        ICometBftClient.ClientState memory clientState =
            abi.decode(_client.getClientState(), (ICometBftClient.ClientState));
        vm.assertEq(keccak256(abi.encode(clientState)), keccak256(abi.encode(_clientState("test-1", 10))));
        vm.assertEq(_client.maxClockDrift(), 15);
        vm.assertEq(_client.clientType(), "cometbft");
        vm.assertEq(_client.verifiers().ed25519, _all.ed25519);
        vm.assertTrue(_client.supportsInterface(type(ILightClientStatus).interfaceId));
        vm.assertFalse(_client.supportsInterface(0xffffffff));
    }

    function test_constructor_refusesWhatIsUnsafe() public {
        ICometBftClient.ClientState memory clientState = _clientState("test-1", 10);
        clientState.trustLevel = ICometBftClient.TrustThreshold(33, 100);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCTrustLevelInvalid.selector, 33, 100));
        clientState.trustLevel = ICometBftClient.TrustThreshold(4, 3);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCTrustLevelInvalid.selector, 4, 3));
        clientState.trustLevel = ICometBftClient.TrustThreshold(0, 0);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCTrustLevelInvalid.selector, 0, 0));
        clientState = _clientState("test-1", 10);
        _refusesState(clientState, 14, abi.encodeWithSelector(ICometBftClient.CCDriftInvalid.selector, 14));
        _refusesState(clientState, 61, abi.encodeWithSelector(ICometBftClient.CCDriftInvalid.selector, 61));
        clientState.unbondingPeriod = PERIOD + 15;
        _refusesState(
            clientState, 15, abi.encodeWithSelector(ICometBftClient.CCPeriodsInvalid.selector, PERIOD, 15, PERIOD + 15)
        );
        clientState = _clientState("test-1", 0);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCClientStateInvalid.selector));
        clientState = _clientState("test-2", 10);
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCClientStateInvalid.selector));
        clientState = _clientState("test-1", 10);
        clientState.isFrozen = true;
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCClientStateInvalid.selector));
        clientState = _clientState("test-1", 10);
        clientState.zkAlgorithm = ICometBftClient.SupportedZkAlgorithm.Plonk;
        _refusesState(clientState, 15, abi.encodeWithSelector(ICometBftClient.CCClientStateInvalid.selector));
    }

    function test_constructor_refusesVerifiersOfOtherCode() public {
        _refusesVerifiers(nobody("empty"), _all.secp256k1, _all.secp256k1Eth, nobody("empty"));
        _refusesVerifiers(_all.ed25519, _all.ed25519, _all.secp256k1Eth, _all.ed25519);
        _refusesVerifiers(_all.ed25519, _all.secp256k1, _all.secp256k1, _all.secp256k1);
        // It answers all questions as the right one does, but takes everything.
        address liar = address(new FakeVerifier());
        _refusesVerifiers(liar, _all.secp256k1, _all.secp256k1Eth, liar);
    }

    function test_update_refusesVotesThatNobodyCanVerify() public {
        ICometBftClient.Verifiers memory some = _all;
        some.secp256k1 = address(0);
        ICometBftClient.ConsensusState memory state = _state(vm.parseJsonBytes(_json, ".state"));
        _client = new CometBftClient(_clientState("test-1", 10), state, 15, some);
        _refuses("changed", abi.encodeWithSelector(ICometBftClient.CCVerifierInvalid.selector, 2, address(0)));
    }

    function test_update_refusesAnAnswerOfAVerifierThatIsNone() public {
        bytes memory failed = abi.encodeWithSelector(ICometBftClient.CCVerifierFailed.selector, _all.ed25519);
        bytes memory code = address(new FakeVerifier()).code;
        vm.etch(_all.ed25519, "");
        _refuses("skipping", failed);
        vm.etch(_all.ed25519, code);
        FakeVerifier(_all.ed25519).miss(1);
        _refuses("skipping", failed);
        FakeVerifier(_all.ed25519).miss(0);
        vm.assertEq(_update("skipping"), UPDATE);
    }

    function _newClient() private returns (CometBftClient) {
        ICometBftClient.ConsensusState memory state = _state(vm.parseJsonBytes(_json, ".state"));
        return new CometBftClient(_clientState("test-1", 10), state, 15, _all);
    }

    function _refusesState(ICometBftClient.ClientState memory clientState, uint32 drift, bytes memory reason) private {
        ICometBftClient.ConsensusState memory state = _state(vm.parseJsonBytes(_json, ".state"));
        vm.expectRevert(reason);
        new CometBftClient(clientState, state, drift, _all);
    }

    function _refusesVerifiers(address ed25519, address secp256k1, address secp256k1Eth, address wrong) private {
        ICometBftClient.ConsensusState memory state = _state(vm.parseJsonBytes(_json, ".state"));
        bytes32 expected = wrong == secp256k1Eth
            ? SECP256K1_ETH_VERIFIER_CODE_HASH
            : wrong == secp256k1 ? SECP256K1_VERIFIER_CODE_HASH : ED25519_VERIFIER_CODE_HASH;
        vm.expectRevert(
            abi.encodeWithSelector(ICometBftClient.CCVerifierCodeMismatch.selector, wrong, expected, wrong.codehash)
        );
        new CometBftClient(
            _clientState("test-1", 10), state, 15, ICometBftClient.Verifiers(ed25519, secp256k1, secp256k1Eth)
        );
    }

    function _clientState(string memory chainId, uint64 height)
        private
        pure
        returns (ICometBftClient.ClientState memory clientState)
    {
        clientState.chainId = chainId;
        clientState.trustLevel = ICometBftClient.TrustThreshold(1, 3);
        clientState.latestHeight = IICS02ClientMsgs.Height(1, height);
        clientState.trustingPeriod = PERIOD;
        clientState.unbondingPeriod = 2 * PERIOD;
    }

    function _state(bytes memory packed) private pure returns (ICometBftClient.ConsensusState memory state) {
        bytes32 root;
        bytes32 next;
        assembly ("memory-safe") {
            root := mload(add(packed, 48))
            next := mload(add(packed, 80))
        }
        return ICometBftClient.ConsensusState(uint128(bytes16(packed)), root, next);
    }

    function _stateHash(bytes memory packed) private pure returns (bytes32) {
        return keccak256(abi.encode(_state(packed)));
    }

    function _member() private view returns (ILightClientMsgs.MsgVerifyMembership memory message) {
        message.proof = vm.parseJsonBytes(_json, ".member");
        message.proofHeight = IICS02ClientMsgs.Height(1, 14);
        message.path = new bytes[](2);
        message.path[0] = "ibc";
        message.path[1] = vm.parseJsonBytes(_json, ".key");
        message.value = vm.parseJsonBytes(_json, ".value");
    }

    function _absent() private view returns (ILightClientMsgs.MsgVerifyNonMembership memory message) {
        message.proof = vm.parseJsonBytes(_json, ".absent");
        message.proofHeight = IICS02ClientMsgs.Height(1, 14);
        message.path = new bytes[](2);
        message.path[0] = "ibc";
        message.path[1] = vm.parseJsonBytes(_json, ".absentKey");
    }

    function _update(string memory name) private returns (uint8) {
        return uint8(_client.updateClient(vm.parseJsonBytes(_json, string.concat(".", name))));
    }

    /// @dev Of the last call as a transaction of its own, with its calldata.
    function _gas(string memory name) private returns (uint256) {
        return vm.snapshotGasLastCall("cometbft-client", name);
    }

    function _latestHeight() private view returns (uint64) {
        return abi.decode(_client.getClientState(), (ICometBftClient.ClientState)).latestHeight.revisionHeight;
    }

    function _isFrozen() private {
        vm.assertTrue(_client.status() == ILightClientStatus.Status.Frozen);
        vm.assertTrue(abi.decode(_client.getClientState(), (ICometBftClient.ClientState)).isFrozen);
        _refuses("skipping", abi.encodeWithSelector(ICometBftClient.CCFrozen.selector));
    }

    function _refuses(string memory name, bytes memory reason) private {
        bytes memory message = vm.parseJsonBytes(_json, string.concat(".", name));
        vm.expectRevert(reason);
        _client.updateClient(message);
    }

    function _refuses(string memory name, bytes4 selector) private {
        bytes memory message = vm.parseJsonBytes(_json, string.concat(".", name));
        if (selector == 0) return _refuses(message);
        vm.expectPartialRevert(selector);
        _client.updateClient(message);
    }

    function _refuses(bytes memory message) private {
        (bool ok,) = address(_client).call(abi.encodeCall(_client.updateClient, (message)));
        vm.assertFalse(ok);
    }
}
