/** Proofs for contracts: what they are refused for. Right ones and many spoiled ones are fixtures of the Solidity tests. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import type { ExistenceProof, MerkleProof } from '@causeway/lightclient/proofs';
import { expect, test } from 'vitest';
import { encodeContractProof, encodeContractProofs } from '../../../../../relayer/chains/ethereum/encode-proof.ts';
import { encodeContractState } from '../../../../../relayer/chains/ethereum/encode-update.ts';
import { buildStores, type Entry } from '../../../../support/build-proof.ts';
import { buildDeepProofs } from '../../../../support/solidity/fixtures/proof-batches.ts';

const store = encodeUtf8('ibc');
const value = encodeUtf8('value');
const stores = buildStores(Array.from({ length: 9 }, (_, index): Entry => [encodeUtf8(`key ${index}`), value]));
const key = encodeUtf8('key 2');
const gone = encodeUtf8('key 21');
const present = stores.membership(key);
const absent = stores.nonMembership(gone);

function changeExist(change: (proof: ExistenceProof) => ExistenceProof): MerkleProof {
  const [inner, ...rest] = present.proofs;
  if (inner?.kind !== 'exist') throw new Error('a proof of existence');
  return { proofs: [{ kind: 'exist', exist: change(inner.exist) }, ...rest] };
}

test('encodes presence and absence in less than the protobuf of them', () => {
  expect(encodeContractProof(present, { store, key, value }).length).toBeLessThan(280);
  expect(encodeContractProof(absent, { store, key: gone }).length).toBeLessThan(420);
});

test('encodes proofs of one transaction in an eighth of what they take alone, and the first with the state', () => {
  const { state, batch } = buildDeepProofs({ depth: 22, stores: 20 });
  const together = encodeContractProofs(state, batch.slice(0, 25));
  const alone = batch.slice(0, 25).map((one) => encodeContractProofs(state, [one])[0]?.length ?? 0);
  const [first, ...rest] = together.map((proof) => proof.length);
  expect(together[0]?.subarray(0, 80)).toEqual(encodeContractState(state));
  // A byte for each node that is remembered.
  expect(first).toBeLessThan((alone[0] ?? 0) + 10);
  expect(together.slice(1).map((proof) => proof[0])).not.toContain(0);
  expect(sum(rest) * 8).toBeLessThan(sum(alone));
});

test('encodes a proof of a batch of one as by itself', () => {
  const { state, batch } = buildDeepProofs({ depth: 20, stores: 20 });
  for (const { claim, proof } of batch) {
    const [alone] = encodeContractProofs(state, [{ claim, proof }]);
    expect(alone?.subarray(80)).toEqual(encodeContractProof(proof, claim));
  }
});

test('shares nothing between stores', () => {
  const { state, batch } = buildDeepProofs({ depth: 20, stores: 20 });
  const [one] = batch;
  if (one === undefined) throw new Error('a batch has proofs');
  const [inner, outer] = one.proof.proofs;
  if (inner === undefined || outer?.kind !== 'exist') throw new Error('a proof has two parts');
  const elsewhere = { kind: 'exist', exist: { ...outer.exist, key: encodeUtf8('ibd') } } as const;
  const other = { claim: { ...one.claim, store: encodeUtf8('ibd') }, proof: { proofs: [inner, elsewhere] } };
  const [first, second] = encodeContractProofs(state, [one, other]);
  expect(second).toEqual(first);
});

test.each([
  ['one proof instead of two', { proofs: present.proofs.slice(0, 1) }, 'proof: want 2 proofs, got 1'],
  ['absence for presence', absent, 'proof: want one of existence, got nonexist'],
  ['another key', changeExist((proof) => ({ ...proof, key: gone })), 'key: want'],
  ['another value', changeExist((proof) => ({ ...proof, value: key })), 'value: want'],
  ['no leaf', changeExist((proof) => ({ ...proof, leaf: undefined })), 'leaf: want the operations'],
  ['a root that the stores do not hold', changeExist((proof) => ({ ...proof, path: [] })), 'root of the store: want'],
  [
    'a child of another length',
    changeExist((proof) => ({ ...proof, path: proof.path.map((op) => ({ ...op, prefix: op.prefix.map(() => 2) })) })),
    'node: want an IAVL node',
  ],
])('rejects %s', (_, proof, message) => {
  expect(() => encodeContractProof(proof, { store, key, value })).toThrow(message);
});

test('rejects presence for absence', () => {
  expect(() => encodeContractProof(present, { store, key })).toThrow('proof: want one of absence, got exist');
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
