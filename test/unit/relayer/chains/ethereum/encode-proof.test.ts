/** Proofs for contracts: what they are refused for. Right ones and many spoiled ones are fixtures of the Solidity tests. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import type { ExistenceProof, MerkleProof } from '@causeway/lightclient/proofs';
import { expect, test } from 'vitest';
import { encodeContractProof } from '../../../../../relayer/chains/ethereum/encode-proof.ts';
import { buildStores, type Entry } from '../../../../support/build-proof.ts';

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
