// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RandomTransfers} from "./support/RandomTransfers.sol";
import {Test} from "./support/Test.sol";

/// @notice What holds whatever is sent, relayed, repeated, delayed and broken, in whatever order.
contract TransferInvariantsTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    RandomTransfers private random;

    function setUp() external {
        random = new RandomTransfers();
        random.setUp();
    }

    /// @notice Each client's escrow holds of each token exactly what vouchers, pending packets and deferred refunds are owed.
    function invariant_escrowsCoverWhatIsOwed() external view {
        vm.assertTrue(random.isCovered(), "escrows against what is owed");
    }

    function invariant_tokensAreNeitherMadeNorLost() external view {
        vm.assertEq(random.totalOf(0), 3 * random.SUPPLY());
        vm.assertEq(random.totalOf(1), 3 * random.SUPPLY());
    }

    function invariant_eachPacketEndsOnce() external view {
        vm.assertLe(random.mostEnds(), 1, "ends of a packet");
        vm.assertFalse(random.brokeOnce());
    }

    /// @dev That the random steps get anywhere at all.
    function test_randomStepsReachEveryEnd() external {
        for (uint256 i = 0; i < 1200; ++i) {
            uint256 word = uint256(keccak256(abi.encode(i)));
            uint256 step = word % 8;
            uint256 choice = word >> 8;
            if (step == 0) random.sendTokens(choice, choice % 1000, word >> 16);
            if (step == 1) random.receive_(choice);
            if (step == 2) random.acknowledge(choice);
            if (step == 3) random.timeOut(choice);
            if (step == 4) random.claim(choice);
            if (step == 5) random.passTime(choice);
            if (step == 6) random.breakToken(choice);
            if (step == 7) random.changeStatus(choice);
        }
        vm.assertGt(random.received(), 10);
        vm.assertGt(random.ended(), 20);
        vm.assertGt(random.claimed(), 0);
        vm.assertFalse(random.brokeOnce());
        vm.assertTrue(random.isCovered());
    }

    /// @dev What forge calls, and nothing else.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = RandomTransfers.sendTokens.selector;
        selectors[1] = RandomTransfers.receive_.selector;
        selectors[2] = RandomTransfers.acknowledge.selector;
        selectors[3] = RandomTransfers.timeOut.selector;
        selectors[4] = RandomTransfers.claim.selector;
        selectors[5] = RandomTransfers.passTime.selector;
        selectors[6] = RandomTransfers.breakToken.selector;
        selectors[7] = RandomTransfers.changeStatus.selector;
        targets[0] = FuzzSelector(address(random), selectors);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(random);
    }
}
