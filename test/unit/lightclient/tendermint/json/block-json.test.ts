import { DecodeError } from '@causeway/lightclient/codec';
import {
  formatCommit,
  formatHeader,
  formatLightBlock,
  formatSignedHeader,
  parseBlockId,
  parseBlockResult,
  parseCommit,
  parseCommitResult,
  parseHeader,
  parseLightBlock,
  parseSignedHeader,
  parseTransactionProof,
  parseTransactionResult,
  parseTrustedBlock,
  parseValidatorSet,
  parseValidatorsPage,
  ZERO_BLOCK_ID,
  ZERO_TIME,
} from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import { ABSENT_VOTE, buildBlock, createSigner, createSigners } from '../../../../support/build-header.ts';

const NOTHING = new Uint8Array(0);
const types = ['ed25519', 'secp256k1', 'secp256k1eth', 'bls12381', 'mldsa65'] as const;
const signers = [...createSigners(2), ...types.map((type) => createSigner('k', 7n, type))];
const block = buildBlock({
  height: 1_234_567n,
  signers,
  vote: (_, index) => (['commit', 'nil', 'absent'] as const)[index] ?? 'commit',
});
const { signedHeader, validators } = block;
const headerJson = formatHeader(signedHeader.header);
const commitJson = formatCommit(signedHeader.commit);
const votes = commitJson.signatures as Record<string, unknown>[];

describe('reads what it writes', () => {
  test('a light block', () => {
    const json: unknown = JSON.parse(JSON.stringify(formatLightBlock(block)));
    expect(parseLightBlock(json)).toEqual(block);
    expect(parseTrustedBlock(json)).toEqual(block);
  });

  test('a light block without next validators and proposers', () => {
    const bare = { signedHeader, validators: { validators: validators.validators } };
    expect(parseLightBlock(formatLightBlock(bare))).toEqual({
      signedHeader,
      validators: { validators: validators.validators, proposer: undefined },
      nextValidators: undefined,
    });
  });
});

describe('is lenient where nodes and tools differ', () => {
  test('null stands for no block id, no signatures and no hash', () => {
    expect(parseHeader({ ...headerJson, last_block_id: null }).lastBlockId).toEqual(ZERO_BLOCK_ID);
    expect(parseCommit({ ...commitJson, signatures: null }).signatures).toEqual([]);
    expect(parseHeader({ ...headerJson, data_hash: null, app_hash: '' })).toMatchObject({
      dataHash: new Uint8Array(0),
      appHash: new Uint8Array(0),
    });
  });

  test('what a first header lacks may be left out', () => {
    const first = {
      ...signedHeader.header,
      lastBlockId: ZERO_BLOCK_ID,
      lastCommitHash: NOTHING,
      dataHash: NOTHING,
      appHash: NOTHING,
      lastResultsHash: NOTHING,
      evidenceHash: NOTHING,
    };
    const { last_block_id, last_commit_hash, data_hash, app_hash, last_results_hash, evidence_hash, ...json } =
      formatHeader(first);
    expect(parseHeader(json)).toEqual(first);
    expect(parseHeader({ ...json, last_block_id: { hash: '', parts: null } })).toEqual(first);
  });

  test.each<[string, Record<string, unknown>]>([
    ['with empty texts', { validator_address: '', timestamp: '0001-01-01T00:00:00Z', signature: '' }],
    ['with null', { validator_address: null, timestamp: null, signature: null }],
    ['with nothing but its flag', {}],
  ])('an absent vote may be written %s', (_, rest) => {
    const { signatures } = parseCommit({ ...commitJson, signatures: [{ block_id_flag: 1, ...rest }] });
    expect(signatures).toEqual([ABSENT_VOTE]);
  });

  test('a commit of round 0 may leave it out', () => {
    const { round, ...json } = formatCommit({ ...signedHeader.commit, round: 0 });
    expect(round).toBe(0);
    expect(parseCommit(json).round).toBe(0);
  });

  test.each([0, 4, -1])('a vote may have the unknown flag %d, which is refused later', (flag) => {
    const parsed = parseCommit({ ...commitJson, signatures: [{ ...votes[0], block_id_flag: flag }] });
    expect(parsed.signatures[0]?.flag).toBe('unknown');
  });

  test('unknown keys are ignored', () => {
    expect(parseCommit({ ...commitJson, hash: [], bit_array: null })).toEqual(signedHeader.commit);
  });

  test('parts may be called part_set_header, and a version of zero left out', () => {
    const { parts, hash } = headerJson.last_block_id as Record<string, unknown>;
    const json = { ...headerJson, last_block_id: { hash, part_set_header: parts }, version: { block: '11' } };
    expect(parseHeader(json)).toEqual({ ...signedHeader.header, version: { block: 11n, app: 0n } });
  });

  test('an absent vote with an empty text for signature may be of 1970; any other time is kept and later refused', () => {
    const absent = (timestamp: string, signature: unknown = '') =>
      parseCommit({ ...commitJson, signatures: [{ ...votes[2], timestamp, signature }] });
    expect(absent('1970-01-01T00:00:00Z').signatures[0]?.timestamp).toBe(ZERO_TIME);
    expect(absent('1970-01-01T00:00:01Z').signatures[0]?.timestamp).toBe(1_000_000_000n);
    // Go writes null there, and then means the time.
    expect(absent('1970-01-01T00:00:00Z', null).signatures[0]?.timestamp).toBe(0n);
    const signed = parseCommit({ ...commitJson, signatures: [{ ...votes[0], timestamp: '1970-01-01T00:00:00Z' }] });
    expect(signed.signatures[0]?.timestamp).toBe(0n);
  });

  test('numbers may be written as numbers, hex in lower case', () => {
    const lower = `${headerJson.data_hash}`.toLowerCase();
    expect(parseHeader({ ...headerJson, height: 1_234_567, data_hash: lower })).toEqual(signedHeader.header);
  });

  test('validators are sorted, and may be none', () => {
    const json = formatLightBlock(block).validator_set as { validators: unknown[] };
    expect(parseValidatorSet({ ...json, validators: json.validators.toReversed() })).toEqual(validators);
    expect(parseValidatorSet({ validators: null })).toEqual({ validators: [], proposer: undefined });
  });

  test('of a trusted block either set may be missing', () => {
    const json = formatSignedHeader(signedHeader);
    expect(parseTrustedBlock({ signed_header: json, validator_set: null })).toEqual({
      signedHeader,
      validators: undefined,
      nextValidators: undefined,
    });
    expect(() => parseLightBlock({ signed_header: json })).toThrow('light_block.validator_set: want an object');
  });
});

describe('rejects a header with', () => {
  test.each<[string, Record<string, unknown>]>([
    ['header.height: want an integer, got "1e3"', { height: '1e3' }],
    ['header.height: want an integer, got 1.5', { height: 1.5 }],
    ['header.height: want an integer, got 9007199254740992', { height: 2 ** 53 }],
    ['header.height: want -9223372036854775808 to', { height: '9223372036854775808' }],
    ['header.height: want an integer, got undefined', { height: undefined }],
    ['header.version: want an object, got null', { version: null }],
    ['header.version.block: want 0 to', { version: { block: '-1' } }],
    ['header.chain_id: want a string, got true', { chain_id: true }],
    ['header.chain_id: want well-formed Unicode', { chain_id: 'a\ud800' }],
    ['header.time: want an RFC 3339 time', { time: 'yesterday' }],
    ['header.last_block_id: want an object, got "none"', { last_block_id: 'none' }],
    ['header.validators_hash: want a string, got undefined', { validators_hash: undefined }],
    ['header.last_block_id.parts: want an object, got an array', { last_block_id: { hash: '', parts: [] } }],
    ['header.last_block_id.parts.total', { last_block_id: { hash: '', parts: { total: 2 ** 32, hash: '' } } }],
    ['header.data_hash: want hex digits', { data_hash: 'XY' }],
    ['header.data_hash: want an even number', { data_hash: 'ABC' }],
    ['header.app_hash: want a string, got an object', { app_hash: {} }],
  ])('%s', (message, change) => {
    expect(() => parseHeader({ ...headerJson, ...change })).toThrow(message);
    expect(() => parseHeader({ ...headerJson, ...change })).toThrow(DecodeError);
  });
});

describe('rejects a commit with', () => {
  test.each<[string, Record<string, unknown>]>([
    ['commit.round: want -2147483648 to', { round: 2 ** 31 }],
    ['commit.signatures: want an array, got undefined', { signatures: undefined }],
    ['commit.signatures: want at most 10000', { signatures: Array(10_001).fill(votes[0]) }],
    ['commit.signatures[0]: want an object, got null', { signatures: [null] }],
    ['commit.signatures[0].block_id_flag: want an integer', { signatures: [{ ...votes[0], block_id_flag: null }] }],
    ['commit.signatures[0].signature: want padded', { signatures: [{ ...votes[0], signature: 'AAA' }] }],
    ['commit.signatures[0].timestamp', { signatures: [{ ...votes[0], timestamp: '' }] }],
  ])('%s', (message, change) => {
    expect(() => parseCommit({ ...commitJson, ...change })).toThrow(message);
  });
});

describe('rejects a validator with', () => {
  const [entry = {}] = (formatLightBlock(block).validator_set as { validators: Record<string, unknown>[] }).validators;

  test.each<[string, Record<string, unknown>]>([
    ['an unknown key type', { pub_key: { type: 'tendermint/PubKeySr25519', value: '' } }],
    ['a key of another size', { pub_key: { type: 'tendermint/PubKeyEd25519', value: 'AAAA' } }],
    ['no key', { pub_key: null }],
    ['no power', { voting_power: undefined }],
    ['no address', { address: undefined }],
  ])('%s', (_, change) => {
    const json = { validators: [{ ...entry, ...change }] };
    expect(() => parseValidatorSet(json)).toThrow(/^validator_set\.validators\[0\]/);
    expect(() => parseValidatorSet(json)).toThrow(DecodeError);
  });
});

describe('RPC results', () => {
  const set = formatLightBlock(block).validator_set as { validators: unknown[] };

  test('reads a page of validators in the order given', () => {
    const page = parseValidatorsPage({
      block_height: '5',
      validators: set.validators.toReversed(),
      total: '7',
      count: '7',
    });
    expect(page).toEqual({ height: 5n, validators: validators.validators.toReversed(), total: 7 });
  });

  test.each(['10001', '-1'])('rejects a total of %s', (total) => {
    const json = { block_height: '5', validators: [], total };
    expect(() => parseValidatorsPage(json)).toThrow('validators.total: want 0 to 10000');
  });

  test('reads a commit that is not canonical yet', () => {
    const json = { signed_header: formatSignedHeader(signedHeader), canonical: false };
    expect(parseCommitResult(json)).toEqual({ signedHeader, canonical: false });
    expect(parseSignedHeader(json.signed_header)).toEqual(signedHeader);
  });

  test('reads a block without last commit and transactions', () => {
    const json = { block_id: null, block: { header: headerJson, data: { txs: null }, last_commit: null } };
    expect(parseBlockResult(json)).toEqual({
      blockId: parseBlockId(null),
      header: signedHeader.header,
      transactions: [],
      lastCommit: undefined,
    });
  });

  test('reads results of transactions, and rejects numbers out of range', () => {
    const json = { code: 3, data: 'AQI=', gas_wanted: '-1', gas_used: '5' };
    expect(parseTransactionResult(json)).toEqual({ code: 3, data: Uint8Array.of(1, 2), gasWanted: -1n, gasUsed: 5n });
    expect(() => parseTransactionResult({ ...json, code: -1 })).toThrow('tx_result.code');
  });

  test('reads a proof without inner hashes', () => {
    const json = { root_hash: 'AB', data: 'AQ==', proof: { total: '1', index: '0', leaf_hash: 'Ag==' } };
    expect(parseTransactionProof(json).proof).toEqual({ total: 1n, index: 0n, leafHash: Uint8Array.of(2), aunts: [] });
  });
});
