/** Proofs through two stores, as IBC uses them. @module */
import { createHash } from 'node:crypto';
import { concatBytes, encodeUtf8 } from '@causeway/lightclient/codec';
import {
  type CommitmentProof,
  encodeCommitmentProof,
  encodeMerkleProof,
  IAVL_SPEC,
  type Ics23FaultCode,
  joinCommitmentProofs,
  type MembershipClaim,
  type MerkleProof,
  type NonMembershipClaim,
  SDK_SPECS,
  TENDERMINT_SPEC,
  verifyMembership,
  verifyNonMembership,
} from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { buildIavlTree, buildStores, type Entry, sha256 } from '../../../../support/build-proof.ts';

const ENTRIES: readonly Entry[] = ['b', 'd', 'f', 'h', 'j', 'l', 'n'].map((name) => [
  encodeUtf8(name),
  encodeUtf8(`value ${name}`),
]);
const CHAIN = buildStores(ENTRIES);
const IBC = encodeUtf8('ibc');
const PRESENT = encodeUtf8('h');
const ABSENT = encodeUtf8('i');

function membership(): MembershipClaim {
  const value = encodeUtf8('value h');
  return { root: CHAIN.root, path: [IBC, PRESENT], value, proof: CHAIN.membership(PRESENT) };
}

function nonMembership(): NonMembershipClaim {
  return { root: CHAIN.root, path: [IBC, ABSENT], proof: CHAIN.nonMembership(ABSENT) };
}

function expectCode(verdict: unknown, code: Ics23FaultCode): void {
  expect(verdict).toMatchObject({ status: 'invalid', reason: { code } });
}

function proofsOf({ proof }: NonMembershipClaim): readonly [CommitmentProof, CommitmentProof] {
  if (proof instanceof Uint8Array) throw new Error('want a decoded proof');
  const [inner, outer] = proof.proofs;
  if (inner === undefined || outer === undefined) throw new Error('want two proofs');
  return [inner, outer];
}

const KINDS = [
  ['verifyMembership', () => verifyMembership, membership],
  ['verifyNonMembership', () => verifyNonMembership, nonMembership],
] as const;

describe('membership', () => {
  test('accepts a decoded proof and its bytes', () => {
    const claim = membership();
    expect(verifyMembership(claim)).toEqual({ status: 'valid' });
    const bytes = encodeMerkleProof(CHAIN.membership(PRESENT));
    expect(verifyMembership({ ...claim, proof: bytes })).toEqual({ status: 'valid' });
  });

  test('accepts the data of proof operations joined as they are', () => {
    const [inner, outer] = proofsOf(membership());
    const proof = joinCommitmentProofs([encodeCommitmentProof(inner), encodeCommitmentProof(outer)]);
    expect(verifyMembership({ ...membership(), proof })).toEqual({ status: 'valid' });
  });

  test('accepts one store with one spec', () => {
    const tree = buildIavlTree(ENTRIES);
    const proof: MerkleProof = { proofs: [{ kind: 'exist', exist: tree.exist(PRESENT) }] };
    const claim = { ...membership(), root: tree.root, path: [PRESENT], specs: [IAVL_SPEC], proof };
    expect(verifyMembership(claim)).toEqual({ status: 'valid' });
  });

  test('hashes with the function that it is given', () => {
    let calls = 0;
    const counting = (data: Uint8Array) => {
      calls += 1;
      return new Uint8Array(createHash('sha256').update(data).digest());
    };
    expect(verifyMembership({ ...membership(), sha256: counting })).toEqual({ status: 'valid' });
    expect(calls).toBeGreaterThan(4);
    const broken = () => new Uint8Array(32);
    expectCode(verifyMembership({ ...membership(), sha256: broken }), 'value-mismatch');
    expectCode(verifyNonMembership({ ...nonMembership(), sha256: broken }), 'value-mismatch');
  });

  test('rejects an empty value (empty-value)', () => {
    expectCode(verifyMembership({ ...membership(), value: new Uint8Array(0) }), 'empty-value');
  });

  test('rejects another value (value-mismatch)', () => {
    expectCode(verifyMembership({ ...membership(), value: IBC }), 'value-mismatch');
  });

  test('rejects a non-existence proof (wrong-proof-kind)', () => {
    expectCode(verifyMembership({ ...membership(), proof: CHAIN.nonMembership(PRESENT) }), 'wrong-proof-kind');
  });
});

describe('non-membership', () => {
  test('accepts a decoded proof and its bytes, between leaves and at both ends', () => {
    for (const name of ['a', 'i', 'z']) {
      const key = encodeUtf8(name);
      const proof = CHAIN.nonMembership(key);
      const claim = { ...nonMembership(), path: [IBC, key], proof };
      expect(verifyNonMembership(claim)).toEqual({ status: 'valid' });
      expect(verifyNonMembership({ ...claim, proof: encodeMerkleProof(proof) })).toEqual({ status: 'valid' });
    }
  });

  test('rejects a present key (key-not-between)', () => {
    const claim = { ...nonMembership(), path: [IBC, PRESENT] };
    const [inner, outer] = proofsOf(nonMembership());
    if (inner.kind !== 'nonexist') throw new Error('want a non-existence proof');
    const forged = { proofs: [{ ...inner, nonexist: { ...inner.nonexist, key: PRESENT } }, outer] };
    expectCode(verifyNonMembership({ ...claim, proof: forged }), 'key-not-between');
  });

  test('rejects an existence proof, so that failing to prove presence proves nothing (wrong-proof-kind)', () => {
    const claim = { ...nonMembership(), path: [IBC, PRESENT], proof: CHAIN.membership(PRESENT) };
    expectCode(verifyNonMembership(claim), 'wrong-proof-kind');
  });

  test('rejects a proof without neighbours (no-neighbours)', () => {
    const [, outer] = proofsOf(nonMembership());
    const nonexist = { key: ABSENT, left: undefined, right: undefined };
    const proof: MerkleProof = { proofs: [{ kind: 'nonexist', nonexist }, outer] };
    expectCode(verifyNonMembership({ ...nonMembership(), proof }), 'no-neighbours');
  });
});

describe.each(KINDS)('%s', (_, verifier, base) => {
  const verify = (spoiled: Partial<MembershipClaim>) => {
    const verifyClaim = verifier();
    return verifyClaim({ value: encodeUtf8('value h'), ...base(), ...spoiled });
  };

  test('rejects another root (root-mismatch)', () => {
    expectCode(verify({ root: sha256(IBC) }), 'root-mismatch');
  });

  test('rejects an empty root (empty-root)', () => {
    expectCode(verify({ root: new Uint8Array(0) }), 'empty-root');
  });

  test('rejects another key (key-mismatch, key-not-between)', () => {
    const code = base === membership ? 'key-mismatch' : 'key-not-between';
    expectCode(verify({ path: [IBC, encodeUtf8('k')] }), code);
  });

  test('rejects another store (key-mismatch)', () => {
    expectCode(verify({ path: [encodeUtf8('bank'), base().path[1] ?? IBC] }), 'key-mismatch');
  });

  test('rejects a path of one, three or no keys (path-length)', () => {
    const key = base().path[1] ?? IBC;
    expectCode(verify({ path: [concatBytes(IBC, key)] }), 'path-length');
    expectCode(verify({ path: [IBC, IBC, key] }), 'path-length');
    expectCode(verify({ path: [] }), 'path-length');
  });

  test('rejects proofs of one or three stores (proof-count)', () => {
    const [inner, outer] = proofsOf(base());
    expectCode(verify({ proof: { proofs: [inner] } }), 'proof-count');
    expectCode(verify({ proof: { proofs: [inner, outer, outer] } }), 'proof-count');
    expectCode(verify({ proof: { proofs: [] } }), 'proof-count');
    expectCode(verify({ proof: new Uint8Array(0) }), 'proof-count');
  });

  test('rejects more specs than proofs, and none (proof-count, bad-spec)', () => {
    expectCode(verify({ specs: [...SDK_SPECS, TENDERMINT_SPEC] }), 'proof-count');
    expectCode(verify({ specs: [] }), 'bad-spec');
  });

  test('rejects the proofs in the wrong order', () => {
    const [inner, outer] = proofsOf(base());
    expect(verify({ proof: { proofs: [outer, inner] } })).toMatchObject({ status: 'invalid' });
  });

  test('rejects the specs in the wrong order (iavl-prefix)', () => {
    expect(verify({ specs: [TENDERMINT_SPEC, IAVL_SPEC] })).toMatchObject({ status: 'invalid' });
  });

  test('rejects a non-existence proof inside the chain (wrong-proof-kind)', () => {
    const [inner] = proofsOf(base());
    const outer: CommitmentProof = { kind: 'nonexist', nonexist: CHAIN.stores.absent(encodeUtf8('icb')) };
    expectCode(verify({ proof: { proofs: [inner, outer] } }), 'wrong-proof-kind');
  });

  test('rejects a batch, also inside the chain (wrong-proof-kind)', () => {
    const [inner, outer] = proofsOf(base());
    if (inner.kind === 'batch' || outer.kind === 'batch') throw new Error('want single proofs');
    expectCode(verify({ proof: { proofs: [{ kind: 'batch', entries: [inner] }, outer] } }), 'wrong-proof-kind');
    expectCode(verify({ proof: { proofs: [inner, { kind: 'batch', entries: [outer] }] } }), 'wrong-proof-kind');
  });

  test('rejects a store that is not the one below (value-mismatch)', () => {
    const other = buildStores(ENTRIES.slice(1));
    const [inner] = proofsOf(base());
    const outer: CommitmentProof = { kind: 'exist', exist: other.stores.exist(IBC) };
    expectCode(verify({ proof: { proofs: [inner, outer] }, root: other.root }), 'value-mismatch');
  });

  test('rejects bytes that are no proof (malformed-proof)', () => {
    expectCode(verify({ proof: Uint8Array.of(0x0a, 0x7f) }), 'malformed-proof');
    expectCode(verify({ proof: concatBytes(encodeMerkleProof({ proofs: proofsOf(base()) }), IBC) }), 'malformed-proof');
  });
});
