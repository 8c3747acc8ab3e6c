// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BoundedCall} from "../../../contracts/solidity/libraries/BoundedCall.sol";
import {Test} from "../support/Test.sol";

contract BoundedCallTest is Test {
    /// @dev A call is given all but a 64th of what is left.
    function testFuzz_needed_isEnoughForTheCallAndWhatFollows(uint32 gasLimit, uint32 reserve) external pure {
        uint256 needed = BoundedCall.needed(gasLimit, reserve);
        vm.assertGe(needed - needed / 64, uint256(gasLimit) + reserve);
        vm.assertLe(needed, (uint256(gasLimit) + reserve) * 64 / 63 + 1);
    }
}
