import { encodeUtf8 } from '@causeway/lightclient/codec';
import { hashTransactions, leafHash, verifyTransactionProof } from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { sha256 } from '../../../support/build-header.ts';

const transactions = ['first', 'second'].map(encodeUtf8);
const [first = new Uint8Array(0), second = new Uint8Array(0)] = transactions;
const dataHash = hashTransactions(transactions);
const proof = {
  rootHash: dataHash,
  data: first,
  proof: { total: 2n, index: 0n, leafHash: leafHash(sha256(first)), aunts: [leafHash(sha256(second))] },
};

test('accepts a transaction of the block', () => {
  expect(verifyTransactionProof(proof, dataHash)).toEqual({ status: 'valid' });
});

test('rejects the data hash of another block (merkle-root-mismatch)', () => {
  expect(verifyTransactionProof(proof, sha256('x'))).toMatchObject({ reason: { code: 'merkle-root-mismatch' } });
});

test('rejects another transaction (merkle-proof-malformed)', () => {
  const verdict = verifyTransactionProof({ ...proof, data: second }, dataHash);
  expect(verdict).toMatchObject({ reason: { code: 'merkle-proof-malformed' } });
});
