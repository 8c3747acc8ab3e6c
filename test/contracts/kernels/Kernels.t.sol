// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ed25519BatchVerifier} from "../../../contracts/solidity/verifiers/Ed25519BatchVerifier.sol";
import {CommitVotes} from "../support/CommitVotes.sol";

contract KernelsTest is CommitVotes {
    uint256 private constant P = 2 ** 255 - 19;

    address private _sha512;
    address private _multiScalar;

    function setUp() public {
        Ed25519BatchVerifier verifier = newEd25519Verifier();
        _sha512 = verifier.sha512Kernel();
        _multiScalar = verifier.multiScalarKernel();
    }

    function test_hasTheGeneratedCode() public view {
        vm.assertEq(_sha512.code, kernelCode("sha512"));
        vm.assertEq(_multiScalar.code, kernelCode("multi-scalar"));
    }

    function test_sha512_hashesMessagesOfEveryLengthInBothLanes() public view {
        bytes[] memory inputs = recordsOf("sha512-kernel", "inputs");
        bytes[] memory digests = recordsOf("sha512-kernel", "digests");
        vm.assertEq(inputs.length, 240);
        for (uint256 i = 0; i < inputs.length; ++i) {
            vm.assertEq(_ask(_sha512, inputs[i]), digests[i], vm.toString(i));
            vm.assertEq(_ask(_sha512, _swapped(inputs[i])), _swapped(digests[i]), vm.toString(i));
        }
    }

    /// @dev Each word of a lane in turn, and all of them, is all zeros and all ones: the other lane does not notice.
    function test_sha512_keepsItsLanesApart() public view {
        bytes[] memory inputs = recordsOf("sha512-kernel", "inputs");
        bytes[] memory digests = recordsOf("sha512-kernel", "digests");
        bytes memory input = inputs[200];
        for (uint256 word = 0; word <= 32; ++word) {
            for (uint256 value = 0; value <= 0xff; value += 0xff) {
                bytes memory other = bytes.concat(input);
                for (uint256 i = 0; i < 256; ++i) {
                    if (word == 32 || i / 8 == word) other[256 + i] = bytes1(uint8(value));
                }
                vm.assertEq(_half(_ask(_sha512, other), 0), _half(digests[200], 0));
                vm.assertEq(_half(_ask(_sha512, _swapped(other)), 1), _half(digests[200], 0));
            }
        }
    }

    function testFuzz_sha512_keepsItsLanesApart(bytes32[4] memory other) public view {
        bytes memory first = recordsOf("sha512-kernel", "inputs")[100];
        bytes memory digest = recordsOf("sha512-kernel", "digests")[100];
        bytes memory input = bytes.concat(_half(first, 0), abi.encodePacked(other[0], other[1], other[2], other[3]));
        vm.assertEq(_half(_ask(_sha512, input), 0), _half(digest, 0));
    }

    function test_sha512_rejectsPartsOfBlocks() public view {
        for (uint256 size = 0; size < 520; ++size) {
            (bool answered,) = _sha512.staticcall(new bytes(size));
            vm.assertEq(answered, size != 0 && size % 256 == 0);
        }
    }

    function test_multiScalar_sumsPointsOfEveryKind() public view {
        bytes[] memory inputs = recordsOf("multi-scalar-kernel", "inputs");
        bytes[] memory sums = recordsOf("multi-scalar-kernel", "sums");
        for (uint256 i = 0; i < inputs.length; ++i) {
            (uint256 x, uint256 y, uint256 z) = abi.decode(_ask(_multiScalar, inputs[i]), (uint256, uint256, uint256));
            (uint256 wantX, uint256 wantY) = abi.decode(sums[i], (uint256, uint256));
            vm.assertTrue(x < P && y < P && z < P && z != 0, vm.toString(i));
            vm.assertEq(x, mulmod(wantX, z, P), vm.toString(i));
            vm.assertEq(y, mulmod(wantY, z, P), vm.toString(i));
        }
    }

    function test_multiScalar_rejectsPartsOfRows() public view {
        for (uint256 size = 0; size < 300; ++size) {
            (bool answered,) = _multiScalar.staticcall(new bytes(size));
            vm.assertEq(answered, size != 0 && (size + 160) % 192 == 0);
        }
    }

    function _ask(address kernel, bytes memory input) private view returns (bytes memory answer) {
        bool answered;
        (answered, answer) = kernel.staticcall(input);
        vm.assertTrue(answered);
    }

    function _swapped(bytes memory data) private pure returns (bytes memory) {
        return bytes.concat(_half(data, 1), _half(data, 0));
    }

    function _half(bytes memory data, uint256 which) private pure returns (bytes memory half) {
        half = new bytes(data.length / 2);
        for (uint256 i = 0; i < half.length; ++i) {
            half[i] = data[which * half.length + i];
        }
    }
}
