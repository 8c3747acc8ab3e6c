/** Results of CometBFT's `/commit`, `/block`, `/block_results` and `/tx`, without the JSON-RPC envelope. @module */
import type { BlockId, Commit, Header, SignedHeader } from '../block.ts';
import type { TransactionResult } from '../hash.ts';
import type { TransactionProof } from '../transaction-proof.ts';
import { parseBlockId, parseCommit, parseHeader, parseSignedHeader } from './block-json.ts';
import { isNothing, readArray, readBase64, readHex, readInt64, readObject, readUint32 } from './json-reader.ts';

/** A bound on the transactions of one block, far above what CometBFT's block size allows. */
const MAX_TRANSACTIONS = 1_000_000;

/** What `/commit` answers. */
export interface CommitResult {
  readonly signedHeader: SignedHeader;
  /** False while the node has seen the commit, but no later block contains it yet. */
  readonly canonical: boolean;
}

/** Parses the result of `/commit`. @throws {DecodeError} naming the field. */
export function parseCommitResult(value: unknown, field = 'commit'): CommitResult {
  const json = readObject(value, field);
  return {
    signedHeader: parseSignedHeader(json.signed_header, `${field}.signed_header`),
    canonical: json.canonical === true,
  };
}

/** What `/block` answers. */
export interface Block {
  readonly blockId: BlockId;
  readonly header: Header;
  readonly transactions: readonly Uint8Array[];
  /** Of the block before; undefined where a node sends `null`. */
  readonly lastCommit: Commit | undefined;
}

/** Parses the result of `/block`; evidence is left out. @throws {DecodeError} naming the field. */
export function parseBlockResult(value: unknown, field = 'block'): Block {
  const json = readObject(value, field);
  const block = readObject(json.block, `${field}.block`);
  const data = readObject(block.data, `${field}.block.data`);
  const transactions = readArray(data.txs ?? null, MAX_TRANSACTIONS, `${field}.block.data.txs`);
  return {
    blockId: parseBlockId(json.block_id, `${field}.block_id`),
    header: parseHeader(block.header, `${field}.block.header`),
    transactions: transactions.map((entry, index) => readBase64(entry, `${field}.block.data.txs[${index}]`)),
    lastCommit: isNothing(block.last_commit) ? undefined : parseCommit(block.last_commit, `${field}.block.last_commit`),
  };
}

/**
 * Parses one of `txs_results` of `/block_results`, or the `tx_result` of `/tx`: what the results' hash covers.
 * @throws {DecodeError} naming the field.
 */
export function parseTransactionResult(value: unknown, field = 'tx_result'): TransactionResult {
  const json = readObject(value, field);
  return {
    code: readUint32(json.code ?? 0, `${field}.code`),
    data: readBase64(json.data ?? null, `${field}.data`),
    gasWanted: readInt64(json.gas_wanted ?? '0', `${field}.gas_wanted`),
    gasUsed: readInt64(json.gas_used ?? '0', `${field}.gas_used`),
  };
}

/** More than any tree can need; the verifier has its own limit. */
const MAX_AUNTS = 1000;

/** Parses the `proof` of `/tx?prove=true`. @throws {DecodeError} naming the field. */
export function parseTransactionProof(value: unknown, field = 'proof'): TransactionProof {
  const json = readObject(value, field);
  const proof = readObject(json.proof, `${field}.proof`);
  // Go leaves an empty list out.
  const aunts = readArray(proof.aunts ?? null, MAX_AUNTS, `${field}.proof.aunts`);
  return {
    rootHash: readHex(json.root_hash, `${field}.root_hash`),
    data: readBase64(json.data, `${field}.data`),
    proof: {
      total: readInt64(proof.total, `${field}.proof.total`),
      index: readInt64(proof.index, `${field}.proof.index`),
      leafHash: readBase64(proof.leaf_hash, `${field}.proof.leaf_hash`),
      aunts: aunts.map((entry, index) => readBase64(entry, `${field}.proof.aunts[${index}]`)),
    },
  };
}
