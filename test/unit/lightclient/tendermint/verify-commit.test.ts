import {
  type BlockIdFlag,
  type CommitToVerify,
  type LightBlock,
  type SignatureVerifier,
  verifyCommit,
  verifyCommitLight,
  verifyCommitLightAllSignatures,
  verifyCommitLightTrusting,
  verifyCommitLightTrustingAllSignatures,
} from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import {
  buildBlock,
  CHAIN_ID,
  createSigner,
  createSigners,
  flipByte,
  sha256,
  spoilCommit,
  spoilVote,
  toSet,
} from '../../../support/build-header.ts';

const signers = createSigners(7);
const block = buildBlock({ height: 5n, signers });
const third = { numerator: 1n, denominator: 3n };

function own({ signedHeader: { commit }, validators }: LightBlock): CommitToVerify {
  return { chainId: CHAIN_ID, height: 5n, blockId: commit.blockId, commit, validators };
}

function trusting({ signedHeader: { commit } }: LightBlock, trusted = signers, trustLevel = third) {
  return { chainId: CHAIN_ID, commit, validators: toSet(trusted), trustLevel };
}

/** The block with vote `index` signed wrongly. */
function withWrongVote(index: number, base = block): LightBlock {
  const vote = base.signedHeader.commit.signatures[index];
  return spoilVote(base, index, { signature: flipByte(vote?.signature ?? new Uint8Array(64), 5) });
}

function countVerifications(): { verifier: SignatureVerifier; count: () => number } {
  let calls = 0;
  return { verifier: { verify: () => ++calls > 0 }, count: () => calls };
}

function rejection(code: string) {
  return { status: 'invalid', reason: { code } };
}

describe('own validators', () => {
  test.each([
    ['verifyCommit', verifyCommit],
    ['verifyCommitLight', verifyCommitLight],
    ['verifyCommitLightAllSignatures', verifyCommitLightAllSignatures],
  ])('%s accepts a full commit', (_, verify) => {
    expect(verify(own(block))).toEqual({ status: 'valid' });
  });

  test('verifyCommitLight stops at two thirds', () => {
    const { verifier, count } = countVerifications();
    expect(verifyCommitLight(own(block), verifier)).toEqual({ status: 'valid' });
    // 7 x 10 x 2 / 3 = 46: the fifth vote passes it.
    expect(count()).toBe(5);
  });

  test('accepts a wrong signature after the threshold, unless all are checked (wrong-signature)', () => {
    expect(verifyCommitLight(own(withWrongVote(5)))).toEqual({ status: 'valid' });
    expect(verifyCommitLight(own(withWrongVote(4)))).toMatchObject(rejection('wrong-signature'));
    expect(verifyCommitLightAllSignatures(own(withWrongVote(6)))).toMatchObject(rejection('wrong-signature'));
    expect(verifyCommit(own(withWrongVote(6)))).toMatchObject(rejection('wrong-signature'));
  });

  const withNil = buildBlock({ height: 5n, signers, vote: (_, index) => (index === 0 ? 'nil' : 'commit') });

  test('accepts a vote for nil without counting it', () => {
    expect(verifyCommit(own(withNil))).toEqual({ status: 'valid' });
    const { verifier, count } = countVerifications();
    verifyCommitLight(own(withNil), verifier);
    expect(count()).toBe(5);
  });

  test('only verifyCommit rejects a wrong signature for nil (wrong-signature)', () => {
    const spoiled = withWrongVote(0, withNil);
    expect(verifyCommitLight(own(spoiled))).toEqual({ status: 'valid' });
    expect(verifyCommitLightAllSignatures(own(spoiled))).toEqual({ status: 'valid' });
    expect(verifyCommit(own(spoiled))).toMatchObject(rejection('wrong-signature'));
  });

  test('a vote for nil cannot be passed off as one for the block, nor the other way round (wrong-signature)', () => {
    expect(verifyCommit(own(spoilVote(withNil, 0, { flag: 'commit' })))).toMatchObject(rejection('wrong-signature'));
    expect(verifyCommit(own(spoilVote(block, 0, { flag: 'nil' })))).toMatchObject(rejection('wrong-signature'));
  });

  test('rejects exactly two thirds (insufficient-voting-power)', () => {
    const six = createSigners(6);
    const vote =
      (missing: number) =>
      (_: unknown, index: number): BlockIdFlag =>
        index < missing ? 'absent' : 'commit';
    const four = buildBlock({ height: 5n, signers: six, vote: vote(2) });
    expect(verifyCommitLight(own(four))).toMatchObject(rejection('insufficient-voting-power'));
    expect(verifyCommitLight(own(buildBlock({ height: 5n, signers: six, vote: vote(1) })))).toEqual({
      status: 'valid',
    });
  });

  test('counts power, not heads', () => {
    const heavy = [createSigner('heavy', 100n), ...createSigners(3)];
    const onlyHeavy = (_: unknown, index: number): BlockIdFlag => (index === 0 ? 'commit' : 'absent');
    expect(verifyCommitLight(own(buildBlock({ height: 5n, signers: heavy, vote: onlyHeavy })))).toEqual({
      status: 'valid',
    });
  });

  test.each([
    ['chain id', 'wrong-signature', { chainId: 'test-2' }],
    ['height', 'commit-height-mismatch', { height: 6n }],
    ['block id', 'block-id-mismatch', { blockId: { hash: sha256('x'), parts: { total: 1, hash: sha256('x') } } }],
    ['set', 'commit-size-mismatch', { validators: toSet(createSigners(6)) }],
    ['set', 'vote-address-mismatch', { validators: toSet(createSigners(7, 'w')) }],
    ['set', 'validators-empty', { validators: { validators: [] } }],
  ])('rejects another %s (%s)', (_, code, change) => {
    expect(verifyCommit({ ...own(block), ...change })).toMatchObject(rejection(code));
  });

  test('rejects a block id that differs in its parts only (block-id-mismatch)', () => {
    const { hash, parts } = block.signedHeader.commit.blockId;
    const changes = [
      { hash, parts: { ...parts, total: 2 } },
      { hash, parts: { ...parts, hash: sha256('x') } },
    ];
    for (const blockId of changes) {
      expect(verifyCommit({ ...own(block), blockId })).toMatchObject(rejection('block-id-mismatch'));
    }
  });

  test.each([{ round: 1 }, { height: 6n }])('rejects a changed commit: %o', (change) => {
    const changed = spoilCommit(block, change);
    const height = changed.signedHeader.commit.height;
    expect(verifyCommit({ ...own(changed), height })).toMatchObject(rejection('wrong-signature'));
  });

  test('rejects a changed time (wrong-signature)', () => {
    const [vote] = block.signedHeader.commit.signatures;
    const changed = spoilVote(block, 0, { timestamp: (vote?.timestamp ?? 0n) + 1n });
    expect(verifyCommitLight(own(changed))).toMatchObject(rejection('wrong-signature'));
  });

  test('rejects a signature of the wrong size for its key (wrong-signature)', () => {
    expect(verifyCommitLight(own(spoilVote(block, 0, { signature: new Uint8Array(63) })))).toMatchObject(
      rejection('wrong-signature'),
    );
  });
});

describe('key types', () => {
  const mixed = [
    createSigner('a', 10n, 'ed25519'),
    createSigner('b', 10n, 'secp256k1'),
    createSigner('c', 10n, 'secp256k1eth'),
  ];

  test('accepts ed25519, secp256k1 and secp256k1eth side by side', () => {
    expect(verifyCommit(own(buildBlock({ height: 5n, signers: mixed })))).toEqual({ status: 'valid' });
  });

  test.each([0, 1, 2])('rejects a wrong signature of type %d (wrong-signature)', (index) => {
    const spoiled = withWrongVote(index, buildBlock({ height: 5n, signers: mixed }));
    expect(verifyCommit(own(spoiled))).toMatchObject(rejection('wrong-signature'));
  });

  test.each(['bls12381', 'mldsa65'] as const)(
    'rejects a vote with a %s key when it is needed (unsupported-key-type)',
    (type) => {
      const first = createSigner('z', 100n, type);
      const needed = buildBlock({ height: 5n, signers: [first, ...createSigners(3)] });
      expect(verifyCommitLight(own(needed))).toMatchObject({ reason: { code: 'unsupported-key-type', got: type } });
    },
  );

  test.each(['bls12381', 'mldsa65'] as const)('accepts a commit whose %s vote is not needed', (type) => {
    const last = createSigner('z', 1n, type);
    const enough = buildBlock({ height: 5n, signers: [...createSigners(4), last] });
    expect(verifyCommitLight(own(enough))).toEqual({ status: 'valid' });
    expect(verifyCommit(own(enough))).toMatchObject(rejection('unsupported-key-type'));
  });
});

describe('trusted validators', () => {
  test('accepts votes wherever they stand in the commit', () => {
    const few = signers.slice(4);
    expect(verifyCommitLightTrusting(trusting(block, few))).toEqual({ status: 'valid' });
  });

  test('passes over strangers, however wrong their signatures are', () => {
    const address = block.validators.validators[0]?.address;
    const known = signers.filter(({ validator }) => validator.address !== address);
    expect(verifyCommitLightTrusting(trusting(withWrongVote(0), known))).toEqual({ status: 'valid' });
  });

  test('is not enough when too few are known, and says how many', () => {
    const trusted = [...signers.slice(0, 1), ...createSigners(2, 'w')];
    expect(verifyCommitLightTrusting(trusting(block, trusted))).toEqual({
      status: 'not-enough-trust',
      signed: 10n,
      total: 30n,
    });
  });

  test('is not enough before a wrong signature is looked at, where Go counts first', () => {
    const trusted = [...signers, ...createSigners(20, 'w')];
    const verdict = verifyCommitLightTrusting(trusting(withWrongVote(0), trusted));
    expect(verdict).toMatchObject({ status: 'not-enough-trust', signed: 70n, total: 270n });
  });

  test('rejects a wrong signature before counting, where Go does not batch (wrong-signature)', () => {
    const trusted = [...signers, ...createSigners(20, 'w'), createSigner('x', 1n, 'secp256k1')];
    expect(verifyCommitLightTrusting(trusting(withWrongVote(0), trusted))).toMatchObject(rejection('wrong-signature'));
    const single = buildBlock({ height: 5n, signers: createSigners(1) });
    const verdict = verifyCommitLightTrusting(
      trusting(withWrongVote(0, single), [...signers, ...createSigners(3, 'w')]),
    );
    expect(verdict).toMatchObject(rejection('wrong-signature'));
  });

  test('rejects two votes of one validator (double-vote)', () => {
    const [first] = block.signedHeader.commit.signatures;
    const doubled = spoilVote(block, 1, first ?? {});
    expect(verifyCommitLightTrusting(trusting(doubled))).toMatchObject(rejection('double-vote'));
  });

  test('stops at the trust level, unless all are checked (wrong-signature)', () => {
    expect(verifyCommitLightTrusting(trusting(withWrongVote(6)))).toEqual({ status: 'valid' });
    const verdict = verifyCommitLightTrustingAllSignatures(trusting(withWrongVote(6)));
    expect(verdict).toMatchObject(rejection('wrong-signature'));
    expect(verifyCommitLightTrustingAllSignatures(trusting(block))).toEqual({ status: 'valid' });
  });

  test('rejects a trust level that 64 bits cannot multiply (trust-level-overflow)', () => {
    for (const trustLevel of [
      { numerator: 1n << 60n, denominator: 1n << 60n },
      { numerator: 1n, denominator: 0n },
      { numerator: -1n, denominator: 3n },
    ]) {
      const verdict = verifyCommitLightTrusting(trusting(block, signers, trustLevel));
      expect(verdict).toMatchObject(rejection('trust-level-overflow'));
    }
  });

  test('rejects a spoofed address (validator-address-mismatch)', () => {
    const [first] = signers;
    const thief = createSigner('thief');
    const spoofed = {
      ...thief,
      validator: { ...thief.validator, address: first?.validator.address ?? new Uint8Array(20) },
    };
    const verdict = verifyCommitLightTrusting(trusting(block, [spoofed]));
    expect(verdict).toMatchObject(rejection('validator-address-mismatch'));
  });
});
