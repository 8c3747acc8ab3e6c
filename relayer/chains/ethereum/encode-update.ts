/** Updates and misbehaviour as `light-clients/cometbft/CometBftClient.sol` reads them, from light blocks. @module */
import { concatBytes } from '@causeway/lightclient/codec';
import {
  type Commit,
  type ConsensusState,
  createVoteSignBytes,
  DEFAULT_TRUST_LEVEL,
  hashValidatorSet,
  KEY_TYPES,
  type KeyType,
  type LightBlock,
  type TrustLevel,
  type Validator,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { checkHash, encodeContractHeader, encodeContractTime } from './encode-header.ts';
import { encodeUint } from './encode-numbers.ts';
import { encodeContractValidators } from './encode-validators.ts';
import { encodeEvidence } from './encode-vote.ts';

/** What contracts have verifiers for, in the order that votes go in. */
const KEY_TYPES_ON_CHAIN: readonly KeyType[] = ['ed25519', 'secp256k1', 'secp256k1eth'];

/** What the client stores of the height that the evidence is judged by. */
export interface TrustedState {
  readonly height: bigint;
  readonly state: ConsensusState;
  /** The set that this state announces; not needed if it is the block's own. */
  readonly nextValidators?: ValidatorSet | undefined;
}

/** A light block, and from where it is judged. */
export interface ContractEvidence {
  readonly block: LightBlock;
  readonly trusted: TrustedState;
  /** Rows of validators whose votes go in; by default as few as prove that more than two thirds and the trust level signed. */
  readonly rows?: readonly number[] | undefined;
  /** The client's, for choosing the votes; 1/3 by default. */
  readonly trustLevel?: TrustLevel | undefined;
}

/** @param heightBelow The greatest height below the block's that the client stores. */
export function encodeContractUpdate(evidence: ContractEvidence, heightBelow: bigint): Uint8Array {
  return concatBytes(encodeContractEvidence(evidence), encodeUint(heightBelow, 8, 'height below'));
}

/** Evidence of two blocks at one height, or of a first one that is higher and no later than the second. */
export function encodeContractMisbehaviour(first: ContractEvidence, second: ContractEvidence): Uint8Array {
  const bytes = encodeContractEvidence(first);
  return concatBytes(encodeUint(bytes.length, 4, 'length'), bytes, encodeContractEvidence(second));
}

/** As the contracts hash and prove by it: time in 16 bytes, root, hash of the next validators. */
export function encodeContractState({ timestamp, root, nextValidatorsHash }: ConsensusState): Uint8Array {
  return concatBytes(
    encodeUint(timestamp, 16, 'timestamp'),
    checkHash(root, 'root'),
    checkHash(nextValidatorsHash, 'next validators hash'),
  );
}

function encodeContractEvidence({ block, trusted, rows, trustLevel }: ContractEvidence): Uint8Array {
  const { signedHeader, validators } = block;
  const { commit, header } = signedHeader;
  const isSameSet = sameBytes(hashValidatorSet(validators), trusted.state.nextValidatorsHash);
  const trustedSet = isSameSet ? undefined : trusted.nextValidators;
  const set = encodeContractValidators(validators, trustedSet);
  const voters = rows ?? chooseVoters(commit, validators, trustedSet, trustLevel);
  return concatBytes(
    encodeUint(trusted.height, 8, 'trusted height'),
    encodeContractState(trusted.state),
    encodeContractHeader(header),
    encodeUint(commit.round, 4, 'round'),
    encodeUint(commit.blockId.parts.total, 4, 'number of parts'),
    checkHash(commit.blockId.parts.hash, 'hash of the parts'),
    encodeUint(set.count, 2, 'number of rows'),
    encodeUint(set.trustedCount, 2, 'number of trusted validators'),
    set.bytes,
    encodeVotes(header.chainId, commit, validators, voters),
  );
}

/** Those of the trusted set first, since they count twice; then the mightiest, until both counts suffice. */
function chooseVoters(
  commit: Commit,
  own: ValidatorSet,
  trustedSet: ValidatorSet | undefined,
  trustLevel: TrustLevel = DEFAULT_TRUST_LEVEL,
): readonly number[] {
  const trustedPower = new Map((trustedSet ?? own).validators.map((entry) => [nameOf(entry), entry.votingPower]));
  const votes = own.validators
    .map((validator, row) => ({ validator, row, trusted: trustedPower.get(nameOf(validator)) ?? 0n }))
    .filter(({ validator, row }) => canVote(validator, commit.signatures[row]?.flag))
    .sort((a, b) => compare(b.trusted + b.validator.votingPower, a.trusted + a.validator.votingPower));
  const total = sum(own.validators.map(({ votingPower }) => votingPower));
  const trustedTotal = sum([...trustedPower.values()]);
  let signed = 0n;
  let trustedSigned = 0n;
  const rows: number[] = [];
  for (const { validator, row, trusted } of votes) {
    const isTrusted = trustedSigned * trustLevel.denominator > trustedTotal * trustLevel.numerator;
    if (signed * 3n > total * 2n && isTrusted) break;
    signed += validator.votingPower;
    trustedSigned += trusted;
    rows.push(row);
  }
  return rows;
}

function canVote({ publicKey }: Validator, flag: string | undefined): boolean {
  return flag === 'commit' && KEY_TYPES_ON_CHAIN.includes(publicKey.type);
}

function encodeVotes(
  chainId: string,
  commit: Commit,
  { validators }: ValidatorSet,
  rows: readonly number[],
): Uint8Array {
  const signBytes = createVoteSignBytes(chainId, commit);
  const groups = KEY_TYPES_ON_CHAIN.flatMap((type) => {
    const votes = rows
      .toSorted((a, b) => a - b)
      .flatMap((row) => {
        const validator = validators[row];
        const vote = commit.signatures[row];
        if (validator?.publicKey.type !== type || vote === undefined) return [];
        const message = signBytes('commit', vote.timestamp);
        return concatBytes(
          encodeUint(row, 2, 'row'),
          encodeContractTime(vote.timestamp, 'time of a vote'),
          encodeEvidence(validator.publicKey, message, vote.signature),
        );
      });
    if (votes.length === 0) return [];
    return concatBytes(Uint8Array.of(KEY_TYPES[type].field), encodeUint(votes.length, 2, 'number of votes'), ...votes);
  });
  return concatBytes(Uint8Array.of(groups.length), ...groups);
}

function nameOf({ publicKey }: Validator): string {
  return `${publicKey.type} ${Buffer.from(publicKey.bytes).toString('hex')}`;
}

function sum(powers: readonly bigint[]): bigint {
  return powers.reduce((total, power) => total + power, 0n);
}

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
