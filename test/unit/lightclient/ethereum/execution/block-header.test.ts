/** Headers of execution blocks of every fork, from RLP and JSON, and only under their own hash. */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import {
  type BlockHeader,
  decodeBlockHeader,
  encodeBlockHeader,
  hashBlockHeader,
  parseBlockHeader,
  readBlockHeader,
  readBlockHeaderJson,
} from '@causeway/lightclient/ethereum/execution';
import { decodeRlpList, encodeRlp, type RlpItem } from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, test } from 'vitest';
import { makeHeader, toBlockJson } from '../../../../support/build-block.ts';
import { word } from '../../../../support/build-state.ts';

/** The header as a fork before Prague has it. */
function cut(count: number): BlockHeader {
  const names = Object.keys(makeHeader()).filter((name) => name !== 'later');
  const { later, ...fields } = makeHeader();
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => names.indexOf(name) < count)),
    later,
  } as BlockHeader;
}

const FORKS: readonly [string, BlockHeader][] = [
  ['Frontier', { ...cut(15), difficulty: 2n ** 70n, nonce: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
  ['London', cut(16)],
  ['Shanghai', cut(17)],
  ['Cancun', cut(20)],
  ['Prague', makeHeader()],
  ['a fork with a list of accesses', makeHeader({ later: [word(9n)] })],
  ['a fork with a list of accesses and a slot', makeHeader({ later: [word(9n), Uint8Array.of(1, 0)] })],
];

function itemsOf(header: BlockHeader): readonly RlpItem[] {
  return decodeRlpList(encodeBlockHeader(header), 'header');
}

describe.each(FORKS)('%s', (_, header) => {
  test('accepts its RLP and its JSON', () => {
    const rlp = encodeBlockHeader(header);
    expect(decodeBlockHeader(rlp)).toEqual(header);
    expect(readBlockHeader(rlp, keccak_256(rlp))).toEqual({ status: 'valid', header });
    expect(readBlockHeaderJson(toBlockJson(header), hashBlockHeader(header))).toEqual({ status: 'valid', header });
  });

  test('rejects any field changed (block-hash-mismatch)', () => {
    const hash = hashBlockHeader(header);
    const names = Object.keys(header).filter((name) => name !== 'later');
    for (const name of names) {
      const value: unknown = Reflect.get(header, name);
      const changed =
        value instanceof Uint8Array ? Uint8Array.from(value, (byte) => byte ^ 1) : BigInt(String(value)) + 1n;
      const reading = readBlockHeader(encodeBlockHeader({ ...header, [name]: changed }), hash);
      expect(reading).toMatchObject({ reason: { code: 'block-hash-mismatch', want: `0x${toHex(hash)}` } });
    }
  });
});

test('keeps fields of forks that are not known, without reading them', () => {
  const later = [word(1n), Uint8Array.of(), word(3n), Uint8Array.of(4)];
  const header = makeHeader({ later });
  expect(decodeBlockHeader(encodeBlockHeader(header)).later).toEqual(later);
});

test('rejects JSON that lacks a field of a later fork (block-hash-mismatch)', () => {
  const header = makeHeader({ later: [word(9n), Uint8Array.of(5), word(7n)] });
  expect(readBlockHeaderJson(toBlockJson(header), hashBlockHeader(header))).toMatchObject({
    reason: { code: 'block-hash-mismatch' },
  });
});

describe('RLP', () => {
  const items = itemsOf(makeHeader());
  test.each<[string, RlpItem, string]>([
    ['a string', word(1n), 'header: want a list'],
    ['14 fields', items.slice(0, 14), 'got 14'],
    ['18 fields', items.slice(0, 18), 'got 18'],
    ['19 fields', items.slice(0, 19), 'got 19'],
    ['54 fields', [...items, ...Array.from({ length: 33 }, () => word(1n))], 'got 54'],
    ['a hash of 31 bytes', items.with(0, word(1n).subarray(1)), 'header.parentHash: want 32 bytes, got 31'],
    ['a number with a leading zero', items.with(8, Uint8Array.of(0, 1)), 'header.number: want an integer without'],
    ['a number of nine bytes', items.with(8, new Uint8Array(9).fill(1)), 'header.number: want an integer of at most 8'],
    ['a bloom of 255 bytes', items.with(6, new Uint8Array(255)), 'header.logsBloom: want 256 bytes'],
    ['a later field of 257 bytes', [...items, new Uint8Array(257)], 'header[21]: want at most 256 bytes'],
    ['a list as a field', items.with(12, []), 'at most 1 lists inside each other'],
    ['a list as a later field', [...items, []], 'at most 1 lists inside each other'],
  ])('rejects %s', (_, item, message) => {
    const rlp = encodeRlp(item);
    expect(() => decodeBlockHeader(rlp)).toThrow(DecodeError);
    expect(() => readBlockHeader(rlp, keccak_256(rlp))).toThrow(message);
  });
});

describe('JSON', () => {
  const json = toBlockJson(makeHeader());
  test.each<[string, unknown, string]>([
    ['null', null, 'block: want an object, got null'],
    [
      'no parent',
      { ...json, parentHash: undefined },
      'block.parentHash: want a text of 0x and hex digits, got nothing',
    ],
    ['a number as the number', { ...json, number: 5 }, 'block.number: want a text'],
    [
      'blob gas without the rest of Cancun',
      { ...toBlockJson(cut(17)), blobGasUsed: '0x0' },
      'block: want all fields of a fork',
    ],
    ['Prague without Cancun', { ...json, blobGasUsed: null }, 'block.blobGasUsed: want a text'],
    ['a nonce of one byte', { ...json, nonce: '0x00' }, 'block.nonce: want 8 bytes, got 1'],
  ])('rejects %s', (_, value, message) => {
    expect(() => parseBlockHeader(value)).toThrow(DecodeError);
    expect(() => parseBlockHeader(value)).toThrow(message);
  });
});
