import {
  type HeaderOptions,
  type LightBlock,
  type TrustedBlock,
  verifyAdjacent,
  verifyBackwards,
  verifyHeader,
  verifySkipping,
  ZERO_BLOCK_ID,
} from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import {
  ABSENT_VOTE,
  BASE_TIME,
  buildBlock,
  buildUpdate,
  createSigner,
  createSigners,
  flipByte,
  SECOND,
  sha256,
  spoilCommit,
  spoilHeader,
  spoilValidator,
  spoilVote,
  toSet,
} from '../../../support/build-header.ts';

const signers = createSigners(4);
const adjacent = buildUpdate({ signers });
const skipping = buildUpdate({ adjacent: false, signers });
const { options, trusted } = adjacent;

function judge(untrusted: LightBlock, change: Partial<HeaderOptions> = {}, from: TrustedBlock = trusted) {
  const now = skipping.now;
  return verifyHeader(untrusted, from, { ...options, ...change }, now);
}

function rejection(code: string) {
  return { status: 'invalid', reason: { code } };
}

test('accepts an adjacent header', () => {
  expect(verifyHeader(adjacent.untrusted, trusted, options, adjacent.now)).toEqual({ status: 'valid' });
});

test('accepts a skipping header', () => {
  expect(judge(skipping.untrusted)).toEqual({ status: 'valid' });
});

test('accepts an adjacent header from a trusted block without validators', () => {
  expect(judge(adjacent.untrusted, {}, { signedHeader: trusted.signedHeader })).toEqual({ status: 'valid' });
});

test('accepts a header whose proposer and priorities were altered', () => {
  const { untrusted } = skipping;
  const priorities = untrusted.validators.validators.map((entry) => ({ ...entry, proposerPriority: -7n }));
  const altered = { validators: priorities, proposer: priorities[3] };
  expect(judge({ ...untrusted, validators: altered })).toEqual({ status: 'valid' });
});

describe('time', () => {
  const { time } = trusted.signedHeader.header;
  const expiresAt = time + options.trustingPeriod;
  const late = buildBlock({ height: 14n, signers, time: expiresAt - 5n * SECOND });

  test('accepts a trusted header one nanosecond before it expires', () => {
    expect(verifyHeader(late, trusted, options, expiresAt - 1n)).toEqual({ status: 'valid' });
  });

  test('rejects a trusted header at the nanosecond it expires (trusted-expired)', () => {
    expect(verifyHeader(late, trusted, options, expiresAt)).toMatchObject(rejection('trusted-expired'));
  });

  test('accepts a header one nanosecond below the drift', () => {
    const now = late.signedHeader.header.time - options.maxClockDrift + 1n;
    expect(verifyHeader(late, trusted, options, now)).toEqual({ status: 'valid' });
  });

  test('rejects a header at the drift (header-from-future)', () => {
    const now = late.signedHeader.header.time - options.maxClockDrift;
    expect(verifyHeader(late, trusted, options, now)).toMatchObject(rejection('header-from-future'));
  });

  test.each([0n, -1n])('rejects a header %d ns after the trusted one (time-not-after-trusted)', (after) => {
    const untrusted = buildBlock({ height: 14n, signers, time: time + after });
    expect(judge(untrusted)).toMatchObject(rejection('time-not-after-trusted'));
  });

  test('keeps nanoseconds apart', () => {
    expect(judge(buildBlock({ height: 14n, signers, time: time + 1n }))).toEqual({ status: 'valid' });
  });
});

describe('place', () => {
  test.each([10n, 9n])('rejects height %d from height 10 (height-not-after-trusted)', (height) => {
    const untrusted = buildBlock({ height, signers, time: BASE_TIME + 12n * SECOND });
    expect(judge(untrusted)).toMatchObject(rejection('height-not-after-trusted'));
  });

  test.each([11n, 14n])('rejects a header of another chain at height %d (chain-id-mismatch)', (height) => {
    expect(judge(buildBlock({ height, signers, chainId: 'test-2' }))).toMatchObject(rejection('chain-id-mismatch'));
  });

  test('rejects a trusted header of another chain than asked for (chain-id-mismatch)', () => {
    const from = buildBlock({ height: 10n, signers, chainId: 'test-2' });
    expect(judge(skipping.untrusted, {}, from)).toMatchObject(rejection('chain-id-mismatch'));
  });

  test('rejects votes for another chain id (wrong-signature)', () => {
    const untrusted = buildBlock({ height: 14n, signers, signedChainId: 'test-2' });
    expect(judge(untrusted)).toMatchObject(rejection('wrong-signature'));
  });

  test('verifyAdjacent rejects a gap (not-adjacent), verifySkipping rejects none (adjacent)', () => {
    const { now } = skipping;
    expect(verifyAdjacent(skipping.untrusted, trusted, options, now)).toMatchObject(rejection('not-adjacent'));
    expect(verifySkipping(adjacent.untrusted, trusted, options, now)).toMatchObject(rejection('adjacent'));
  });
});

describe('validator sets', () => {
  const others = createSigners(4, 'w');

  test('rejects validators that the header does not name (validators-hash-mismatch)', () => {
    const untrusted = { ...skipping.untrusted, validators: toSet(others) };
    expect(judge(untrusted)).toMatchObject(rejection('validators-hash-mismatch'));
  });

  test('rejects the trusted validators under a header that names others (validators-hash-mismatch)', () => {
    const untrusted = { ...buildBlock({ height: 14n, signers: others }), validators: toSet(signers) };
    expect(judge(untrusted)).toMatchObject(rejection('validators-hash-mismatch'));
  });

  test('rejects an adjacent header by validators that were not announced (next-validators-hash-mismatch)', () => {
    const untrusted = buildBlock({ height: 11n, signers: others });
    expect(judge(untrusted)).toMatchObject(rejection('next-validators-hash-mismatch'));
  });

  test('accepts an adjacent header by the announced validators, though none was in the set before', () => {
    const from = buildBlock({ height: 10n, signers, nextSigners: others });
    expect(judge(buildBlock({ height: 11n, signers: others }), {}, from)).toEqual({ status: 'valid' });
  });

  test('takes the share of the set that the caller chose', () => {
    const from = buildBlock({ height: 10n, signers, nextSigners: others });
    const untrusted = buildBlock({ height: 14n, signers: others });
    expect(judge(untrusted, { trustedValidators: 'next' }, from)).toEqual({ status: 'valid' });
    const verdict = judge(untrusted, { trustedValidators: 'current' }, from);
    expect(verdict).toEqual({ status: 'not-enough-trust', signed: 0n, total: 40n });
  });

  test.each(['current', 'next'] as const)(
    'rejects a trusted set that the trusted header does not name: %s (trusted-validators-hash-mismatch)',
    (trustedValidators) => {
      const from = { ...trusted, validators: toSet(others), nextValidators: toSet(others) };
      const verdict = judge(skipping.untrusted, { trustedValidators }, from);
      expect(verdict).toMatchObject(rejection('trusted-validators-hash-mismatch'));
    },
  );

  test.each(['current', 'next'] as const)(
    'rejects when the %s set is missing (trusted-validators-missing)',
    (which) => {
      const verdict = judge(skipping.untrusted, { trustedValidators: which }, { signedHeader: trusted.signedHeader });
      expect(verdict).toMatchObject(rejection('trusted-validators-missing'));
    },
  );

  test('rejects a spoofed address among the trusted validators (validator-address-mismatch)', () => {
    const spoofed = spoilValidator(toSet(signers), 0, { address: createSigner('x').validator.address });
    const verdict = judge(skipping.untrusted, {}, { ...trusted, nextValidators: spoofed });
    expect(verdict).toMatchObject(rejection('validator-address-mismatch'));
  });

  test('rejects a set in another order than the header names (validators-hash-mismatch)', () => {
    const { validators } = skipping.untrusted;
    const untrusted = { ...skipping.untrusted, validators: { validators: validators.validators.toReversed() } };
    expect(judge(untrusted)).toMatchObject(rejection('validators-hash-mismatch'));
  });

  test('rejects a validator that appears twice (duplicate-validator)', () => {
    const validators = { validators: [...toSet(signers).validators, ...toSet(signers).validators.slice(3)] };
    const untrusted = buildBlock({ height: 14n, signers, validators });
    expect(judge(untrusted)).toMatchObject(rejection('duplicate-validator'));
  });

  test('rejects a validator without power (bad-voting-power)', () => {
    const untrusted = buildBlock({ height: 14n, signers: [...signers, createSigner('zero', 0n)] });
    expect(judge(untrusted)).toMatchObject(rejection('bad-voting-power'));
  });
});

describe('trust', () => {
  const strangers = createSigners(2, 'w');
  const twoThirds = { numerator: 2n, denominator: 3n };

  test('accepts when strictly more than the trust level signed', () => {
    const untrusted = buildBlock({ height: 14n, signers: [...signers.slice(0, 2), ...strangers] });
    expect(judge(untrusted)).toEqual({ status: 'valid' });
  });

  test('is not enough when exactly the trust level signed', () => {
    const three = createSigners(3);
    const from = buildBlock({ height: 10n, signers: three });
    const untrusted = buildBlock({ height: 14n, signers: [...three.slice(0, 1), ...strangers] });
    expect(judge(untrusted, {}, from)).toEqual({ status: 'not-enough-trust', signed: 10n, total: 30n });
  });

  test('is not enough below a higher trust level', () => {
    const untrusted = buildBlock({ height: 14n, signers: [...signers.slice(0, 2), ...strangers] });
    const verdict = judge(untrusted, { trustLevel: twoThirds });
    expect(verdict).toEqual({ status: 'not-enough-trust', signed: 20n, total: 40n });
  });

  test('counts neither nil nor absent votes', () => {
    const vote = (_: unknown, index: number) => (['nil', 'absent', 'commit', 'commit'] as const)[index] ?? 'commit';
    const untrusted = buildBlock({ height: 14n, signers, vote });
    expect(judge(untrusted)).toMatchObject(rejection('insufficient-voting-power'));
  });

  test('an adjacent header ignores the trust level', () => {
    const full = { numerator: 1n, denominator: 1n };
    expect(judge(adjacent.untrusted, { trustLevel: full })).toEqual({ status: 'valid' });
  });

  test.each([
    [1n, 4n],
    [4n, 3n],
    [1n, 0n],
  ])('throws for a trust level of %d/%d', (numerator, denominator) => {
    expect(() => judge(skipping.untrusted, { trustLevel: { numerator, denominator } })).toThrow(RangeError);
  });
});

describe('commit', () => {
  const { untrusted } = skipping;

  test('rejects a commit for another height (commit-height-mismatch)', () => {
    expect(judge(spoilCommit(untrusted, { height: 13n }))).toMatchObject(rejection('commit-height-mismatch'));
  });

  test('rejects a header that is not the one committed (block-id-mismatch)', () => {
    expect(judge(spoilHeader(untrusted, { appHash: sha256('other') }))).toMatchObject(rejection('block-id-mismatch'));
  });

  test('rejects an incomplete block id, even if signed (block-id-incomplete)', () => {
    for (const parts of [
      { total: 0, hash: sha256('parts') },
      { total: 1, hash: new Uint8Array(0) },
    ]) {
      const block = buildBlock({ height: 14n, signers, blockId: { parts } });
      expect(judge(block)).toMatchObject(rejection('block-id-incomplete'));
    }
  });

  test('rejects one entry fewer than validators (commit-size-mismatch)', () => {
    const { signatures } = untrusted.signedHeader.commit;
    const block = spoilCommit(untrusted, { signatures: signatures.slice(1) });
    expect(judge(block)).toMatchObject(rejection('commit-size-mismatch'));
  });

  test('rejects votes in another order (vote-address-mismatch)', () => {
    const { signatures } = untrusted.signedHeader.commit;
    const block = spoilCommit(untrusted, { signatures: signatures.toReversed() });
    expect(judge(block)).toMatchObject(rejection('vote-address-mismatch'));
  });

  test('rejects one vote under two indexes (double-vote)', () => {
    const [first] = untrusted.signedHeader.commit.signatures;
    const block = spoilVote(untrusted, 1, first ?? {});
    expect(judge(block)).toMatchObject(rejection('double-vote'));
  });

  test('rejects a wrong signature within what is needed (wrong-signature)', () => {
    const [first] = untrusted.signedHeader.commit.signatures;
    const block = spoilVote(untrusted, 0, { signature: flipByte(first?.signature ?? new Uint8Array(64), 40) });
    expect(judge(block)).toMatchObject(rejection('wrong-signature'));
  });

  test('accepts a wrong signature beyond what is needed, as Go does', () => {
    const last = untrusted.signedHeader.commit.signatures[3];
    const block = spoilVote(untrusted, 3, { signature: flipByte(last?.signature ?? new Uint8Array(64), 40) });
    expect(judge(block)).toEqual({ status: 'valid' });
  });

  test('rejects a signature of 65 bytes, needed or not (signature-too-long)', () => {
    for (const index of [0, 3]) {
      const block = spoilVote(untrusted, index, { signature: new Uint8Array(65).fill(1) });
      expect(judge(block)).toMatchObject(rejection('signature-too-long'));
    }
  });

  test('rejects a commit of absent votes only (insufficient-voting-power)', () => {
    const block = spoilCommit(adjacent.untrusted, { signatures: Array.from({ length: 4 }, () => ABSENT_VOTE) });
    expect(judge(block)).toMatchObject(rejection('insufficient-voting-power'));
  });
});

describe('backwards', () => {
  const newer = buildBlock({ height: 11n, signers });
  const older = buildBlock({ height: 10n, signers });
  const link = { hash: older.signedHeader.commit.blockId.hash, parts: { total: 1, hash: sha256('p') } };
  const head = { ...newer.signedHeader.header, lastBlockId: link };
  const tail = older.signedHeader.header;

  test('accepts the header that the trusted one names', () => {
    expect(verifyBackwards(tail, head)).toEqual({ status: 'valid' });
  });

  test('rejects another header (last-block-id-mismatch)', () => {
    const other = { ...tail, appHash: sha256('other') };
    expect(verifyBackwards(other, head)).toMatchObject(rejection('last-block-id-mismatch'));
    const first = { ...head, lastBlockId: ZERO_BLOCK_ID };
    expect(verifyBackwards(tail, first)).toMatchObject(rejection('last-block-id-mismatch'));
    const hashless = { ...tail, validatorsHash: new Uint8Array(0) };
    expect(verifyBackwards(hashless, first)).toMatchObject(rejection('last-block-id-mismatch'));
  });

  test('rejects a header that is not older (time-not-before-trusted)', () => {
    const verdict = verifyBackwards({ ...tail, time: head.time }, head);
    expect(verdict).toMatchObject(rejection('time-not-before-trusted'));
  });

  test('rejects a header of another chain (chain-id-mismatch)', () => {
    expect(verifyBackwards({ ...tail, chainId: 'x' }, head)).toMatchObject(rejection('chain-id-mismatch'));
  });

  test('rejects a malformed header (bad-hash-size)', () => {
    expect(verifyBackwards({ ...tail, dataHash: new Uint8Array(3) }, head)).toMatchObject(rejection('bad-hash-size'));
  });
});
