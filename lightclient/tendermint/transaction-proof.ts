/** That a block holds a transaction. Source: CometBFT `types/tx.go`, `TxProof`. @module */
import { sha256 } from '@noble/hashes/sha2.js';
import { equalBytes, toHex } from '../codec/index.ts';
import { invalid } from '../verdict.ts';
import type { TendermintCheck } from './fault-codes.ts';
import { type MerkleProof, verifyMerkleProof } from './merkle.ts';

/** What `/tx?prove=true` answers beside the transaction. Go: `types.TxProof`. */
export interface TransactionProof {
  readonly rootHash: Uint8Array;
  /** The transaction itself. */
  readonly data: Uint8Array;
  readonly proof: MerkleProof;
}

/** Checks the proof against the `data_hash` of a verified header. */
export function verifyTransactionProof(proof: TransactionProof, dataHash: Uint8Array): TendermintCheck {
  if (!equalBytes(proof.rootHash, dataHash)) {
    return invalid('merkle-root-mismatch', toHex(dataHash), toHex(proof.rootHash));
  }
  return verifyMerkleProof(proof.proof, dataHash, sha256(proof.data));
}
