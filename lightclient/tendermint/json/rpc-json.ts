/** Results of CometBFT's `/commit` and `/block`: the value of `result`, without the JSON-RPC envelope. @module */
import type { BlockId, Commit, Header, SignedHeader } from '../block.ts';
import { parseBlockId, parseCommit, parseHeader, parseSignedHeader } from './block-json.ts';
import { isNothing, readArray, readBase64, readObject } from './json-reader.ts';

/** A bound on the transactions of one block, far above what CometBFT's block size allows. */
const MAX_TRANSACTIONS = 1_000_000;

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
