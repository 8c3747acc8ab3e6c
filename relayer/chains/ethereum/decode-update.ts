/** Updates and misbehaviour taken apart: the inverse of `encode-update.ts`. Nothing is judged but the form. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { type ConsensusState, KEY_TYPES, type KeyType, type PublicKey } from '@causeway/lightclient/tendermint';
import { BytesReader } from './bytes-reader.ts';

const NS_PER_SECOND = 1_000_000_000n;
const HASH_SIZE = 32;
/** Seconds that the contracts take: 35 bits. */
const MAX_SECONDS = (1n << 35n) - 1n;
const OPAQUE_LEAVES = 8;
/** The most rows whose powers the contract can sum. */
const MAX_ROWS = 512;
/** Each type once is the rule; a type may have several. */
const MAX_GROUPS = 64;
/** In the number of groups. */
const CONTINUES_SESSION = 0x80;

const TYPE_OF_FIELD: ReadonlyMap<number, KeyType> = new Map(
  (Object.keys(KEY_TYPES) as KeyType[]).map((type) => [KEY_TYPES[type].field, type]),
);

/** What follows a signature, for each type that has a verifier on chain. */
const HINT_SIZES: ReadonlyMap<KeyType, number> = new Map([
  ['ed25519', 64],
  ['secp256k1', 33],
  ['secp256k1eth', 32],
]);

/** The fields of a header that the contract goes by, and the hashes of its other leaves. */
export interface ContractHeader {
  readonly height: bigint;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly nextValidatorsHash: Uint8Array;
  readonly appHash: Uint8Array;
  /** Version, last block id, last commit, data, consensus, results, evidence, proposer. */
  readonly opaqueLeaves: readonly Uint8Array[];
}

/** What all votes are for, besides the header's hash. */
export interface ContractCommit {
  readonly round: number;
  readonly partTotal: number;
  readonly partsHash: Uint8Array;
}

/** A validator of the header's set, of the trusted one, or of both. */
export interface ContractRow {
  readonly publicKey: PublicKey;
  /** In the header's set; 0 when it is not in it. */
  readonly power: bigint;
  /** In the trusted set; 0 when it is not in it, undefined when there is no trusted set but the header's own. */
  readonly trustedPower: bigint | undefined;
}

export interface ContractVote {
  /** Number of the voter's row. */
  readonly row: number;
  readonly keyType: KeyType;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly signature: Uint8Array;
  /** Coordinates that spare the verifier roots and inversions. */
  readonly hints: Uint8Array;
}

/** Bytes of each part. */
export interface EvidenceSizes {
  readonly total: number;
  readonly validators: number;
  readonly votes: number;
}

/** A header with its commit, and what it is judged from. */
export interface ContractEvidenceParts {
  readonly trustedHeight: bigint;
  readonly trustedState: ConsensusState;
  readonly header: ContractHeader;
  readonly commit: ContractCommit;
  readonly rows: readonly ContractRow[];
  /** Row of each validator of the trusted set, in the order of that set; empty when it is the header's own. */
  readonly trustedOrder: readonly number[];
  /** Votes in each group, in order. */
  readonly groups: readonly { readonly keyType: KeyType; readonly votes: number }[];
  readonly votes: readonly ContractVote[];
  /** Whether votes count too that the client verified before. */
  readonly continuesSession: boolean;
  readonly sizes: EvidenceSizes;
}

export interface ContractUpdateParts {
  readonly evidence: ContractEvidenceParts;
  /** The greatest stored height below the header's, as the sender says. */
  readonly heightBelow: bigint;
}

export interface ContractMisbehaviourParts {
  readonly first: ContractEvidenceParts;
  readonly second: ContractEvidenceParts;
}

/** @throws {DecodeError} naming the part, what was wanted and got, and where. */
export function decodeContractUpdate(bytes: Uint8Array, field = 'update'): ContractUpdateParts {
  const reader = new BytesReader(bytes);
  const evidence = readEvidence(reader, field);
  const heightBelow = reader.uint(8, `${field}.heightBelow`);
  reader.end(field);
  return { evidence, heightBelow };
}

/** What `advanceSession` takes. @throws {DecodeError} naming the part, what was wanted and got, and where. */
export function decodeContractSession(bytes: Uint8Array, field = 'session'): ContractEvidenceParts {
  const reader = new BytesReader(bytes);
  const evidence = readEvidence(reader, field);
  reader.end(field);
  return evidence;
}

/** @throws {DecodeError} naming the part, what was wanted and got, and where. */
export function decodeContractMisbehaviour(bytes: Uint8Array, field = 'misbehaviour'): ContractMisbehaviourParts {
  const reader = new BytesReader(bytes);
  const size = reader.count(4, `${field}.length`);
  const start = reader.offset;
  const head = new BytesReader(reader.bytes(size, `${field}.first`), start);
  const first = readEvidence(head, `${field}.first`);
  head.end(`${field}.first`);
  const second = readEvidence(reader, `${field}.second`);
  reader.end(`${field}.second`);
  return { first, second };
}

function readEvidence(reader: BytesReader, field: string): ContractEvidenceParts {
  const start = reader.offset;
  const trustedHeight = reader.uint(8, `${field}.trustedHeight`);
  const trustedState = readState(reader, `${field}.trustedState`);
  const header = readHeader(reader, `${field}.header`);
  const commit = {
    round: reader.count(4, `${field}.commit.round`),
    partTotal: reader.count(4, `${field}.commit.partTotal`),
    partsHash: reader.bytes(HASH_SIZE, `${field}.commit.partsHash`),
  };
  const validatorsAt = reader.offset;
  const { rows, trustedOrder } = readValidators(reader, `${field}.validators`);
  const votesAt = reader.offset;
  const { groups, votes, continuesSession } = readVotes(reader, rows, `${field}.votes`);
  const sizes = {
    total: reader.offset - start,
    validators: votesAt - validatorsAt,
    votes: reader.offset - votesAt,
  };
  return { trustedHeight, trustedState, header, commit, rows, trustedOrder, groups, votes, continuesSession, sizes };
}

function readState(reader: BytesReader, field: string): ConsensusState {
  return {
    timestamp: reader.uint(16, `${field}.timestamp`),
    root: reader.bytes(HASH_SIZE, `${field}.root`),
    nextValidatorsHash: reader.bytes(HASH_SIZE, `${field}.nextValidatorsHash`),
  };
}

function readHeader(reader: BytesReader, field: string): ContractHeader {
  return {
    height: reader.uint(8, `${field}.height`),
    time: readTime(reader, `${field}.time`),
    nextValidatorsHash: reader.bytes(HASH_SIZE, `${field}.nextValidatorsHash`),
    appHash: reader.bytes(HASH_SIZE, `${field}.appHash`),
    opaqueLeaves: Array.from({ length: OPAQUE_LEAVES }, (_, index) =>
      reader.bytes(HASH_SIZE, `${field}.opaqueLeaves[${index}]`),
    ),
  };
}

function readTime(reader: BytesReader, field: string): bigint {
  const { offset } = reader;
  const seconds = reader.uint(5, `${field}.seconds`);
  const nanos = reader.uint(4, `${field}.nanos`);
  if (seconds > MAX_SECONDS) {
    throw new DecodeError(`${field}.seconds`, `at most ${MAX_SECONDS}`, `${seconds}`, offset);
  }
  if (nanos >= NS_PER_SECOND) throw new DecodeError(`${field}.nanos`, 'below 10^9', `${nanos}`, offset);
  return seconds * NS_PER_SECOND + nanos;
}

function readValidators(
  reader: BytesReader,
  field: string,
): { readonly rows: readonly ContractRow[]; readonly trustedOrder: readonly number[] } {
  const { offset } = reader;
  const count = reader.count(2, `${field}.count`);
  const trustedCount = reader.count(2, `${field}.trustedCount`);
  if (count === 0 || count > MAX_ROWS) {
    throw new DecodeError(`${field}.count`, `1 to ${MAX_ROWS} rows`, `${count}`, offset);
  }
  if (trustedCount > count) {
    throw new DecodeError(`${field}.trustedCount`, `at most the ${count} rows`, `${trustedCount}`, offset + 2);
  }
  const rows = Array.from({ length: count }, (_, index) => readRow(reader, trustedCount > 0, `${field}[${index}]`));
  const members = rows.filter(({ trustedPower = 0n }) => trustedPower > 0n).length;
  if (members !== trustedCount) {
    throw new DecodeError(`${field}.trustedCount`, `the ${members} rows with trusted power`, `${trustedCount}`, offset);
  }
  return { rows, trustedOrder: readOrder(reader, rows, trustedCount, `${field}.trustedOrder`) };
}

function readRow(reader: BytesReader, hasTrusted: boolean, field: string): ContractRow {
  const { offset } = reader;
  const number = reader.count(1, `${field}.keyType`);
  const type = TYPE_OF_FIELD.get(number);
  if (type === undefined) throw new DecodeError(`${field}.keyType`, '1 to 5', `${number}`, offset);
  const bytes = reader.bytes(KEY_TYPES[type].keySize, `${field}.key`);
  const power = reader.varint(`${field}.power`);
  const trustedPower = hasTrusted ? reader.varint(`${field}.trustedPower`) : undefined;
  if (power === 0n && (trustedPower ?? 0n) === 0n) {
    throw new DecodeError(`${field}.power`, 'a power above 0', '0', offset);
  }
  return { publicKey: { type, bytes }, power, trustedPower };
}

function readOrder(reader: BytesReader, rows: readonly ContractRow[], size: number, field: string): readonly number[] {
  const seen = new Set<number>();
  return Array.from({ length: size }, (_, place) => {
    const { offset } = reader;
    const row = reader.count(2, `${field}[${place}]`);
    const isMember = (rows[row]?.trustedPower ?? 0n) > 0n;
    if (!isMember || seen.has(row)) {
      throw new DecodeError(`${field}[${place}]`, 'each row with trusted power once', `row ${row}`, offset);
    }
    seen.add(row);
    return row;
  });
}

function readVotes(
  reader: BytesReader,
  rows: readonly ContractRow[],
  field: string,
): Pick<ContractEvidenceParts, 'groups' | 'votes' | 'continuesSession'> {
  const { offset } = reader;
  const byte = reader.count(1, `${field}.groups`);
  const continuesSession = byte >= CONTINUES_SESSION;
  const count = continuesSession ? byte - CONTINUES_SESSION : byte;
  if (count > MAX_GROUPS) throw new DecodeError(`${field}.groups`, `at most ${MAX_GROUPS}`, `${count}`, offset);
  const read = Array.from({ length: count }, (_, index) => readGroup(reader, rows, `${field}[${index}]`));
  const votes = read.flatMap((group) => group.votes);
  return {
    groups: read.map((group) => ({ keyType: group.keyType, votes: group.votes.length })),
    votes,
    continuesSession,
  };
}

function readGroup(reader: BytesReader, rows: readonly ContractRow[], field: string) {
  const { offset } = reader;
  const number = reader.count(1, `${field}.keyType`);
  const keyType = TYPE_OF_FIELD.get(number);
  const hintSize = keyType === undefined ? undefined : HINT_SIZES.get(keyType);
  if (keyType === undefined || hintSize === undefined) {
    throw new DecodeError(`${field}.keyType`, '1, 2 or 5, which have a verifier', `${number}`, offset);
  }
  const count = reader.count(2, `${field}.count`);
  if (count > rows.length)
    throw new DecodeError(`${field}.count`, `at most the ${rows.length} rows`, `${count}`, offset);
  const votes = Array.from({ length: count }, (_, index): ContractVote => {
    const name = `${field}[${index}]`;
    return {
      row: reader.count(2, `${name}.row`),
      keyType,
      time: readTime(reader, `${name}.time`),
      signature: reader.bytes(KEY_TYPES[keyType].signatureSize, `${name}.signature`),
      hints: reader.bytes(hintSize, `${name}.hints`),
    };
  });
  return { keyType, votes };
}
