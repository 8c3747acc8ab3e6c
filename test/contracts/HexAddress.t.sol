// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {HexAddress} from "../../contracts/solidity/libraries/HexAddress.sol";
import {Test} from "./support/Test.sol";

/// @notice Our reader of addresses and OpenZeppelin's agree.
contract HexAddressTest is Test {
    function testFuzz_writtenAddresses(address account) external pure {
        assertSame(Strings.toHexString(account));
        assertSame(Strings.toChecksumHexString(account));
        (bool valid, address parsed) = HexAddress.tryParse(Strings.toHexString(account));
        vm.assertTrue(valid);
        vm.assertEq(parsed, account);
    }

    /// @dev Every byte at every place, with and without `0x`.
    function testFuzz_oneSpoiledByte(address account, uint256 at) external pure {
        bytes memory long = bytes(Strings.toChecksumHexString(account));
        bytes memory short = new bytes(40);
        for (uint256 i = 0; i < 40; ++i) {
            short[i] = long[i + 2];
        }
        for (uint256 character = 0; character < 256; ++character) {
            bytes memory text = bytes.concat(long);
            text[at % 42] = bytes1(uint8(character));
            assertSame(string(text));
            text = bytes.concat(short);
            text[at % 40] = bytes1(uint8(character));
            assertSame(string(text));
        }
    }

    function test_lengths() external pure {
        for (uint256 length = 0; length < 50; ++length) {
            bytes memory text = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                text[i] = "1";
            }
            assertSame(string(text));
            if (length < 2) continue;
            (text[0], text[1]) = ("0", "x");
            assertSame(string(text));
            text[1] = "X";
            assertSame(string(text));
        }
    }

    function assertSame(string memory text) private pure {
        (bool valid, address parsed) = HexAddress.tryParse(text);
        (bool wantValid, address want) = Strings.tryParseAddress(text);
        vm.assertEq(valid, wantValid, text);
        vm.assertEq(parsed, want);
    }
}
