/** Mutants of what a commit is made of: validators, header, votes. Rules 8 to 12, and the calls of rule 1. @module */
import { forge, mutant, type SolidityMutant } from './mutant.ts';

const ROWS = 'contracts/solidity/libraries/cometbft/ValidatorRows.sol';
const HEADER = 'contracts/solidity/libraries/cometbft/HeaderHash.sol';
const SIGN_BYTES = 'contracts/solidity/libraries/cometbft/VoteSignBytes.sol';
const EVIDENCE = 'contracts/solidity/light-clients/cometbft/CommitEvidence.sol';

const rowTests = (...tests: readonly string[]) => forge('libraries/ValidatorRows', ...tests);
const headerTests = (...tests: readonly string[]) => forge('libraries/HeaderHash', ...tests);
const voteTests = (...tests: readonly string[]) => forge('libraries/VoteSignBytes', ...tests);
const clientTests = (...tests: readonly string[]) => forge('light-clients/CometBftClient', ...tests);

export const COMMIT_MUTANTS: readonly SolidityMutant[] = [
  mutant(
    'verifier-code-unchecked',
    [1],
    'a verifier may have any code, or none',
    [
      EVIDENCE,
      'verifier == address(0) || actual == expected,',
      'verifier == address(0) || actual != 0 || expected != 0,',
    ],
    clientTests('test_constructor_refusesVerifiersOfOtherCode'),
  ),
  mutant(
    'verifier-refusal-ignored',
    [1],
    'votes count though their verifier reverted',
    [EVIDENCE, 'if iszero(ok) {', 'if 0 {'],
    clientTests('test_update_refusesAnAnswerOfAVerifierThatIsNone'),
  ),
  mutant(
    'verifier-answer-size-unchecked',
    [1],
    'a verifier may answer with any number of bytes',
    [EVIDENCE, 'ok := eq(returndatasize(), 32)', 'ok := 1'],
    clientTests('test_update_refusesAnAnswerOfAVerifierThatIsNone'),
  ),
  mutant(
    'verifier-count-unchecked',
    [1],
    'a verifier need not have seen as many votes as there are',
    [EVIDENCE, 'require(ok && count == group.count,', 'require(ok,'],
    clientTests('test_update_refusesAnAnswerOfAVerifierThatIsNone'),
  ),
  mutant(
    'opaque-validator-taken',
    [8],
    'a validator of an unknown type is left out of hash and total',
    [
      ROWS,
      'require(keyType == 4, ValidatorKeyTypeUnknown(index, keyType));',
      'require(keyType == 4 || index >= 0, ValidatorKeyTypeUnknown(index, keyType));',
    ],
    rowTests('test_read_refusesUnknownTypesOfKeys'),
  ),
  mutant(
    'power-beside-the-hash',
    [8],
    'ed25519 validators count twice what is hashed of them',
    [ROWS, '            walk.lanes += lanes;\n', '            walk.lanes += lanes + lanes;\n'],
    rowTests('test_read_givesHashesAndTotalsOfEveryFixture'),
  ),
  mutant(
    'key-type-hashed-as-another',
    [9],
    'a secp256k1eth key is hashed as a secp256k1 key',
    [ROWS, '(keyType << 11)', '((keyType == 5 ? 2 : keyType) << 11)'],
    rowTests('test_read_givesHashesAndTotalsOfEveryFixture'),
  ),
  mutant(
    'powerless-validator-taken',
    [9],
    'a validator without power is one',
    [ROWS, '        require(lanes != 0, ValidatorWithoutPower(index));\n', ''],
    rowTests('test_read_refusesAValidatorWithoutPower'),
  ),
  mutant(
    'padded-power-taken',
    [9],
    'a power may be longer than it needs to be',
    [ROWS, 'require(size <= 9 && (last != 0 || size == 1), ', 'require(size <= 9, '],
    rowTests('test_read_refusesPowersThatAreNotMinimal'),
  ),
  mutant(
    'total-unbounded',
    [9],
    'the powers of a set may add up to more than CometBFT allows',
    [
      ROWS,
      '        require(sets.total <= MAX_TOTAL_POWER, ValidatorsTotalTooLarge(MAX_TOTAL_POWER, sets.total));\n',
      '',
    ],
    rowTests('test_read_refusesATotalAboveTheGreatest'),
  ),
  mutant(
    'trusted-total-unbounded',
    [9],
    'the powers of a trusted set may add up to more than CometBFT allows',
    [
      ROWS,
      '        require(sets.trustedTotal <= MAX_TOTAL_POWER, ValidatorsTotalTooLarge(MAX_TOTAL_POWER, sets.trustedTotal));\n',
      '',
    ],
    rowTests('test_read_refusesATotalAboveTheGreatest'),
  ),
  mutant(
    'rows-unbounded',
    [9],
    'there may be more rows than lanes can sum',
    [ROWS, '        require(count <= MAX_ROWS, ValidatorsTooMany(MAX_ROWS, count));\n', ''],
    rowTests('test_read_sumsAsManyPowersAsThereMayBe'),
  ),
  mutant(
    'permutation-repeats',
    [10],
    'the trusted order may name a row twice',
    [ROWS, '                mstore(from, 0)\n', ''],
    rowTests('test_read_refusesAnOrderThatIsNoneOfTheTrustedSet'),
  ),
  mutant(
    'permutation-names-strangers',
    [10],
    'the trusted order may name rows without a trusted power',
    [ROWS, '        require(leaf != 0, TrustedOrderInvalid(place, index));\n', ''],
    rowTests('test_read_refusesAnOrderThatIsNoneOfTheTrustedSet'),
  ),
  mutant(
    'permutation-out-of-rows',
    [10],
    'the trusted order may name rows that are not there',
    [ROWS, 'if lt(index, mload(add(sets, 128))) {', 'if lt(index, 512) {'],
    rowTests('test_read_refusesAnOrderThatIsNoneOfTheTrustedSet'),
  ),
  mutant(
    'trusted-members-left-out',
    [10],
    'the trusted order may leave validators out, whose power counts all the same',
    [
      ROWS,
      '            require(walk.trustedMembers == trustedCount, TrustedCountInvalid(walk.trustedMembers, trustedCount));\n',
      '',
    ],
    rowTests('test_read_refusesAnOrderThatIsNoneOfTheTrustedSet'),
  ),
  mutant(
    'vote-twice',
    [10, 12],
    'a row may vote twice',
    [EVIDENCE, 'votes.least = place + 1;', 'votes.least = place;'],
    clientTests('test_update_refusesAVoteThatIsCountedTwice'),
  ),
  mutant(
    'vote-order-free',
    [10, 12],
    'votes may come in any order, so also twice',
    [EVIDENCE, 'require(place >= votes.least, ', 'require(place >= 0, '],
    clientTests('test_update_refusesAVoteThatIsCountedTwice'),
  ),
  mutant(
    'vote-of-no-row',
    [10],
    'a vote may be that of a row behind the last one',
    [EVIDENCE, '        require(index < sets.count, ICometBftClient.CCVoteRowInvalid(sets.count, index));\n', ''],
    forge('light-clients/ClientRules', 'test_update_refusesVotesOfRowsThatAreNotThere'),
  ),
  mutant(
    'vote-key-type-unchecked',
    [10],
    'a vote may be verified as one of another type of key',
    [EVIDENCE, '        require(actual == keyType, ICometBftClient.CCVoteKeyTypeInvalid(keyType, actual));\n', ''],
    clientTests('test_update_refusesAVoteOfAnotherTypeOfKey'),
  ),
  mutant(
    'chain-id-of-another',
    [11, 12],
    'headers and votes are those of a chain whose id has one character more',
    [
      EVIDENCE,
      'constructor(bytes memory chainId, ICometBftClient.Verifiers memory verifiers_) {',
      'constructor(bytes memory chainId, ICometBftClient.Verifiers memory verifiers_) {\n        chainId = bytes.concat(chainId, "0");',
    ],
    clientTests('test_mocha_acceptsAdjacentAndSkippingHeaders'),
  ),
  mutant(
    'height-unbounded',
    [11],
    'a height need not fit int64',
    [HEADER, 'fields.height != 0 && fields.height <= MAX_HEIGHT', 'fields.height != 0'],
    headerTests('test_read_boundsEachNumber'),
  ),
  mutant(
    'seconds-unbounded',
    [11],
    'seconds need not be below 2^35',
    [HEADER, '        require(secs <= MAX_SECONDS, TimeSecondsInvalid(MAX_SECONDS, secs));\n', ''],
    headerTests('test_read_boundsEachNumber'),
  ),
  mutant(
    'nanos-unbounded',
    [11],
    'a second may have 2^32 nanoseconds',
    [HEADER, '        require(nanos <= MAX_NANOS, TimeNanosInvalid(MAX_NANOS, nanos));\n', ''],
    headerTests('test_read_boundsEachNumber'),
  ),
  mutant(
    'round-unbounded',
    [11],
    'a round need not fit int32',
    [SIGN_BYTES, '        require(vote.round <= MAX_ROUND, VoteRoundInvalid(MAX_ROUND, vote.round));\n', ''],
    voteTests('test_write_refusesWhatNoVoteHas'),
  ),
  mutant(
    'no-parts',
    [11],
    'a block may have no parts',
    [SIGN_BYTES, '        require(vote.partTotal != 0, VoteNoParts());\n', ''],
    voteTests('test_write_refusesWhatNoVoteHas'),
  ),
  mutant(
    'round-unsigned',
    [12],
    'votes of any round are those of round 0',
    [SIGN_BYTES, 'if round {', 'if 0 {'],
    voteTests('test_write_neverExceedsTheGreatestSize'),
  ),
  mutant(
    'prevotes-taken',
    [12],
    'prevotes count as precommits',
    [SIGN_BYTES, 'shl(232, 0x080211)', 'shl(232, 0x080111)'],
    voteTests('test_write_givesTheBytesOfEveryFixture'),
  ),
];
