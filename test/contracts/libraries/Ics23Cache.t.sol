// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ics23} from "../../../contracts/solidity/libraries/ics23/Ics23.sol";
import {Test} from "../support/Test.sol";
import {Words} from "../support/Words.sol";

/// @notice Several proofs in one transaction, as by a multicall.
contract Ics23Transaction {
    struct Call {
        bytes proof;
        Ics23.Anchor anchor;
        bytes store;
        bytes key;
        bytes value;
    }

    /// @notice All or nothing.
    function all(Call[] calldata calls) external returns (uint256[] memory timestamps) {
        timestamps = new uint256[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            timestamps[i] = this.one(calls[i]);
        }
    }

    /// @notice Each by itself; tells which were accepted.
    function each(Call[] calldata calls) external returns (bool[] memory accepted) {
        accepted = new bool[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            try this.one(calls[i]) returns (uint256) {
                accepted[i] = true;
            } catch {}
        }
    }

    function one(Call calldata call_) external returns (uint256) {
        if (call_.value.length == 0) {
            return Ics23.verifyNonMembership(call_.proof, call_.anchor, call_.store, call_.key);
        }
        return Ics23.verifyMembership(call_.proof, call_.anchor, call_.store, call_.key, call_.value);
    }
}

/// @notice Nodes that are remembered within a transaction: rule 20.
contract Ics23CacheTest is Test {
    uint256 private constant MEMBERS = 25;
    /// @dev The first absence, then another, then both again.
    uint256 private constant ABSENCES = 4;

    Ics23Transaction private transaction = new Ics23Transaction();
    bytes private state;
    bytes[] private keys;
    bytes[] private values;
    bytes[] private alone;
    bytes[] private together;

    constructor() {
        string memory json = vm.readFile("test/contracts/fixtures/ics23-batches.json");
        state = vm.parseJsonBytes(json, "['depth 22'].state");
        keys = vm.parseJsonBytesArray(json, "['depth 22'].keys");
        values = vm.parseJsonBytesArray(json, "['depth 22'].values");
        alone = vm.parseJsonBytesArray(json, "['depth 22'].alone");
        together = vm.parseJsonBytesArray(json, "['depth 22'].together");
    }

    function test_batch_acceptsPresenceAndAbsenceThatShareNodes() external {
        uint256[] memory timestamps = transaction.all(batch());
        vm.assertEq(timestamps.length, MEMBERS + ABSENCES);
        uint256 size = 0;
        for (uint256 i = 0; i < timestamps.length; ++i) {
            vm.assertEq(timestamps[i], 1_700_000_010e9);
            if (i != 0 && i < MEMBERS) size += together[i].length;
        }
        // Of 1000 bytes that a proof has alone.
        vm.assertLe(size / (MEMBERS - 1), 130);
    }

    function test_batch_acceptsEachProofAlone() external {
        for (uint256 i = 0; i < alone.length; ++i) {
            transaction.one(callOf(alone[i], i));
        }
    }

    function test_batch_remembersNothingAfterTheTransaction() external {
        transaction.all(batch());
        for (uint256 i = 1; i < together.length; ++i) {
            vm.expectPartialRevert(Ics23.ProofNodeUnknown.selector);
            transaction.one(callOf(together[i], i));
        }
    }

    function test_batch_refusesWhatEndsAtANodeThatNobodyRemembered() external {
        for (uint256 i = 1; i < together.length; ++i) {
            // Proofs that lead to the root, but remember nothing.
            Ics23Transaction.Call[] memory calls = pair(callOf(alone[0], 0), callOf(together[i], i));
            vm.expectPartialRevert(Ics23.ProofNodeUnknown.selector);
            transaction.all(calls);
        }
    }

    function test_batch_keepsHeightsStatesAndStoresApart() external {
        Ics23Transaction.Call[] memory calls = pair(callOf(together[0], 0), callOf(together[1], 1));
        transaction.all(calls);
        calls[1].anchor.height += 1;
        refusesSecond(calls);
        calls[1].anchor.height -= 1;
        calls[1].anchor.stateHash ^= bytes32(uint256(1));
        refusesSecond(calls);
        calls[1].anchor.stateHash ^= bytes32(uint256(1));
        calls[1].store = "ibd";
        refusesSecond(calls);
        calls[1].store = "ibc";
        transaction.all(calls);
    }

    function test_batch_refusesAnotherKeyAndValueBelowARememberedNode() external {
        Ics23Transaction.Call[] memory calls = pair(callOf(together[0], 0), callOf(together[1], 1));
        calls[1].value = values[2];
        refusesSecond(calls);
        calls[1].value = values[1];
        calls[1].key = keys[2];
        refusesSecond(calls);
    }

    function test_batch_remembersNothingOfProofsThatFail() external {
        Ics23Transaction.Call[] memory calls = pair(callOf(together[0], 0), callOf(together[1], 1));
        calls[0].value = values[1];
        noneAccepted(calls);
        calls[0].value = values[0];
        calls[0].anchor.root ^= bytes32(uint256(1));
        noneAccepted(calls);
        calls[0].anchor.root ^= bytes32(uint256(1));
        calls[0].proof = abi.encodePacked(calls[0].proof, hex"00");
        noneAccepted(calls);
    }

    function test_batch_remembersNothingOfCutProofsThatFail() external {
        Ics23Transaction.Call[] memory calls = batch();
        // Without the first one nothing that follows can stand, whatever it wants to be remembered.
        calls[0].value = values[1];
        noneAccepted(calls);
    }

    function test_batch_refusesWholeProofsThatEndEarlyAndOthersThatDoNot() external {
        Ics23Transaction.Call[] memory calls = pair(callOf(together[0], 0), callOf(together[1], 1));
        calls[1].anchor.isWhole = true;
        calls[1].anchor.root = rootOf();
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofEndInvalid.selector, 3));
        transaction.all(calls);
        calls[1] = callOf(alone[1], 1);
        calls[1].anchor.isWhole = false;
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofEndInvalid.selector, 1));
        transaction.all(calls);
    }

    function test_batch_remembersNoLeaf() external {
        bytes memory version = abi.encodePacked(hex"04", Words.slice(callOf(alone[0], 0).proof, 1, 5));
        for (uint8 end = 2; end < 4; ++end) {
            Ics23Transaction.Call memory leaf = callOf(alone[0], 0);
            leaf.proof = abi.encodePacked(version, end << 6, Words.slice(leaf.proof, 5, leaf.proof.length));
            vm.expectRevert(abi.encodeWithSelector(Ics23.ProofEndInvalid.selector, end));
            transaction.one(leaf);
        }
    }

    function test_batch_remembersNothingAlongEdges() external {
        // The proof of an absence: 3, length and key, hash of the value, version, then the head of the right one's path.
        Ics23Transaction.Call memory absence = callOf(alone[MEMBERS], MEMBERS);
        uint256 right = 1 + 2 + keys[0].length + 32 + 5;
        vm.assertEq(uint8(absence.proof[right]) >> 6, 1);
        uint256 nodes = uint8(absence.proof[right]) & 0x3f;
        // Its nodes are of the leaf's version, and their sizes of one byte.
        uint256 left = right + 1 + nodes * 34 + right - 1;
        vm.assertEq(uint8(absence.proof[left]) >> 6, 1);
        uint256 meeting = left + 1 + (uint8(absence.proof[left]) & 0x3f) * 34;
        vm.assertEq(uint8(absence.proof[meeting]), 0x41);
        uint256[3] memory places = [right, left, meeting];
        for (uint256 i = 0; i < 3; ++i) {
            for (uint8 end = 2; end < 4; ++end) {
                absence = callOf(alone[MEMBERS], MEMBERS);
                absence.proof[places[i]] ^= bytes1(0x40 ^ end << 6);
                vm.expectRevert(abi.encodeWithSelector(Ics23.ProofEndInvalid.selector, end));
                transaction.one(absence);
            }
        }
    }

    /// @dev Also below a remembered node no byte is without meaning.
    function testFuzz_batch_refusesEveryChangedByte(uint256 seed) external {
        uint256 i = 1 + seed % (together.length - 1);
        Ics23Transaction.Call[] memory calls = batch();
        calls[i].proof[(seed >> 16) % calls[i].proof.length] ^= bytes1(uint8(1 + (seed >> 8) % 255));
        bool[] memory accepted = transaction.each(calls);
        for (uint256 before = 0; before < i; ++before) {
            vm.assertTrue(accepted[before]);
        }
        vm.assertFalse(accepted[i]);
    }

    function batch() private view returns (Ics23Transaction.Call[] memory calls) {
        calls = new Ics23Transaction.Call[](together.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = callOf(together[i], i);
        }
    }

    function pair(Ics23Transaction.Call memory a, Ics23Transaction.Call memory b)
        private
        pure
        returns (Ics23Transaction.Call[] memory calls)
    {
        calls = new Ics23Transaction.Call[](2);
        (calls[0], calls[1]) = (a, b);
    }

    /// @dev As the client takes it apart.
    function callOf(bytes memory proof, uint256 i) private view returns (Ics23Transaction.Call memory call_) {
        bool isWhole = proof[0] == 0;
        call_.proof = isWhole ? Words.slice(proof, 80, proof.length) : Words.slice(proof, 0, proof.length);
        call_.anchor.height = 7;
        call_.anchor.stateHash = keccak256(state);
        call_.anchor.isWhole = isWhole;
        if (isWhole) {
            call_.anchor.root = rootOf();
            call_.anchor.timestamp = uint128(bytes16(state));
        }
        call_.store = "ibc";
        call_.key = keys[i];
        call_.value = values[i];
    }

    function rootOf() private view returns (bytes32) {
        return Words.wordAt(state, 16);
    }

    function refusesSecond(Ics23Transaction.Call[] memory calls) private {
        bool[] memory accepted = transaction.each(calls);
        vm.assertTrue(accepted[0]);
        vm.assertFalse(accepted[1]);
    }

    function noneAccepted(Ics23Transaction.Call[] memory calls) private {
        bool[] memory accepted = transaction.each(calls);
        for (uint256 i = 0; i < accepted.length; ++i) {
            vm.assertFalse(accepted[i], vm.toString(i));
        }
    }
}
