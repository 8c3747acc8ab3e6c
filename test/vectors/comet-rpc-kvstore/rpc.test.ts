/** Answers of a CometBFT 0.38 node. @module */
import {
  hashCommit,
  hashHeader,
  hashResults,
  hashTransactions,
  parseBlockResult,
  parseCommitResult,
  parseHeader,
  parseTransactionProof,
  parseTransactionResult,
  verifyTransactionProof,
} from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { readVector } from '../../support/read-vector.ts';

function readResult(name: string): Record<string, unknown> {
  return (readVector(`comet-rpc-kvstore/v0_38/${name}.json`) as { result: Record<string, unknown> }).result;
}

test('reads /commit', () => {
  const { signedHeader, canonical } = parseCommitResult(readResult('commit_at_height_10'));
  expect(canonical).toBe(true);
  expect(hashHeader(signedHeader.header)).toEqual(signedHeader.commit.blockId.hash);
});

test.each(['block_at_height_1', 'block_at_height_10'])('reads /block: %s', (name) => {
  const { blockId, header, transactions, lastCommit } = parseBlockResult(readResult(name));
  expect(hashHeader(header)).toEqual(blockId.hash);
  expect(hashTransactions(transactions)).toEqual(header.dataHash);
  expect(lastCommit && hashCommit(lastCommit)).toEqual(header.lastCommitHash);
  expect(lastCommit?.height).toBe(header.height - 1n);
});

test('reads the headers of /blockchain, each naming the one before', () => {
  const metas = readResult('blockchain_from_1_to_10').block_metas as { header: unknown }[];
  const headers = metas.map((meta) => parseHeader(meta.header));
  expect(headers.map(({ height }) => height)).toEqual([10n, 9n, 8n, 7n, 6n, 5n, 4n, 3n, 2n, 1n]);
  for (const [index, header] of headers.slice(0, -1).entries()) {
    const parent = headers[index + 1];
    expect(parent && hashHeader(parent)).toEqual(header.lastBlockId.hash);
  }
  const noResults = hashResults([]);
  expect(headers.every(({ lastResultsHash }) => Buffer.from(lastResultsHash).equals(noResults))).toBe(true);
});

test('reads and verifies the proofs of /tx_search', () => {
  const found = readResult('tx_search_with_prove').txs as { proof: unknown; tx_result: unknown }[];
  const proofs = found.map(({ proof }) => parseTransactionProof(proof));
  expect(proofs).toHaveLength(9);
  for (const proof of proofs) {
    expect(verifyTransactionProof(proof, proof.rootHash)).toEqual({ status: 'valid' });
    expect(hashTransactions([proof.data])).toEqual(proof.rootHash);
  }
  expect(found.map((entry) => parseTransactionResult(entry.tx_result).code)).toEqual(Array(9).fill(0));
});

test('reads a result whose numbers are zero', () => {
  const result = parseTransactionResult(readResult('broadcast_tx_commit').tx_result);
  expect(result).toEqual({ code: 0, data: new Uint8Array(0), gasWanted: 0n, gasUsed: 0n });
});
