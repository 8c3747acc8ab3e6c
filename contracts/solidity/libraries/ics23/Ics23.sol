// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ICS-23 proofs of a Cosmos SDK chain
/// @notice What an IAVL store under a simple Merkle tree of stores holds under a key, or that it holds nothing. The rules are
/// those of ibc-go's two proof specs. Most of them cannot be broken, since a proof holds only what differs from node to node:
/// hashes, lengths and the bytes between are written here, a child is never given next to what computes it, and neighbours
/// share one way to the root.
///
/// @dev Layout, numbers big-endian. A key or a store's name is the caller's and is not in the proof.
///
/// ```
/// membership    = leaf | IAVL path | leaf of stores path
/// absence       = 1 (left only), 2 (right only) or 3 (both) | neighbours | stores path
///   one         = neighbour | IAVL path (along the edge)
///   both        = left neighbour | its IAVL path | right neighbour | its IAVL path | node (where they meet) | IAVL path
/// neighbour     = length of the key (2) | key | SHA-256 of the value (32) | leaf
/// leaf          = length (1) | version, a varint
/// IAVL path     = number of nodes (1) | nodes, from the leaf up
/// IAVL node     = side (1 bit) and length (7 bits) | height, size and version, varints | hash of the other child (32)
/// stores path   = number of nodes (1) | nodes: side (1) | hash of the other child (32)
/// ```
///
/// A side is 0 for a left child and 1 for a right one. Where neighbours meet, there is no other child. Along an edge all
/// children but the first are of one side, and so are the neighbours' ways to where they meet.
library Ics23 {
    /// @dev Height, size and version of a node, without the length of a child's hash: 3 to 11 bytes, as the spec's 4 to 12.
    uint256 private constant MIN_NUMBERS = 3;
    uint256 private constant MAX_NUMBERS = 11;
    uint256 private constant MAX_VERSION = 10;
    /// @dev What ibc-go allows without a limit of its own. An IAVL node's height of one byte allows 63.
    uint256 private constant MAX_DEPTH = 128;
    uint256 private constant MAX_KEY = 1 << 14;
    bytes32 private constant EMPTY_VALUE = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;
    uint256 private constant CONTINUED = 0x8080808080808080808080808080808080808080808080808080808080808080;

    /// @notice The proof has bytes behind its end, or ends too early.
    error ProofSizeInvalid(uint256 expected, uint256 actual);
    /// @notice The proof leads to another root.
    error ProofRootMismatch(bytes32 expected, bytes32 actual);
    /// @notice A key is empty or too long.
    error ProofKeyInvalid(uint256 greatest, uint256 actual);
    /// @notice Nothing can be proven of an empty value.
    error ProofValueEmpty();
    /// @notice A leaf's version is no varint of 1 to 10 bytes, or negative.
    error ProofLeafInvalid();
    /// @notice Height, size and version of a node are no three varints of 3 to 11 bytes, or one of them is negative.
    error ProofNodeInvalid(uint256 layer);
    /// @notice A node is not as high as it is far from the leaf.
    error ProofHeightInvalid(uint256 layer, uint256 height);
    /// @notice A path is longer than the spec allows.
    error ProofTooDeep(uint256 greatest, uint256 actual);
    /// @notice A side is neither 0 nor 1.
    error ProofSideInvalid(uint256 actual);
    /// @notice The proof of absence has neither a left nor a right neighbour.
    error ProofKindInvalid(uint256 actual);
    /// @notice The key is not behind the left neighbour's.
    error ProofKeyNotRight();
    /// @notice The key is not before the right neighbour's.
    error ProofKeyNotLeft();
    /// @notice A neighbour has others between it and the key.
    error ProofNotAdjacent(uint256 layer);

    /// @dev Any side; a left child, a right child.
    uint256 private constant ANY = 2;
    uint256 private constant LEFT = 0;
    uint256 private constant RIGHT = 1;

    /// @notice Refuses unless the proof shows that the store holds the value under the key.
    /// @param root The app hash
    /// @param store The store's name
    function verifyMembership(
        bytes calldata proof,
        bytes32 root,
        bytes calldata store,
        bytes calldata key,
        bytes calldata value
    ) internal view {
        require(value.length != 0, ProofValueEmpty());
        (uint256 pos, bytes32 node) = _leaf(_start(proof), key, sha256(value));
        (pos, node,) = _climb(pos, node, 0, ANY);
        _verifyStore(proof, pos, node, root, store);
    }

    /// @notice Refuses unless the proof shows that the store holds nothing under the key.
    function verifyNonMembership(bytes calldata proof, bytes32 root, bytes calldata store, bytes calldata key)
        internal
        view
    {
        _checkKey(key.length);
        uint256 pos = _start(proof);
        uint256 kind = _byteAt(pos);
        bytes32 node;
        ++pos;
        require(kind != 0 && kind < 4, ProofKindInvalid(kind));
        if (kind == 3) {
            (pos, node) = _meet(pos, key);
        } else {
            // The first or the last leaf of all.
            bool isLeft = kind == 1;
            (pos, node) = _neighbour(pos, key, isLeft);
            (pos, node,) = _climb(pos, node, 0, isLeft ? RIGHT : LEFT);
        }
        _verifyStore(proof, pos, node, root, store);
    }

    /// @dev Two neighbours: each along the edge of its half, to the node whose halves they are, and on to the root.
    function _meet(uint256 pos, bytes calldata key) private view returns (uint256 next, bytes32 node) {
        bytes32 left;
        bytes32 right;
        uint256 leftDepth;
        uint256 rightDepth;
        (pos, left) = _neighbour(pos, key, true);
        (pos, left, leftDepth) = _climb(pos, left, 0, RIGHT);
        (pos, right) = _neighbour(pos, key, false);
        (pos, right, rightDepth) = _climb(pos, right, 0, LEFT);
        uint256 depth = (leftDepth > rightDepth ? leftDepth : rightDepth) + 1;
        uint256 size = _byteAt(pos);
        require(size < 0x80, ProofSideInvalid(1));
        _checkNumbers(pos + 1, size, depth);
        node = _hashNode(pos + 1, size, left, right);
        (next, node,) = _climb(pos + 1 + size, node, depth, ANY);
    }

    /// @dev The leaf of a neighbour, whose key must be on its side of the key.
    function _neighbour(uint256 pos, bytes calldata key, bool isLeft)
        private
        view
        returns (uint256 next, bytes32 node)
    {
        bytes calldata other;
        bytes32 valueHash;
        assembly ("memory-safe") {
            other.length := shr(240, calldataload(pos))
            other.offset := add(pos, 2)
            pos := add(other.offset, other.length)
            valueHash := calldataload(pos)
        }
        _checkKey(other.length);
        if (isLeft) require(_isBefore(other, key), ProofKeyNotRight());
        else require(_isBefore(key, other), ProofKeyNotLeft());
        require(valueHash != EMPTY_VALUE, ProofValueEmpty());
        return _leaf(pos + 32, other, valueHash);
    }

    /// @dev SHA-256 of: height 0, size 1, version; the key and the value's hash, each after its length.
    function _leaf(uint256 pos, bytes calldata key, bytes32 valueHash)
        private
        view
        returns (uint256 next, bytes32 node)
    {
        _checkKey(key.length);
        uint256 size = _byteAt(pos);
        ++pos;
        // One varint: all bytes but the last say "more". Its lowest bit is the sign; of a tenth byte only one bit is left.
        uint256 word;
        assembly ("memory-safe") {
            word := calldataload(pos)
        }
        require(size != 0 && size <= MAX_VERSION, ProofLeafInvalid());
        uint256 ends = (~word & CONTINUED) >> (256 - 8 * size);
        require(ends == 0x80 && (word >> 248) & 1 == 0, ProofLeafInvalid());
        require(size < 10 || (word >> 176) & 0xff < 2, ProofLeafInvalid());
        bool ok;
        assembly ("memory-safe") {
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
            ok := staticcall(gas(), 2, buffer, sub(add(to, 33), buffer), 0, 32)
            node := mload(0)
            next := add(pos, size)
        }
        require(ok, ProofLeafInvalid());
    }

    /// @dev Up an IAVL path.
    /// @param layer How far the node is from the leaf
    /// @param side What all children on the way must be
    function _climb(uint256 pos, bytes32 node, uint256 layer, uint256 side)
        private
        view
        returns (uint256 next, bytes32 top, uint256 depth)
    {
        uint256 count = _byteAt(pos);
        ++pos;
        depth = layer + count;
        require(depth <= MAX_DEPTH, ProofTooDeep(MAX_DEPTH, depth));
        while (layer < depth) {
            ++layer;
            uint256 size = _byteAt(pos);
            uint256 isRight = size >> 7;
            size &= 0x7f;
            require(side == ANY || side == isRight, ProofNotAdjacent(layer));
            _checkNumbers(pos + 1, size, layer);
            bytes32 sibling;
            assembly ("memory-safe") {
                sibling := calldataload(add(add(pos, 1), size))
            }
            node = isRight == 1 ? _hashNode(pos + 1, size, sibling, node) : _hashNode(pos + 1, size, node, sibling);
            pos += 33 + size;
        }
        return (pos, node, depth);
    }

    /// @dev Height, size and version: three varints, none negative, the first at least the layer. Where a varint ends, there
    /// is a byte without its highest bit; the sign is the lowest bit of where it begins.
    function _checkNumbers(uint256 pos, uint256 size, uint256 layer) private pure {
        require(size >= MIN_NUMBERS && size <= MAX_NUMBERS, ProofNodeInvalid(layer));
        bool ok;
        uint256 height;
        assembly ("memory-safe") {
            let down := sub(256, shl(3, size))
            let word := shr(down, calldataload(pos))
            let ends := and(not(word), shr(down, CONTINUED))
            let starts := or(shr(15, ends), shl(sub(248, down), 1))
            let two := and(ends, sub(ends, 1))
            let one := and(two, sub(two, 1))
            ok := and(
                and(eq(and(ends, 0x80), 0x80), iszero(and(word, starts))),
                and(gt(one, 0), iszero(and(one, sub(one, 1))))
            )
            height := byte(0, calldataload(pos))
        }
        require(ok, ProofNodeInvalid(layer));
        // No tree is 64 nodes high: a height of two bytes is none.
        require(height < 0x80 && height >> 1 >= layer, ProofHeightInvalid(layer, height >> 1));
    }

    /// @dev SHA-256 of the numbers and of both children, each after its length.
    function _hashNode(uint256 pos, uint256 size, bytes32 left, bytes32 right) private view returns (bytes32 node) {
        bool ok;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, calldataload(pos))
            let to := add(buffer, size)
            mstore8(to, 32)
            mstore(add(to, 1), left)
            mstore8(add(to, 33), 32)
            mstore(add(to, 34), right)
            ok := staticcall(gas(), 2, buffer, add(size, 66), 0, 32)
            node := mload(0)
        }
        require(ok, ProofNodeInvalid(0));
    }

    /// @dev The store's root is the value under the store's name, and the proof ends there.
    function _verifyStore(bytes calldata proof, uint256 pos, bytes32 node, bytes32 root, bytes calldata store)
        private
        view
    {
        require(store.length != 0 && store.length < 0x80, ProofKeyInvalid(0x7f, store.length));
        // forge-lint: disable-next-line(unsafe-typecast)
        node = sha256(abi.encodePacked(hex"00", uint8(store.length), store, hex"20", sha256(abi.encodePacked(node))));
        uint256 count = _byteAt(pos);
        ++pos;
        require(count <= MAX_DEPTH, ProofTooDeep(MAX_DEPTH, count));
        for (uint256 i = 0; i < count; ++i) {
            uint256 side = _byteAt(pos);
            require(side < 2, ProofSideInvalid(side));
            bool ok;
            assembly ("memory-safe") {
                let buffer := mload(0x40)
                mstore8(buffer, 1)
                let own := shl(5, side)
                mstore(add(add(buffer, 1), own), node)
                mstore(add(add(buffer, 1), sub(32, own)), calldataload(add(pos, 1)))
                ok := staticcall(gas(), 2, buffer, 65, 0, 32)
                node := mload(0)
            }
            require(ok, ProofNodeInvalid(i));
            pos += 33;
        }
        uint256 size = pos - _start(proof);
        require(size == proof.length, ProofSizeInvalid(size, proof.length));
        require(node == root, ProofRootMismatch(root, node));
    }

    /// @dev In the order of bytes; a key that another begins with is before it.
    function _isBefore(bytes calldata a, bytes calldata b) private pure returns (bool) {
        uint256 shorter = a.length < b.length ? a.length : b.length;
        for (uint256 i = 0; i < shorter; i += 32) {
            uint256 x;
            uint256 y;
            assembly ("memory-safe") {
                x := calldataload(add(a.offset, i))
                y := calldataload(add(b.offset, i))
            }
            uint256 rest = shorter - i;
            if (rest < 32) {
                x >>= 256 - 8 * rest;
                y >>= 256 - 8 * rest;
            }
            if (x != y) return x < y;
        }
        return a.length < b.length;
    }

    function _checkKey(uint256 length) private pure {
        require(length != 0 && length < MAX_KEY, ProofKeyInvalid(MAX_KEY - 1, length));
    }

    function _start(bytes calldata proof) private pure returns (uint256 pos) {
        assembly ("memory-safe") {
            pos := proof.offset
        }
    }

    function _byteAt(uint256 pos) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, calldataload(pos))
        }
    }
}
