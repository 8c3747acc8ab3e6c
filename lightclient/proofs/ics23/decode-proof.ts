/**
 * Strict decoding of ICS-23 proofs. Batch proofs, compressed ones included, are refused unless asked for: current ibc-go
 * has no use for them. Source: cosmos/ics23 `proto/cosmos/ics23/v1/proofs.proto`.
 * @module
 */
import { DecodeError, many, one, readMessage } from '../../codec/index.ts';
import {
  type CommitmentProof,
  type ExistenceProof,
  HASH_OPS,
  type HashOp,
  type InnerOp,
  LENGTH_OPS,
  type LeafOp,
  type MerkleProof,
  type NonExistenceProof,
  type SingleProof,
} from './operations.ts';
import { decodePacked } from './packed.ts';

/** What a decoder takes. */
export interface DecodeOptions {
  /** Also take `batch` and `compressed`. Default: refuse. */
  readonly allowBatch?: boolean;
}

const MAX_PATH = 512;
const MAX_STORES = 32;
const MAX_ENTRIES = 1024;
const MAX_LOOKUP = 16_384;
const NOTHING = new Uint8Array(0);

const MERKLE_PROOF = { proofs: many(1, 'bytes', MAX_STORES) };
const COMMITMENT_PROOF = {
  exist: one(1, 'bytes'),
  nonexist: one(2, 'bytes'),
  batch: one(3, 'bytes'),
  compressed: one(4, 'bytes'),
};
const EXISTENCE = {
  key: one(1, 'bytes'),
  value: one(2, 'bytes'),
  leaf: one(3, 'bytes'),
  path: many(4, 'bytes', MAX_PATH),
};
const COMPRESSED_EXISTENCE = {
  key: EXISTENCE.key,
  value: EXISTENCE.value,
  leaf: EXISTENCE.leaf,
  path: one(4, 'bytes'),
};
const NON_EXISTENCE = { key: one(1, 'bytes'), left: one(2, 'bytes'), right: one(3, 'bytes') };
const LEAF_OP = {
  hash: one(1, 'int32'),
  prehashKey: one(2, 'int32'),
  prehashValue: one(3, 'int32'),
  length: one(4, 'int32'),
  prefix: one(5, 'bytes'),
};
const INNER_OP = { hash: one(1, 'int32'), prefix: one(2, 'bytes'), suffix: one(3, 'bytes') };
const ENTRY = { exist: one(1, 'bytes'), nonexist: one(2, 'bytes') };
const BATCH = { entries: many(1, 'bytes', MAX_ENTRIES) };
const COMPRESSED = { entries: many(1, 'bytes', MAX_ENTRIES), lookupInners: many(2, 'bytes', MAX_LOOKUP) };

type ReadExistence = (bytes: Uint8Array, field: string) => ExistenceProof;

/** Decodes `ibc.core.commitment.v1.MerkleProof`. @throws {DecodeError} */
export function decodeMerkleProof(bytes: Uint8Array, options: DecodeOptions = {}, field = 'proof'): MerkleProof {
  const { proofs } = readMessage(bytes, MERKLE_PROOF, field);
  return {
    proofs: proofs.map((proof, index) => decodeCommitmentProof(proof, options, `${field}.proofs[${index}]`)),
  };
}

/** Decodes `cosmos.ics23.v1.CommitmentProof`, the data of one proof operation of CometBFT. @throws {DecodeError} */
export function decodeCommitmentProof(
  bytes: Uint8Array,
  options: DecodeOptions = {},
  field = 'proof',
): CommitmentProof {
  const { batch, compressed, ...single } = readMessage(bytes, COMMITMENT_PROOF, field);
  const isBatch = batch !== undefined || compressed !== undefined;
  if (!isBatch) return decodeSingle(single, field, decodeExistence);
  if (options.allowBatch !== true) throw new DecodeError(field, 'exist or nonexist', 'a batch proof');
  if ([single.exist, single.nonexist, batch, compressed].filter((kind) => kind !== undefined).length !== 1) {
    throw new DecodeError(field, 'exactly one kind of proof', 'several');
  }
  const entries = batch === undefined ? decodeCompressed(compressed ?? NOTHING, field) : decodeBatch(batch, field);
  return { kind: 'batch', entries };
}

/** Decodes `cosmos.ics23.v1.LeafOp`. @throws {DecodeError} */
export function decodeLeafOp(bytes: Uint8Array, field = 'leaf'): LeafOp {
  const { hash, prehashKey, prehashValue, length = 0, prefix = NOTHING } = readMessage(bytes, LEAF_OP, field);
  const lengthOp = LENGTH_OPS[length];
  if (lengthOp === undefined) throw new DecodeError(`${field}.length`, 'a known length operation', `${length}`);
  return {
    hash: toHashOp(hash, `${field}.hash`),
    prehashKey: toHashOp(prehashKey, `${field}.prehashKey`),
    prehashValue: toHashOp(prehashValue, `${field}.prehashValue`),
    length: lengthOp,
    prefix,
  };
}

/** A `HashOp` from its number. @throws {DecodeError} for one that ICS-23 does not define. */
export function toHashOp(number: number | undefined, field: string): HashOp {
  const op = HASH_OPS[number ?? 0];
  if (op === undefined) throw new DecodeError(field, 'a known hash operation', `${number}`);
  return op;
}

function decodeSingle(
  { exist, nonexist }: { readonly exist: Uint8Array | undefined; readonly nonexist: Uint8Array | undefined },
  field: string,
  read: ReadExistence,
): SingleProof {
  if (exist !== undefined && nonexist === undefined) {
    return { kind: 'exist', exist: read(exist, `${field}.exist`) };
  }
  if (nonexist !== undefined && exist === undefined) {
    return { kind: 'nonexist', nonexist: decodeNonExistence(nonexist, `${field}.nonexist`, read) };
  }
  throw new DecodeError(field, 'exactly one of exist and nonexist', exist === undefined ? 'neither' : 'both');
}

function decodeNonExistence(bytes: Uint8Array, field: string, read: ReadExistence): NonExistenceProof {
  const { key = NOTHING, left, right } = readMessage(bytes, NON_EXISTENCE, field);
  return {
    key,
    left: left && read(left, `${field}.left`),
    right: right && read(right, `${field}.right`),
  };
}

function decodeExistence(bytes: Uint8Array, field: string): ExistenceProof {
  const { key = NOTHING, value = NOTHING, leaf, path } = readMessage(bytes, EXISTENCE, field);
  return {
    key,
    value,
    leaf: leaf && decodeLeafOp(leaf, `${field}.leaf`),
    path: path.map((op, index) => decodeInnerOp(op, `${field}.path[${index}]`)),
  };
}

function decodeInnerOp(bytes: Uint8Array, field: string): InnerOp {
  const { hash, prefix = NOTHING, suffix = NOTHING } = readMessage(bytes, INNER_OP, field);
  return { hash: toHashOp(hash, `${field}.hash`), prefix, suffix };
}

function decodeBatch(bytes: Uint8Array, field: string): readonly SingleProof[] {
  const { entries } = readMessage(bytes, BATCH, `${field}.batch`);
  return entries.map((entry, index) => decodeEntry(entry, `${field}.batch.entries[${index}]`, decodeExistence));
}

/** Inner operations that entries share are stored once and named by their index. */
function decodeCompressed(bytes: Uint8Array, field: string): readonly SingleProof[] {
  const path = `${field}.compressed`;
  const { entries, lookupInners } = readMessage(bytes, COMPRESSED, path);
  const table = lookupInners.map((op, index) => decodeInnerOp(op, `${path}.lookupInners[${index}]`));
  const read: ReadExistence = (entry, at) => decodeCompressedExistence(entry, at, table);
  return entries.map((entry, index) => decodeEntry(entry, `${path}.entries[${index}]`, read));
}

function decodeEntry(bytes: Uint8Array, field: string, read: ReadExistence): SingleProof {
  return decodeSingle(readMessage(bytes, ENTRY, field), field, read);
}

function decodeCompressedExistence(bytes: Uint8Array, field: string, table: readonly InnerOp[]): ExistenceProof {
  const { key = NOTHING, value = NOTHING, leaf, path } = readMessage(bytes, COMPRESSED_EXISTENCE, field);
  const indexes = decodePacked(path ?? NOTHING, `${field}.path`);
  if (indexes.length > MAX_PATH) throw new DecodeError(`${field}.path`, `at most ${MAX_PATH}`, `${indexes.length}`);
  return {
    key,
    value,
    leaf: leaf && decodeLeafOp(leaf, `${field}.leaf`),
    path: indexes.map((index) => {
      const op = table[index];
      if (op === undefined) throw new DecodeError(`${field}.path`, `an index below ${table.length}`, `${index}`);
      return op;
    }),
  };
}
