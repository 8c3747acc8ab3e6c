// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleTree} from "./MerkleTree.sol";

/// @title Validators, and the hash of the set that they are
/// @notice Keys and powers are read from the very bytes that are hashed, and every validator of a set is among them: nobody
/// can leave a validator's power out of the total.
///
/// @dev Layout: rows without anything between them, then the order of the trusted set.
///
/// ```
/// type of the key (1 byte) | key | power (1 to 9 bytes) | trusted power (1 to 9 bytes, only where there is a trusted set)
/// ```
///
/// The type is the field of CometBFT's `PublicKey`: ed25519 1 (32 bytes), secp256k1 2 (33), bls12381 3 (96), mldsa65 4
/// (1952), secp256k1eth 5 (33). Powers are minimal varints, as they are hashed. Rows stand in the order of the set, in which
/// a row with no power has no place. A trusted set is made of the rows with a trusted power, in an order of its own: for
/// each place the number of a row (2 bytes, big-endian).
///
/// Powers are summed in lanes: each group of seven bits of a varint in 16 bits of a word, so that a power costs an addition
/// and a sum is made of its groups only once. Words of up to 512 powers can be added; `sum` says what they amount to.
library ValidatorRows {
    /// @notice The most rows: so many powers can be added in lanes.
    uint256 internal constant MAX_ROWS = 512;
    uint256 private constant MAX_TOTAL_POWER = (1 << 60) - 1;
    /// @dev Groups 1, 3, 5, 7 in the lower half, 0, 2, 4, 6, 8 in the upper.
    uint256 private constant LANES = 0x7f007f007f007f007f000000000000007f007f007f007f0000;

    /// @notice A set has at least one validator.
    error ValidatorsEmpty();
    /// @notice There are more rows than can be summed.
    error ValidatorsTooMany(uint256 greatest, uint256 actual);
    /// @notice A power is longer than nine bytes, or longer than it needs to be.
    error ValidatorPowerMalformed(uint256 row);
    /// @notice The rows need more bytes than there are.
    error ValidatorsTruncated(uint256 expected, uint256 actual);
    /// @notice No key has this type.
    error ValidatorKeyTypeUnknown(uint256 row, uint256 keyType);
    /// @notice A validator without power is none.
    error ValidatorWithoutPower(uint256 row);
    /// @notice The powers of a set add up to more than CometBFT allows.
    error ValidatorsTotalTooLarge(uint256 greatest, uint256 actual);
    /// @notice The trusted set has another number of validators.
    error TrustedCountInvalid(uint256 expected, uint256 actual);
    /// @notice The row is not there, is none of the trusted set, or was named before.
    error TrustedOrderInvalid(uint256 place, uint256 row);

    /// @notice What was read.
    struct Sets {
        /// Hash of the set and the sum of its powers.
        bytes32 hash;
        uint256 total;
        /// The same of the trusted set; zeros when there is none.
        bytes32 trustedHash;
        uint256 trustedTotal;
        /// Number of rows.
        uint256 count;
        /// Where two words for each row stand in memory: where it stands in the calldata, and its leaf in the trusted set.
        uint256 table;
        /// Bytes read.
        uint256 size;
    }

    /// @dev How far the rows have been read.
    struct Walk {
        /// Where the next row stands in the calldata, where its words go, and where those of the last one end.
        uint256 pos;
        uint256 entry;
        uint256 end;
        /// Where the next leaf of the set goes.
        uint256 to;
        /// Where a leaf is written before it is hashed.
        uint256 leaf;
        uint256 lanes;
        uint256 trustedLanes;
        uint256 trustedMembers;
    }

    /// @notice Reads rows, and hashes the one or two sets that they are.
    /// @param data Rows, the order of the trusted set, and whatever follows
    /// @param count Number of rows
    /// @param trustedCount Number of validators of the trusted set; 0 when there is none
    function read(bytes calldata data, uint256 count, uint256 trustedCount) internal view returns (Sets memory sets) {
        require(count != 0, ValidatorsEmpty());
        require(count <= MAX_ROWS, ValidatorsTooMany(MAX_ROWS, count));
        sets.count = count;
        assembly ("memory-safe") {
            let table := mload(0x40)
            mstore(0x40, add(table, shl(6, count)))
            mstore(add(sets, 160), table)
        }
        if (trustedCount != 0 || !_hashEd25519(data, sets)) _hashRows(data, sets, trustedCount);
        require(sets.total <= MAX_TOTAL_POWER, ValidatorsTotalTooLarge(MAX_TOTAL_POWER, sets.total));
        require(sets.trustedTotal <= MAX_TOTAL_POWER, ValidatorsTotalTooLarge(MAX_TOTAL_POWER, sets.trustedTotal));
        require(sets.size <= data.length, ValidatorsTruncated(sets.size, data.length));
    }

    /// @notice What is known of a row.
    /// @param index Below the number of rows; callers check it
    /// @return keyType Its type of key
    /// @return keyOffset Where its key stands in the calldata
    /// @return lanes Its power in the set, in lanes
    /// @return trustedLanes Its power in the trusted set, in lanes; 0 where there is none
    function row(Sets memory sets, uint256 index)
        internal
        pure
        returns (uint256 keyType, uint256 keyOffset, uint256 lanes, uint256 trustedLanes)
    {
        assembly ("memory-safe") {
            function readPower(pos) -> groups, next {
                let word := calldataload(pos)
                let size := add(shr(3, clz(and(not(word), shl(184, 0x808080808080808080)))), 1)
                let x := shr(sub(80, shl(3, size)), shr(176, word))
                x := shl(sub(80, shl(3, size)), x)
                groups := and(or(x, shl(120, x)), LANES)
                next := add(pos, size)
            }
            keyOffset := add(mload(add(mload(add(sets, 160)), shl(6, index))), 1)
            keyType := byte(0, calldataload(sub(keyOffset, 1)))
            let next := add(keyOffset, 33)
            switch keyType
            case 1 { next := add(keyOffset, 32) }
            case 3 { next := add(keyOffset, 96) }
            case 4 { next := add(keyOffset, 1952) }
            lanes, next := readPower(next)
            if mload(add(sets, 64)) { trustedLanes, next := readPower(next) }
        }
    }

    /// @notice What lanes amount to.
    function sum(uint256 lanes) internal pure returns (uint256 total) {
        assembly ("memory-safe") {
            total := and(shr(192, lanes), 0xffff)
            total := add(total, shl(7, and(shr(64, lanes), 0xffff)))
            total := add(total, shl(14, and(shr(176, lanes), 0xffff)))
            total := add(total, shl(21, and(shr(48, lanes), 0xffff)))
            total := add(total, shl(28, and(shr(160, lanes), 0xffff)))
            total := add(total, shl(35, and(shr(32, lanes), 0xffff)))
            total := add(total, shl(42, and(shr(144, lanes), 0xffff)))
            total := add(total, shl(49, and(shr(16, lanes), 0xffff)))
            total := add(total, shl(56, and(shr(128, lanes), 0xffff)))
        }
    }

    /// @dev One set of ed25519 keys. If a row is something else, or not in order, nothing is said, and `_hashRows` begins anew.
    function _hashEd25519(bytes calldata data, Sets memory sets) private view returns (bool) {
        uint256 leaves = _leaves();
        uint256 last = sets.table + (sets.count >> 1 << 7);
        (uint256 pos, uint256 to, uint256 lanes, bool done) = _hashPairs(data, sets.table, last, leaves);
        if (!done) return false;
        if (sets.count & 1 != 0) {
            Walk memory walk;
            walk.pos = pos;
            walk.entry = last;
            walk.to = to;
            walk.leaf = to + 64;
            _hashRow(walk, sets.table, false);
            (pos, to, lanes) = (walk.pos, walk.to, lanes + walk.lanes);
        }
        assembly ("memory-safe") {
            mstore(add(sets, 192), sub(pos, data.offset))
        }
        sets.total = sum(lanes);
        sets.hash = MerkleTree.root(leaves, (to - leaves) >> 5);
        return true;
    }

    /// @dev Two rows a turn: their leaves become a node at once. It runs once for each validator, hence few variables, all of
    /// which the compiler can keep on the stack.
    function _hashPairs(bytes calldata data, uint256 entry, uint256 end, uint256 to)
        private
        view
        returns (uint256 next, uint256 nextTo, uint256 lanes, bool done)
    {
        assembly ("memory-safe") {
            let pos := data.offset
            let pair := add(to, shr(1, sub(end, entry)))
            let leaf := add(pair, 96)
            mstore8(pair, 1)
            mstore(leaf, shl(216, 0x000a220a20))
            mstore8(add(leaf, 37), 0x10)
            for {} lt(entry, end) { entry := add(entry, 128) } {
                // The first byte without the bit that says "more" is the last one of a power, and is not 0.
                mstore(entry, pos)
                mstore(add(leaf, 5), calldataload(add(pos, 1)))
                let x := calldataload(add(pos, 33))
                mstore(add(leaf, 38), x)
                let bits := and(clz(and(not(x), shl(184, 0x808080808080808080))), 0x1f8)
                x := shr(sub(248, bits), x)
                let good := lt(shl(8, xor(byte(0, calldataload(pos)), 1)), and(x, 0xff))
                x := shl(sub(72, bits), x)
                lanes := add(lanes, and(or(x, shl(120, x)), LANES))
                bits := shr(3, bits)
                good := and(good, staticcall(gas(), 2, leaf, add(39, bits), add(pair, 1), 32))
                pos := add(add(pos, 34), bits)
                mstore(add(entry, 64), pos)
                mstore(add(leaf, 5), calldataload(add(pos, 1)))
                x := calldataload(add(pos, 33))
                mstore(add(leaf, 38), x)
                bits := and(clz(and(not(x), shl(184, 0x808080808080808080))), 0x1f8)
                x := shr(sub(248, bits), x)
                good := and(good, lt(shl(8, xor(byte(0, calldataload(pos)), 1)), and(x, 0xff)))
                x := shl(sub(72, bits), x)
                lanes := add(lanes, and(or(x, shl(120, x)), LANES))
                bits := shr(3, bits)
                good := and(good, staticcall(gas(), 2, leaf, add(39, bits), add(pair, 33), 32))
                pos := add(add(pos, 34), bits)
                if iszero(and(good, staticcall(gas(), 2, pair, 65, to, 32))) { break }
                to := add(to, 32)
            }
            next := pos
            nextTo := to
            done := iszero(lt(entry, end))
        }
    }

    /// @dev Where the leaves of one set at a time go: to memory that is free, after room for a `Walk` and the tree's prefix.
    /// Nothing else is allocated while they are needed.
    function _leaves() private pure returns (uint256 leaves) {
        assembly ("memory-safe") {
            leaves := add(mload(0x40), 288)
        }
    }

    /// @dev Rows of any kind, of one set or two.
    function _hashRows(bytes calldata data, Sets memory sets, uint256 trustedCount) private view {
        Walk memory walk;
        uint256 leaves = _leaves();
        walk.entry = sets.table;
        walk.end = sets.table + (sets.count << 6);
        walk.to = leaves;
        walk.leaf = leaves + (sets.count << 5) + 32;
        assembly ("memory-safe") {
            mstore(walk, data.offset)
        }
        if (trustedCount != 0) _hashEd25519Twice(walk);
        while (walk.entry < walk.end) {
            _hashRow(walk, sets.table, trustedCount != 0);
            if (trustedCount != 0) _hashEd25519Twice(walk);
        }
        sets.total = sum(walk.lanes);
        uint256 members = (walk.to - leaves) >> 5;
        require(members != 0, ValidatorsEmpty());
        sets.hash = MerkleTree.root(leaves, members);
        if (trustedCount != 0) {
            sets.trustedTotal = sum(walk.trustedLanes);
            require(walk.trustedMembers == trustedCount, TrustedCountInvalid(walk.trustedMembers, trustedCount));
            sets.trustedHash = _hashTrusted(walk, sets, leaves);
        }
        assembly ("memory-safe") {
            mstore(add(sets, 192), sub(mload(walk), data.offset))
        }
    }

    /// @dev Two sets of ed25519 keys, up to a row that is something else, not in order, or none of both sets. It runs once for
    /// each validator, hence one loop of assembly.
    // solhint-disable-next-line function-max-lines
    function _hashEd25519Twice(Walk memory walk) private view {
        assembly ("memory-safe") {
            let pos := mload(walk)
            let entry := mload(add(walk, 32))
            let end := mload(add(walk, 64))
            let to := mload(add(walk, 96))
            let leaf := mload(add(walk, 128))
            let lanes := 0
            let trustedLanes := 0
            mstore(leaf, shl(216, 0x000a220a20))
            mstore8(add(leaf, 37), 0x10)
            for {} lt(entry, end) {} {
                mstore(entry, pos)
                let good := eq(byte(0, calldataload(pos)), 1)
                mstore(add(leaf, 5), calldataload(add(pos, 1)))
                pos := add(pos, 33)
                let x := calldataload(pos)
                mstore(add(leaf, 38), x)
                // The first byte without the bit that says "more" is the last one, and is not 0.
                let bits := and(clz(and(not(x), shl(184, 0x808080808080808080))), 0x1f8)
                x := shr(sub(248, bits), x)
                if iszero(mul(good, and(x, 0xff))) { break }
                x := shl(sub(72, bits), x)
                x := and(or(x, shl(120, x)), LANES)
                bits := shr(3, bits)
                if iszero(staticcall(gas(), 2, leaf, add(39, bits), to, 32)) { break }
                pos := add(add(pos, 1), bits)
                let y := calldataload(pos)
                mstore(add(leaf, 38), y)
                bits := and(clz(and(not(y), shl(184, 0x808080808080808080))), 0x1f8)
                y := shr(sub(248, bits), y)
                if iszero(and(y, 0xff)) { break }
                y := shl(sub(72, bits), y)
                y := and(or(y, shl(120, y)), LANES)
                bits := shr(3, bits)
                switch eq(x, y)
                case 1 { mstore(add(entry, 32), mload(to)) }
                default {
                    if iszero(staticcall(gas(), 2, leaf, add(39, bits), add(entry, 32), 32)) { break }
                }
                pos := add(add(pos, 1), bits)
                lanes := add(lanes, x)
                trustedLanes := add(trustedLanes, y)
                entry := add(entry, 64)
                to := add(to, 32)
            }
            if lt(entry, end) { pos := mload(entry) }
            let members := shr(6, sub(entry, mload(add(walk, 32))))
            mstore(walk, pos)
            mstore(add(walk, 32), entry)
            mstore(add(walk, 96), to)
            mstore(add(walk, 160), add(mload(add(walk, 160)), lanes))
            mstore(add(walk, 192), add(mload(add(walk, 192)), trustedLanes))
            mstore(add(walk, 224), add(mload(add(walk, 224)), members))
        }
    }

    /// @dev One row of any kind.
    function _hashRow(Walk memory walk, uint256 table, bool two) private view {
        uint256 entry = walk.entry;
        uint256 index = (entry - table) >> 6;
        uint256 row_ = walk.pos;
        (uint256 powerAt, uint256 pos) = _writeKey(walk.leaf, row_, index);
        (uint256 lanes, uint256 size) = _readPower(pos, index);
        if (lanes != 0) {
            _hashLeaf(walk.leaf, powerAt, pos, size, walk.to);
            walk.lanes += lanes;
            walk.to += 32;
        }
        pos += size;
        if (two) {
            uint256 trustedLanes;
            (trustedLanes, size) = _readPower(pos, index);
            assembly ("memory-safe") {
                mstore(add(entry, 32), 0)
            }
            if (trustedLanes != 0) {
                _hashLeaf(walk.leaf, powerAt, pos, size, entry + 32);
                walk.trustedLanes += trustedLanes;
                ++walk.trustedMembers;
            }
            lanes |= trustedLanes;
            pos += size;
        }
        require(lanes != 0, ValidatorWithoutPower(index));
        assembly ("memory-safe") {
            mstore(entry, row_)
        }
        walk.entry = entry + 64;
        walk.pos = pos;
    }

    /// @dev Writes what a leaf has before its power. `SimpleValidator` is a message of the key, itself one, and the power.
    /// @return powerAt Where in memory the power goes
    /// @return pos Where in the calldata it is
    function _writeKey(uint256 leaf, uint256 row_, uint256 index) private pure returns (uint256 powerAt, uint256 pos) {
        uint256 keyType;
        assembly ("memory-safe") {
            keyType := byte(0, calldataload(row_))
        }
        uint256 size = _keySize(keyType, index);
        // A length of two bytes for the longest key, of one for the others.
        uint256 head = keyType == 4 ? 0x000aa30f22a00f : 0x000a020200 + (size << 16) + (keyType << 11) + size;
        uint256 headSize = keyType == 4 ? 7 : 5;
        assembly ("memory-safe") {
            mstore(leaf, shl(sub(256, shl(3, headSize)), head))
            powerAt := add(leaf, headSize)
            calldatacopy(powerAt, add(row_, 1), size)
            powerAt := add(powerAt, size)
            mstore8(powerAt, 0x10)
            powerAt := add(powerAt, 1)
            pos := add(add(row_, 1), size)
        }
    }

    function _keySize(uint256 keyType, uint256 index) private pure returns (uint256) {
        if (keyType == 1) return 32;
        if (keyType == 2 || keyType == 5) return 33;
        if (keyType == 3) return 96;
        require(keyType == 4, ValidatorKeyTypeUnknown(index, keyType));
        return 1952;
    }

    /// @dev A minimal varint of at most nine bytes, in lanes; 0 is one as well.
    function _readPower(uint256 pos, uint256 index) private pure returns (uint256 lanes, uint256 size) {
        uint256 last;
        assembly ("memory-safe") {
            let x := calldataload(pos)
            // The first byte without the bit that says "more" is the last one.
            size := add(shr(3, clz(and(not(x), shl(184, 0x808080808080808080)))), 1)
            last := byte(sub(size, 1), x)
            let down := sub(80, shl(3, size))
            x := shl(down, shr(down, shr(176, x)))
            lanes := and(or(x, shl(120, x)), LANES)
        }
        require(size <= 9 && (last != 0 || size == 1), ValidatorPowerMalformed(index));
    }

    function _hashLeaf(uint256 leaf, uint256 powerAt, uint256 pos, uint256 size, uint256 to) private view {
        bool ok;
        assembly ("memory-safe") {
            calldatacopy(powerAt, pos, size)
            ok := staticcall(gas(), 2, leaf, add(sub(powerAt, leaf), size), to, 32)
        }
        require(ok, MerkleTree.MerkleHashFailed());
    }

    /// @dev The leaves of the trusted set in its order, two places a turn: they become a node at once. A leaf that was taken
    /// becomes 0, so nobody is taken twice; as many as there are are asked for, so all are.
    function _hashTrusted(Walk memory walk, Sets memory sets, uint256 leaves) private view returns (bytes32) {
        uint256 places = walk.trustedMembers;
        (uint256 pos, uint256 to) = _takePairs(sets, walk.pos, leaves, leaves + (places >> 1 << 5));
        // What is left is the last one of an odd number, or wrong.
        for (uint256 place = (to - leaves) >> 4; place < places; ++place) {
            _takeLeaf(sets, pos, to, place);
            to += 32;
            pos += 2;
        }
        walk.pos = pos;
        return MerkleTree.root(leaves, (to - leaves) >> 5);
    }

    /// @dev It stops before two places that are wrong.
    function _takePairs(Sets memory sets, uint256 pos, uint256 to, uint256 end)
        private
        view
        returns (uint256 next, uint256 nextTo)
    {
        assembly ("memory-safe") {
            let count := mload(add(sets, 128))
            let first := add(mload(add(sets, 160)), 32)
            let pair := add(end, 32)
            mstore8(pair, 1)
            for {} lt(to, end) { to := add(to, 32) } {
                let places := shr(224, calldataload(pos))
                let i := shr(16, places)
                let j := and(places, 0xffff)
                if iszero(and(and(lt(i, count), lt(j, count)), gt(xor(i, j), 0))) { break }
                i := add(first, shl(6, i))
                j := add(first, shl(6, j))
                mstore(add(pair, 1), mload(i))
                mstore(add(pair, 33), mload(j))
                if or(iszero(mload(i)), iszero(mload(j))) { break }
                if iszero(staticcall(gas(), 2, pair, 65, to, 32)) { break }
                mstore(i, 0)
                mstore(j, 0)
                pos := add(pos, 4)
            }
            next := pos
            nextTo := to
        }
    }

    function _takeLeaf(Sets memory sets, uint256 pos, uint256 to, uint256 place) private pure {
        uint256 index;
        bytes32 leaf;
        assembly ("memory-safe") {
            index := shr(240, calldataload(pos))
            if lt(index, mload(add(sets, 128))) {
                let from := add(mload(add(sets, 160)), add(shl(6, index), 32))
                leaf := mload(from)
                mstore(from, 0)
                mstore(to, leaf)
            }
        }
        require(leaf != 0, TrustedOrderInvalid(place, index));
    }
}
