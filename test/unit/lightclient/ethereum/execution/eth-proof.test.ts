/** Answers of `eth_getProof`: how nodes write them, and what is proven by them. */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import {
  EMPTY_CODE_HASH,
  type EthProofExpectations,
  parseEthProof,
  readAccount,
  readStorage,
  verifyEthProof,
} from '@causeway/lightclient/ethereum/execution';
import { EMPTY_TRIE_ROOT } from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { type AccountSketch, addressOf, buildState, word } from '../../../../support/build-state.ts';

const CONTRACT = addressOf(1);
const PERSON = addressOf(2);
const NOBODY = addressOf(99);
const code = Uint8Array.of(0x60, 0x00);
const storage = new Map<bigint, bigint>([
  [0n, 42n],
  [1n, 2n ** 256n - 1n],
  [7n, 0x0413n],
]);
const people = Array.from({ length: 60 }, (_, i): [string, AccountSketch] => [
  toHex(addressOf(1000 + i)),
  { nonce: BigInt(i) },
]);
const state = buildState(
  new Map([
    ...people,
    [toHex(CONTRACT), { nonce: 1n, code, storage }],
    [toHex(PERSON), { nonce: 5n, balance: 10n ** 18n }],
  ]),
);
const { stateRoot } = state;
const zeroHash = `0x${'00'.repeat(32)}`;
const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;

function judge(json: unknown, expectations?: EthProofExpectations) {
  return verifyEthProof(stateRoot, parseEthProof(json), expectations);
}

describe('parseEthProof', () => {
  const base = state.getProof(CONTRACT, [0n, 7n]);

  test('takes a bare result and a whole JSON-RPC answer', () => {
    const reply = { jsonrpc: '2.0', id: 1, result: base };
    expect(parseEthProof(reply)).toEqual(parseEthProof(base));
    expect(parseEthProof({ result: base, error: null })).toEqual(parseEthProof(base));
  });

  test('takes quantities with and without padding, and hex in either case', () => {
    const [first, second] = base.storageProof;
    const padded = {
      ...base,
      address: base.address.toUpperCase().replace('0X', '0x'),
      nonce: '0x0001',
      balance: `0x${'0'.repeat(64)}`,
      storageProof: [
        { ...first, key: hex(word(0n)), value: hex(word(42n)) },
        { ...second, key: '0x07', value: '0x0413' },
      ],
    };
    expect(parseEthProof(padded)).toEqual(parseEthProof(base));
  });

  test.each<[string, object, string]>([
    [
      'an error',
      { jsonrpc: '2.0', error: { code: -32000, message: 'missing trie node' } },
      'the error "missing trie node"',
    ],
    ['an answer without a result', { jsonrpc: '2.0', id: 1 }, 'proof.result: want an object, got nothing'],
    ['a null result', { jsonrpc: '2.0', result: null }, 'proof.result: want an object, got null'],
    ['no address', { ...base, address: undefined }, 'proof.address: want a text of 0x and hex digits, got nothing'],
    ['an address of 19 bytes', { ...base, address: '0x11'.padEnd(40, '1') }, 'proof.address: want 20 bytes, got 19'],
    ['a number as the nonce', { ...base, nonce: 1 }, 'proof.nonce: want a text of 0x and hex digits, got a number'],
    ['a nonce without 0x', { ...base, nonce: '1' }, 'proof.nonce: want a text of 0x'],
    ['a nonce without digits', { ...base, nonce: '0x' }, 'proof.nonce: want 0x and 1 to 64 hex digits'],
    ['a nonce of 65 bits', { ...base, nonce: '0x10000000000000000' }, 'proof.nonce: want an integer of 64 bits'],
    ['a balance of 65 digits', { ...base, balance: `0x${'1'.repeat(65)}` }, 'proof.balance: want 0x and 1 to 64'],
    ['a balance with a sign', { ...base, balance: '0x-1' }, 'proof.balance: want 0x and 1 to 64'],
    ['a code hash of 31 bytes', { ...base, codeHash: `0x${'00'.repeat(31)}` }, 'proof.codeHash: want 32 bytes, got 31'],
    ['no storage root', { ...base, storageHash: null }, 'proof.storageHash: want a text'],
    ['a node with an odd digit', { ...base, accountProof: ['0xf'] }, 'proof.accountProof[0]: want an even number'],
    ['a node that is a list', { ...base, accountProof: [[1, 2]] }, 'proof.accountProof[0]: want a text'],
    [
      'an account proof that is a text',
      { ...base, accountProof: '0x' },
      'proof.accountProof: want a list, got a string',
    ],
    [
      '66 nodes',
      { ...base, accountProof: Array(66).fill('0x80') },
      'proof.accountProof: want at most 65 entries, got 66',
    ],
    ['1025 slots', { ...base, storageProof: Array(1025).fill({}) }, 'proof.storageProof: want at most 1024 entries'],
    ['a slot without a key', { ...base, storageProof: [{ value: '0x0', proof: [] }] }, 'proof.storageProof[0].key'],
    [
      'a slot that is a text',
      { ...base, storageProof: ['0x0'] },
      'proof.storageProof[0]: want an object, got a string',
    ],
    [
      'a key of 33 bytes',
      { ...base, storageProof: [{ key: `0x${'1'.repeat(66)}` }] },
      'storageProof[0].key: want 0x and 1',
    ],
  ])('rejects %s', (_, json, message) => {
    expect(() => parseEthProof(json)).toThrow(DecodeError);
    expect(() => parseEthProof(json)).toThrow(message);
  });

  test('rejects what is no object', () => {
    for (const json of [null, [], '0x', 7]) expect(() => parseEthProof(json)).toThrow('proof: want an object');
  });
});

describe('verifyEthProof', () => {
  test('gives the account and its slots', () => {
    const reading = judge(state.getProof(CONTRACT, [0n, 1n, 2n]));
    expect(reading).toMatchObject({ status: 'valid', account: { nonce: 1n, balance: 0n } });
    expect(reading).toMatchObject({
      storage: [
        { slot: word(0n), value: word(42n) },
        { slot: word(1n), value: word(2n ** 256n - 1n) },
        { slot: word(2n), value: undefined },
      ],
    });
  });

  test('gives nothing for an address without an account, however the node fills the fields', () => {
    const absent = { status: 'valid', account: undefined };
    const json = state.getProof(NOBODY, [3n]);
    expect(judge(json)).toEqual({ ...absent, storage: [{ slot: word(3n), value: undefined }] });
    expect(judge({ ...json, codeHash: zeroHash, storageHash: zeroHash })).toMatchObject(absent);
    expect(judge({ ...json, storageProof: [{ key: '0x3', value: '0x0', proof: ['0x80'] }] })).toMatchObject(absent);
    expect(judge({ ...json, balance: '0x1' })).toMatchObject({ reason: { code: 'claim-mismatch' } });
    expect(judge({ ...json, codeHash: hex(word(1n)) })).toMatchObject({ reason: { code: 'claim-mismatch' } });
  });

  test('takes zero hashes for no account only', () => {
    expect(judge({ ...state.getProof(PERSON), codeHash: zeroHash })).toMatchObject({
      reason: { code: 'claim-mismatch' },
    });
    expect(judge({ ...state.getProof(PERSON), storageHash: zeroHash })).toMatchObject({
      reason: { code: 'claim-mismatch' },
    });
  });

  test('gives nothing in a slot of an account without storage', () => {
    expect(judge(state.getProof(PERSON, [0n]))).toMatchObject({
      account: { storageRoot: EMPTY_TRIE_ROOT, codeHash: EMPTY_CODE_HASH },
      storage: [{ value: undefined }],
    });
  });

  test('rejects slots of another account, whatever storage root the answer names', () => {
    const person = state.getProof(PERSON, [0n]);
    const { storageProof, storageHash } = state.getProof(CONTRACT, [0n]);
    expect(judge({ ...person, storageProof })).toMatchObject({ reason: { code: 'unused-node' } });
    expect(judge({ ...person, storageProof, storageHash })).toMatchObject({ reason: { code: 'claim-mismatch' } });
  });

  test('rejects a value, key or proof of a slot that is changed, and says in which slot', () => {
    const json = state.getProof(CONTRACT, [0n]);
    const [slot] = json.storageProof;
    const spoil = (change: object) => judge({ ...json, storageProof: [{ ...slot, ...change }] });
    expect(spoil({})).toMatchObject({ status: 'valid' });
    expect(spoil({ value: '0x2b' })).toMatchObject({ reason: { code: 'claim-mismatch', got: hex(word(0x2bn)) } });
    expect(spoil({ value: '0x0' })).toMatchObject({ reason: { code: 'claim-mismatch' } });
    expect(spoil({ key: '0x1' })).toMatchObject({ status: 'invalid' });
    expect(spoil({ proof: [] })).toMatchObject({
      reason: { code: 'missing-node', want: expect.stringContaining(`slot ${hex(word(0n))}: the node 0x`) },
    });
  });

  test('rejects expectations that are not met', () => {
    const json = state.getProof(CONTRACT, [0n, 2n]);
    const codeOf = (expectations: EthProofExpectations) => {
      const reading = judge(json, expectations);
      return reading.status === 'invalid' ? reading.reason.code : reading.status;
    };
    expect(codeOf({ address: CONTRACT, nonce: 1n, balance: 0n })).toBe('valid');
    expect(codeOf({ address: PERSON })).toBe('address-mismatch');
    expect(codeOf({ nonce: 2n })).toBe('account-mismatch');
    expect(codeOf({ balance: 1n })).toBe('account-mismatch');
    expect(codeOf({ codeHash: EMPTY_CODE_HASH })).toBe('account-mismatch');
    expect(codeOf({ storage: [{ slot: word(0n), value: word(42n) }] })).toBe('valid');
    expect(codeOf({ storage: [{ slot: word(2n), value: undefined }] })).toBe('valid');
    expect(codeOf({ storage: [{ slot: word(2n), value: word(0n) }] })).toBe('valid');
    expect(codeOf({ storage: [{ slot: word(0n), value: word(43n) }] })).toBe('storage-mismatch');
    expect(codeOf({ storage: [{ slot: word(0n), value: undefined }] })).toBe('storage-mismatch');
    expect(codeOf({ storage: [{ slot: word(2n), value: word(1n) }] })).toBe('storage-mismatch');
    expect(codeOf({ storage: [{ slot: word(1n), value: undefined }] })).toBe('slot-not-proven');
  });

  test('needs no proof of a slot where there is no storage at all', () => {
    const expected = { storage: [{ slot: word(5n), value: undefined }] };
    expect(judge(state.getProof(PERSON), expected)).toMatchObject({ status: 'valid' });
    expect(judge(state.getProof(NOBODY), expected)).toMatchObject({ status: 'valid' });
    const full = { storage: [{ slot: word(5n), value: word(1n) }] };
    expect(judge(state.getProof(PERSON), full)).toMatchObject({ reason: { code: 'storage-mismatch' } });
  });

  test('takes an account that is absent for an empty one where fields are expected', () => {
    const json = state.getProof(NOBODY);
    expect(judge(json, { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH })).toMatchObject({ status: 'valid' });
    expect(judge(json, { nonce: 1n })).toMatchObject({ reason: { code: 'account-mismatch' } });
  });
});

test('addresses, slots and roots of another length are a RangeError', () => {
  const proof: readonly Uint8Array[] = [];
  expect(() => readAccount({ stateRoot, address: word(1n), proof })).toThrow('address: want 20 bytes, got 32');
  expect(() => readAccount({ stateRoot: CONTRACT, address: CONTRACT, proof })).toThrow('root: want 32 bytes, got 20');
  expect(() => readStorage({ storageRoot: stateRoot, slot: CONTRACT, proof })).toThrow('slot: want 32 bytes, got 20');
});
