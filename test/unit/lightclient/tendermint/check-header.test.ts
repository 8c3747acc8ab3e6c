import {
  checkCommit,
  checkHeader,
  checkSignedHeader,
  ZERO_BLOCK_ID,
  ZERO_TIME,
} from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { ABSENT_VOTE, buildUpdate, CHAIN_ID, sha256 } from '../../../support/build-header.ts';

const { signedHeader } = buildUpdate().untrusted;
const { header, commit } = signedHeader;
const [vote = ABSENT_VOTE] = commit.signatures;

test('accepts a header, its commit and both together', () => {
  expect(checkHeader(header)).toEqual({ status: 'valid' });
  expect(checkCommit(commit)).toEqual({ status: 'valid' });
  expect(checkSignedHeader(signedHeader, CHAIN_ID)).toEqual({ status: 'valid' });
});

test('accepts empty hashes and an application hash of any length', () => {
  const none = new Uint8Array(0);
  const bare = { ...header, lastBlockId: ZERO_BLOCK_ID, dataHash: none, lastCommitHash: none, evidenceHash: none };
  expect(checkHeader({ ...bare, appHash: new Uint8Array(7), lastResultsHash: none })).toEqual({ status: 'valid' });
});

test('accepts a chain id of 50 bytes', () => {
  expect(checkHeader({ ...header, chainId: 'x'.repeat(50) })).toEqual({ status: 'valid' });
});

const short = new Uint8Array(31);
test.each([
  ['unsupported-block-protocol', { version: { block: 10n, app: 0n } }],
  ['chain-id-too-long', { chainId: 'x'.repeat(51) }],
  ['chain-id-too-long', { chainId: 'é'.repeat(26) }],
  ['height-not-positive', { height: 0n }],
  ['height-not-positive', { height: -1n }],
  ['bad-address-size', { proposerAddress: new Uint8Array(19) }],
  ['bad-hash-size', { lastBlockId: { hash: short, parts: ZERO_BLOCK_ID.parts } }],
  ['bad-hash-size', { lastBlockId: { hash: sha256(''), parts: { total: 1, hash: short } } }],
  ['bad-hash-size', { lastCommitHash: short }],
  ['bad-hash-size', { dataHash: short }],
  ['bad-hash-size', { evidenceHash: short }],
  ['bad-hash-size', { validatorsHash: short }],
  ['bad-hash-size', { nextValidatorsHash: short }],
  ['bad-hash-size', { consensusHash: new Uint8Array(33) }],
  ['bad-hash-size', { lastResultsHash: short }],
])('rejects a header (%s) %#', (code, change) => {
  expect(checkHeader({ ...header, ...change })).toMatchObject({ status: 'invalid', reason: { code } });
});

test.each([
  ['height-not-positive', { height: 0n }],
  ['bad-round', { round: -1 }],
  ['block-id-incomplete', { blockId: ZERO_BLOCK_ID }],
  ['bad-hash-size', { blockId: { hash: short, parts: { total: 1, hash: sha256('') } } }],
  ['commit-empty', { signatures: [] }],
  ['absent-vote-not-empty', { signatures: [{ ...ABSENT_VOTE, timestamp: 0n }] }],
  ['absent-vote-not-empty', { signatures: [{ ...ABSENT_VOTE, signature: vote.signature }] }],
  ['absent-vote-not-empty', { signatures: [{ ...ABSENT_VOTE, validatorAddress: vote.validatorAddress }] }],
  ['unknown-vote-flag', { signatures: [vote, { ...vote, flag: 'unknown' as const }] }],
  ['bad-address-size', { signatures: [{ ...vote, validatorAddress: new Uint8Array(0) }] }],
  ['bad-address-size', { signatures: [vote, { ...vote, flag: 'nil' as const, validatorAddress: short }] }],
  ['signature-missing', { signatures: [{ ...vote, signature: new Uint8Array(0) }] }],
  ['signature-missing', { signatures: [{ ...vote, flag: 'nil' as const, signature: new Uint8Array(0) }] }],
  ['signature-too-long', { signatures: [{ ...vote, signature: new Uint8Array(3310) }] }],
])('rejects a commit (%s) %#', (code, change) => {
  expect(checkCommit({ ...commit, ...change })).toMatchObject({ status: 'invalid', reason: { code } });
});

test('accepts an absent vote with the zero time', () => {
  expect(ABSENT_VOTE.timestamp).toBe(ZERO_TIME);
  expect(checkCommit({ ...commit, signatures: [ABSENT_VOTE] })).toEqual({ status: 'valid' });
});

test('rejects header and commit that do not belong together', () => {
  const check = (change: Partial<typeof signedHeader>, chainId = CHAIN_ID) =>
    checkSignedHeader({ ...signedHeader, ...change }, chainId);
  expect(check({}, 'test-2')).toMatchObject({ reason: { code: 'chain-id-mismatch', want: 'test-2', got: CHAIN_ID } });
  expect(check({ commit: { ...commit, height: 12n } })).toMatchObject({ reason: { code: 'commit-height-mismatch' } });
  const other = { ...header, dataHash: sha256('other') };
  expect(check({ header: other })).toMatchObject({ reason: { code: 'block-id-mismatch' } });
  const hashless = { ...header, validatorsHash: new Uint8Array(0) };
  expect(check({ header: hashless })).toMatchObject({ reason: { code: 'header-hash-missing' } });
});
