/** Mutants of the verifiers of votes, and of the kernels under them: rules 1 to 7 and 13. @module */
import { forge, mutant, type SolidityMutant } from './mutant.ts';

const KERNEL = 'contracts/solidity/libraries/ed25519/Kernel.sol';
const ED25519 = 'contracts/solidity/verifiers/Ed25519BatchVerifier.sol';
const SCALARS = 'contracts/solidity/libraries/ed25519/BatchScalars.sol';
const CURVE = 'contracts/solidity/libraries/ed25519/Edwards25519.sol';
const ECDSA = 'contracts/solidity/verifiers/EcdsaCommitVerifier.sol';
const SECP256K1 = 'contracts/solidity/libraries/Secp256k1.sol';
const SHA512_KERNEL = 'test/support/solidity/kernels/sha512-kernel.ts';
const SUM_KERNEL = 'test/support/solidity/kernels/multi-scalar-kernel.ts';

const verifierTests = (...tests: readonly string[]) => forge('verifiers/Ed25519BatchVerifier', ...tests);
const curveTests = (...tests: readonly string[]) => forge('libraries/Ed25519Libraries', ...tests);
const ecdsaTests = (...tests: readonly string[]) => forge('verifiers/EcdsaCommitVerifier', ...tests);
const kernelTests = (...tests: readonly string[]) => forge('kernels/Kernels', ...tests);

/** The seed is made of a copy in which one word of each vote is zero. */
const SEED = 'seed := keccak256(entry, sub(end, entry))';
const seedWithout = (word: number) => `let copy := add(mload(0x40), 1024)
                mcopy(copy, entry, sub(end, entry))
                for { let at := add(copy, ${64 + 32 * word}) } lt(at, add(copy, sub(end, entry))) { at := add(at, 128) } { mstore(at, 0) }
                seed := keccak256(copy, sub(end, entry))`;

export const VERIFIER_MUTANTS: readonly SolidityMutant[] = [
  mutant(
    'kernel-code-unchecked',
    [1],
    'a kernel may have any code',
    [KERNEL, 'kernel.codehash == expected && kernel != address(0)', 'kernel != address(0)'],
    verifierTests('test_rejectsKernelsOfOtherCode'),
  ),
  mutant(
    'kernel-failure-ignored',
    [1],
    'what a kernel answers counts though it reverted',
    [
      KERNEL,
      'answered := and(answered, eq(returndatasize(), outputSize))',
      'answered := eq(returndatasize(), outputSize)',
    ],
    verifierTests('test_rejectsAKernelThatRevertsWithTheRightNumberOfBytes'),
  ),
  mutant(
    'kernel-silence-believed',
    [1],
    'a kernel need not answer',
    [KERNEL, 'answered := and(answered, eq(returndatasize(), outputSize))', 'answered := and(answered, 1)'],
    verifierTests('test_rejectsEveryVoteIfAKernelIsMissing'),
  ),
  mutant(
    'kernel-answer-longer',
    [1],
    'a kernel may answer with more bytes than there are to answer',
    [KERNEL, 'eq(returndatasize(), outputSize)', 'iszero(lt(returndatasize(), outputSize))'],
    verifierTests('test_rejectsAKernelThatAnswersWithTooManyBytes'),
  ),
  mutant(
    'ed25519-no-votes-valid',
    [2],
    'no vote at all is a valid list of ed25519 votes',
    [ED25519, '        require(count != 0, CVNoVotes());\n', ''],
    verifierTests('test_rejectsAnEmptyList'),
  ),
  mutant(
    'ecdsa-no-votes-valid',
    [2],
    'no vote at all is a valid list of secp256k1 votes',
    [ECDSA, '        require(count != 0, CVNoVotes());\n', ''],
    ecdsaTests('test_rejectsAnEmptyListAndListsThatEndInsideARecord'),
  ),
  mutant(
    'ed25519-cut-message-read',
    [2],
    'the last message may end before its length is reached',
    [
      ED25519,
      '                require(left >= MESSAGE_AT + size, CVVoteTruncated(count, MESSAGE_AT + size, left));\n',
      '',
    ],
    verifierTests('test_rejectsListsThatEndInsideARecord'),
  ),
  mutant(
    'ecdsa-cut-message-read',
    [2],
    'the last message under secp256k1 may end before its length is reached',
    [
      ECDSA,
      '            require(left >= end, CVVoteTruncated(count, end, left));\n            _verifyVote(count, votes[offset:offset + end]);',
      '            _verifyVote(count, votes[offset:left >= end ? offset + end : votes.length]);',
    ],
    ecdsaTests('test_rejectsAnEmptyListAndListsThatEndInsideARecord'),
  ),
  mutant(
    'sum-with-any-x',
    [2],
    'the sum may have any x',
    [CURVE, 'return x == 0 && y == z && z != 0;', 'return y == z && z != 0;'],
    curveTests('test_isOfSmallOrder_isTrueForTheIdentityOnly'),
  ),
  mutant(
    'sum-with-any-y',
    [2],
    'the sum may have any y',
    [CURVE, 'return x == 0 && y == z && z != 0;', 'return x == 0 && z != 0;'],
    curveTests('test_isOfSmallOrder_isTrueForTheIdentityOnly'),
  ),
  mutant(
    'sum-that-is-no-point',
    [2],
    'a sum of zeros, which is no point, is the identity',
    [CURVE, 'return x == 0 && y == z && z != 0;', 'return x == 0 && y == z;'],
    verifierTests('test_rejectsAKernelThatAnswersWithTooManyBytes'),
  ),
  mutant(
    'seed-without-k',
    [3],
    'the weights do not depend on k',
    [ED25519, SEED, seedWithout(0)],
    verifierTests('test_weighsVotesByAHashOfEverythingInTheEquation'),
  ),
  mutant(
    'seed-without-s',
    [3],
    'the weights do not depend on S',
    [ED25519, SEED, seedWithout(1)],
    verifierTests('test_rejectsVotesThatCancelUnderWeightsThatLeaveScalarsOut'),
  ),
  mutant(
    'seed-without-r',
    [3],
    'the weights do not depend on R',
    [ED25519, SEED, seedWithout(2)],
    verifierTests('test_weighsVotesByAHashOfEverythingInTheEquation'),
  ),
  mutant(
    'seed-without-a',
    [3],
    'the weights do not depend on A',
    [ED25519, SEED, seedWithout(3)],
    verifierTests('test_weighsVotesByAHashOfEverythingInTheEquation'),
  ),
  mutant(
    'seed-without-count',
    [3],
    'the weights do not depend on how many votes there are',
    [ED25519, '_store(entry + 32, batch.size);', '_store(entry + 32, 0);'],
    verifierTests('test_weighsVotesByAHashOfEverythingInTheEquation'),
  ),
  mutant(
    'seed-without-tag',
    [3],
    'the weights are those of any other use of the hash',
    [ED25519, '_store(entry, uint256(TAG));', '_store(entry, 0);'],
    verifierTests('test_weighsVotesByAHashOfEverythingInTheEquation'),
  ),
  mutant(
    'weights-constant',
    [3],
    'each weight is the same constant, as if z were 1',
    [ED25519, 'digits := keccak256(0, 64)', 'digits := 0'],
    verifierTests('test_rejectsScalarsThatAreShiftedAgainstEachOther'),
  ),
  mutant(
    'weights-equal',
    [3],
    'the votes of a batch have one weight, though a random one',
    [ED25519, 'mstore(32, i)', 'mstore(32, 0)'],
    verifierTests('test_rejectsScalarsThatAreShiftedAgainstEachOther'),
  ),
  mutant(
    'weight-digit-zero',
    [4],
    'a digit of a weight may be 0',
    [SCALARS, '((digits >> 7) & (ONES * 6)) | ONES;', '((digits >> 7) & (ONES * 6)) | (ONES & digits);'],
    curveTests('test_weightOf_isInjectiveInABlockAndNeverZero'),
  ),
  mutant(
    'weight-signs-lost',
    [4],
    'weights are positive: 22 bits fewer',
    [SCALARS, 'uint256 minus = value & (((digits >> 10) & ONES) * 0x7ff);', 'uint256 minus = 0;'],
    curveTests('test_weightOf_isInjectiveInABlockAndNeverZero'),
  ),
  mutant(
    'weight-shifts-lost',
    [4],
    'digits are not multiplied by 16: 22 bits fewer',
    [SCALARS, '            value += (value & (((digits >> 7) & ONES) * 0x7ff)) * 15;\n', ''],
    curveTests('test_weightOf_isInjectiveInABlockAndNeverZero'),
  ),
  mutant(
    's-unbounded',
    [5],
    'S may be the order or more: each signature has twins',
    [ED25519, 'scalar >= Edwards25519.L || !isPoint', '!isPoint'],
    verifierTests('test_rejectsAnInvalidVoteAmongValidOnesWhereverItStands'),
  ),
  mutant(
    's-may-be-the-order',
    [5],
    'S may be the order itself',
    [ED25519, 'if (scalar >= Edwards25519.L ||', 'if (scalar > Edwards25519.L ||'],
    verifierTests('test_rejectsScalarsFromTheOrderOn'),
  ),
  mutant(
    'cofactor-left-out',
    [5],
    'the equation is not multiplied by 8',
    [CURVE, 'for (uint256 i = 0; i < 3; ++i) {', 'for (uint256 i = 0; i < 0; ++i) {'],
    verifierTests('test_acceptsVotesThatAreOffByPointsOfSmallOrder'),
  ),
  mutant(
    'cofactor-four',
    [5],
    'the equation is multiplied by 4 only',
    [CURVE, 'for (uint256 i = 0; i < 3; ++i) {', 'for (uint256 i = 0; i < 2; ++i) {'],
    verifierTests('test_acceptsVotesThatAreOffByPointsOfSmallOrder'),
  ),
  mutant(
    'hint-above-modulus',
    [5],
    'a hint may be x + p',
    [CURVE, 'valid := and(lt(x, P), eq(left, right))', 'valid := eq(left, right)'],
    verifierTests('test_rejectsHintsThatAreNotTheSmallestX'),
  ),
  mutant(
    'hint-is-modulus',
    [5],
    'a hint may be p in place of 0',
    [CURVE, 'and(lt(x, P), eq', 'and(iszero(gt(x, P)), eq'],
    curveTests('test_negated_readsPointsAsZip215Does'),
  ),
  mutant(
    'parity-unchecked',
    [5],
    'the sign of x may be another than the encoding says',
    [CURVE, '                valid := and(valid, or(iszero(x), eq(and(x, 1), shr(255, encoding))))\n', ''],
    verifierTests('test_rejectsHintsThatAreNotTheSmallestX'),
  ),
  mutant(
    'negative-zero-refused',
    [5],
    'x = 0 must have the sign 0, which ZIP-215 does not want',
    [CURVE, 'or(iszero(x), eq(and(x, 1), shr(255, encoding)))', 'eq(and(x, 1), shr(255, encoding))'],
    verifierTests('test_acceptsAllValidVotesInOneList'),
  ),
  mutant(
    'point-off-curve',
    [5],
    'a point need not be on the curve',
    [CURVE, 'valid := and(lt(x, P), eq(left, right))', 'valid := lt(x, P)'],
    verifierTests('test_rejectsHintsThatAreNotTheSmallestX'),
  ),
  mutant(
    'y-unreduced',
    [5],
    'y stays between p and 2^255 where it is encoded so',
    [CURVE, 'y = (encoding & (2 ** 255 - 1)) % P;', 'y = encoding & (2 ** 255 - 1);'],
    curveTests('test_negated_readsPointsAsZip215Does'),
  ),
  mutant(
    'key-off-curve',
    [5],
    'a key need not be a point',
    [ED25519, ' || !isPoint || !isKey) {', ' || !isPoint) {'],
    verifierTests('test_rejectsHintsThatAreNotTheSmallestX'),
  ),
  mutant(
    'small-order-keys-refused',
    [6],
    'keys and R with x = 0, of order 1 and 2, are refused, which CometBFT takes',
    [CURVE, 'or(iszero(x), eq(', 'and(gt(x, 0), eq('],
    verifierTests('test_acceptsAllValidVotesInOneList'),
  ),
  mutant(
    'message-too-long-taken',
    [7],
    'a message may need a third block',
    [ED25519, '                require(size <= MESSAGE_LIMIT, CVMessageTooLong(count, MESSAGE_LIMIT, size));\n', ''],
    verifierTests('test_rejectsAMessageThatNeedsAThirdBlock'),
  ),
  mutant(
    'lanes-swapped',
    [7],
    'the two messages of a pair get each other’s digest',
    [
      ED25519,
      '_store(entry, BatchScalars.reduced(_word(free), _word(free + 32)));',
      '_store(entry, BatchScalars.reduced(_word(two ? free + 64 : free), _word(two ? free + 96 : free + 32)));',
    ],
    verifierTests('test_acceptsTheSameVoteTwiceAndVotesInAnyOrder'),
  ),
  mutant(
    'block-edge-moved',
    [7],
    'a message of 48 bytes is padded into one block',
    [ED25519, 'ONE_BLOCK_LIMIT = 47;', 'ONE_BLOCK_LIMIT = 48;'],
    verifierTests('test_acceptsEveryLengthOfAMessageInEitherLane'),
  ),
  mutant(
    'lanes-leak-schedule',
    [7],
    'carries of both lanes stay in the words of the message schedule',
    [SHA512_KERNEL, "asm.copy('mask').op('and', 'W');", "asm.name('W');"],
    kernelTests('test_sha512_hashesMessagesOfEveryLengthInBothLanes'),
  ),
  mutant(
    'lanes-leak-round',
    [7],
    'bits of lane B fall into lane A where a round rotates',
    [
      SHA512_KERNEL,
      "asm.push(first).op('shr').copy('mask').op('and', 'sigma');",
      "asm.push(first).op('shr', 'sigma');",
    ],
    kernelTests('test_sha512_hashesMessagesOfEveryLengthInBothLanes'),
  ),
  mutant(
    'lane-b-of-lane-a',
    [7],
    'lane B hashes what lane A does',
    [
      SHA512_KERNEL,
      "asm.swap('from').op('calldatasize').push(1).op('shr').op('add').op('calldataload', 'inB');",
      "asm.swap('from').push(0).op('add').op('calldataload', 'inB');",
    ],
    kernelTests('test_sha512_hashesMessagesOfEveryLengthInBothLanes'),
  ),
  mutant(
    'half-rows-summed',
    [2],
    'the kernel sums rows of which a part is missing',
    [
      SUM_KERNEL,
      "  asm\n    .push(2 * ROW)\n    .push(2 * ROW - 32)\n    .op('calldatasize')\n    .op('add')\n    .op('mod')\n    .jumpIf('refuse');\n",
      '',
    ],
    kernelTests('test_multiScalar_rejectsPartsOfRows'),
  ),
  mutant(
    'high-s-taken',
    [13],
    's may be above half the order: each signature has a twin',
    [SECP256K1, 's <= N / 2 &&', 's < N &&'],
    ecdsaTests('test_rejectsEachVoteThatThePortableVerifierRejects'),
  ),
  mutant(
    's-zero-taken',
    [13],
    's may be 0',
    [SECP256K1, 's != 0 && ', ''],
    ecdsaTests('test_rejectsScalarsOutOfRange'),
  ),
  mutant(
    'r-zero-taken',
    [13],
    'r may be 0',
    [SECP256K1, 'r != 0 && ', ''],
    ecdsaTests('test_rejectsScalarsOutOfRange'),
  ),
  mutant(
    'r-unbounded',
    [13],
    'r may be the order or more',
    [SECP256K1, 'r < N && ', ''],
    ecdsaTests('test_rejectsScalarsOutOfRange'),
  ),
  mutant(
    'v-unbounded',
    [13],
    'v may be anything',
    [SECP256K1, ' && v < 2', ' && v < 229'],
    ecdsaTests('test_rejectsARecoveryBitOfAnotherPoint'),
  ),
  mutant(
    'nobody-signs',
    [13],
    'a key that is none has the zero address, which is what a failed recovery gives',
    [ECDSA, '        require(signer != address(0), CVKeyInvalid(index));\n', ''],
    ecdsaTests('test_rejectsAKeyOfAnotherForm'),
  ),
  mutant(
    'any-signer',
    [13],
    'anybody signs for a validator',
    [
      ECDSA,
      'require(recovered == signer, CVSignatureInvalid(index));',
      'require(recovered != address(0), CVSignatureInvalid(index));',
    ],
    ecdsaTests('test_rejectsARecoveryBitOfAnotherPoint'),
  ),
  mutant(
    'y-unbounded',
    [13],
    'the hint y may be the modulus or more',
    [SECP256K1, 'x >= P || y >= P ||', 'x >= P ||'],
    ecdsaTests('test_rejectsCoordinatesFromTheModulusOn'),
  ),
  mutant(
    'x-unbounded',
    [13],
    'x may be the modulus or more',
    [SECP256K1, 'x >= P || y >= P ||', 'y >= P ||'],
    ecdsaTests('test_rejectsCoordinatesFromTheModulusOn'),
  ),
  mutant(
    'key-parity-unchecked',
    [13],
    'y may have another parity than the key says',
    [SECP256K1, 'prefix != 2 + (y & 1)', 'prefix < 2 || prefix > 3'],
    ecdsaTests('test_rejectsAKeyOfAnotherForm'),
  ),
  mutant(
    'ecdsa-key-off-curve',
    [13],
    'a secp256k1 key need not be a point',
    [SECP256K1, '        if (mulmod(y, y, P) != addmod(mulmod(mulmod(x, x, P), x, P), 7, P)) return address(0);\n', ''],
    ecdsaTests('test_rejectsHintsThatAreNotTheKeysY'),
  ),
];
