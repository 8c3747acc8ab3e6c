/** Valid light blocks and client messages of any key type, in which a test then spoils one field. @module */
import { createHash } from 'node:crypto';
import type { Height } from '@causeway/lightclient/ibc';
import { SDK_SPECS } from '@causeway/lightclient/proofs';
import {
  type BlockIdFlag,
  type ClientHeader,
  type ClientMisbehaviour,
  type ClientState,
  type Commit,
  type CommitSig,
  type ConsensusState,
  createVoteSignBytes,
  deriveAddress,
  type Header,
  hashHeader,
  hashValidatorSet,
  type KeyType,
  type LightBlock,
  type PublicKey,
  parseChainRevision,
  type SignedHeader,
  type StoredClient,
  toValidatorSet,
  type Validator,
  type ValidatorSet,
  ZERO_TIME,
} from '@causeway/lightclient/tendermint';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';

export const SECOND = 1_000_000_000n;
export const BASE_TIME = 1_700_000_000n * SECOND;
export const CHAIN_ID = 'test-1';
const NOTHING = new Uint8Array(0);

export function sha256(data: string | Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(data).digest());
}

export interface Signer {
  readonly validator: Validator;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** The same name and type always give the same key. bls12381 and mldsa65 signers sign with zeros. */
export function createSigner(name: string, votingPower = 10n, type: KeyType = 'ed25519'): Signer {
  const { bytes, sign } = createKey(sha256(`signer ${name}`), type);
  const publicKey: PublicKey = { type, bytes };
  const address = deriveAddress(publicKey) ?? NOTHING;
  return { validator: { address, publicKey, votingPower, proposerPriority: 0n }, sign };
}

export function createSigners(count: number, prefix = 'v', votingPower = 10n): readonly Signer[] {
  return Array.from({ length: count }, (_, index) => createSigner(`${prefix}${index}`, votingPower));
}

function createKey(secret: Uint8Array, type: KeyType): { bytes: Uint8Array; sign: Signer['sign'] } {
  switch (type) {
    case 'ed25519':
      return { bytes: ed25519.getPublicKey(secret), sign: (message) => ed25519.sign(message, secret) };
    case 'secp256k1':
      return { bytes: secp256k1.getPublicKey(secret), sign: (message) => secp256k1.sign(message, secret) };
    case 'secp256k1eth':
      return { bytes: secp256k1.getPublicKey(secret), sign: (message) => signEthereum(message, secret) };
    case 'bls12381':
      return { bytes: fill(secret, 96), sign: () => new Uint8Array(96) };
    case 'mldsa65':
      return { bytes: fill(secret, 1952), sign: () => new Uint8Array(3309) };
  }
}

function signEthereum(message: Uint8Array, secret: Uint8Array): Uint8Array {
  const signed = secp256k1.sign(keccak_256(message), secret, { prehash: false, format: 'recovered' });
  return Uint8Array.of(...signed.subarray(1), signed[0] ?? 0);
}

function fill(secret: Uint8Array, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => secret[index % 32] ?? 0);
}

export function toSet(signers: readonly Signer[]): ValidatorSet {
  return toValidatorSet(signers.map(({ validator }) => validator));
}

export interface BlockSpec {
  readonly height: bigint;
  readonly signers: readonly Signer[];
  /** Default: the same as `signers`. */
  readonly nextSigners?: readonly Signer[];
  readonly chainId?: string;
  /** Default: a second a block after `BASE_TIME`. */
  readonly time?: bigint;
  /** Changed before the header is hashed and signed. */
  readonly header?: Partial<Header>;
  readonly round?: number;
  /** Changed before it is signed. */
  readonly blockId?: Partial<Commit['blockId']>;
  /** How each validator votes; default: for the block. */
  readonly vote?: (validator: Validator, index: number) => BlockIdFlag;
  /** The chain id in the sign bytes, when it shall differ from the header's. */
  readonly signedChainId?: string;
  /** The validators in the block, when they shall not be the sorted signers. */
  readonly validators?: ValidatorSet;
}

/** A light block that its signers have signed. */
export function buildBlock(spec: BlockSpec): LightBlock {
  const validators = spec.validators ?? toSet(spec.signers);
  const nextValidators = spec.nextSigners === undefined ? validators : toSet(spec.nextSigners);
  const header: Header = {
    version: { block: 11n, app: 1n },
    chainId: spec.chainId ?? CHAIN_ID,
    height: spec.height,
    time: spec.time ?? BASE_TIME + spec.height * SECOND,
    lastBlockId: { hash: sha256(`block ${spec.height - 1n}`), parts: { total: 1, hash: sha256('parts') } },
    lastCommitHash: sha256('last commit'),
    dataHash: sha256('data'),
    validatorsHash: hashValidatorSet(validators),
    nextValidatorsHash: hashValidatorSet(nextValidators),
    consensusHash: sha256('consensus'),
    appHash: sha256(`app ${spec.height}`),
    lastResultsHash: sha256('results'),
    evidenceHash: sha256('evidence'),
    proposerAddress: validators.validators[0]?.address ?? new Uint8Array(20),
    ...spec.header,
  };
  return { signedHeader: { header, commit: buildCommit(header, validators, spec) }, validators, nextValidators };
}

function buildCommit(header: Header, { validators }: ValidatorSet, spec: BlockSpec): Commit {
  const hash = hashHeader(header) ?? NOTHING;
  const blockId = { hash, parts: { total: 1, hash: sha256(hash) }, ...spec.blockId };
  const unsigned: Commit = { height: header.height, round: spec.round ?? 0, blockId, signatures: [] };
  const signBytes = createVoteSignBytes(spec.signedChainId ?? header.chainId, unsigned);
  const signatures = validators.map((validator, index): CommitSig => {
    const flag = spec.vote?.(validator, index) ?? 'commit';
    const signer = spec.signers.find((entry) => Buffer.from(entry.validator.address).equals(validator.address));
    if (flag === 'absent' || signer === undefined) return ABSENT_VOTE;
    const timestamp = header.time + BigInt(index) * 1_000_001n;
    const signature = signer.sign(signBytes(flag, timestamp));
    return { flag, validatorAddress: validator.address, timestamp, signature };
  });
  return { ...unsigned, signatures };
}

export const ABSENT_VOTE: CommitSig = {
  flag: 'absent',
  validatorAddress: NOTHING,
  timestamp: ZERO_TIME,
  signature: NOTHING,
};

/** The block with one vote changed after signing. */
export function spoilVote(block: LightBlock, index: number, change: Partial<CommitSig>): LightBlock {
  return spoilCommit(block, {
    signatures: block.signedHeader.commit.signatures.map((vote, at) => (at === index ? { ...vote, ...change } : vote)),
  });
}

/** The block with its commit changed after signing. */
export function spoilCommit(block: LightBlock, change: Partial<Commit>): LightBlock {
  const { header, commit } = block.signedHeader;
  return { ...block, signedHeader: { header, commit: { ...commit, ...change } } };
}

/** The block with its header changed after signing. */
export function spoilHeader(block: LightBlock, change: Partial<Header>): LightBlock {
  const { header, commit } = block.signedHeader;
  return { ...block, signedHeader: { header: { ...header, ...change }, commit } };
}

/** The block with one validator changed; hashes stay as they were. */
export function spoilValidator(set: ValidatorSet, index: number, change: Partial<Validator>): ValidatorSet {
  return { ...set, validators: set.validators.map((entry, at) => (at === index ? { ...entry, ...change } : entry)) };
}

/** A flipped bit: the bytes are never what they were. */
export function flipByte(bytes: Uint8Array, index = 0): Uint8Array {
  return bytes.map((byte, at) => (at === index ? byte ^ 1 : byte));
}

/** A trusted block at height 10 and a block that follows from it: right after it, or three later. */
export function buildUpdate({ adjacent = true, signers = createSigners(4) } = {}) {
  const trusted = buildBlock({ height: 10n, signers });
  const untrusted = buildBlock({ height: adjacent ? 11n : 14n, signers });
  const options = {
    chainId: CHAIN_ID,
    trustLevel: { numerator: 1n, denominator: 3n },
    trustedValidators: 'next',
    trustingPeriod: 3600n * SECOND,
    maxClockDrift: 10n * SECOND,
  } as const;
  return { trusted, untrusted, options, signers, now: untrusted.signedHeader.header.time + 2n * SECOND };
}

/** What a client stores about a header. */
export function toConsensusState({ header }: SignedHeader): ConsensusState {
  return { timestamp: header.time, root: header.appHash, nextValidatorsHash: header.nextValidatorsHash };
}

/** A client that has seen `blocks`, the last of them latest. */
export function buildClient(blocks: readonly LightBlock[], change: Partial<ClientState> = {}): StoredClient {
  const consensusStates = blocks.map(({ signedHeader }) => ({
    height: heightOf(signedHeader),
    consensusState: toConsensusState(signedHeader),
  }));
  const clientState: ClientState = {
    chainId: blocks[0]?.signedHeader.header.chainId ?? CHAIN_ID,
    trustLevel: { numerator: 1n, denominator: 3n },
    trustingPeriod: 3600n * SECOND,
    unbondingPeriod: 7200n * SECOND,
    maxClockDrift: 10n * SECOND,
    frozenHeight: { revisionNumber: 0n, revisionHeight: 0n },
    latestHeight: consensusStates.at(-1)?.height ?? { revisionNumber: 1n, revisionHeight: 1n },
    proofSpecs: SDK_SPECS,
    upgradePath: ['upgrade', 'upgradedIBCState'],
    ...change,
  };
  return { clientState, consensusStates };
}

function heightOf({ header }: SignedHeader): Height {
  return { revisionNumber: parseChainRevision(header.chainId), revisionHeight: header.height };
}

/** The message that brings a client from one block to another. */
export function buildClientHeader(block: LightBlock, trusted: LightBlock): ClientHeader {
  return {
    kind: 'header',
    signedHeader: block.signedHeader,
    validatorSet: block.validators,
    trustedHeight: heightOf(trusted.signedHeader),
    trustedValidators: trusted.nextValidators,
  };
}

/** Two headers, each from its own trusted block. */
export function buildMisbehaviour(header1: ClientHeader, header2: ClientHeader): ClientMisbehaviour {
  return { kind: 'misbehaviour', clientId: '07-tendermint-0', header1, header2 };
}
