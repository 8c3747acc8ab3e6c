/** Thousands of wrong proofs, judged by the contract's deployed code and by our library: they agree. */
import { encodeUtf8, toHex } from '@causeway/lightclient/codec';
import { verifyMembership, verifyNonMembership } from '@causeway/lightclient/proofs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeContractProof } from '../../relayer/chains/ethereum/encode-proof.ts';
import { foldProof } from '../support/build-proof.ts';
import { type ContractClaim, openProofCourt, type ProofCourt } from '../support/solidity/ask-proofs.ts';
import { judge, type ProofCase, rightCases, tryEncode, withStores } from '../support/solidity/fixtures/proofs.ts';
import { createRandom } from '../support/solidity/fixtures/random.ts';
import { readContractProof } from '../support/solidity/read-contract-proof.ts';
import { type RefusedClass, refusedClasses } from '../support/solidity/refused-classes.ts';
import { BYTE_EDITS, spoilProof } from '../support/solidity/spoil-proof.ts';

const SPOILED = 10_000;
const SPOILED_BYTES = 3000;
const IBC = encodeUtf8('ibc');

let court: ProofCourt;
beforeAll(async () => {
  court = await openProofCourt();
}, 120_000);
afterAll(() => court.stop());

test('the contract judges every spoiled proof as the library does, and refuses more only in classes that are known', async () => {
  const random = createRandom('spoiled proofs');
  const right = rightCases(random);
  const spoiled = Array.from({ length: SPOILED }, () => spoilProof(random, random.pick(right), random.pick(right)));
  const refused = new Set<RefusedClass>();
  const claims: (ContractClaim & { readonly isValid: boolean })[] = [];
  for (const entry of [...right, ...rareCases(right), ...spoiled]) {
    const isValid = judge(entry);
    const proof = tryEncode(entry);
    if (proof !== undefined) claims.push({ ...entry, proof, isValid });
    else if (isValid) for (const name of classesOf(entry)) refused.add(name);
  }
  const verdicts = await court.judge(claims);
  const differing = claims.filter(({ isValid }, index) => isValid !== verdicts[index]);
  expect(differing.map(show)).toEqual([]);
  const accepted = verdicts.filter(Boolean).length;
  expect(accepted).toBeGreaterThan(right.length);
  expect(verdicts.length - accepted).toBeGreaterThan(1000);
  expect([...refused].sort()).toEqual([
    'a key of no bytes, or of more than 16,383',
    'a leaf whose height and size are written in more bytes than two',
    'a node no higher than the one below it, or higher than 63',
    'children of another length, more or fewer than two',
    'more than 15 nodes above a store',
    'stores with more or fewer than two children, or of another length',
  ]);
}, 120_000);

test('whatever bytes the contract accepts are a proof that the library accepts, and the other way round', async () => {
  const random = createRandom('spoiled bytes');
  const right = rightCases(random);
  const edits = Object.entries(BYTE_EDITS);
  const claims = Array.from({ length: SPOILED_BYTES }, () => {
    const { root, key, value, proof } = random.pick(right);
    const bytes = encodeContractProof(proof, { store: IBC, key, value });
    const [name, edit] = random.pick(edits);
    // Where versions, heads and sizes are, more often than inside of hashes.
    const size = random.number(2) === 0 ? bytes.length : Math.min(bytes.length, 12);
    const changed = Buffer.concat([edit(bytes.subarray(0, size), random), bytes.subarray(size)]);
    return { name, ...judgeBytes(new Uint8Array(changed), { root, key, value }) };
  });
  const verdicts = await court.judge(claims);
  expect(claims.filter(({ isValid }, index) => isValid !== verdicts[index]).map(show)).toEqual([]);
  expect(verdicts.filter(Boolean).length).toBeGreaterThan(500);
  expect(verdicts.filter((verdict) => !verdict).length).toBeGreaterThan(500);
}, 120_000);

/** What chance seldom comes upon: a size of 1 in two bytes, and 15 and 16 nodes above a store. */
function rareCases(right: readonly ProofCase[]): readonly ProofCase[] {
  const [base] = right;
  const [inner, outer] = base?.proof.proofs ?? [];
  if (base === undefined || inner?.kind !== 'exist' || outer?.kind !== 'exist') throw new Error('want an existence');
  const { leaf } = inner.exist;
  if (leaf === undefined) throw new Error('want a leaf');
  const prefix = Uint8Array.of(0, 0x82, 0, ...leaf.prefix.subarray(2));
  const exist = { ...inner.exist, leaf: { ...leaf, prefix } };
  const high = [15, 16].map((nodes): ProofCase => {
    const path = Array.from({ length: nodes }, (_, index) => outer.exist.path[index % outer.exist.path.length]);
    const stores = { ...outer.exist, path: path.filter((op) => op !== undefined) };
    return { ...base, root: foldProof(stores), proof: { proofs: [inner, { kind: 'exist', exist: stores }] } };
  });
  return [withStores(foldProof(exist), base.key, base.value, { kind: 'exist', exist }), ...high];
}

/** With the root that the bytes lead to, so that only their form can be wrong. */
function judgeBytes(
  bytes: Uint8Array,
  claim: Pick<ProofCase, 'root' | 'key' | 'value'>,
): ContractClaim & { readonly isValid: boolean } {
  try {
    const { proof, root, sha256 } = readContractProof(bytes, claim);
    const about = { root, path: [IBC, claim.key], proof, sha256 };
    const verdict =
      claim.value === undefined ? verifyNonMembership(about) : verifyMembership({ ...about, value: claim.value });
    const isValid = verdict.status === 'valid' && refusedClasses(claim.key, proof).size === 0;
    return { ...claim, root, proof: bytes, isValid };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...claim, proof: bytes, isValid: false };
  }
}

function classesOf({ key, proof }: ProofCase): readonly RefusedClass[] {
  const classes = [...refusedClasses(key, proof)];
  if (classes.length === 0) throw new Error('a proof that the library accepts was refused for no reason that is known');
  return classes;
}

/** So that a failure can be looked at. */
function show({ isValid, key, value, proof }: ContractClaim & { readonly isValid: boolean }): string {
  return `want ${isValid}: key ${toHex(key)}, value ${value && toHex(value)}, proof ${toHex(proof)}`;
}
