// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchScalars} from "../../../contracts/solidity/libraries/ed25519/BatchScalars.sol";
import {Edwards25519} from "../../../contracts/solidity/libraries/ed25519/Edwards25519.sol";
import {Test} from "../support/Test.sol";

contract Ed25519LibrariesTest is Test {
    uint256 private constant P = Edwards25519.P;
    uint256 private constant L = Edwards25519.L;

    function test_negated_readsPointsAsZip215Does() public view {
        string memory json = vm.readFile("test/contracts/fixtures/ed25519-points.json");
        bytes[] memory encodings = vm.parseJsonBytesArray(json, ".encodings");
        bytes[] memory xs = vm.parseJsonBytesArray(json, ".xs");
        bool[] memory valid = abi.decode(vm.parseJson(json, ".valid"), (bool[]));
        vm.assertEq(encodings.length, 50);
        for (uint256 i = 0; i < encodings.length; ++i) {
            uint256 encoding = uint256(bytes32(encodings[i]));
            uint256 x = uint256(bytes32(xs[i]));
            (bool got, uint256 negatedX, uint256 y) = Edwards25519.negated(encoding, x);
            vm.assertEq(got, valid[i]);
            if (!got) continue;
            vm.assertEq(negatedX, P - x);
            vm.assertEq(y, (encoding & (2 ** 255 - 1)) % P);
            _assertNoPoint(encoding, x == 0 ? P : P - x);
            _assertNoPoint(encoding, P + x);
            _assertNoPoint(encoding, type(uint256).max);
        }
    }

    function testFuzz_negated_takesNoOtherXOfTheBasePoint(uint256 x) public pure {
        if (x != Edwards25519.BASE_X) _assertNoPoint(Edwards25519.BASE_Y, x);
    }

    function test_isOfSmallOrder_isTrueForTheIdentityOnly() public pure {
        vm.assertTrue(Edwards25519.isOfSmallOrder(0, 1, 1));
        vm.assertTrue(Edwards25519.isOfSmallOrder(0, P - 1, 1));
        vm.assertFalse(Edwards25519.isOfSmallOrder(0, 0, 0));
        vm.assertFalse(Edwards25519.isOfSmallOrder(Edwards25519.BASE_X, Edwards25519.BASE_Y, 1));
        // No points: y = z without x = 0, and x = 0 without y = z. Doubling keeps both so.
        vm.assertFalse(Edwards25519.isOfSmallOrder(5, 1, 1));
        vm.assertFalse(Edwards25519.isOfSmallOrder(0, 2, 1));
    }

    function testFuzz_reversed_turnsBytesAround(uint256 value) public pure {
        uint256 want;
        for (uint256 i = 0; i < 32; ++i) {
            want = (want << 8) | ((value >> (8 * i)) & 0xff);
        }
        vm.assertEq(BatchScalars.reversed(value), want);
    }

    function testFuzz_reduced_isTheLittleEndianDigestModuloTheOrder(uint256 head, uint256 tail) public pure {
        uint256 want;
        for (uint256 i = 0; i < 64; ++i) {
            uint256 word = i < 32 ? tail : head;
            want = addmod(mulmod(want, 256, L), (word >> (8 * (i % 32))) & 0xff, L);
        }
        vm.assertEq(BatchScalars.reduced(head, tail), want);
    }

    /// @dev The definition, block by block.
    function testFuzz_weightOf_isTheSumOfItsBlocks(uint256 digits) public pure {
        uint256 want;
        for (uint256 block_ = 0; block_ < 22; ++block_) {
            uint256 value = digits >> (11 * block_);
            uint256 size = (2 * ((value >> 8) & 3) + 1) << ((value >> 5) & 7);
            size = mulmod(size, 2 ** (11 * block_), L);
            want = addmod(want, (value >> 10) & 1 == 0 ? size : L - size, L);
        }
        vm.assertEq(BatchScalars.weightOf(digits) % L, want);
        vm.assertLt(BatchScalars.weightOf(digits), 2 ** 253);
    }

    /// @dev Rule 4: no two of the 64 forms of a block are equal, and all are small enough not to reach the next block.
    function test_weightOf_isInjectiveInABlockAndNeverZero() public pure {
        // All blocks are 1.
        int256 ones = int256(BatchScalars.weightOf(0));
        for (uint256 one = 0; one < 64; ++one) {
            int256 first = int256(BatchScalars.weightOf(one << 5)) - ones + 1;
            vm.assertTrue(first != 0 && first < 1024 && first > -1024);
            for (uint256 two = one + 1; two < 64; ++two) {
                vm.assertNotEq(BatchScalars.weightOf(one << 5), BatchScalars.weightOf(two << 5));
            }
        }
    }

    function _assertNoPoint(uint256 encoding, uint256 x) private pure {
        (bool valid,,) = Edwards25519.negated(encoding, x);
        vm.assertFalse(valid);
    }
}
