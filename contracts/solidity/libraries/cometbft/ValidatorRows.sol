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
        /// Where a word for each row stands in memory: see `row`.
        uint256 table;
        /// Bytes read.
        uint256 size;
    }

    /// @notice Reads rows, and hashes the one or two sets that they are.
    /// @param data Rows, the order of the trusted set, and whatever follows
    /// @param count Number of rows
    /// @param trustedCount Number of validators of the trusted set; 0 when there is none
    function read(bytes calldata data, uint256 count, uint256 trustedCount) internal view returns (Sets memory sets) {
        require(count != 0, ValidatorsEmpty());
        require(count <= MAX_ROWS, ValidatorsTooMany(MAX_ROWS, count));
        uint256 leaves;
        uint256 members;
        uint256 trustedMembers;
        sets.count = count;
        assembly ("memory-safe") {
            // The table stays; behind it stand two lists of leaves, each after a word for the tree's prefix.
            let table := mload(0x40)
            mstore(0x40, add(table, shl(5, count)))
            mstore(add(sets, 160), table)
            leaves := add(add(table, shl(5, count)), 32)
        }
        (members, trustedMembers) = _hashRows(data, sets, leaves, trustedCount != 0);
        require(sets.total <= MAX_TOTAL_POWER, ValidatorsTotalTooLarge(MAX_TOTAL_POWER, sets.total));
        require(members != 0, ValidatorsEmpty());
        sets.hash = MerkleTree.root(leaves, members);
        if (trustedCount != 0) {
            require(trustedMembers == trustedCount, TrustedCountInvalid(trustedMembers, trustedCount));
            require(sets.trustedTotal <= MAX_TOTAL_POWER, ValidatorsTotalTooLarge(MAX_TOTAL_POWER, sets.trustedTotal));
            _sortTrusted(data, sets, leaves, trustedCount);
            sets.trustedHash = MerkleTree.root(leaves, trustedCount);
        }
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
            let word := mload(add(mload(add(sets, 160)), shl(5, index)))
            keyType := shr(248, word)
            keyOffset := and(word, 0xffffffffffffffff)
            let next
            lanes, next := readPower(and(shr(64, word), 0xffffffffffffffff))
            if mload(add(sets, 64)) { trustedLanes, next := readPower(next) }
        }
    }

    /// @notice What lanes amount to.
    function sum(uint256 lanes) internal pure returns (uint256 total) {
        assembly ("memory-safe") {
            for { let i := 0 } lt(i, 5) { i := add(i, 1) } {
                let down := shl(4, i)
                total := add(total, shl(mul(14, i), and(shr(sub(192, down), lanes), 0xffff)))
                total := add(total, shl(add(mul(14, i), 7), and(shr(sub(64, down), lanes), 0xffff)))
            }
        }
    }

    /// @dev One set, of ed25519 keys as far as they go: few variables, so that the compiler keeps all of them on the stack.
    /// It stops before a row that is something else, or not in order.
    function _hashEd25519(uint256 pos, uint256 entry, uint256 end, uint256 to, uint256 buffer)
        private
        view
        returns (uint256 next, uint256 nextEntry, uint256 nextTo, uint256 lanes)
    {
        assembly ("memory-safe") {
            mstore(buffer, shl(216, 0x000a220a20))
            mstore(add(buffer, 37), shl(248, 0x10))
            for {} lt(entry, end) {} {
                if sub(byte(0, calldataload(pos)), 1) { break }
                mstore(add(buffer, 5), calldataload(add(pos, 1)))
                let x := calldataload(add(pos, 33))
                mstore(add(buffer, 38), x)
                // The first byte without the bit that says "more" is the last one.
                let bits := and(clz(and(not(x), shl(184, 0x808080808080808080))), 0x1f8)
                let rest := sub(248, bits)
                x := shr(rest, x)
                if iszero(and(x, 0xff)) { break }
                if iszero(staticcall(gas(), 2, buffer, add(39, shr(3, bits)), to, 32)) { break }
                mstore(entry, or(or(shl(248, 1), shl(64, add(pos, 33))), add(pos, 1)))
                x := shl(sub(72, bits), x)
                lanes := add(lanes, and(or(x, shl(120, x)), LANES))
                pos := add(add(pos, 34), shr(3, bits))
                to := add(to, 32)
                entry := add(entry, 32)
            }
            next := pos
            nextEntry := entry
            nextTo := to
        }
    }

    /// @dev Leaves of the set go to `leaves` without gaps, those of the trusted set behind them, one a row, 0 for none. It
    /// runs once for each validator, hence one loop of assembly; whatever is wrong is told after it.
    // solhint-disable-next-line function-max-lines
    function _hashRows(bytes calldata data, Sets memory sets, uint256 leaves, bool two)
        private
        view
        returns (uint256 members, uint256 trustedMembers)
    {
        uint256 pos;
        uint256 entry = sets.table;
        uint256 end = entry + (sets.count << 5);
        uint256 lanes;
        uint256 trustedLanes;
        uint256 fault;
        uint256 to = leaves;
        assembly ("memory-safe") {
            pos := data.offset
        }
        if (!two) (pos, entry, to, lanes) = _hashEd25519(pos, entry, end, to, leaves + (end - entry) + 32);
        assembly ("memory-safe") {
            // The leaf's part before the power; zeros for a type that is unknown.
            function otherKey(buffer, pos_, keyType) -> next, powerPos {
                let size := 0
                switch keyType
                case 2 { size := 33 }
                case 3 { size := 96 }
                case 4 { size := 1952 }
                case 5 { size := 33 }
                if size {
                    let tag := or(shl(3, keyType), 2)
                    powerPos := add(buffer, 5)
                    switch keyType
                    case 4 {
                        mstore(buffer, or(shl(200, 0x000aa30f00a00f), shl(216, tag)))
                        powerPos := add(buffer, 7)
                    }
                    default {
                        let lengths := or(shl(232, add(size, 2)), shl(216, size))
                        mstore(buffer, or(or(shl(240, 0x000a), shl(224, tag)), lengths))
                    }
                    calldatacopy(powerPos, pos_, size)
                    powerPos := add(powerPos, add(size, 1))
                    mstore8(sub(powerPos, 1), 0x10)
                    next := add(pos_, size)
                }
            }
            let trustedTo := add(leaves, add(shl(5, mload(add(sets, 128))), 32))
            let buffer := trustedTo
            if two { buffer := add(buffer, shl(5, mload(add(sets, 128)))) }
            // In an ed25519 leaf only key and power change.
            mstore(buffer, shl(216, 0x000a220a20))
            mstore(add(buffer, 37), shl(248, 0x10))
            let other := add(buffer, 96)
            for {} lt(entry, end) { entry := add(entry, 32) } {
                let keyType := byte(0, calldataload(pos))
                let keyPos := add(pos, 1)
                let leaf := buffer
                let powerPos := add(buffer, 38)
                switch keyType
                case 1 {
                    mstore(add(buffer, 5), calldataload(keyPos))
                    // The tag of the power stays: a key ends right before it.
                    pos := add(pos, 33)
                }
                default {
                    leaf := other
                    pos, powerPos := otherKey(other, keyPos, keyType)
                    if iszero(pos) {
                        fault := or(0x100, keyType)
                        break
                    }
                }
                mstore(entry, or(or(shl(248, keyType), shl(64, pos)), keyPos))
                let x := calldataload(pos)
                // The first byte without the bit that says "more" is the last one.
                let size := add(shr(3, clz(and(not(x), shl(184, 0x808080808080808080)))), 1)
                let last := byte(sub(size, 1), x)
                mstore(powerPos, x)
                pos := add(pos, size)
                if last {
                    if iszero(staticcall(gas(), 2, leaf, add(sub(powerPos, leaf), size), to, 32)) {
                        fault := 1
                        break
                    }
                    to := add(to, 32)
                    x := shr(176, x)
                    size := sub(80, shl(3, size))
                    x := shl(size, shr(size, x))
                    lanes := add(lanes, and(or(x, shl(120, x)), LANES))
                }
                if iszero(two) {
                    if last { continue }
                    fault := add(2, gt(size, 1))
                    break
                }
                if iszero(last) { if gt(size, 1) { fault := 3 } }
                let y := calldataload(pos)
                size := add(shr(3, clz(and(not(y), shl(184, 0x808080808080808080)))), 1)
                let lastTrusted := byte(sub(size, 1), y)
                pos := add(pos, size)
                mstore(trustedTo, 0)
                if lastTrusted {
                    trustedMembers := add(trustedMembers, 1)
                    let down := sub(80, shl(3, size))
                    let z := shl(down, shr(down, shr(176, y)))
                    trustedLanes := add(trustedLanes, and(or(z, shl(120, z)), LANES))
                    mstore(powerPos, y)
                    switch and(eq(z, x), gt(last, 0))
                    case 1 { mstore(trustedTo, mload(sub(to, 32))) }
                    default {
                        if iszero(staticcall(gas(), 2, leaf, add(sub(powerPos, leaf), size), trustedTo, 32)) {
                            fault := 1
                        }
                    }
                }
                if iszero(lastTrusted) {
                    if gt(size, 1) { fault := 3 }
                    if iszero(or(fault, last)) { fault := 2 }
                }
                if fault { break }
                trustedTo := add(trustedTo, 32)
            }
            members := shr(5, sub(to, leaves))
            mstore(add(sets, 192), sub(pos, data.offset))
        }
        if (fault != 0) _refuse(fault, (entry - sets.table) >> 5);
        sets.total = sum(lanes);
        sets.trustedTotal = sum(trustedLanes);
    }

    function _refuse(uint256 fault, uint256 index) private pure {
        require(fault != 1, MerkleTree.MerkleHashFailed());
        require(fault != 2, ValidatorWithoutPower(index));
        require(fault != 3, ValidatorPowerMalformed(index));
        revert ValidatorKeyTypeUnknown(index, fault & 0xff);
    }

    /// @dev A leaf that was taken becomes 0, so nobody is taken twice; as many as there are were asked for, so all are.
    function _sortTrusted(bytes calldata data, Sets memory sets, uint256 leaves, uint256 trustedCount) private pure {
        uint256 count = sets.count;
        uint256 trustedLeaves = leaves + (count << 5) + 32;
        uint256 pos;
        assembly ("memory-safe") {
            pos := add(data.offset, mload(add(sets, 192)))
        }
        for (uint256 place = 0; place < trustedCount; ++place) {
            uint256 index;
            bytes32 leaf;
            assembly ("memory-safe") {
                index := shr(240, calldataload(pos))
                pos := add(pos, 2)
            }
            require(index < count, TrustedOrderInvalid(place, index));
            assembly ("memory-safe") {
                let from := add(trustedLeaves, shl(5, index))
                leaf := mload(from)
                mstore(from, 0)
                mstore(add(leaves, shl(5, place)), leaf)
            }
            require(leaf != 0, TrustedOrderInvalid(place, index));
        }
        sets.size += trustedCount * 2;
    }
}
