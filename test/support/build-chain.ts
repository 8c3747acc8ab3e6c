/** Signed chains in memory: any validator history, any votes, forks at any height. @module */
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import {
  type BlockIdFlag,
  type Commit,
  type CommitSig,
  createVoteSignBytes,
  type Header,
  hashCommit,
  hashHeader,
  hashValidatorSet,
  type LightBlock,
  toValidatorSet,
  type Validator,
  type ValidatorSet,
  ZERO_BLOCK_ID,
  ZERO_TIME,
} from '@causeway/lightclient/tendermint';

export const SECOND = 1_000_000_000n;
export const GENESIS_TIME = 1_700_000_000n * SECOND;
const NOTHING = new Uint8Array(0);

export interface TestValidator extends Validator {
  readonly privateKey: KeyObject;
}

/** The same name always gives the same key. */
export function createTestValidator(name: string, votingPower = 10n): TestValidator {
  return toTestValidator(sha256(Buffer.from(`validator ${name}`)), votingPower);
}

/** A validator that signs with the ed25519 key of this seed, 32 bytes. */
export function toTestValidator(seed: Uint8Array, votingPower = 10n): TestValidator {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = privateKey.export({ format: 'jwk' });
  const bytes = new Uint8Array(Buffer.from(x ?? '', 'base64url'));
  const address = sha256(bytes).subarray(0, 20);
  return { address, publicKey: { type: 'ed25519', bytes }, votingPower, proposerPriority: 0n, privateKey };
}

export function createTestValidators(count: number, prefix = 'v', votingPower = 10n): readonly TestValidator[] {
  return Array.from({ length: count }, (_, index) => createTestValidator(`${prefix}${index}`, votingPower));
}

export interface ChainOptions {
  readonly chainId?: string;
  readonly length: bigint;
  /** Who validates a height. */
  readonly validators: (height: bigint) => readonly TestValidator[];
  /** How they vote; default: all for the block. */
  readonly vote?: (height: bigint, validator: TestValidator) => BlockIdFlag;
  /** Nanoseconds since 1970 of a height. */
  readonly time?: (height: bigint) => bigint;
  /** Fields of the header that differ from the usual. */
  readonly header?: (height: bigint) => Partial<Header>;
  readonly round?: (height: bigint) => number;
  /** Blocks below and at a height are taken from another chain. */
  readonly fork?: { readonly of: TestChain; readonly after: bigint };
}

export interface TestChain {
  readonly chainId: string;
  readonly tip: bigint;
  readonly options: ChainOptions;
  /** @throws for a height that was not built. */
  block(height: bigint): LightBlock;
  hash(height: bigint): Uint8Array;
}

export const TEST_CHAIN_ID = 'test-1';

export function buildChain(options: ChainOptions): TestChain {
  const blocks = new Map<bigint, LightBlock>();
  const fork = options.fork;
  for (let height = 1n; height <= options.length; height += 1n) {
    const shared = fork !== undefined && height <= fork.after;
    blocks.set(height, shared ? fork.of.block(height) : buildBlock(options, height, blocks.get(height - 1n)));
  }
  const block = (height: bigint) => {
    const found = blocks.get(height);
    if (found === undefined) throw new Error(`the test chain has no block ${height}`);
    return found;
  };
  return {
    chainId: options.chainId ?? TEST_CHAIN_ID,
    tip: options.length,
    options,
    block,
    hash: (height) => blockHash(block(height)),
  };
}

export function blockHash(block: LightBlock): Uint8Array {
  const hash = hashHeader(block.signedHeader.header);
  if (hash === undefined) throw new Error('the test header has no hash');
  return hash;
}

function buildBlock(options: ChainOptions, height: bigint, parent: LightBlock | undefined): LightBlock {
  const chainId = options.chainId ?? TEST_CHAIN_ID;
  const members = options.validators(height);
  const validators = toSet(members);
  const nextValidators = toSet(options.validators(height + 1n));
  const header: Header = {
    version: { block: 11n, app: 0n },
    chainId,
    height,
    time: options.time?.(height) ?? GENESIS_TIME + height * SECOND,
    lastBlockId: parent?.signedHeader.commit.blockId ?? ZERO_BLOCK_ID,
    lastCommitHash: parent === undefined ? sha256(NOTHING) : hashCommit(parent.signedHeader.commit),
    dataHash: sha256(NOTHING),
    validatorsHash: hashValidatorSet(validators),
    nextValidatorsHash: hashValidatorSet(nextValidators),
    consensusHash: sha256(Buffer.from('consensus')),
    appHash: sha256(Buffer.from(`app ${height}`)),
    lastResultsHash: sha256(NOTHING),
    evidenceHash: sha256(NOTHING),
    proposerAddress: validators.validators[0]?.address ?? NOTHING,
    ...options.header?.(height),
  };
  const vote = (validator: TestValidator) => options.vote?.(height, validator) ?? 'commit';
  const commit = signCommit(header, validators, { members, vote, round: options.round?.(height) ?? 0 });
  return { signedHeader: { header, commit }, validators, nextValidators };
}

function toSet(members: readonly TestValidator[]): ValidatorSet {
  return toValidatorSet(members.map(({ privateKey: _, ...validator }) => validator));
}

export interface Voting {
  /** Whose keys sign; the others of the set are absent. */
  readonly members: readonly TestValidator[];
  readonly vote?: (validator: TestValidator) => BlockIdFlag;
  readonly round?: number;
}

/** A commit for a header, in the order of the set. */
export function signCommit(header: Header, set: ValidatorSet, { members, vote, round = 0 }: Voting): Commit {
  const hash = hashHeader(header) ?? NOTHING;
  const blockId = { hash, parts: { total: 1, hash: sha256(hash) } };
  const unsigned: Commit = { height: header.height, round, blockId, signatures: [] };
  const signBytes = createVoteSignBytes(header.chainId, unsigned);
  const keys = new Map(members.map((member) => [Buffer.from(member.address).toString('hex'), member]));
  const signatures = set.validators.map((validator): CommitSig => {
    const member = keys.get(Buffer.from(validator.address).toString('hex'));
    const flag = member === undefined ? 'absent' : (vote?.(member) ?? 'commit');
    if (member === undefined || flag === 'absent') {
      return { flag: 'absent', validatorAddress: NOTHING, timestamp: ZERO_TIME, signature: NOTHING };
    }
    const timestamp = header.time + 1n;
    const signature = new Uint8Array(sign(null, signBytes(flag, timestamp), member.privateKey));
    return { flag, validatorAddress: validator.address, timestamp, signature };
  });
  return { ...unsigned, signatures };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
