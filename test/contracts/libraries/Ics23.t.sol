// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ics23} from "../../../contracts/solidity/libraries/ics23/Ics23.sol";
import {Test} from "../support/Test.sol";
import {Words} from "../support/Words.sol";

/// @notice The library by itself, from calldata as in the client, with the gas that it takes.
contract Ics23Harness {
    function member(bytes calldata proof, bytes32 root, bytes calldata store, bytes calldata key, bytes calldata value)
        external
        returns (uint256 used)
    {
        used = gasleft();
        Ics23.verifyMembership(proof, _whole(root), store, key, value);
        used -= gasleft();
    }

    function absent(bytes calldata proof, bytes32 root, bytes calldata store, bytes calldata key)
        external
        returns (uint256 used)
    {
        used = gasleft();
        Ics23.verifyNonMembership(proof, _whole(root), store, key);
        used -= gasleft();
    }

    function _whole(bytes32 root) private pure returns (Ics23.Anchor memory) {
        return Ics23.Anchor({isWhole: true, root: root, timestamp: 5, height: 7, stateHash: root});
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

    function test_verify_saysOfEveryFixtureWhatTheLibrarySays() external {
        uint256 accepted = 0;
        for (uint256 i = 0; i < proofs.length; i++) {
            bool actual = _holds(proofs[i], bytes32(roots[i]), keys[i], values[i]);
            vm.assertTrue(actual == (valid[i] == 1), vm.toString(i));
            if (actual) accepted++;
        }
        vm.assertGt(accepted, 40);
        vm.assertGt(proofs.length - accepted, 100);
    }

    /// @dev A changed byte of a right proof makes it wrong: none of its bytes is without meaning. (That a node is to be
    /// remembered could be changed, but it takes a part of its own.)
    function testFuzz_verify_refusesEveryChangedByte(uint256 seed) external {
        for (uint256 i = seed % 7; i < proofs.length; i += 7) {
            if (valid[i] == 0) continue;
            bytes memory proof = proofs[i];
            proof[(seed >> 8) % proof.length] ^= bytes1(uint8(1 << ((seed >> 248) % 8)));
            vm.assertFalse(_holds(proof, bytes32(roots[i]), keys[i], values[i]), vm.toString(i));
        }
    }

    function testFuzz_verify_refusesMoreAndFewerBytes(uint256 seed) external {
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
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofVersionInvalid.selector, 0, 0));
        ics23.member("", bytes32(0), "ibc", "key", "value");
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofKindInvalid.selector, 0));
        ics23.absent("", bytes32(0), "ibc", "key");
    }

    function test_verify_takesNodesOfAllSizes() external {
        // One and more bytes, up to ten of size and version together.
        _leads(hex"0202");
        _leads(hex"028001");
        _leads(hex"7e82808001");
        _leads(hex"02808080808080808001");
        _leads(hex"030202");
        _leads(hex"03828080020c");
        _leads(hex"0382808080808080800202");
    }

    function test_verify_refusesNodesThatAreNone() external {
        // As low as the leaf; a negative size, a size of ten bytes, one without an end.
        _refuses(hex"0002", 0);
        _refuses(hex"0203", 1);
        _refuses(hex"02838001", 1);
        _refuses(hex"0280808080808080808001", 1);
        _refuses(hex"02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 1);
        // Versions: negative, of ten bytes, without an end; with the size more than ten.
        _refuses(hex"030302", 1);
        _refuses(hex"0383808002" hex"02", 1);
        _refuses(hex"0382808080808080808001" hex"02", 1);
        _refuses(hex"03ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 1);
        _refuses(hex"03828080808080808002" hex"8201", 1);
    }

    function test_verify_refusesNodesThatDoNotRise() external {
        bytes memory node = abi.encodePacked(hex"0402", keccak256(""));
        bytes memory proof = abi.encodePacked(hex"010242", node, node, hex"0001");
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, 2));
        ics23.member(proof, bytes32(0), "ibc", "key", "value");
    }

    function test_verify_refusesLeavesThatAreNone() external {
        bytes[7] memory leaves = [
            bytes(hex"00"),
            hex"0103",
            hex"020202",
            hex"0182",
            hex"0aff8080808080808080" hex"8002",
            hex"0a82808080808080808002",
            hex"0b8280808080808080808001"
        ];
        for (uint256 i = 0; i < leaves.length; i++) {
            vm.expectPartialRevert(Ics23.ProofVersionInvalid.selector);
            ics23.member(abi.encodePacked(leaves[i], hex"400001"), bytes32(0), "ibc", "key", "value");
        }
    }

    function test_verify_refusesPathsThatDoNotEnd() external {
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofEndInvalid.selector, 0));
        ics23.member(hex"0102" hex"00" hex"0001", bytes32(0), "ibc", "key", "value");
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofSideInvalid.selector, 0));
        ics23.member(hex"0102" hex"40" hex"0000", bytes32(0), "ibc", "key", "value");
    }

    /// @dev Of the library alone: neither calldata nor the client's own checks.
    function test_member_costsWhatItsHashesCost() external {
        string memory json = vm.readFile("test/contracts/fixtures/ics23-batches.json");
        uint256[3] memory depths = [uint256(20), 22, 25];
        for (uint256 i = 0; i < 3; i++) {
            string memory depth = string.concat("depth ", vm.toString(depths[i]));
            string memory at = string.concat("['", depth, "'].");
            bytes memory state = vm.parseJsonBytes(json, string.concat(at, "state"));
            bytes memory key = vm.parseJsonBytesArray(json, string.concat(at, "keys"))[0];
            bytes memory value = vm.parseJsonBytesArray(json, string.concat(at, "values"))[0];
            bytes memory proof = vm.parseJsonBytesArray(json, string.concat(at, "alone"))[0];
            uint256 used =
                ics23.member(Words.slice(proof, 80, proof.length), Words.wordAt(state, 16), "ibc", key, value);
            vm.assertLe(used, 800 * (depths[i] + 5));
            vm.snapshotValue("ics23", string.concat("membership, ", depth), used);
        }
    }

    function _refuses(bytes memory node, uint256 height) private {
        vm.expectRevert(abi.encodeWithSelector(Ics23.ProofNodeInvalid.selector, height));
        ics23.member(_withNode(node), bytes32(0), "ibc", "key", "value");
    }

    function _leads(bytes memory node) private {
        vm.expectPartialRevert(Ics23.ProofRootMismatch.selector);
        ics23.member(_withNode(node), bytes32(0), "ibc", "key", "value");
    }

    function _withNode(bytes memory node) private pure returns (bytes memory) {
        return abi.encodePacked(hex"010241", node, keccak256(""), hex"0001");
    }

    function _anyValid(uint256 seed) private view returns (uint256 i) {
        i = (seed >> 16) % proofs.length;
        while (valid[i] == 0) i = (i + 1) % proofs.length;
    }

    function _holds(bytes memory proof, bytes32 root, bytes memory key, bytes memory value) private returns (bool) {
        bytes memory call = value.length == 0
            ? abi.encodeCall(Ics23Harness.absent, (proof, root, "ibc", key))
            : abi.encodeCall(Ics23Harness.member, (proof, root, "ibc", key, value));
        (bool ok,) = address(ics23).call(call);
        return ok;
    }
}
