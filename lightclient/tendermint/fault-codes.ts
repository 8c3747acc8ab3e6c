/**
 * Every reason for which a CometBFT header, commit or client message is called invalid. The codes are stable.
 * @module
 */
import type { BinaryVerdict, Verdict } from '../verdict.ts';

/** What can be wrong with a header, by itself or given a trusted one. */
export type HeaderFaultCode =
  /** The trusted header is older than the trusting period: the client needs a new root of trust. */
  | 'trusted-expired'
  /** The header's time is not before now plus the clock drift. */
  | 'header-from-future'
  /** The header's time is not after the trusted header's. */
  | 'time-not-after-trusted'
  /** The header's height is not above the trusted header's. */
  | 'height-not-after-trusted'
  /** Adjacent verification was asked for headers whose heights are not consecutive. */
  | 'not-adjacent'
  /** Skipping verification was asked for consecutive headers. */
  | 'adjacent'
  /** The header belongs to another chain. */
  | 'chain-id-mismatch'
  /** The chain id has more than 50 bytes. */
  | 'chain-id-too-long'
  /** The block protocol version is not 11. */
  | 'unsupported-block-protocol'
  /** The height is zero or negative. */
  | 'height-not-positive'
  /** A hash is neither empty nor 32 bytes long. */
  | 'bad-hash-size'
  /** An address is not 20 bytes long. */
  | 'bad-address-size'
  /** The header names no validator set, so it has no hash. */
  | 'header-hash-missing'
  /** The supplied validators do not hash to the header's `validators_hash`. */
  | 'validators-hash-mismatch'
  /** The header's `validators_hash` is not the `next_validators_hash` of the trusted header before it. */
  | 'next-validators-hash-mismatch'
  /** The supplied trusted validators do not hash to what the trusted header or consensus state names. */
  | 'trusted-validators-hash-mismatch'
  /** The trusted validator set that the trust check was told to use was not supplied. */
  | 'trusted-validators-missing'
  /** Backwards verification: the header is not the one that the trusted header names as its predecessor. */
  | 'last-block-id-mismatch'
  /** Backwards verification: the header's time is not before the trusted header's. */
  | 'time-not-before-trusted';

/** What can be wrong with a commit. */
export type CommitFaultCode =
  /** The commit is for another height than the header. */
  | 'commit-height-mismatch'
  /** The commit's round is negative. */
  | 'bad-round'
  /** The commit is for no block, or its part set is missing. */
  | 'block-id-incomplete'
  /** The commit is for another block than the one given. */
  | 'block-id-mismatch'
  /** The commit has no entry at all. */
  | 'commit-empty'
  /** The commit has another number of entries than the validator set. */
  | 'commit-size-mismatch'
  /** A vote's flag is none of absent, commit and nil. */
  | 'unknown-vote-flag'
  /** An absent vote carries an address, a time or a signature. */
  | 'absent-vote-not-empty'
  /** A vote has no signature. */
  | 'signature-missing'
  /** A signature is longer than its key type allows. */
  | 'signature-too-long'
  /** The vote's address is not that of the validator at its index. */
  | 'vote-address-mismatch'
  /** One validator votes twice in the commit. */
  | 'double-vote'
  /** A vote that is needed is signed with a key type that cannot be verified here. */
  | 'unsupported-key-type'
  /** A signature does not verify. */
  | 'wrong-signature'
  /** Not more than two thirds of the voting power signed. */
  | 'insufficient-voting-power'
  /** The trust level times the total voting power does not fit 64 bits, or its denominator is zero. */
  | 'trust-level-overflow';

/** What can be wrong with a validator or a set of them. */
export type ValidatorFaultCode =
  /** The validator set is empty. */
  | 'validators-empty'
  /** The validator set has more than 10,000 members. */
  | 'too-many-validators'
  /** A voting power is negative, or zero where that is not allowed. */
  | 'bad-voting-power'
  /** The total voting power is above 2^60 - 1. */
  | 'total-voting-power-too-large'
  /** An address is not derived from the public key beside it. */
  | 'validator-address-mismatch'
  /** A public key has the wrong size or is no point of its curve. */
  | 'bad-public-key'
  /** Two validators share an address. */
  | 'duplicate-validator'
  /** A validator set in protobuf names no proposer. */
  | 'proposer-missing'
  /** The proposer is not a member of the set. */
  | 'proposer-not-in-set';

/** What can be wrong with a proof in a simple Merkle tree. */
export type MerkleFaultCode =
  /** Index, total, leaf hash or number of inner hashes do not fit together. */
  | 'merkle-proof-malformed'
  /** The proof leads to another root. */
  | 'merkle-root-mismatch';

/** What only a client on a chain can find wrong with a message. */
export type ClientFaultCode =
  /** A client state that ibc-go would not create a client with. */
  | 'bad-client-state'
  /** The client is frozen. */
  | 'client-frozen'
  /** The latest consensus state is missing or older than the trusting period. */
  | 'client-expired'
  /** There is no consensus state at the trusted height. */
  | 'consensus-state-not-found'
  /** The header's revision is not that of the trusted height. */
  | 'revision-mismatch'
  /** The revision in the header's chain id does not fit 64 bits. */
  | 'revision-too-large'
  /** The trusted height is not below the header's height. */
  | 'trusted-height-not-below-header'
  /** A header of a misbehaviour names no trusted height. */
  | 'trusted-height-zero'
  /** A header names no validator set or no trusted validator set. */
  | 'validators-missing'
  /** The misbehaviour's client id breaks the rules for identifiers. */
  | 'bad-client-id'
  /** The two headers of a misbehaviour belong to different chains. */
  | 'misbehaviour-chain-ids-differ'
  /** The first header of a misbehaviour is below the second. */
  | 'misbehaviour-heights-unordered';

/** Every reason that this part of the package gives. */
export type TendermintFaultCode =
  | HeaderFaultCode
  | CommitFaultCode
  | ValidatorFaultCode
  | MerkleFaultCode
  | ClientFaultCode;

/** The verdict on a header, where too little trust asks for bisection. */
export type TendermintVerdict = Verdict<TendermintFaultCode>;

/** The verdict of a check that cannot ask for bisection. */
export type TendermintCheck = BinaryVerdict<TendermintFaultCode>;
