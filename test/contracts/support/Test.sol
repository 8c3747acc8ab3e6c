// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @notice What tests of contracts have in common: forge's cheat codes, under the address that forge gives them.
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice A number of the range [min, max], told by a fuzzed one.
    function bound(uint256 value, uint256 min, uint256 max) internal pure returns (uint256) {
        require(min <= max, "bound: want min <= max");
        uint256 size = max - min;
        return size == type(uint256).max ? value : min + value % (size + 1);
    }

    /// @notice Lets time pass. (`block.timestamp` does not change within a call, as the compiler sees it.)
    function pass(uint256 duration) internal {
        vm.warp(vm.getBlockTimestamp() + duration);
    }

    /// @notice An address that nobody has the key of, the same for each name.
    function nobody(string memory name) internal returns (address account) {
        account = address(uint160(uint256(keccak256(bytes(name)))));
        vm.label(account, name);
    }
}
