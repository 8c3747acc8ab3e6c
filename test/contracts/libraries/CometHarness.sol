// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderHash} from "../../../contracts/solidity/libraries/cometbft/HeaderHash.sol";
import {MerkleTree} from "../../../contracts/solidity/libraries/cometbft/MerkleTree.sol";
import {ValidatorRows} from "../../../contracts/solidity/libraries/cometbft/ValidatorRows.sol";
import {Varint} from "../../../contracts/solidity/libraries/cometbft/Varint.sol";
import {VoteSignBytes} from "../../../contracts/solidity/libraries/cometbft/VoteSignBytes.sol";

/// @notice The libraries by themselves, from calldata as in the client, with the gas that they take.
contract CometHarness {
    function varint(uint256 value) external pure returns (bytes32 word, uint256 size) {
        return Varint.encode(value);
    }

    function root(bytes32[] memory leaves) external view returns (bytes32) {
        uint256 at1;
        assembly ("memory-safe") {
            at1 := add(leaves, 32)
        }
        return MerkleTree.root(at1, leaves.length);
    }

    function hashHeader(bytes calldata header, bytes calldata chainId, bytes32 validatorsHash)
        external
        view
        returns (bytes32 hash, uint256 used)
    {
        bytes32 leaf = HeaderHash.chainIdLeaf(chainId);
        used = gasleft();
        HeaderHash.Fields memory fields = HeaderHash.read(header);
        hash = HeaderHash.hash(header, fields, leaf, validatorsHash);
        used -= gasleft();
    }

    function readHeader(bytes calldata header) external pure returns (HeaderHash.Fields memory) {
        return HeaderHash.read(header);
    }

    function readRows(bytes calldata data, uint256 count, uint256 trustedCount)
        external
        view
        returns (ValidatorRows.Sets memory sets, uint256 used)
    {
        used = gasleft();
        sets = ValidatorRows.read(data, count, trustedCount);
        used -= gasleft();
    }

    function row(bytes calldata data, uint256 count, uint256 trustedCount, uint256 index)
        external
        view
        returns (uint256 keyType, bytes memory key, uint256 power, uint256 trustedPower)
    {
        ValidatorRows.Sets memory sets = ValidatorRows.read(data, count, trustedCount);
        uint256 offset;
        (keyType, offset, power, trustedPower) = ValidatorRows.row(sets, index);
        power = ValidatorRows.sum(power);
        trustedPower = ValidatorRows.sum(trustedPower);
        key = new bytes(32);
        assembly ("memory-safe") {
            calldatacopy(add(key, 32), offset, 32)
        }
    }

    function signBytes(VoteSignBytes.Block calldata vote, bytes calldata chainId, uint256 secs, uint256 nanos)
        external
        view
        returns (bytes memory out, uint256 used)
    {
        VoteSignBytes.Template memory template;
        template.head = VoteSignBytes.headOf(vote);
        (template.tail1, template.tail2, template.tailSize) = VoteSignBytes.tailOf(chainId);
        out = new bytes(256);
        uint256 to;
        assembly ("memory-safe") {
            to := add(out, 32)
        }
        used = gasleft();
        uint256 end = VoteSignBytes.write(to, template, secs, nanos);
        used -= gasleft();
        assembly ("memory-safe") {
            mstore(out, sub(end, to))
        }
    }
}
