// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitVerifier} from "../interfaces/ICommitVerifier.sol";
import {IEd25519BatchVerifier} from "../interfaces/IEd25519BatchVerifier.sol";
import {MULTI_SCALAR_CODE_HASH, SHA512_CODE_HASH} from "../kernels/KernelHashes.sol";
import {BatchScalars} from "../libraries/ed25519/BatchScalars.sol";
import {Edwards25519} from "../libraries/ed25519/Edwards25519.sol";
import {Kernel} from "../libraries/ed25519/Kernel.sol";

/// @title Verifier of ed25519 votes, many in one equation
/// @notice Verifies the votes of a list in batches of at most 80. With k = SHA-512(R, A, message) of each vote, a batch is
/// valid if
///
///     [8] ((sum of z S) B - sum of z R - sum of (z k) A) = the identity
///
/// with one weight z for each vote. The weights come from a hash of everything that enters the equation: how many votes there
/// are, and k, S, R and A of every one. So whoever changes any of it changes all weights. One equation of an invalid vote
/// holds for at most one weight of 2^132. (z k may be reduced modulo the group's order L: A may have a part of order up to 8,
/// but 8 A does not.) Hints are no part of the hash: they are unique.
/// @dev Memory of a batch of n votes, see `Batch`:
///
///     transcript: tag, n, then n times k, S, R, A
///     question:   digits of B's factor, n dense rows (each A), n sparse ones (each R), of x, y, digits: what the
///                 multi-scalar kernel is asked
contract Ed25519BatchVerifier is IEd25519BatchVerifier {
    struct Batch {
        uint256 first;
        uint256 size;
        uint256 transcript;
        uint256 question;
        uint256 denseRows;
        uint256 sparseRows;
    }

    /// @dev After the rows: two messages of two blocks, or what a kernel answers.
    uint256 private constant SCRATCH_SIZE = 512;

    /// @dev Domain of the weights.
    bytes32 private constant TAG = keccak256("causeway/ed25519-batch/1");

    uint256 private constant KEY_SIZE = 32;
    uint256 private constant EVIDENCE_SIZE = 128;
    uint256 private constant LENGTH_AT = 160;
    uint256 private constant MESSAGE_AT = 162;

    /// @dev With R, A and the padding of SHA-512 a longer message would need a third block.
    uint256 private constant MESSAGE_LIMIT = 175;

    /// @dev A longer message needs two blocks of SHA-512.
    uint256 private constant ONE_BLOCK_LIMIT = 47;

    /// @dev What all votes of a batch share makes small batches dear; the memory of the tables makes large ones dear.
    uint256 private constant BATCH_LIMIT = 80;

    /// @dev Turns the hexadecimal digits of a number into the kernel's signed ones.
    uint256 private constant EIGHTS = 0x8888888888888888888888888888888888888888888888888888888888888888;

    /// @dev The same for bytes.
    uint256 private constant HALVES = 0x8080808080808080808080808080808080808080808080808080808080808080;

    /// @param sha512Code Code of the SHA-512 kernel
    /// @param multiScalarCode Code of the multi-scalar kernel
    constructor(bytes memory sha512Code, bytes memory multiScalarCode) {
        Kernel.create(sha512Code, SHA512_CODE_HASH);
        Kernel.create(multiScalarCode, MULTI_SCALAR_CODE_HASH);
    }

    /// @inheritdoc ICommitVerifier
    function verifyVotes(bytes calldata votes) external view returns (uint256 count) {
        count = _count(votes);
        require(count != 0, CVNoVotes());
        unchecked {
            uint256 batches = (count + BATCH_LIMIT - 1) / BATCH_LIMIT;
            uint256 offset;
            Batch memory batch;
            for (; batches != 0; --batches) {
                batch.size = (count - batch.first) / batches;
                offset = _verifyBatch(votes, offset, batch);
                batch.first += batch.size;
            }
        }
    }

    /// @inheritdoc IEd25519BatchVerifier
    function sha512Kernel() public view returns (address) {
        return Kernel.addressOf(address(this), 1);
    }

    /// @inheritdoc IEd25519BatchVerifier
    function multiScalarKernel() public view returns (address) {
        return Kernel.addressOf(address(this), 2);
    }

    /// @inheritdoc ICommitVerifier
    function keyType() external pure returns (uint8) {
        return 1;
    }

    /// @inheritdoc ICommitVerifier
    function keySize() external pure returns (uint256) {
        return KEY_SIZE;
    }

    /// @inheritdoc ICommitVerifier
    function evidenceSize() external pure returns (uint256) {
        return EVIDENCE_SIZE;
    }

    /// @dev Walks over the records, which must end where the list ends.
    function _count(bytes calldata votes) private pure returns (uint256 count) {
        unchecked {
            for (uint256 offset = 0; offset < votes.length; ++count) {
                uint256 left = votes.length - offset;
                require(left >= MESSAGE_AT, CVVoteTruncated(count, MESSAGE_AT, left));
                uint256 size = _messageSize(votes, offset);
                require(size <= MESSAGE_LIMIT, CVMessageTooLong(count, MESSAGE_LIMIT, size));
                require(left >= MESSAGE_AT + size, CVVoteTruncated(count, MESSAGE_AT + size, left));
                offset += MESSAGE_AT + size;
            }
        }
    }

    function _verifyBatch(bytes calldata votes, uint256 offset, Batch memory batch)
        private
        view
        returns (uint256 next)
    {
        unchecked {
            uint256 transcript;
            assembly ("memory-safe") {
                transcript := mload(0x40)
            }
            batch.transcript = transcript;
            batch.question = transcript + 64 + 128 * batch.size;
            batch.denseRows = batch.question + 32;
            batch.sparseRows = batch.denseRows + 96 * batch.size;
            uint256 end = batch.sparseRows + 96 * batch.size;
            assembly ("memory-safe") {
                mstore(0x40, add(end, SCRATCH_SIZE))
            }
            next = _readVotes(votes, offset, batch);
            _hashMessages(votes, batch, end);
            _weigh(batch);
            address kernel = multiScalarKernel();
            Kernel.ask(kernel, batch.question, end - batch.question, end, 96);
            require(
                Edwards25519.isOfSmallOrder(_word(end), _word(end + 32), _word(end + 64)),
                CVBatchInvalid(batch.first, batch.size)
            );
        }
    }

    /// @dev Writes S, R, A of each vote, where its record begins in place of k, and the points -A and -R.
    function _readVotes(bytes calldata votes, uint256 offset, Batch memory batch) private pure returns (uint256) {
        unchecked {
            uint256 entry = batch.transcript + 64;
            uint256 end = batch.question;
            uint256 row = batch.denseRows;
            uint256 toSparse = 96 * batch.size;
            for (; entry != end; entry += 128) {
                uint256 key = _calldataWord(votes, offset);
                uint256 commitment = _calldataWord(votes, offset + 32);
                uint256 scalar = BatchScalars.reversed(_calldataWord(votes, offset + 64));
                _store(entry, offset);
                _store(entry + 32, scalar);
                _store(entry + 64, commitment);
                _store(entry + 96, key);
                bool isKey = _storeNegated(row, key, _calldataWord(votes, offset + 96));
                bool isPoint = _storeNegated(row + toSparse, commitment, _calldataWord(votes, offset + 128));
                if (scalar >= Edwards25519.L || !isPoint || !isKey) {
                    uint256 index = batch.first + (entry - batch.transcript - 64) / 128;
                    require(scalar < Edwards25519.L, CVSignatureMalformed(index));
                    require(isKey, CVKeyInvalid(index));
                    revert CVSignatureMalformed(index);
                }
                offset += MESSAGE_AT + _messageSize(votes, offset);
                row += 96;
            }
        }
        return offset;
    }

    function _storeNegated(uint256 row, uint256 encoding, uint256 hint) private pure returns (bool) {
        (bool valid, uint256 x, uint256 y) = Edwards25519.negated(BatchScalars.reversed(encoding), hint);
        _store(row, x);
        unchecked {
            _store(row + 32, y);
        }
        return valid;
    }

    /// @dev Replaces the place of each record by its k. Two messages are hashed at once if they need as many blocks.
    /// @param free Where memory is free
    function _hashMessages(bytes calldata votes, Batch memory batch, uint256 free) private view {
        unchecked {
            address kernel = sha512Kernel();
            uint256 end = batch.question;
            uint256 entry = batch.transcript + 64;
            while (entry != end) {
                uint256 record = _word(entry);
                uint256 length = _messageSize(votes, record);
                uint256 size = length > ONE_BLOCK_LIMIT ? 256 : 128;
                _copyZeros(free, 2 * size);
                _storePadded(votes, record, length, free, size);
                bool two;
                if (entry + 128 != end) {
                    record = _word(entry + 128);
                    length = _messageSize(votes, record);
                    two = (length > ONE_BLOCK_LIMIT) == (size == 256);
                    if (two) _storePadded(votes, record, length, free + size, size);
                }
                Kernel.ask(kernel, free, 2 * size, free, 128);
                _store(entry, BatchScalars.reduced(_word(free), _word(free + 32)));
                entry += 128;
                if (two) {
                    _store(entry, BatchScalars.reduced(_word(free + 64), _word(free + 96)));
                    entry += 128;
                }
            }
        }
    }

    function _copyZeros(uint256 to, uint256 size) private pure {
        assembly ("memory-safe") {
            calldatacopy(to, calldatasize(), size)
        }
    }

    /// @dev R, A, the message and the padding of SHA-512, over zeros.
    function _storePadded(bytes calldata votes, uint256 offset, uint256 length, uint256 to, uint256 size) private pure {
        assembly ("memory-safe") {
            let record := add(votes.offset, offset)
            let tail := add(to, sub(size, 32))
            calldatacopy(add(to, 64), add(record, MESSAGE_AT), length)
            mstore8(add(add(to, 64), length), 0x80)
            mstore(tail, or(mload(tail), shl(3, add(length, 64))))
            mstore(to, calldataload(add(record, 32)))
            mstore(add(to, 32), calldataload(record))
        }
    }

    /// @dev Writes the digits of every row.
    function _weigh(Batch memory batch) private pure {
        unchecked {
            uint256 entry = batch.transcript;
            uint256 end = batch.question;
            _store(entry, uint256(TAG));
            _store(entry + 32, batch.size);
            uint256 seed;
            assembly ("memory-safe") {
                seed := keccak256(entry, sub(end, entry))
            }
            entry += 64;
            uint256 row = batch.denseRows + 64;
            uint256 toSparse = 96 * batch.size;
            uint256 sum;
            for (uint256 i = 0; entry != end; ++i) {
                uint256 digits;
                assembly ("memory-safe") {
                    mstore(0, seed)
                    mstore(32, i)
                    digits := keccak256(0, 64)
                }
                uint256 weight = BatchScalars.weightOf(digits);
                _store(row + toSparse, digits);
                _store(row, mulmod(weight, _word(entry), Edwards25519.L) + EIGHTS);
                sum = addmod(sum, mulmod(weight, _word(entry + 32), Edwards25519.L), Edwards25519.L);
                row += 96;
                entry += 128;
            }
            _store(batch.question, sum + HALVES);
        }
    }

    /// @dev Length of the message of the record at `offset`.
    function _messageSize(bytes calldata votes, uint256 offset) private pure returns (uint256) {
        unchecked {
            return _calldataWord(votes, offset + LENGTH_AT) >> 240;
        }
    }

    function _calldataWord(bytes calldata votes, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(votes.offset, offset))
        }
    }

    function _word(uint256 pointer) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(pointer)
        }
    }

    function _store(uint256 pointer, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(pointer, word)
        }
    }
}
