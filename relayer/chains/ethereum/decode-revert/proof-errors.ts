/** Errors of the libraries that read headers, validators, votes and proofs. @module */
import { type RevertKind, revertKind } from './revert-kind.ts';

const wantGot = ({
  expected,
  actual,
}: {
  readonly expected: bigint | string;
  readonly actual: bigint | string;
}): string => `want ${expected}, got ${actual}`;
const atMost = ({ greatest, actual }: { readonly greatest: bigint; readonly actual: bigint }): string =>
  `want at most ${greatest}, got ${actual}`;

export const PROOF_ERRORS: readonly RevertKind[] = [
  // Sizes: what an encoder must have right.
  revertKind(
    'CCMessageSizeInvalid(uint256 expected, uint256 actual)',
    'defect',
    (args) => `The message for the client has another number of bytes: ${wantGot(args)}`,
  ),
  revertKind(
    'CCPathInvalid(uint256 expected, uint256 actual)',
    'refused',
    (args) =>
      `A path must be the name of a store and a key, as the counterparty's prefix makes it: elements, ${wantGot(args)}`,
  ),
  revertKind(
    'HeaderSizeInvalid(uint256 expected, uint256 actual)',
    'defect',
    (args) => `The header has another number of bytes: ${wantGot(args)}`,
  ),
  revertKind(
    'ChainIdLengthInvalid(uint256 greatest, uint256 actual)',
    'refused',
    (args) => `A chain id has 1 to 50 bytes: ${atMost(args)}`,
    { code: 'CONFIG_INVALID' },
  ),
  revertKind(
    'HeaderHeightInvalid(uint256 greatest, uint256 actual)',
    'correct-bytes',
    (args) => `A header's height is above 0 and below 2^63: ${atMost(args)}`,
  ),
  revertKind(
    'TimeSecondsInvalid(uint256 greatest, uint256 actual)',
    'correct-bytes',
    (args) => `A time lies after the year 3058: seconds, ${atMost(args)}`,
  ),
  revertKind(
    'TimeNanosInvalid(uint256 greatest, uint256 actual)',
    'defect',
    (args) => `A second has fewer nanoseconds: ${atMost(args)}`,
  ),
  revertKind(
    'VoteRoundInvalid(uint256 greatest, uint256 actual)',
    'correct-bytes',
    (args) => `A commit's round is below 2^31: ${atMost(args)}`,
  ),
  revertKind('VoteNoParts()', 'correct-bytes', 'The block of the commit has no parts'),
  revertKind('MerkleHashFailed()', 'raise-gas', 'A hash could not be computed: too little gas'),

  // Validators.
  revertKind('ValidatorsEmpty()', 'correct-bytes', 'There are no validators'),
  revertKind(
    'ValidatorsTooMany(uint256 greatest, uint256 actual)',
    'refused',
    (args) => `The chain has more validators than the client can sum up: ${atMost(args)}`,
  ),
  revertKind(
    'ValidatorPowerMalformed(uint256 row)',
    'defect',
    ({ row }) => `The power in row ${row} of the validators is no minimal varint of at most nine bytes`,
  ),
  revertKind(
    'ValidatorsTruncated(uint256 expected, uint256 actual)',
    'defect',
    (args) => `The validators are cut: bytes, ${wantGot(args)}`,
  ),
  revertKind(
    'ValidatorKeyTypeUnknown(uint256 row, uint256 keyType)',
    'defect',
    ({ row, keyType }) => `Row ${row} of the validators has a key of type ${keyType}, which is none`,
  ),
  revertKind(
    'ValidatorWithoutPower(uint256 row)',
    'correct-bytes',
    ({ row }) => `The validator in row ${row} has no power`,
  ),
  revertKind(
    'ValidatorsTotalTooLarge(uint256 greatest, uint256 actual)',
    'correct-bytes',
    (args) => `The validators have more power than a chain can have: ${atMost(args)}`,
  ),
  revertKind(
    'TrustedCountInvalid(uint256 expected, uint256 actual)',
    'defect',
    (args) => `The trusted set has another number of validators than rows have trusted power: ${wantGot(args)}`,
  ),
  revertKind(
    'TrustedOrderInvalid(uint256 place, uint256 row)',
    'defect',
    ({ place, row }) => `Place ${place} of the trusted set names row ${row}, which is none of it or was named before`,
  ),

  // Proofs of state.
  revertKind(
    'ProofSizeInvalid(uint256 expected, uint256 actual)',
    'defect',
    (args) => `The proof has another number of bytes: ${wantGot(args)}`,
  ),
  revertKind(
    'ProofRootMismatch(bytes32 expected, bytes32 actual)',
    'correct-bytes',
    ({ expected, actual }) => `The proof leads to the root ${actual}, and the chain's at that height is ${expected}`,
  ),
  revertKind(
    'ProofKeyInvalid(uint256 greatest, uint256 actual)',
    'defect',
    (args) => `A key in the proof is empty or too long: bytes, ${atMost(args)}`,
  ),
  revertKind('ProofValueEmpty()', 'defect', 'Nothing can be proven of an empty value'),
  revertKind(
    'ProofVersionInvalid(uint256 size, uint256 bytes_)',
    'correct-bytes',
    ({ size }) => `A leaf of the proof has a malformed version of ${size} bytes`,
  ),
  revertKind(
    'ProofNodeInvalid(uint256 height)',
    'correct-bytes',
    ({ height }) =>
      `A node of the proof, up to height ${height}, is not above the one below it or has malformed numbers`,
  ),
  revertKind('ProofSideInvalid(uint256 actual)', 'defect', 'The way through the tree of stores has no end'),
  revertKind(
    'ProofEndInvalid(uint256 actual)',
    'defect',
    ({ actual }) =>
      `A part of the proof must not end so: at the root (1), remembering (2) or remembered (3): ${actual}`,
  ),
  revertKind(
    'ProofNodeUnknown(bytes32 node)',
    'correct-bytes',
    ({ node }) => `The proof ends at node ${node}, which no proof before it in its transaction has shown`,
  ),
  revertKind('ProofHashFailed()', 'raise-gas', 'A hash could not be computed: too little gas'),
  revertKind(
    'ProofKindInvalid(uint256 actual)',
    'defect',
    ({ actual }) => `A proof of absence is of kind 1, 2 or 3, got ${actual}`,
  ),
  revertKind(
    'ProofKeyNotRight()',
    'correct-bytes',
    "The key is not behind the left neighbour's: the proof is of another key",
  ),
  revertKind(
    'ProofKeyNotLeft()',
    'correct-bytes',
    "The key is not before the right neighbour's: the proof is of another key",
  ),
  revertKind(
    'ProofNotAdjacent(uint256 height)',
    'correct-bytes',
    ({ height }) => `The neighbours in the proof of absence may have others between them, below height ${height}`,
  ),
];
