// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderHash} from "../../../contracts/solidity/libraries/cometbft/HeaderHash.sol";
import {VoteSignBytes} from "../../../contracts/solidity/libraries/cometbft/VoteSignBytes.sol";
import {Test} from "../support/Test.sol";
import {CometHarness} from "./CometHarness.sol";

contract VoteSignBytesTest is Test {
    CometHarness private comet = new CometHarness();

    function test_write_givesTheBytesOfEveryFixture() external view {
        _judgeFixtures(type(uint256).max);
    }

    function test_write_costsWhatTheDesignAllows() external view {
        _judgeFixtures(1200);
    }

    function test_write_neverExceedsTheGreatestSize() external view {
        VoteSignBytes.Block memory vote =
            VoteSignBytes.Block(type(uint64).max >> 1, (1 << 31) - 1, bytes32(0), type(uint32).max, bytes32(0));
        (bytes memory out,) = comet.signBytes(vote, new bytes(50), (1 << 35) - 1, 999_999_999);
        vm.assertEq(out.length, VoteSignBytes.MAX_SIZE);
        vm.assertLt(out.length, 175);
    }

    function test_write_refusesWhatNoVoteHas() external {
        VoteSignBytes.Block memory vote = VoteSignBytes.Block(1, 0, bytes32(0), 1, bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.TimeSecondsInvalid.selector, (1 << 35) - 1, 1 << 35));
        comet.signBytes(vote, "a", 1 << 35, 0);
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.TimeNanosInvalid.selector, 999_999_999, 1_000_000_000));
        comet.signBytes(vote, "a", 0, 1_000_000_000);
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.ChainIdLengthInvalid.selector, 50, 51));
        comet.signBytes(vote, new bytes(51), 0, 0);
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.ChainIdLengthInvalid.selector, 50, 0));
        comet.signBytes(vote, "", 0, 0);
        vote.round = 1 << 31;
        vm.expectRevert(abi.encodeWithSelector(VoteSignBytes.VoteRoundInvalid.selector, (1 << 31) - 1, 1 << 31));
        comet.signBytes(vote, "a", 0, 0);
        vote.round = 0;
        vote.partTotal = 0;
        vm.expectRevert(VoteSignBytes.VoteNoParts.selector);
        comet.signBytes(vote, "a", 0, 0);
    }

    function _judgeFixtures(uint256 mostGas) private view {
        string memory json = vm.readFile("test/contracts/fixtures/comet-votes.json");
        bytes[] memory chainIds = vm.parseJsonBytesArray(json, ".chainIds");
        uint256[] memory heights = vm.parseJsonUintArray(json, ".heights");
        uint256[] memory rounds = vm.parseJsonUintArray(json, ".rounds");
        bytes[] memory hashes = vm.parseJsonBytesArray(json, ".hashes");
        uint256[] memory totals = vm.parseJsonUintArray(json, ".partTotals");
        bytes[] memory parts = vm.parseJsonBytesArray(json, ".partHashes");
        uint256[] memory secs = vm.parseJsonUintArray(json, ".secs");
        uint256[] memory nanos = vm.parseJsonUintArray(json, ".nanos");
        bytes[] memory expected = vm.parseJsonBytesArray(json, ".signBytes");
        vm.assertGt(expected.length, 200);
        for (uint256 i = 0; i < expected.length; i++) {
            VoteSignBytes.Block memory vote =
                VoteSignBytes.Block(heights[i], rounds[i], bytes32(hashes[i]), totals[i], bytes32(parts[i]));
            (bytes memory actual, uint256 used) = comet.signBytes(vote, chainIds[i], secs[i], nanos[i]);
            vm.assertEq(actual, expected[i], vm.toString(i));
            vm.assertLe(used, mostGas, "gas of a vote");
        }
    }
}
