import {
  type ClientHeader,
  type ClientMessage,
  clientStatus,
  decodeClientHeader,
  type LightBlock,
  type SignedHeader,
  type StoredClient,
  verifyClientMessage,
} from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import {
  BASE_TIME,
  buildBlock,
  buildClient,
  buildClientHeader,
  buildMisbehaviour,
  createSigner,
  createSigners,
  flipByte,
  SECOND,
  sha256,
  spoilHeader,
  spoilVote,
  toConsensusState,
  toSet,
} from '../../../../support/build-header.ts';

const signers = createSigners(4);
const others = createSigners(4, 'w');
const trusted = buildBlock({ height: 10n, signers });
const block = buildBlock({ height: 14n, signers });
const client = buildClient([trusted]);
const now = BASE_TIME + 30n * SECOND;

function judge(message: ClientMessage, stored: StoredClient = client, at = now) {
  return verifyClientMessage(stored, message, at);
}

function update(to: LightBlock = block, from: LightBlock = trusted): ClientHeader {
  return buildClientHeader(to, from);
}

function rejection(code: string) {
  return { status: 'invalid', reason: { code } };
}

describe('a header', () => {
  test('updates the client', () => {
    expect(judge(update())).toEqual({
      status: 'valid',
      effect: 'updated',
      height: { revisionNumber: 1n, revisionHeight: 14n },
      consensusState: toConsensusState(block.signedHeader),
      clientState: { ...client.clientState, latestHeight: { revisionNumber: 1n, revisionHeight: 14n } },
    });
  });

  test('fills in an older height without lowering the latest', () => {
    const later = buildBlock({ height: 20n, signers });
    const stored = buildClient([trusted, later]);
    const verdict = judge(update(), stored);
    expect(verdict).toMatchObject({ effect: 'updated', clientState: { latestHeight: { revisionHeight: 20n } } });
  });

  test('is a no-op when it is stored already', () => {
    const stored = buildClient([trusted, block]);
    expect(judge(update(), stored)).toEqual({ status: 'valid', effect: 'noop', clientState: stored.clientState });
  });

  test.each([
    ['application hash', { appHash: sha256('other') }],
    ['next validators', { nextValidatorsHash: sha256('other') }],
    ['time', { time: BASE_TIME + 15n * SECOND }],
  ])('freezes the client when another %s is stored for its height', (_, header) => {
    const stored = buildClient([trusted, buildBlock({ height: 14n, signers, header })]);
    expect(judge(update(), stored)).toMatchObject({
      effect: 'frozen',
      clientState: { frozenHeight: { revisionNumber: 0n, revisionHeight: 1n } },
    });
  });

  test('has to be proven even when it conflicts (wrong-signature)', () => {
    const stored = buildClient([trusted, buildBlock({ height: 14n, signers, header: { appHash: sha256('other') } })]);
    const forged = spoilVote(block, 0, { signature: new Uint8Array(64) });
    expect(judge(update(forged), stored)).toMatchObject(rejection('wrong-signature'));
  });

  const at = (height: bigint, time: bigint) => buildBlock({ height, signers, time: BASE_TIME + time * SECOND });

  test.each([
    ['not after the state before', [at(12n, 14n), at(20n, 20n)], 'frozen'],
    ['not before the state after', [at(12n, 12n), at(20n, 14n)], 'frozen'],
    ['between both', [at(12n, 13n), at(20n, 15n), at(11n, 29n), at(21n, 1n)], 'updated'],
  ])('%s: %s', (_, stored, effect) => {
    const latest = { latestHeight: { revisionNumber: 1n, revisionHeight: 20n } };
    expect(judge(update(), buildClient([trusted, ...stored], latest))).toMatchObject({ effect });
  });

  test('is not enough when too little trusted power signed', () => {
    const stranger = buildBlock({ height: 14n, signers: others });
    expect(judge(update(stranger))).toEqual({ status: 'not-enough-trust', signed: 0n, total: 40n });
  });

  test('uses the trust level of the client', () => {
    const half = buildBlock({ height: 14n, signers: [...signers.slice(0, 2), ...others.slice(0, 1)] });
    expect(judge(update(half))).toMatchObject({ effect: 'updated' });
    const strict = buildClient([trusted], { trustLevel: { numerator: 1n, denominator: 2n } });
    expect(judge(update(half), strict)).toMatchObject({ status: 'not-enough-trust' });
  });

  test('right after the trusted height is proven by the announced set', () => {
    const from = buildBlock({ height: 10n, signers, nextSigners: others });
    const next = buildBlock({ height: 11n, signers: others });
    expect(judge(update(next, from), buildClient([from]))).toMatchObject({ effect: 'updated' });
    const wrong = { ...update(buildBlock({ height: 11n, signers }), from) };
    expect(judge(wrong, buildClient([from]))).toMatchObject(rejection('next-validators-hash-mismatch'));
  });

  test('may be of a chain without revisions', () => {
    const from = buildBlock({ height: 10n, signers, chainId: 'plain' });
    const to = buildBlock({ height: 14n, signers, chainId: 'plain' });
    expect(judge(update(to, from), buildClient([from]))).toMatchObject({
      effect: 'updated',
      height: { revisionNumber: 0n, revisionHeight: 14n },
    });
  });
});

describe('rejects a header', () => {
  const header = update();
  const set = toSet(signers);

  test('without its trusted height in store (consensus-state-not-found)', () => {
    const message = { ...header, trustedHeight: { revisionNumber: 1n, revisionHeight: 9n } };
    expect(judge(message)).toMatchObject(rejection('consensus-state-not-found'));
  });

  test.each([
    ['validators-missing', { validatorSet: undefined }],
    ['validators-missing', { trustedValidators: undefined }],
    ['proposer-missing', { validatorSet: { validators: set.validators } }],
    ['proposer-missing', { trustedValidators: { validators: set.validators } }],
    ['proposer-not-in-set', { validatorSet: { ...set, proposer: createSigner('x').validator } }],
    [
      'validator-address-mismatch',
      { validatorSet: { ...set, proposer: { ...createSigner('x').validator, address: new Uint8Array(20) } } },
    ],
    ['validators-hash-mismatch', { validatorSet: toSet(others) }],
    ['trusted-validators-hash-mismatch', { trustedValidators: toSet(others) }],
    ['trusted-height-not-below-header', { trustedHeight: { revisionNumber: 1n, revisionHeight: 14n } }],
    ['trusted-height-not-below-header', { trustedHeight: { revisionNumber: 2n, revisionHeight: 1n } }],
    ['unsupported-key-type', { validatorSet: toSet([...signers, createSigner('b', 1n, 'bls12381')]) }],
  ])('whose parts do not fit (%s) %#', (code, change) => {
    expect(judge({ ...header, ...change })).toMatchObject(rejection(code));
  });

  test('of another revision (revision-mismatch)', () => {
    const other = buildBlock({ height: 14n, signers, chainId: 'test-2' });
    expect(judge(update(other))).toMatchObject(rejection('revision-mismatch'));
  });

  test('of another chain with the same revision (chain-id-mismatch)', () => {
    const other = buildBlock({ height: 14n, signers, chainId: 'best-1' });
    expect(judge(update(other))).toMatchObject(rejection('chain-id-mismatch'));
  });

  test('whose revision has more than 64 bits (revision-too-large)', () => {
    const other = buildBlock({ height: 14n, signers, chainId: `test-${1n << 64n}` });
    expect(judge(update(other))).toMatchObject(rejection('revision-too-large'));
  });

  test('that is empty, or has no commit, no header or an unknown vote flag', () => {
    const { signedHeader } = header;
    const [vote, ...others] = signedHeader.commit.signatures;
    const empty = decodeClientHeader(new Uint8Array(0)).signedHeader;
    const judgeSigned = (parts: Partial<SignedHeader>) =>
      judge({ ...header, signedHeader: { ...signedHeader, ...parts } });
    expect(judgeSigned(empty)).toMatchObject(rejection('unsupported-block-protocol'));
    expect(judgeSigned({ header: empty.header })).toMatchObject(rejection('unsupported-block-protocol'));
    expect(judgeSigned({ commit: empty.commit })).toMatchObject(rejection('height-not-positive'));
    const signatures = vote === undefined ? [] : [{ ...vote, flag: 'unknown' } as const, ...others];
    const commit = { ...signedHeader.commit, signatures };
    expect(judgeSigned({ commit })).toMatchObject(rejection('unknown-vote-flag'));
  });

  test('that is malformed (block-id-mismatch)', () => {
    expect(judge(update(spoilHeader(block, { appHash: sha256('x') })))).toMatchObject(rejection('block-id-mismatch'));
  });

  test('that is not after its trusted state (time-not-after-trusted)', () => {
    const old = buildBlock({ height: 14n, signers, time: trusted.signedHeader.header.time });
    expect(judge(update(old))).toMatchObject(rejection('time-not-after-trusted'));
  });

  test('from the future (header-from-future)', () => {
    const early = block.signedHeader.header.time - client.clientState.maxClockDrift;
    expect(judge(update(), client, early)).toMatchObject(rejection('header-from-future'));
    expect(judge(update(), client, early + 1n)).toMatchObject({ effect: 'updated' });
  });

  test('from a trusted state that has expired, while the client lives (trusted-expired)', () => {
    const { trustingPeriod } = client.clientState;
    const late = trusted.signedHeader.header.time + trustingPeriod;
    const latest = buildBlock({ height: 12n, signers, time: late - SECOND });
    const to = buildBlock({ height: 14n, signers, time: late });
    const stored = buildClient([trusted, latest]);
    expect(judge(update(to), stored, late)).toMatchObject(rejection('trusted-expired'));
    expect(judge(update(to), stored, late - 1n)).toMatchObject({ effect: 'updated' });
  });

  test('when the client is frozen (client-frozen)', () => {
    const frozen = buildClient([trusted], { frozenHeight: { revisionNumber: 0n, revisionHeight: 1n } });
    expect(judge(update(), frozen)).toMatchObject(rejection('client-frozen'));
  });

  test('when the client has expired (client-expired)', () => {
    const expiresAt = trusted.signedHeader.header.time + client.clientState.trustingPeriod;
    expect(judge(update(), client, expiresAt)).toMatchObject(rejection('client-expired'));
    const headless = buildClient([trusted], { latestHeight: { revisionNumber: 1n, revisionHeight: 13n } });
    expect(judge(update(), headless)).toMatchObject(rejection('client-expired'));
  });
});

test('tells the status: frozen before expired before active', () => {
  const expiresAt = trusted.signedHeader.header.time + client.clientState.trustingPeriod;
  const frozen = buildClient([trusted], { frozenHeight: { revisionNumber: 0n, revisionHeight: 1n } });
  expect(clientStatus(client, expiresAt - 1n)).toBe('active');
  expect(clientStatus(client, expiresAt)).toBe('expired');
  expect(clientStatus(frozen, expiresAt)).toBe('frozen');
});

describe('a misbehaviour', () => {
  const fork = buildBlock({ height: 14n, signers, header: { appHash: sha256('fork') } });
  const message = buildMisbehaviour(update(block), update(fork));

  test('of two blocks at one height freezes the client', () => {
    expect(judge(message)).toMatchObject({ status: 'valid', effect: 'frozen' });
  });

  test('may start from two trusted heights, and from older ones than the latest', () => {
    const second = buildBlock({ height: 12n, signers });
    const stored = buildClient([trusted, second, buildBlock({ height: 20n, signers })]);
    expect(judge(buildMisbehaviour(update(block), update(fork, second)), stored)).toMatchObject({ effect: 'frozen' });
  });

  const later = (time: bigint) => buildBlock({ height: 16n, signers, time: BASE_TIME + time * SECOND });

  test('of time that does not rise with height freezes the client', () => {
    expect(judge(buildMisbehaviour(update(later(14n)), update(block)))).toMatchObject({ effect: 'frozen' });
    expect(judge(buildMisbehaviour(update(later(13n)), update(block)))).toMatchObject({ effect: 'frozen' });
  });

  test('that is none does nothing', () => {
    expect(judge(buildMisbehaviour(update(block), update(block)))).toMatchObject({ effect: 'noop' });
    expect(judge(buildMisbehaviour(update(later(15n)), update(block)))).toMatchObject({ effect: 'noop' });
  });

  test('needs no place in time: neither drift nor order after the trusted state is asked for', () => {
    const times = (header: object) => buildBlock({ height: 14n, signers, time: BASE_TIME + 999n * SECOND, header });
    const far = buildMisbehaviour(update(times({})), update(times({ appHash: sha256('fork') })));
    expect(judge(far)).toMatchObject({ effect: 'frozen' });
  });

  test.each([
    [
      'trusted-height-zero',
      { header1: { ...message.header1, trustedHeight: { revisionNumber: 1n, revisionHeight: 0n } } },
    ],
    [
      'trusted-height-zero',
      { header2: { ...message.header2, trustedHeight: { revisionNumber: 1n, revisionHeight: 0n } } },
    ],
    ['validators-missing', { header1: { ...message.header1, trustedValidators: undefined } }],
    ['validators-missing', { header2: { ...message.header2, trustedValidators: undefined } }],
    ['validators-missing', { header2: { ...message.header2, validatorSet: undefined } }],
    ['bad-client-id', { clientId: '' }],
    ['bad-client-id', { clientId: 'a/b-0' }],
    ['misbehaviour-chain-ids-differ', { header2: update(buildBlock({ height: 14n, signers, chainId: 'test-2' })) }],
    ['misbehaviour-heights-unordered', { header2: update(later(20n)) }],
    ['wrong-signature', { header1: update(spoilVote(block, 0, { signature: new Uint8Array(64) })) }],
    ['wrong-signature', { header2: update(spoilVote(fork, 0, { signature: new Uint8Array(64) })) }],
    ['trusted-validators-hash-mismatch', { header2: { ...message.header2, trustedValidators: toSet(others) } }],
    [
      'consensus-state-not-found',
      { header1: { ...message.header1, trustedHeight: { revisionNumber: 1n, revisionHeight: 9n } } },
    ],
    [
      'consensus-state-not-found',
      { header2: { ...message.header2, trustedHeight: { revisionNumber: 1n, revisionHeight: 9n } } },
    ],
  ])('is rejected (%s) %#', (code, change) => {
    expect(judge({ ...message, ...change })).toMatchObject(rejection(code));
  });

  test('is rejected without two thirds of its own validators (insufficient-voting-power)', () => {
    const vote = (_: unknown, index: number) => (index < 2 ? 'commit' : 'absent') as 'commit' | 'absent';
    const weak = buildBlock({ height: 14n, signers, header: { appHash: sha256('fork') }, vote });
    expect(judge(buildMisbehaviour(update(block), update(weak)))).toMatchObject(rejection('insufficient-voting-power'));
  });

  test('is not enough by strangers to the trusted set', () => {
    const strange = buildBlock({ height: 14n, signers: others });
    expect(judge(buildMisbehaviour(update(block), update(strange)))).toMatchObject({ status: 'not-enough-trust' });
  });

  test('is rejected from a trusted state that has expired (trusted-expired)', () => {
    const expiresAt = trusted.signedHeader.header.time + client.clientState.trustingPeriod;
    const stored = buildClient([trusted, buildBlock({ height: 12n, signers, time: expiresAt - SECOND })]);
    expect(judge(message, stored, expiresAt)).toMatchObject(rejection('trusted-expired'));
    expect(judge(message, stored, expiresAt - 1n)).toMatchObject({ effect: 'frozen' });
  });

  test('counts under the chain id of its own revision', () => {
    const upgraded = (header: object) => buildBlock({ height: 14n, signers, chainId: 'test-2', header });
    const pair = buildMisbehaviour(update(upgraded({})), update(upgraded({ appHash: sha256('fork') })));
    expect(judge(pair)).toMatchObject({ effect: 'frozen' });
  });

  test('of another chain is rejected, though its revision fits (wrong-signature)', () => {
    const foreign = (header: object) => buildBlock({ height: 14n, signers, chainId: 'best-1', header });
    const pair = buildMisbehaviour(update(foreign({})), update(foreign({ appHash: sha256('fork') })));
    expect(judge(pair)).toMatchObject(rejection('wrong-signature'));
  });

  test('is rejected when a vote was changed (wrong-signature)', () => {
    const [vote] = fork.signedHeader.commit.signatures;
    const spoiled = spoilVote(fork, 0, { signature: flipByte(vote?.signature ?? new Uint8Array(64), 33) });
    expect(judge(buildMisbehaviour(update(block), update(spoiled)))).toMatchObject(rejection('wrong-signature'));
  });
});
