// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Secp256k1} from "../../../contracts/solidity/libraries/Secp256k1.sol";
import {Test} from "../support/Test.sol";

contract Secp256k1Test is Test {
    uint256 private constant P = 2 ** 256 - 2 ** 32 - 977;
    uint256 private constant N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    /// @dev A point with x = 1, and one with y = 1: their coordinates fit into a word when the modulus is added.
    uint256 private constant Y_OF_ONE = 29896722852569046015560700294576055776214335159245303116488692907525646231534;
    uint256 private constant X_OF_ONE = 0x1fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507;

    function test_addressOf_isTheAddressOfTheKey() public pure {
        // The generator is the key of secret 1, its negative that of the order less 1.
        uint256 x = 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798;
        uint256 y = 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8;
        vm.assertEq(Secp256k1.addressOf(2, x, y), vm.addr(1));
        vm.assertEq(Secp256k1.addressOf(3, x, P - y), vm.addr(N - 1));
    }

    function test_addressOf_isZeroForCoordinatesFromTheModulusOn() public pure {
        vm.assertTrue(Secp256k1.addressOf(2, 1, Y_OF_ONE) != address(0));
        vm.assertEq(Secp256k1.addressOf(2, 1 + P, Y_OF_ONE), address(0));
        vm.assertTrue(Secp256k1.addressOf(3, X_OF_ONE, 1) != address(0));
        vm.assertEq(Secp256k1.addressOf(2, X_OF_ONE, 1 + P), address(0));
        vm.assertEq(Secp256k1.addressOf(3, X_OF_ONE, 1 + P), address(0));
    }

    function testFuzz_addressOf_isZeroOffTheCurve(uint256 prefix, uint256 x, uint256 y) public pure {
        vm.assertEq(Secp256k1.addressOf(2 + (prefix & 1), x, y), address(0));
    }

    function test_addressOf_isZeroForAPrefixOfAnotherPoint() public pure {
        for (uint256 prefix = 0; prefix < 8; ++prefix) {
            vm.assertEq(Secp256k1.addressOf(prefix, X_OF_ONE, 1) != address(0), prefix == 3);
            vm.assertEq(Secp256k1.addressOf(prefix, X_OF_ONE, P - 1) != address(0), prefix == 2);
        }
    }

    function test_isWellFormed_takesScalarsUpToTheirBoundsAndNoMore() public pure {
        vm.assertTrue(Secp256k1.isWellFormed(1, 1, 0));
        vm.assertTrue(Secp256k1.isWellFormed(N - 1, N / 2, 1));
        vm.assertFalse(Secp256k1.isWellFormed(0, 1, 0));
        vm.assertFalse(Secp256k1.isWellFormed(N, 1, 0));
        vm.assertFalse(Secp256k1.isWellFormed(1, 0, 0));
        vm.assertFalse(Secp256k1.isWellFormed(1, N / 2 + 1, 0));
        vm.assertFalse(Secp256k1.isWellFormed(1, N - 1, 0));
        vm.assertFalse(Secp256k1.isWellFormed(1, 1, 2));
        vm.assertFalse(Secp256k1.isWellFormed(1, 1, type(uint256).max));
    }
}
