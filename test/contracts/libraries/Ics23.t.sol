// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ics23} from "../../../contracts/solidity/libraries/ics23/Ics23.sol";
import {Test} from "../support/Test.sol";

/// @notice The library by itself, from calldata as in the client, with the gas that it takes.
contract Ics23Harness {
    function member(bytes calldata proof, bytes32 root, bytes calldata store, bytes calldata key, bytes calldata value)
        external
        view
        returns (uint256 used)
    {
        used = gasleft();
        Ics23.verifyMembership(proof, root, store, key, value);
        used -= gasleft();
    }

    function absent(bytes calldata proof, bytes32 root, bytes calldata store, bytes calldata key)
        external
        view
        returns (uint256 used)
    {
        used = gasleft();
        Ics23.verifyNonMembership(proof, root, store, key);
        used -= gasleft();
    }
}

contract Ics23Test is Test {
    Ics23Harness private ics23 = new Ics23Harness();
    bytes[] private proofs;
    bytes[] private roots;
    bytes[] private keys;
    bytes[] private values;
    uint256[] private valid;

    constructor() {
        string memory json = vm.readFile("test/contracts/fixtures/ics23-proofs.json");
        proofs = vm.parseJsonBytesArray(json, ".proofs");
        roots = vm.parseJsonBytesArray(json, ".roots");
        keys = vm.parseJsonBytesArray(json, ".keys");
        values = vm.parseJsonBytesArray(json, ".values");
        valid = vm.parseJsonUintArray(json, ".valid");
    }

    function test_verify_saysOfEveryFixtureWhatTheLibrarySays() external view {
        uint256 accepted = 0;
        for (uint256 i = 0; i < proofs.length; i++) {
            bool actual = _holds(proofs[i], bytes32(roots[i]), keys[i], values[i]);
            vm.assertTrue(actual == (valid[i] == 1), vm.toString(i));
            if (actual) accepted++;
        }
        vm.assertGt(accepted, 40);
        vm.assertGt(proofs.length - accepted, 100);
    }

    /// @dev A changed byte of a right proof makes it wrong: none of its bytes is without meaning.
    function testFuzz_verify_refusesEveryChangedByte(uint256 seed) external view {
        for (uint256 i = seed % 7; i < proofs.length; i += 7) {
            if (valid[i] == 0) continue;
            bytes memory proof = proofs[i];
            proof[(seed >> 8) % proof.length] ^= bytes1(uint8(1 << ((seed >> 248) % 8)));
            vm.assertFalse(_holds(proof, bytes32(roots[i]), keys[i], values[i]), vm.toString(i));
        }
    }

    function testFuzz_verify_refusesMoreAndFewerBytes(uint256 seed) external view {
        uint256 i = _anyValid(seed);
        vm.assertFalse(_holds(abi.encodePacked(proofs[i], hex"00"), bytes32(roots[i]), keys[i], values[i]));
        bytes memory proof = proofs[i];
        uint256 size = proof.length - 1 - seed % 5;
        assembly ("memory-safe") {
            mstore(proof, size)
        }
        vm.assertFalse(_holds(proof, bytes32(roots[i]), keys[i], values[i]));
    }

    function testFuzz_verify_refusesAnotherKeyValueRootAndStore(uint256 seed) external {
        uint256 i = _anyValid(seed);
        bytes memory key = abi.encodePacked(keys[i], hex"01");
        if (values[i].length != 0) {
            vm.assertFalse(_holds(proofs[i], bytes32(roots[i]), key, values[i]), "key");
            bytes memory value = abi.encodePacked(values[i], hex"01");
            vm.assertFalse(_holds(proofs[i], bytes32(roots[i]), keys[i], value), "value");
        }
        vm.assertFalse(_holds(proofs[i], bytes32(uint256(bytes32(roots[i])) ^ 1), keys[i], values[i]), "root");
        vm.expectPartialRevert(Ics23.ProofRootMismatch.selector);
        if (values[i].length == 0) ics23.absent(proofs[i], bytes32(roots[i]), "ibd", keys[i]);
        else ics23.member(proofs[i], bytes32(roots[i]), "ibd", keys[i], values[i]);
    }

    function test_verify_refusesEmptyKeysAndValues() external {
        uint256 i = _anyValid(0);
        bytes32 root = bytes32(roots[i]);
        bytes memory proof = proofs[i];
        bytes memory key = keys[i];
        vm.expectRevert(Ics23.ProofValueEmpty.selector);
        ics23.member(proof, root, "ibc", key, "");
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofKeyInvalid.selector, (1 << 14) - 1, 0));
        ics23.member(proof, root, "ibc", "", "value");
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofKeyInvalid.selector, (1 << 14) - 1, 0));
        ics23.absent(proof, root, "ibc", "");
    }

    function test_verify_refusesAnEmptyProof() external {
        vm.expectRevert(Ics23.ProofLeafInvalid.selector);
        ics23.member("", bytes32(0), "ibc", "key", "value");
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofKindInvalid.selector, 0));
        ics23.absent("", bytes32(0), "ibc", "key");
    }

    function test_verify_refusesNodesThatAreNone() external {
        // Two varints instead of three, a negative one, a node lower than its layer, one that ends inside a varint.
        _refuses(hex"03808001", abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 1));
        _refuses(hex"03030202", abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 1));
        _refuses(hex"03020302", abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 1));
        _refuses(hex"03020203", abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 1));
        _refuses(hex"0402028202", abi.encodeWithSelector(Ics23.ProofRootMismatch.selector, bytes32(0)));
        _refuses(hex"0402020282", abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 1));
        _refuses(hex"0402020202", abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 1));
        _refuses(hex"03000202", abi.encodeWithSelector(Ics23.ProofHeightInvalid.selector, 1, 0));
        _refuses(hex"020202", abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 1));
        _refuses(hex"0c020202020202020202020202", abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 1));
    }

    function test_verify_refusesLeavesThatAreNone() external {
        bytes[5] memory leaves =
            [bytes(hex"00"), hex"0103", hex"020202", hex"0182", hex"0aff8080808080808080" hex"8002"];
        for (uint256 i = 0; i < leaves.length; i++) {
            vm.expectRevert(Ics23.ProofLeafInvalid.selector);
            ics23.member(abi.encodePacked(leaves[i], hex"0000"), bytes32(0), "ibc", "key", "value");
        }
    }

    function test_member_gasOfADeepTree() external {
        // 25 nodes of IAVL and six of stores, as on a large chain: numbers of 3 to 9 bytes.
        bytes memory proof = hex"04c0d2e10f19";
        for (uint256 i = 1; i <= 25; i++) {
            // forge-lint: disable-next-line(unsafe-typecast)
            bytes memory node =
                abi.encodePacked(uint8(i % 2 << 7 | 9), uint8(2 * i), hex"8080808002" hex"c0d20f", keccak256(""));
            proof = abi.encodePacked(proof, node);
        }
        proof = abi.encodePacked(proof, hex"06");
        for (uint256 i = 0; i < 6; i++) {
            // forge-lint: disable-next-line(unsafe-typecast)
            proof = abi.encodePacked(proof, uint8(i % 2), keccak256(""));
        }
        bytes memory key = abi.encodePacked("cosmoshub-1", uint8(1), uint64(1));
        (bool ok, bytes memory reason) = address(ics23)
            .call(abi.encodeCall(Ics23Harness.member, (proof, bytes32(0), "ibc", key, abi.encodePacked(keccak256("")))));
        vm.assertFalse(ok);
        vm.assertEq(bytes32(bytes4(reason)), bytes32(Ics23.ProofRootMismatch.selector));
        bytes32 root;
        assembly ("memory-safe") {
            root := mload(add(reason, 68))
        }
        vm.assertLe(ics23.member(proof, root, "ibc", key, abi.encodePacked(keccak256(""))), 35_000);
    }

    function _refuses(bytes memory node, bytes memory reason) private {
        bytes memory proof = abi.encodePacked(hex"010201", node, keccak256(""), hex"00");
        // forge-lint: disable-next-line(unsafe-typecast)
        if (reason.length == 36) vm.expectPartialRevert(bytes4(reason));
        else vm.expectRevert(reason);
        ics23.member(proof, bytes32(0), "ibc", "key", "value");
    }

    function _anyValid(uint256 seed) private view returns (uint256 i) {
        i = (seed >> 16) % proofs.length;
        while (valid[i] == 0) i = (i + 1) % proofs.length;
    }

    function _holds(bytes memory proof, bytes32 root, bytes memory key, bytes memory value)
        private
        view
        returns (bool)
    {
        bytes memory call = value.length == 0
            ? abi.encodeCall(Ics23Harness.absent, (proof, root, "ibc", key))
            : abi.encodeCall(Ics23Harness.member, (proof, root, "ibc", key, value));
        (bool ok,) = address(ics23).staticcall(call);
        return ok;
    }
}
