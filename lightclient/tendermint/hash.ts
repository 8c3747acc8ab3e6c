/**
 * Hashes that a header commits to, and the header's own.
 * Source: CometBFT `types/block.go`, `types/validator.go`, `types/tx.go`, `types/results.go`.
 * @module
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesField, concatBytes, intField, stringField, uintField } from '../codec/index.ts';
import type { Commit, Header } from './block.ts';
import { merkleRoot } from './merkle.ts';
import { encodeBlockId, encodeCommitSig, encodeVersion } from './protobuf/block-protobuf.ts';
import { encodeTimestamp } from './time.ts';
import { KEY_TYPES, type Validator, type ValidatorSet } from './validator.ts';

/** The block hash: the root over 14 fields. Undefined when the header names no validator set, as in Go. */
export function hashHeader(header: Header): Uint8Array | undefined {
  if (header.validatorsHash.length === 0) return undefined;
  return merkleRoot(encodeHeaderLeaves(header));
}

/** The 14 leaves that the block hash is the root over, in their order. */
export function encodeHeaderLeaves(header: Header): readonly Uint8Array[] {
  // Go wraps each plain value into a message with one field, numbered 1; an empty value gives an empty leaf.
  return [
    encodeVersion(header.version),
    stringField(1, header.chainId),
    intField(1, header.height),
    encodeTimestamp(header.time),
    encodeBlockId(header.lastBlockId),
    bytesField(1, header.lastCommitHash),
    bytesField(1, header.dataHash),
    bytesField(1, header.validatorsHash),
    bytesField(1, header.nextValidatorsHash),
    bytesField(1, header.consensusHash),
    bytesField(1, header.appHash),
    bytesField(1, header.lastResultsHash),
    bytesField(1, header.evidenceHash),
    bytesField(1, header.proposerAddress),
  ];
}

/** The root over `SimpleValidator{pub_key, voting_power}` in the set's own order; nothing else of it is hashed. */
export function hashValidatorSet({ validators }: ValidatorSet): Uint8Array {
  return merkleRoot(validators.map(encodeSimpleValidator));
}

/** Written by hand: it runs once for each validator of each header. */
function encodeSimpleValidator({ publicKey, votingPower }: Validator): Uint8Array {
  const { field } = KEY_TYPES[publicKey.type];
  const key = publicKey.bytes;
  if (key.length > 127 - 2) return encodeLongSimpleValidator(publicKey, votingPower);
  const power = intField(2, votingPower);
  const out = new Uint8Array(4 + key.length + power.length);
  out[0] = 0x0a;
  out[1] = key.length + 2;
  out[2] = (field << 3) | 2;
  out[3] = key.length;
  out.set(key, 4);
  out.set(power, 4 + key.length);
  return out;
}

function encodeLongSimpleValidator({ type, bytes }: Validator['publicKey'], votingPower: bigint): Uint8Array {
  return concatBytes(bytesField(1, bytesField(KEY_TYPES[type].field, bytes)), intField(2, votingPower));
}

/** `data_hash` of a block: each leaf is the SHA-256 of a transaction. */
export function hashTransactions(transactions: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(transactions.map((transaction) => sha256(transaction)));
}

/** The deterministic part of `ExecTxResult`, which is all that is hashed. */
export interface TransactionResult {
  readonly code: number;
  readonly data: Uint8Array;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
}

/** `last_results_hash` that the *next* header carries for a block with these results. */
export function hashResults(results: readonly TransactionResult[]): Uint8Array {
  return merkleRoot(
    results.map(({ code, data, gasWanted, gasUsed }) =>
      concatBytes(uintField(1, BigInt(code)), bytesField(2, data), intField(5, gasWanted), intField(6, gasUsed)),
    ),
  );
}

/** `last_commit_hash` that the next header carries. */
export function hashCommit({ signatures }: Commit): Uint8Array {
  return merkleRoot(signatures.map(encodeCommitSig));
}
