// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeCache} from "./NodeCache.sol";
import {ProofBytes} from "./ProofBytes.sol";

/// @title ICS-23 proofs of a Cosmos SDK chain
/// @notice What an IAVL store under a simple Merkle tree of stores holds under a key, or that it holds nothing. The rules are
/// those of ibc-go's two proof specs. Most of them cannot be broken, since a proof holds only what differs from node to node:
/// the bytes between are written here. Asked for besides: a node is higher than the one below it, as in every tree that IAVL
/// makes, and no store has more than 15 nodes above it.
///
/// @dev Layout, numbers big-endian. A key or a store's name is the caller's and is not in the proof.
///
/// ```
/// membership    = version | path | stores
/// absence       = 1 (left only) or 2 (right only) | neighbour | path along the edge | stores
///               | 3 | right neighbour | path along the edge | left neighbour | path along the edge | node | path | stores
/// neighbour     = length of the key (2) | key | SHA-256 of the value (32) | version
/// version       = length (1) | a varint
/// path          = parts: head (1) | nodes, from the leaf up
/// node          = head (1) | version, if it is another than before, and size, varints | hash of the other child (32)
/// stores        = sides (2) | hashes of the other children (32 each)
/// ```
///
/// The head of a part tells how many nodes it has (bits 0 to 5) and what it ends at (bits 6 and 7): the root (1), a node to be
/// remembered, before another part (2), or a node that was remembered (3); then there are no stores. The head of a node is
/// its height as a varint, in which bit 0 says that a version follows, and bit 7 that the way comes from the right child. A
/// path along the edge has one part; its children are of the side that the edge asks for, and bit 7 is 0. The left
/// neighbour's way goes on where both meet: that node's other child is the right one's half. The sides of stores are a bit
/// for each node, the lowest first, 0 for a left child; above them is a 1.
library Ics23 {
    uint256 private constant MAX_VERSION = 10;
    uint256 private constant MAX_KEY = 1 << 14;
    bytes32 private constant EMPTY_VALUE = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;
    /// @dev A varint's bytes say "more" in their highest bit; the lowest bit of its first is the sign.
    uint256 private constant VARINT = 0x8180808080808080808080808080808080808080808080808080808080808080;
    uint256 private constant CONTINUED = 0x8080808080808080808080808080808080808080808080808080808080808080;

    /// @dev What a part of a path ends at.
    uint256 private constant AT_ROOT = 1;
    uint256 private constant REMEMBER = 2;
    uint256 private constant AT_REMEMBERED = 3;

    /// @dev Where a child is written.
    uint256 private constant LEFT = 0x3f;
    uint256 private constant RIGHT = 0x60;

    /// @notice The proof has bytes behind its end, or ends too early.
    error ProofSizeInvalid(uint256 expected, uint256 actual);
    /// @notice The proof leads to another root.
    error ProofRootMismatch(bytes32 expected, bytes32 actual);
    /// @notice A key is empty or too long.
    error ProofKeyInvalid(uint256 greatest, uint256 actual);
    /// @notice Nothing can be proven of an empty value.
    error ProofValueEmpty();
    /// @notice A version is no varint of 1 to 10 bytes, or negative.
    error ProofVersionInvalid(uint256 size, uint256 bytes_);
    /// @notice Of the nodes up to this height one is not higher than the one below it, or has numbers that are none: a size
    /// or version that is no varint or negative, or more than 10 bytes of both.
    error ProofNodeInvalid(uint256 height);
    /// @notice Sides have no end.
    error ProofSideInvalid(uint256 actual);
    /// @notice The proof of absence has neither a left nor a right neighbour.
    error ProofKindInvalid(uint256 actual);
    /// @notice The key is not behind the left neighbour's.
    error ProofKeyNotRight();
    /// @notice The key is not before the right neighbour's.
    error ProofKeyNotLeft();
    /// @notice Up to this height, a neighbour has others between it and the key.
    error ProofNotAdjacent(uint256 height);
    /// @notice A path ends, or remembers a node, where it must not.
    error ProofEndInvalid(uint256 actual);
    /// @notice The node was not remembered in this transaction, for this height, state and store.
    error ProofNodeUnknown(bytes32 node);

    /// @notice What a proof is held against.
    /// @param isWhole Whether it leads to the root; else it ends at a node that was remembered
    /// @param root The app hash; of no meaning unless the proof is whole, and so is the timestamp
    /// @param stateHash Of the state that is stored for the height
    struct Anchor {
        bool isWhole;
        bytes32 root;
        uint256 timestamp;
        uint256 height;
        bytes32 stateHash;
    }

    /// @dev How far a proof has been read.
    struct Walk {
        uint256 pos;
        bytes32 node;
        /// Of the node, as a varint: twice the height.
        uint256 height;
        /// Of the last node, as it is hashed, in the lowest bytes; what is above them means nothing.
        uint256 version;
        uint256 versionSize;
        /// The last node to be remembered, in memory before the place of the one before it; 0 for none.
        uint256 marked;
        /// Where a node is written that has no side of its own: as a left or as a right child.
        uint256 place;
        /// The heads of all nodes so far, one over the other.
        uint256 heads;
        /// While a part is read: the free memory pointer, and what the part ends at.
        uint256 memoryEnd;
        uint256 end;
    }

    /// @notice Refuses unless the proof shows that the store holds the value under the key.
    /// @param store The store's name
    /// @return timestamp Of the state
    function verifyMembership(
        bytes calldata proof,
        Anchor memory anchor,
        bytes calldata store,
        bytes calldata key,
        bytes calldata value
    ) internal returns (uint256 timestamp) {
        require(value.length != 0, ProofValueEmpty());
        Walk memory walk;
        walk.pos = ProofBytes.start(proof);
        walk.place = LEFT;
        _leaf(walk, key, ProofBytes.hash(value));
        return _finish(proof, walk, _climb(walk), anchor, store);
    }

    /// @notice Refuses unless the proof shows that the store holds nothing under the key.
    function verifyNonMembership(bytes calldata proof, Anchor memory anchor, bytes calldata store, bytes calldata key)
        internal
        returns (uint256 timestamp)
    {
        _checkKey(key.length);
        Walk memory walk;
        walk.pos = ProofBytes.start(proof);
        uint256 kind = _nextByte(walk);
        require(kind != 0 && kind < 4, ProofKindInvalid(kind));
        uint256 end = AT_ROOT;
        if (kind == 3) {
            end = _meet(walk, key);
        } else {
            // The first or the last leaf of all.
            _climbEdge(walk, key, kind == 1);
        }
        return _finish(proof, walk, end, anchor, store);
    }

    /// @dev Only now is anything believed, and remembered.
    function _finish(bytes calldata proof, Walk memory walk, uint256 end, Anchor memory anchor, bytes calldata store)
        private
        returns (uint256 timestamp)
    {
        require(anchor.isWhole == (end == AT_ROOT), ProofEndInvalid(end));
        bytes32 scope;
        if (!anchor.isWhole || walk.marked != 0) scope = NodeCache.scopeOf(anchor.height, anchor.stateHash, store);
        if (anchor.isWhole) {
            _climbStores(walk, store);
            require(walk.node == anchor.root, ProofRootMismatch(anchor.root, walk.node));
            timestamp = anchor.timestamp;
        } else {
            bool isKnown;
            (isKnown, timestamp) = NodeCache.recall(scope, walk.node);
            require(isKnown, ProofNodeUnknown(walk.node));
        }
        uint256 size = walk.pos - ProofBytes.start(proof);
        require(size == proof.length, ProofSizeInvalid(size, proof.length));
        uint256 marked = walk.marked;
        while (marked != 0) {
            bytes32 node;
            assembly ("memory-safe") {
                node := mload(marked)
                marked := mload(add(marked, 32))
            }
            NodeCache.remember(scope, node, timestamp);
        }
    }

    /// @dev Two neighbours: each along the edge of its half, to the node whose halves they are, and on to the root.
    function _meet(Walk memory walk, bytes calldata key) private view returns (uint256 end) {
        _climbEdge(walk, key, false);
        (bytes32 right, uint256 height) = (walk.node, walk.height);
        _climbEdge(walk, key, true);
        if (height > walk.height) walk.height = height;
        walk.place = LEFT;
        walk.heads = 0;
        uint256 start = walk.pos;
        end = _climbPart(walk);
        // One node.
        require(ProofBytes.byteAt(start) == 0x40 + 1, ProofEndInvalid(end));
        bool isOther = ProofBytes.wordAt(walk.pos - 32) == right;
        require(isOther && walk.heads >> 255 == 0, ProofNotAdjacent(walk.height >> 1));
        return _climb(walk);
    }

    /// @dev A neighbour, whose key must be on its side of the key, and its way along the edge.
    function _climbEdge(Walk memory walk, bytes calldata key, bool isLeft) private view {
        bytes calldata other;
        bytes32 valueHash;
        uint256 pos = walk.pos;
        assembly ("memory-safe") {
            other.length := shr(240, calldataload(pos))
            other.offset := add(pos, 2)
            pos := add(other.offset, other.length)
            valueHash := calldataload(pos)
        }
        walk.pos = pos + 32;
        if (isLeft) require(ProofBytes.isBefore(other, key), ProofKeyNotRight());
        else require(ProofBytes.isBefore(key, other), ProofKeyNotLeft());
        require(valueHash != EMPTY_VALUE, ProofValueEmpty());
        _leaf(walk, other, valueHash);
        walk.place = isLeft ? RIGHT : LEFT;
        walk.heads = 0;
        uint256 end = _climbPart(walk);
        require(end == AT_ROOT, ProofEndInvalid(end));
        require(walk.heads >> 255 == 0, ProofNotAdjacent(walk.height >> 1));
    }

    /// @dev SHA-256 of: height 0, size 1, version; the key and the value's hash, each after its length.
    function _leaf(Walk memory walk, bytes calldata key, bytes32 valueHash) private view {
        _checkKey(key.length);
        bool ok;
        uint256 size;
        uint256 version;
        assembly ("memory-safe") {
            let pos := mload(walk)
            let word := calldataload(pos)
            size := byte(0, word)
            let down := sub(256, shl(3, size))
            word := shl(8, word)
            version := shr(down, word)
            // All bytes but the last say "more", the sign is positive, and of a tenth byte only one bit is left.
            ok := iszero(and(xor(version, sub(shr(down, CONTINUED), 0x80)), shr(down, VARINT)))
            ok := and(ok, or(lt(size, MAX_VERSION), lt(and(version, 0xff), 2)))
            ok := and(ok, lt(sub(size, 1), MAX_VERSION))
            let buffer := mload(0x40)
            mstore(buffer, shl(240, 0x0002))
            mstore(add(buffer, 2), word)
            let to := add(add(buffer, 2), size)
            let length := key.length
            switch lt(length, 0x80)
            case 1 {
                mstore8(to, length)
                to := add(to, 1)
            }
            default {
                mstore8(to, or(and(length, 0x7f), 0x80))
                mstore8(add(to, 1), shr(7, length))
                to := add(to, 2)
            }
            calldatacopy(to, key.offset, length)
            to := add(to, length)
            mstore8(to, 32)
            mstore(add(to, 1), valueHash)
            ok := and(ok, staticcall(gas(), 2, buffer, sub(add(to, 33), buffer), add(walk, 0x20), 32))
            mstore(walk, add(add(pos, 1), size))
            mstore(add(walk, 0x40), 0)
            mstore(add(walk, 0x60), version)
            mstore(add(walk, 0x80), size)
        }
        require(ok, ProofVersionInvalid(size, version));
    }

    /// @dev Up a path, to where it ends. Leaves are not remembered.
    function _climb(Walk memory walk) private view returns (uint256 end) {
        do {
            end = _climbPart(walk);
            if (end != AT_ROOT) require(end != 0 && walk.height != 0, ProofEndInvalid(end));
            if (end == REMEMBER) {
                assembly ("memory-safe") {
                    let place := mload(0x40)
                    mstore(0x40, add(place, 64))
                    mstore(place, mload(add(walk, 0x20)))
                    mstore(add(place, 32), mload(add(walk, 0xa0)))
                    mstore(add(walk, 0xa0), place)
                }
            }
        } while (end == REMEMBER);
    }

    /// @dev What is hashed, of height, size and version, 32, left child, 32, right child, lies at the end of bytes 0 to 0x80;
    /// memory's own words among them are put back. A hash is written where the next node wants it. It runs once for each node,
    /// hence one loop of assembly.
    /// @return end What the part ends at
    // solhint-disable-next-line function-max-lines
    function _climbPart(Walk memory walk) private view returns (uint256 end) {
        bool ok;
        assembly ("memory-safe") {
            mstore(add(walk, 0x100), mload(0x40))
            let pos := mload(walk)
            let count := byte(0, calldataload(pos))
            mstore(add(walk, 0x120), shr(6, count))
            count := and(count, 0x3f)
            pos := add(pos, 1)
            let below := mload(add(walk, 0x40))
            // Where height and size are written to: the byte before the version.
            let last := sub(0x3d, mload(add(walk, 0x80)))
            mstore(0x1e, mload(add(walk, 0x60)))
            mstore8(0x3e, 32)
            mstore8(0x5f, 32)
            let word := calldataload(pos)
            let usual := mload(add(walk, 0xc0))
            let own := xor(usual, and(0x5f, sar(255, word)))
            mstore(own, mload(add(walk, 0x20)))
            // Its highest bit stays while nothing is wrong.
            let good := not(0)
            let seen := 0
            for {} count {} {
                if and(byte(0, word), 1) {
                    // Up to the first byte of the version that does not say "more"; 10 bytes more if there is none so soon.
                    let version := calldataload(add(pos, 1))
                    let size := clz(or(and(not(version), CONTINUED), shl(175, 1)))
                    good := and(good, shl(7, not(version)))
                    mstore(0x1e, shr(sub(248, size), version))
                    word := or(and(word, shl(248, 0xff)), shr(8, shl(add(size, 8), version)))
                    size := add(shr(3, size), 1)
                    last := sub(0x3d, size)
                    pos := add(pos, size)
                }
                seen := or(seen, word)
                // Up to the first byte of the size that does not say "more"; 256 if there is none.
                let size := clz(and(not(word), shr(8, CONTINUED)))
                word := and(word, not(shl(248, 0x81)))
                good := and(good, sub(below, byte(0, word)))
                below := byte(0, word)
                mstore(sub(last, 31), shr(sub(248, size), word))
                size := shr(3, size)
                pos := add(add(pos, 1), size)
                mstore(sub(0x9f, own), calldataload(pos))
                pos := add(pos, 32)
                word := calldataload(pos)
                own := xor(usual, and(0x5f, sar(255, word)))
                let from := sub(last, size)
                // Size and version have 10 bytes together, or fewer, and there is a hash.
                good := and(good, sub(0x32, mul(from, staticcall(gas(), 2, from, sub(0x80, from), own, 32))))
                count := sub(count, 1)
            }
            // The lowest bit of a size's first byte is its sign.
            ok := and(shr(255, good), iszero(and(seen, shl(240, 1))))
            mstore(add(walk, 0x20), mload(own))
            mstore(add(walk, 0x60), mload(0x1e))
            mstore(0x40, mload(add(walk, 0x100)))
            mstore(0x60, 0)
            end := mload(add(walk, 0x120))
            mstore(walk, pos)
            mstore(add(walk, 0x40), below)
            mstore(add(walk, 0x80), sub(0x3d, last))
            mstore(add(walk, 0xe0), or(mload(add(walk, 0xe0)), seen))
        }
        require(ok, ProofNodeInvalid(walk.height >> 1));
    }

    /// @dev The store's root is the value under the store's name, and its way leads to the root of all. What is hashed, of 1,
    /// left child, right child, lies in bytes 0x1f to 0x60.
    function _climbStores(Walk memory walk, bytes calldata store) private view {
        require(store.length != 0 && store.length < 0x80, ProofKeyInvalid(0x7f, store.length));
        uint256 sides;
        bool ok;
        assembly ("memory-safe") {
            let memoryEnd := mload(0x40)
            let pos := mload(walk)
            sides := shr(240, calldataload(pos))
            pos := add(pos, 2)
            let to := add(memoryEnd, 2)
            mstore8(memoryEnd, 0)
            mstore8(add(memoryEnd, 1), store.length)
            calldatacopy(to, store.offset, store.length)
            to := add(to, store.length)
            mstore8(to, 32)
            to := add(to, 1)
            ok := staticcall(gas(), 2, add(walk, 0x20), 32, to, 32)
            mstore8(0x1f, 1)
            let own := add(0x20, shl(5, and(sides, 1)))
            ok := and(ok, staticcall(gas(), 2, memoryEnd, sub(add(to, 32), memoryEnd), own, 32))
            for {} gt(sides, 1) {} {
                mstore(sub(0x60, own), calldataload(pos))
                pos := add(pos, 32)
                sides := shr(1, sides)
                own := add(0x20, shl(5, and(sides, 1)))
                ok := and(ok, staticcall(gas(), 2, 0x1f, 65, own, 32))
            }
            mstore(add(walk, 0x20), mload(own))
            mstore(0x40, memoryEnd)
            mstore(walk, pos)
        }
        require(ok, ProofBytes.ProofHashFailed());
        require(sides != 0, ProofSideInvalid(sides));
    }

    function _checkKey(uint256 length) private pure {
        require(length != 0 && length < MAX_KEY, ProofKeyInvalid(MAX_KEY - 1, length));
    }

    function _nextByte(Walk memory walk) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            let pos := mload(walk)
            value := byte(0, calldataload(pos))
            mstore(walk, add(pos, 1))
        }
    }
}
