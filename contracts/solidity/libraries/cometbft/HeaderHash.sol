// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleTree} from "./MerkleTree.sol";
import {Varint} from "./Varint.sol";

/// @title The hash of a CometBFT header
/// @notice The root over the header's 14 fields. Fields that the light client goes by are encoded here; of the other eight
/// only the hashes of their leaves are known, which is enough, since nothing is concluded from them.
///
/// @dev Layout of a header, 337 bytes, numbers big-endian:
///
/// | at  | size | what                                                                                             |
/// |-----|------|--------------------------------------------------------------------------------------------------|
/// | 0   | 8    | height                                                                                           |
/// | 8   | 5    | seconds since 1970                                                                               |
/// | 13  | 4    | nanoseconds                                                                                      |
/// | 17  | 32   | hash of the next validators                                                                      |
/// | 49  | 32   | app hash                                                                                         |
/// | 81  | 256  | leaf hashes: version, last block id, last commit, data, consensus, results, evidence, proposer   |
///
/// The chain's id and the hash of the validators are not in it: the caller knows the one and has computed the other.
library HeaderHash {
    /// @notice Bytes of a header.
    uint256 internal constant SIZE = 337;
    /// @notice The longest chain id that CometBFT allows.
    uint256 internal constant MAX_CHAIN_ID = 50;
    uint256 private constant MAX_HEIGHT = (1 << 63) - 1;
    uint256 private constant MAX_SECONDS = (1 << 35) - 1;
    uint256 private constant MAX_NANOS = 999_999_999;

    /// @notice The header has another length.
    error HeaderSizeInvalid(uint256 expected, uint256 actual);
    /// @notice The chain id is empty or too long.
    error ChainIdLengthInvalid(uint256 greatest, uint256 actual);
    /// @notice The height is 0 or does not fit Go's int64.
    error HeaderHeightInvalid(uint256 greatest, uint256 actual);
    /// @notice The time lies after the year 3058.
    error TimeSecondsInvalid(uint256 greatest, uint256 actual);
    /// @notice A second has fewer nanoseconds.
    error TimeNanosInvalid(uint256 greatest, uint256 actual);

    /// @notice What a light client goes by.
    struct Fields {
        uint256 height;
        uint256 secs;
        uint256 nanos;
        bytes32 nextValidatorsHash;
        bytes32 appHash;
    }

    /// @notice The fields of a header, within their bounds.
    function read(bytes calldata header) internal pure returns (Fields memory fields) {
        require(header.length == SIZE, HeaderSizeInvalid(SIZE, header.length));
        uint256 first;
        assembly ("memory-safe") {
            first := calldataload(header.offset)
            mstore(add(fields, 96), calldataload(add(header.offset, 17)))
            mstore(add(fields, 128), calldataload(add(header.offset, 49)))
        }
        fields.height = first >> 192;
        fields.secs = (first >> 152) & 0xffffffffff;
        fields.nanos = (first >> 120) & 0xffffffff;
        require(fields.height != 0 && fields.height <= MAX_HEIGHT, HeaderHeightInvalid(MAX_HEIGHT, fields.height));
        checkTime(fields.secs, fields.nanos);
    }

    /// @notice Refuses a time that no chain of ours writes.
    function checkTime(uint256 secs, uint256 nanos) internal pure {
        require(secs <= MAX_SECONDS, TimeSecondsInvalid(MAX_SECONDS, secs));
        require(nanos <= MAX_NANOS, TimeNanosInvalid(MAX_NANOS, nanos));
    }

    /// @notice The leaf of a chain's id: the same in all of its headers.
    function chainIdLeaf(bytes memory chainId) internal pure returns (bytes32) {
        require(
            chainId.length != 0 && chainId.length <= MAX_CHAIN_ID, ChainIdLengthInvalid(MAX_CHAIN_ID, chainId.length)
        );
        // forge-lint: disable-next-line(unsafe-typecast)
        return sha256(abi.encodePacked(hex"000a", uint8(chainId.length), chainId));
    }

    /// @notice The hash of a header.
    /// @param header As the layout above says
    /// @param fields What `read` says of it
    /// @param idLeaf What `chainIdLeaf` says of the chain's id
    /// @param validatorsHash The hash of the validators that the caller has read
    function hash(bytes calldata header, Fields memory fields, bytes32 idLeaf, bytes32 validatorsHash)
        internal
        view
        returns (bytes32)
    {
        (bytes32 heightWord, uint256 heightSize) = Varint.encode(fields.height);
        uint256 leaves;
        bool ok;
        assembly ("memory-safe") {
            // The byte before the leaves is the tree's; leaves are encoded behind them.
            leaves := add(mload(0x40), 32)
            let pos := add(leaves, 448)
            let from := add(header.offset, 81)
            calldatacopy(leaves, from, 32)
            mstore(add(leaves, 32), idLeaf)
            calldatacopy(add(leaves, 128), add(from, 32), 96)
            calldatacopy(add(leaves, 288), add(from, 128), 32)
            calldatacopy(add(leaves, 352), add(from, 160), 96)
            // Field 1 of a message of one field, as Go wraps plain values.
            mstore(pos, shl(240, 0x0008))
            mstore(add(pos, 2), heightWord)
            ok := staticcall(gas(), 2, pos, add(2, heightSize), add(leaves, 64), 32)
            mstore(pos, shl(232, 0x000a20))
            mstore(add(pos, 3), validatorsHash)
            ok := and(ok, staticcall(gas(), 2, pos, 35, add(leaves, 224), 32))
            mstore(add(pos, 3), mload(add(fields, 96)))
            ok := and(ok, staticcall(gas(), 2, pos, 35, add(leaves, 256), 32))
            mstore(add(pos, 3), mload(add(fields, 128)))
            ok := and(ok, staticcall(gas(), 2, pos, 35, add(leaves, 320), 32))
        }
        (bytes32 time, uint256 timeSize) = encodeTime(fields.secs, fields.nanos);
        assembly ("memory-safe") {
            let pos := add(leaves, 448)
            mstore8(pos, 0)
            mstore(add(pos, 1), time)
            ok := and(ok, staticcall(gas(), 2, pos, add(timeSize, 1), add(leaves, 96), 32))
        }
        require(ok, MerkleTree.MerkleHashFailed());
        return MerkleTree.root(leaves, 14);
    }

    /// @notice A `google.protobuf.Timestamp`; as in Protocol Buffers, a zero is not written.
    /// @param secs In its bounds, as `checkTime` has them
    /// @param nanos In its bounds
    /// @return word The encoding, from the word's first byte on, then zeros
    /// @return size Bytes of it, up to 12
    function encodeTime(uint256 secs, uint256 nanos) internal pure returns (bytes32 word, uint256 size) {
        bytes32 rest;
        uint256 restSize;
        if (secs != 0) {
            (word, size) = Varint.encode(secs);
            assembly ("memory-safe") {
                word := or(shl(248, 0x08), shr(8, word))
                size := add(size, 1)
            }
        }
        if (nanos != 0) {
            (rest, restSize) = Varint.encode(nanos);
            assembly ("memory-safe") {
                rest := or(shl(248, 0x10), shr(8, rest))
                word := or(word, shr(shl(3, size), rest))
                size := add(add(size, restSize), 1)
            }
        }
    }
}
