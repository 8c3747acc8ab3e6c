// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HeaderHash} from "./HeaderHash.sol";
import {Varint} from "./Varint.sol";

/// @title What the validators of a commit sign
/// @notice The `CanonicalVote` of a precommit for a block, with its length before it. Within a commit the votes differ in
/// their time only, so the rest is built once. Nothing here can become a prevote, a proposal or a vote for no block.
library VoteSignBytes {
    /// @notice Bytes of the longest vote: round above 0, a chain id of 50 bytes, times and part counts of five bytes.
    uint256 internal constant MAX_SIZE = 166;
    uint256 private constant MAX_ROUND = (1 << 31) - 1;

    /// @notice The round does not fit Go's int32.
    error VoteRoundInvalid(uint256 greatest, uint256 actual);
    /// @notice A block has at least one part.
    error VoteNoParts();

    /// @notice What all votes are for.
    struct Block {
        uint256 height;
        uint256 round;
        bytes32 hash;
        uint256 partTotal;
        bytes32 partsHash;
    }

    /// @notice What all votes of a commit begin and end with.
    struct Template {
        bytes head;
        /// Tag, length and bytes of the chain's id: two words and how many bytes of them count.
        bytes32 tail1;
        bytes32 tail2;
        uint256 tailSize;
    }

    /// @notice What all votes of a chain end with.
    function tailOf(bytes memory chainId) internal pure returns (bytes32 tail1, bytes32 tail2, uint256 size) {
        uint256 length = chainId.length;
        require(
            length != 0 && length <= HeaderHash.MAX_CHAIN_ID,
            HeaderHash.ChainIdLengthInvalid(HeaderHash.MAX_CHAIN_ID, length)
        );
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes memory tail = abi.encodePacked(hex"32", uint8(length), chainId, new bytes(62 - length));
        assembly ("memory-safe") {
            tail1 := mload(add(tail, 32))
            tail2 := mload(add(tail, 64))
        }
        size = length + 2;
    }

    /// @notice What all votes for a block begin with.
    /// @param vote The height is in its bounds already
    function headOf(Block memory vote) internal pure returns (bytes memory head) {
        require(vote.round <= MAX_ROUND, VoteRoundInvalid(MAX_ROUND, vote.round));
        require(vote.partTotal != 0, VoteNoParts());
        (bytes32 totalWord, uint256 totalSize) = Varint.encode(vote.partTotal);
        bytes8 height = _littleEndian(vote.height);
        bytes8 round = _littleEndian(vote.round);
        assembly ("memory-safe") {
            head := mload(0x40)
            let pos := add(head, 32)
            mstore(pos, or(shl(232, 0x080211), shr(24, height)))
            pos := add(pos, 11)
            if round {
                mstore(pos, or(shl(248, 0x19), shr(8, round)))
                pos := add(pos, 9)
            }
            // BlockID of its hash and of PartSetHeader, of the parts' number and their hash.
            mstore(pos, or(shl(248, 0x22), or(shl(240, add(71, totalSize)), shl(224, 0x0a20))))
            mstore(add(pos, 4), mload(add(vote, 64)))
            mstore(add(pos, 36), or(shl(248, 0x12), or(shl(240, add(35, totalSize)), shl(232, 0x08))))
            pos := add(pos, 39)
            mstore(pos, totalWord)
            pos := add(pos, totalSize)
            mstore(pos, shl(240, 0x1220))
            mstore(add(pos, 2), mload(add(vote, 128)))
            pos := add(pos, 34)
            mstore(head, sub(pos, add(head, 32)))
            mstore(0x40, and(add(pos, 31), not(31)))
        }
    }

    /// @notice Writes the sign bytes of one vote.
    /// @param to Where to, in memory; up to 232 bytes are overwritten
    /// @return end Where they end
    function write(uint256 to, Template memory template, uint256 secs, uint256 nanos)
        internal
        pure
        returns (uint256 end)
    {
        HeaderHash.checkTime(secs, nanos);
        (bytes32 time, uint256 timeSize) = HeaderHash.encodeTime(secs, nanos);
        assembly ("memory-safe") {
            let head := mload(template)
            let headSize := mload(head)
            let size := add(add(add(headSize, 2), timeSize), mload(add(template, 96)))
            // The length takes two bytes from 128 on.
            mstore8(to, size)
            if gt(size, 127) {
                mstore8(to, or(size, 0x80))
                to := add(to, 1)
                mstore8(to, 1)
            }
            to := add(to, 1)
            end := add(to, size)
            mcopy(to, add(head, 32), headSize)
            to := add(to, headSize)
            mstore(to, or(shl(248, 0x2a), or(shl(240, timeSize), shr(16, time))))
            to := add(add(to, 2), timeSize)
            mstore(to, mload(add(template, 32)))
            mstore(add(to, 32), mload(add(template, 64)))
        }
    }

    function _littleEndian(uint256 value) private pure returns (bytes8 word) {
        assembly ("memory-safe") {
            let x := or(shr(8, and(value, 0xff00ff00ff00ff00)), shl(8, and(value, 0x00ff00ff00ff00ff)))
            x := or(shr(16, and(x, 0xffff0000ffff0000)), shl(16, and(x, 0x0000ffff0000ffff)))
            word := shl(192, or(shr(32, x), and(shl(32, x), 0xffffffff00000000)))
        }
    }
}
