// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ValidatorRows} from "../../../contracts/solidity/libraries/cometbft/ValidatorRows.sol";
import {Test} from "../support/Test.sol";
import {CometHarness} from "./CometHarness.sol";

contract ValidatorRowsTest is Test {
    CometHarness private comet = new CometHarness();
    uint256 private constant MOST = (1 << 60) - 1;

    function test_read_givesHashesAndTotalsOfEveryFixture() external view {
        string memory json = vm.readFile("test/contracts/fixtures/comet-validators.json");
        bytes[] memory rows = vm.parseJsonBytesArray(json, ".rows");
        uint256[] memory counts = vm.parseJsonUintArray(json, ".counts");
        uint256[] memory trustedCounts = vm.parseJsonUintArray(json, ".trustedCounts");
        bytes[] memory hashes = vm.parseJsonBytesArray(json, ".hashes");
        uint256[] memory totals = vm.parseJsonUintArray(json, ".totals");
        bytes[] memory trustedHashes = vm.parseJsonBytesArray(json, ".trustedHashes");
        uint256[] memory trustedTotals = vm.parseJsonUintArray(json, ".trustedTotals");
        vm.assertGt(rows.length, 40);
        for (uint256 i = 0; i < rows.length; i++) {
            (ValidatorRows.Sets memory sets,) = comet.readRows(rows[i], counts[i], trustedCounts[i]);
            vm.assertEq(sets.hash, bytes32(hashes[i]), vm.toString(i));
            vm.assertEq(sets.total, totals[i], vm.toString(i));
            vm.assertEq(sets.trustedHash, bytes32(trustedHashes[i]), vm.toString(i));
            vm.assertEq(sets.trustedTotal, trustedTotals[i], vm.toString(i));
            vm.assertEq(sets.size, rows[i].length, vm.toString(i));
        }
    }

    function test_read_costsWhatTheDesignAllows() external view {
        string memory json = vm.readFile("test/contracts/fixtures/comet-validators.json");
        bytes[] memory rows = vm.parseJsonBytesArray(json, ".rows");
        uint256[] memory counts = vm.parseJsonUintArray(json, ".counts");
        uint256[] memory trustedCounts = vm.parseJsonUintArray(json, ".trustedCounts");
        uint256 judged;
        for (uint256 i = 0; i < rows.length; i++) {
            if (trustedCounts[i] != 0 || counts[i] < 100) continue;
            (, uint256 used) = comet.readRows(rows[i], counts[i], 0);
            vm.assertLe(used / counts[i], 800, "gas of a validator");
            ++judged;
        }
        vm.assertGt(judged, 0);
    }

    function test_row_tellsKeyAndPowers() external view {
        bytes memory rows = abi.encodePacked(_row("a", 7, 9), _row("b", 5, 0), _row("c", 0, 3), uint16(2), uint16(0));
        (uint256 keyType, bytes memory key, uint256 power, uint256 trustedPower) = comet.row(rows, 3, 2, 0);
        vm.assertEq(keyType, 1);
        vm.assertEq(key, abi.encodePacked(keccak256("a")));
        vm.assertEq(power, 7);
        vm.assertEq(trustedPower, 9);
        (,, power, trustedPower) = comet.row(rows, 3, 2, 2);
        vm.assertEq(power, 0);
        vm.assertEq(trustedPower, 3);
        (,, power, trustedPower) = comet.row(abi.encodePacked(_row("a", 7), _row("b", 5)), 2, 0, 0);
        vm.assertEq(power, 7);
        vm.assertEq(trustedPower, 0);
    }

    function testFuzz_varint_isProtobufs(uint256 value) external view {
        value = value >> (193 + value % 63);
        (bytes32 word, uint256 size) = comet.varint(value);
        bytes memory expected = _varint(value);
        vm.assertEq(size, expected.length);
        vm.assertEq(word, bytes32(expected));
    }

    function test_read_refusesNoValidators() external {
        vm.expectRevert(ValidatorRows.ValidatorsEmpty.selector);
        comet.readRows("", 0, 0);
        vm.expectRevert(ValidatorRows.ValidatorsEmpty.selector);
        comet.readRows(abi.encodePacked(_row("a", 0, 1), uint16(0)), 1, 1);
    }

    function test_read_refusesAValidatorWithoutPower() external {
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorWithoutPower.selector, 1));
        comet.readRows(abi.encodePacked(_row("a", 1), _row("b", 0)), 2, 0);
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorWithoutPower.selector, 1));
        comet.readRows(abi.encodePacked(_row("a", 1, 1), _row("b", 0, 0), uint16(0)), 2, 1);
    }

    function test_read_refusesATotalAboveTheGreatest() external {
        (ValidatorRows.Sets memory sets,) = comet.readRows(abi.encodePacked(_row("a", MOST - 1), _row("b", 1)), 2, 0);
        vm.assertEq(sets.total, MOST);
        bytes memory rows = abi.encodePacked(_row("a", MOST), _row("b", 1));
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorsTotalTooLarge.selector, MOST, MOST + 1));
        comet.readRows(rows, 2, 0);
        rows = abi.encodePacked(_row("a", 1, MOST), _row("b", 1, 1), uint16(0), uint16(1));
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorsTotalTooLarge.selector, MOST, MOST + 1));
        comet.readRows(rows, 2, 2);
        uint256 nineBytes = (1 << 63) - 1;
        rows = abi.encodePacked(_row("a", nineBytes), _row("b", nineBytes));
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorsTotalTooLarge.selector, MOST, 2 * nineBytes));
        comet.readRows(rows, 2, 0);
    }

    function test_read_refusesPowersThatAreNotMinimal() external {
        bytes memory key = abi.encodePacked(uint8(1), keccak256("a"));
        bytes[4] memory padded = [bytes(hex"8000"), hex"818000", hex"80808080808080808000", hex"ffffffffffffffffffff01"];
        for (uint256 i = 0; i < padded.length; i++) {
            vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorPowerMalformed.selector, 0));
            comet.readRows(abi.encodePacked(key, padded[i]), 1, 0);
            vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorPowerMalformed.selector, 0));
            comet.readRows(abi.encodePacked(key, padded[i], hex"01", uint16(0)), 1, 1);
            vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorPowerMalformed.selector, 0));
            comet.readRows(abi.encodePacked(key, hex"01", padded[i], uint16(0)), 1, 1);
        }
    }

    function test_read_sumsAsManyPowersAsThereMayBe() external {
        bytes memory row = _row("a", (1 << 49) - 1, (1 << 42) - 1);
        bytes memory rows;
        bytes memory order;
        for (uint16 i = 0; i < 512; i++) {
            rows = abi.encodePacked(rows, row);
            order = abi.encodePacked(order, i);
        }
        (ValidatorRows.Sets memory sets,) = comet.readRows(abi.encodePacked(rows, order), 512, 512);
        vm.assertEq(sets.total, 512 * ((1 << 49) - 1));
        vm.assertEq(sets.trustedTotal, 512 * ((1 << 42) - 1));
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorsTooMany.selector, 512, 513));
        comet.readRows(abi.encodePacked(rows, row, order), 513, 512);
    }

    function test_read_refusesUnknownTypesOfKeys() external {
        bytes memory rows = _row("a", 1);
        for (uint256 i = 0; i < 256; i++) {
            if (i > 0 && i < 6) continue;
            // forge-lint: disable-next-line(unsafe-typecast)
            rows[0] = bytes1(uint8(i));
            vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorKeyTypeUnknown.selector, 0, i));
            comet.readRows(rows, 1, 0);
        }
    }

    function test_read_refusesMissingBytes() external {
        (ValidatorRows.Sets memory sets,) = comet.readRows(abi.encodePacked(_row("a", 256), uint16(0)), 1, 0);
        vm.assertEq(sets.size, 35);
        // Behind the calldata there are zeros.
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorsTruncated.selector, 37, 35));
        comet.readRows(_row("a", 1, 1), 1, 1);
        bytes memory short = abi.encodePacked(uint8(1), keccak256("a"));
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.ValidatorWithoutPower.selector, 0));
        comet.readRows(short, 1, 0);
    }

    function test_read_refusesAnOrderThatIsNoneOfTheTrustedSet() external {
        bytes memory rows = abi.encodePacked(_row("a", 3, 2), _row("b", 2, 3), _row("c", 1, 0));
        (ValidatorRows.Sets memory sets,) = comet.readRows(abi.encodePacked(rows, uint16(1), uint16(0)), 3, 2);
        vm.assertEq(sets.trustedTotal, 5);
        // One twice.
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.TrustedOrderInvalid.selector, 1, 1));
        comet.readRows(abi.encodePacked(rows, uint16(1), uint16(1)), 3, 2);
        // One that has no trusted power.
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.TrustedOrderInvalid.selector, 0, 2));
        comet.readRows(abi.encodePacked(rows, uint16(2), uint16(1)), 3, 2);
        // One that is not there.
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.TrustedOrderInvalid.selector, 1, 3));
        comet.readRows(abi.encodePacked(rows, uint16(1), uint16(3)), 3, 2);
        // One left out: its power would be missing from the total.
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.TrustedCountInvalid.selector, 2, 1));
        comet.readRows(abi.encodePacked(rows, uint16(1)), 3, 1);
        vm.expectRevert(abi.encodeWithSelector(ValidatorRows.TrustedCountInvalid.selector, 2, 3));
        comet.readRows(abi.encodePacked(rows, uint16(1), uint16(0), uint16(2)), 3, 3);
    }

    function testFuzz_read_hashChangesWithEveryByte(uint256 seed) external view {
        bytes memory rows = abi.encodePacked(_row("a", 3), _row("b", 2), _row("c", 1));
        (ValidatorRows.Sets memory before,) = comet.readRows(rows, 3, 0);
        uint256 index = seed % rows.length;
        // Not the type, which decides how long the row is.
        if (index % 34 == 0) ++index;
        rows[index] ^= bytes1(uint8(4));
        (ValidatorRows.Sets memory changed,) = comet.readRows(rows, 3, 0);
        vm.assertNotEq(changed.hash, before.hash);
    }

    function _row(string memory name, uint256 power) private pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), keccak256(bytes(name)), _varint(power));
    }

    function _row(string memory name, uint256 power, uint256 trusted) private pure returns (bytes memory) {
        return abi.encodePacked(_row(name, power), _varint(trusted));
    }

    function _varint(uint256 value) private pure returns (bytes memory out) {
        for (; value >= 0x80; value >>= 7) {
            // forge-lint: disable-next-line(unsafe-typecast)
            out = abi.encodePacked(out, uint8(value | 0x80));
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        return abi.encodePacked(out, uint8(value));
    }
}
