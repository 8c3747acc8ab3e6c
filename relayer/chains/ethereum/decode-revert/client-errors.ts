/** Errors of the CometBFT light client and of the libraries that it is made of. @module */
import { atNanos, type RevertKind, revertKind } from './revert-kind.ts';

const HEADER = { code: 'HEADER_REJECTED' } as const;
const SET_UP = { code: 'CONFIG_INVALID' } as const;

export const CLIENT_ERRORS: readonly RevertKind[] = [
  // Its state.
  revertKind('CCFrozen()', 'stop-path', 'The client is frozen: misbehaviour was shown to it', {
    code: 'CLIENT_FROZEN',
  }),
  revertKind(
    'CCExpired(uint256 expiry, uint256 blockTime)',
    'stop-path',
    ({ expiry, blockTime }) =>
      `The client expired at ${atNanos(expiry)}, and the block is of ${atNanos(blockTime)}: it learns and proves nothing any more`,
    { code: 'CLIENT_EXPIRED' },
  ),
  revertKind(
    'CCConsensusStateNotFound(uint64 height)',
    'update-client',
    ({ height }) => `The client knows nothing of height ${height}: it has to be updated to it first`,
  ),
  revertKind(
    'CCConsensusStateMismatch(bytes32 expected, bytes32 actual)',
    'correct-bytes',
    ({ expected, actual }) =>
      `The trusted state is not the one that the client stores: want the hash ${expected}, got ${actual}`,
  ),
  revertKind(
    'CCTrustedStateExpired(uint256 expiry, uint256 blockTime)',
    'update-client',
    ({ expiry }) =>
      `The trusted state could be trusted until ${atNanos(expiry)}: a newer one of the client has to be taken`,
  ),
  revertKind(
    'CCHeightBelowInvalid(uint64 height)',
    'correct-bytes',
    ({ height }) =>
      `${height} is not the greatest height below the header's that the client stores: somebody may have updated it meanwhile`,
  ),

  // The header.
  revertKind(
    'CCHeightInvalid(uint256 trusted, uint256 actual)',
    'correct-bytes',
    ({ trusted, actual }) => `The header's height ${actual} is not above the trusted height ${trusted}`,
    HEADER,
  ),
  revertKind(
    'CCTimeInvalid(uint256 trusted, uint256 actual)',
    'correct-bytes',
    ({ trusted, actual }) => `The header's time ${atNanos(actual)} is not after the trusted ${atNanos(trusted)}`,
    HEADER,
  ),
  revertKind(
    'CCTimeInFuture(uint256 limit, uint256 actual)',
    'later',
    ({ limit, actual }) =>
      `The header is of ${atNanos(actual)}, and the client takes none of ${atNanos(limit)} or later yet`,
    HEADER,
  ),
  revertKind(
    'CCTrustedValidatorsMismatch(bytes32 expected, bytes32 actual)',
    'correct-bytes',
    ({ expected, actual }) =>
      `The trusted validators are not those that the trusted state announced: want the hash ${expected}, got ${actual}`,
    HEADER,
  ),
  revertKind(
    'CCTrustedSetNotWanted()',
    'defect',
    'The header right above the trusted height came with another set than its own',
  ),
  revertKind(
    'CCTrustInsufficient(uint256 signed, uint256 total)',
    'correct-bytes',
    ({ signed, total }) =>
      `Validators with ${signed} of ${total} trusted power signed, which is too little: more votes are needed, or a header between`,
    HEADER,
  ),
  revertKind(
    'CCPowerInsufficient(uint256 signed, uint256 total)',
    'correct-bytes',
    ({ signed, total }) => `Validators with ${signed} of ${total} power signed; more than two thirds must`,
    HEADER,
  ),
  revertKind('CCNotMisbehaviour()', 'refused', 'The two headers can both be those of an honest chain'),
  revertKind(
    'CCRevisionInvalid(uint64 expected, uint64 actual)',
    'correct-bytes',
    ({ expected, actual }) => `The proof is of revision ${actual}, and the client follows revision ${expected}`,
  ),

  // The votes.
  revertKind(
    'CCVoteOrderInvalid(uint256 expectedAbove, uint256 actual)',
    'defect',
    ({ expectedAbove, actual }) =>
      `Votes are not in order of type and row: want ${expectedAbove} or more, got ${actual}`,
  ),
  revertKind(
    'CCVoteRowInvalid(uint256 rows, uint256 actual)',
    'defect',
    ({ rows, actual }) => `A vote is of row ${actual}, and there are ${rows} rows`,
  ),
  revertKind(
    'CCVoterWithoutPower(uint256 row)',
    'defect',
    ({ row }) => `A vote is of row ${row}, a validator of the trusted set who is not in the header's own`,
  ),
  revertKind('CCSessionNotNamed()', 'defect', 'Evidence that advances a session does not say that it continues one'),
  revertKind(
    'CCVoteKeyTypeInvalid(uint256 expected, uint256 actual)',
    'defect',
    ({ expected, actual }) => `A vote in a group of key type ${expected} is of a validator with key type ${actual}`,
  ),
  revertKind(
    'CCVerifierFailed(address verifier)',
    'refused',
    ({ verifier }) => `The verifier of votes at ${verifier} gave no proper answer`,
  ),
  revertKind('CVNoVotes()', 'defect', 'There are no votes in a group of votes'),
  revertKind(
    'CVVoteTruncated(uint256 index, uint256 expected, uint256 actual)',
    'defect',
    ({ index, expected, actual }) => `Vote ${index} of its group is cut: want ${expected} bytes, got ${actual}`,
  ),
  revertKind(
    'CVMessageTooLong(uint256 index, uint256 expected, uint256 actual)',
    'defect',
    ({ index, expected, actual }) =>
      `What vote ${index} signs has ${actual} bytes, and no vote has more than ${expected}`,
  ),
  revertKind(
    'CVKeyInvalid(uint256 index)',
    'correct-bytes',
    ({ index }) => `The key of vote ${index} of its group is no point of its curve, or its hint is wrong`,
    HEADER,
  ),
  revertKind(
    'CVSignatureMalformed(uint256 index)',
    'correct-bytes',
    ({ index }) =>
      `The signature of vote ${index} of its group is none: a point off the curve, a number out of range or a wrong hint`,
    HEADER,
  ),
  revertKind(
    'CVSignatureInvalid(uint256 index)',
    'correct-bytes',
    ({ index }) => `The signature of vote ${index} of its group is not one of its validator for this header`,
    HEADER,
  ),
  revertKind(
    'CVBatchInvalid(uint256 first, uint256 count)',
    'correct-bytes',
    ({ first, count }) =>
      `At least one of ${count} ed25519 votes, from vote ${first} on, is not one of its validator for this header`,
    HEADER,
  ),
  revertKind(
    'CVKernelMismatch(bytes32 expected, bytes32 actual)',
    'refused',
    ({ expected, actual }) =>
      `A kernel has other code than the verifier was built for: want the hash ${expected}, got ${actual}`,
    SET_UP,
  ),
  revertKind(
    'CVKernelFailed(address kernel)',
    'raise-gas',
    ({ kernel }) => `The kernel at ${kernel} gave no answer: too little gas`,
  ),

  // How a client is made.
  revertKind(
    'CCTrustLevelInvalid(uint8 numerator, uint8 denominator)',
    'refused',
    ({ numerator, denominator }) => `A trust level must be in [1/3, 1], got ${numerator}/${denominator}`,
    SET_UP,
  ),
  revertKind(
    'CCPeriodsInvalid(uint256 trustingPeriod, uint256 maxClockDrift, uint256 unbondingPeriod)',
    'refused',
    ({ trustingPeriod, maxClockDrift, unbondingPeriod }) =>
      `Trusting period ${trustingPeriod} s and drift ${maxClockDrift} s must together be below the unbonding period ${unbondingPeriod} s`,
    SET_UP,
  ),
  revertKind(
    'CCDriftInvalid(uint256 maxClockDrift)',
    'refused',
    ({ maxClockDrift }) => `The drift must be 15 to 60 s, got ${maxClockDrift}`,
    SET_UP,
  ),
  revertKind(
    'CCClientStateInvalid()',
    'refused',
    "The client's first state has a wrong height, revision or algorithm, or is frozen",
    SET_UP,
  ),
  revertKind(
    'CCVerifierCodeMismatch(address verifier, bytes32 expected, bytes32 actual)',
    'refused',
    ({ verifier, expected, actual }) => `Code of the verifier ${verifier}: want ${expected}, got ${actual}`,
    SET_UP,
  ),
  revertKind(
    'CCVerifierInvalid(uint256 expectedKeyType, address verifier)',
    'refused',
    ({ expectedKeyType, verifier }) => `The client has no verifier of keys of type ${expectedKeyType} at ${verifier}`,
    SET_UP,
  ),
];
