// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RandomUpdates} from "./support/RandomUpdates.sol";
import {Test} from "./support/Test.sol";

/// @notice What holds for the real light client whatever headers, evidence, proofs and packets come, in whatever order.
contract ClientInvariantsTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    RandomUpdates private random;

    function setUp() external {
        random = new RandomUpdates();
        random.setUp();
    }

    /// @notice Nothing without two thirds, frozen stays frozen, the latest height never decreases, times rise with heights,
    /// and a dead client proves nothing, learns nothing and is sent nothing.
    /// forge-config: default.invariant.runs = 16
    /// forge-config: default.invariant.depth = 40
    function invariant_clientIsSound() external view {
        vm.assertEq(random.broken(), "");
    }

    /// @dev That the random steps get anywhere at all.
    function test_randomStepsReachEverything() external {
        uint256[7] memory reached;
        for (uint256 round = 0; round < 8; ++round) {
            RandomUpdates steps = new RandomUpdates();
            steps.setUp();
            for (uint256 i = 0; i < 32; ++i) {
                uint256 word = uint256(keccak256(abi.encode(round, i)));
                uint256 step = word % 8;
                uint256 choice = word >> 8;
                if (step < 3) steps.updateWell(choice);
                if (step == 3) steps.updateBadly(choice);
                if (step == 4) steps.accuse(choice);
                if (step == 5) steps.sendPacket(choice);
                if (step == 6) steps.prove();
                if (step == 7) steps.passTime(choice);
            }
            vm.assertEq(steps.broken(), "");
            reached[0] += steps.updates();
            reached[1] += steps.noops();
            reached[2] += steps.freezes();
            reached[3] += steps.expiries();
            reached[4] += steps.proofs();
            reached[5] += steps.sends();
            reached[6] += steps.refusals();
        }
        for (uint256 i = 0; i < reached.length; ++i) {
            vm.assertGt(reached[i], 0, vm.toString(i));
        }
    }

    /// @dev What forge calls, and nothing else.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = RandomUpdates.updateWell.selector;
        selectors[1] = RandomUpdates.updateBadly.selector;
        selectors[2] = RandomUpdates.accuse.selector;
        selectors[3] = RandomUpdates.sendPacket.selector;
        selectors[4] = RandomUpdates.prove.selector;
        selectors[5] = RandomUpdates.passTime.selector;
        selectors[6] = RandomUpdates.updateWell.selector;
        targets[0] = FuzzSelector(address(random), selectors);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(random);
    }
}
