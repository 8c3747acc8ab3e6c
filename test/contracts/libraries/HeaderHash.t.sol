// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderHash} from "../../../contracts/solidity/libraries/cometbft/HeaderHash.sol";
import {Test} from "../support/Test.sol";
import {CometHarness} from "./CometHarness.sol";

contract HeaderHashTest is Test {
    CometHarness private comet = new CometHarness();

    function test_hash_isThatOfEveryFixture() external view {
        _judgeFixtures(type(uint256).max);
    }

    function test_hash_costsWhatTheDesignAllows() external view {
        _judgeFixtures(7500);
    }

    function testFuzz_hash_changesWithEveryByte(uint256 seed) external view {
        bytes memory header = _header();
        (bytes32 before,) = comet.hashHeader(header, "test-1", keccak256("validators"));
        // Byte 8 alone can put the time out of its bounds.
        uint256 index = seed % header.length;
        header[index] ^= bytes1(uint8(1 << (seed >> 128) % 3));
        (bytes32 hash,) = comet.hashHeader(header, "test-1", keccak256("validators"));
        vm.assertNotEq(hash, before);
    }

    function test_hash_changesWithChainIdAndValidators() external view {
        (bytes32 hash,) = comet.hashHeader(_header(), "test-1", keccak256("validators"));
        (bytes32 other,) = comet.hashHeader(_header(), "test-2", keccak256("validators"));
        (bytes32 third,) = comet.hashHeader(_header(), "test-1", keccak256("others"));
        vm.assertNotEq(hash, other);
        vm.assertNotEq(hash, third);
    }

    function test_read_refusesAnotherSize() external {
        bytes memory header = abi.encodePacked(_header(), hex"00");
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.HeaderSizeInvalid.selector, 337, 338));
        comet.readHeader(header);
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.HeaderSizeInvalid.selector, 337, 0));
        comet.readHeader("");
    }

    function test_read_boundsEachNumber() external {
        uint64 top = type(uint64).max >> 1;
        HeaderHash.Fields memory fields = comet.readHeader(_headerOf(top, (1 << 35) - 1, 999_999_999));
        vm.assertEq(fields.height, top);
        vm.assertEq(fields.secs, (1 << 35) - 1);
        vm.assertEq(fields.nanos, 999_999_999);
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.HeaderHeightInvalid.selector, top, 0));
        comet.readHeader(_headerOf(0, 1, 1));
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.HeaderHeightInvalid.selector, top, uint256(top) + 1));
        comet.readHeader(_headerOf(top + 1, 1, 1));
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.TimeSecondsInvalid.selector, (1 << 35) - 1, 1 << 35));
        comet.readHeader(_headerOf(1, 1 << 35, 1));
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.TimeNanosInvalid.selector, 999_999_999, 1_000_000_000));
        comet.readHeader(_headerOf(1, 1, 1_000_000_000));
    }

    function test_chainIdLeaf_refusesAnEmptyAndALongId() external {
        bytes memory header = _header();
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.ChainIdLengthInvalid.selector, 50, 0));
        comet.hashHeader(header, "", 0);
        vm.expectRevert(abi.encodeWithSelector(HeaderHash.ChainIdLengthInvalid.selector, 50, 51));
        comet.hashHeader(header, new bytes(51), 0);
    }

    function _header() private pure returns (bytes memory) {
        return _headerOf(1000, 1_700_000_000, 5);
    }

    function _headerOf(uint64 height, uint40 secs, uint32 nanos) private pure returns (bytes memory) {
        bytes32 leaf = keccak256("leaf");
        bytes memory typed = abi.encodePacked(height, secs, nanos, keccak256("next"), keccak256("app"));
        return abi.encodePacked(typed, leaf, leaf, leaf, leaf, abi.encodePacked(leaf, leaf, leaf, leaf));
    }

    function _judgeFixtures(uint256 mostGas) private view {
        string memory json = vm.readFile("test/contracts/fixtures/comet-headers.json");
        bytes[] memory headers = vm.parseJsonBytesArray(json, ".headers");
        bytes[] memory chainIds = vm.parseJsonBytesArray(json, ".chainIds");
        bytes[] memory validators = vm.parseJsonBytesArray(json, ".validatorsHashes");
        bytes[] memory hashes = vm.parseJsonBytesArray(json, ".hashes");
        vm.assertGt(headers.length, 40);
        for (uint256 i = 0; i < headers.length; i++) {
            (bytes32 hash, uint256 used) = comet.hashHeader(headers[i], chainIds[i], bytes32(validators[i]));
            vm.assertEq(hash, bytes32(hashes[i]), vm.toString(i));
            vm.assertLe(used, mostGas, "gas of a header's hash");
        }
    }
}
