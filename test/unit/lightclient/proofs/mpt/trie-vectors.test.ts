/** Roots of ethereum/tests, and proofs of every key in those tries. */
import { encodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import { buildTrie, EMPTY_TRIE_ROOT, readMptProof, type TrieEntry } from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, test } from 'vitest';
import { listVectors, readVector } from '../../../../support/read-vector.ts';

interface TrieVector {
  readonly name: string;
  readonly root: string;
  /** What is left after the last write to each key. */
  readonly entries: readonly TrieEntry[];
  readonly deleted: readonly Uint8Array[];
}

function readTries(): readonly TrieVector[] {
  const files = listVectors('ethereum-trietests').filter((file) => file.endsWith('.json'));
  return files.flatMap((file) => {
    const isSecure = /secure/i.test(file);
    return Object.entries(Object(readVector(`ethereum-trietests/${file}`))).map(([name, vector]) =>
      toVector(`${file} ${name}`, Object(vector), isSecure),
    );
  });
}

function toVector(
  name: string,
  vector: { readonly in: unknown; readonly root: string },
  isSecure: boolean,
): TrieVector {
  const pairs: readonly (readonly unknown[])[] = Array.isArray(vector.in)
    ? vector.in
    : Object.entries(Object(vector.in));
  const state = new Map<string, Uint8Array>();
  for (const [key, value] of pairs) {
    const raw = toBytes(String(key));
    state.set(toHex(isSecure ? keccak_256(raw) : raw), typeof value === 'string' ? toBytes(value) : new Uint8Array(0));
  }
  const all = [...state].map(([key, value]): TrieEntry => [fromHex(key), value]);
  return {
    name,
    root: vector.root.slice(2),
    entries: all.filter(([, value]) => value.length > 0),
    deleted: all.filter(([, value]) => value.length === 0).map(([key]) => key),
  };
}

function toBytes(text: string): Uint8Array {
  return text.startsWith('0x') ? fromHex(text) : encodeUtf8(text);
}

const tries = readTries();

test('there are vectors of each kind', () => {
  expect(tries.length).toBeGreaterThan(20);
  expect(tries.flatMap(({ deleted }) => deleted).length).toBeGreaterThan(10);
});

describe.each(tries)('$name', ({ root, entries, deleted }) => {
  const trie = buildTrie(entries);

  test('has the published root, in whatever order its entries come', () => {
    expect(toHex(trie.root)).toBe(root);
    expect(toHex(buildTrie([...entries].reverse()).root)).toBe(root);
  });

  test('proves every key, and the absence of every other', () => {
    for (const [key, value] of entries) {
      expect(readMptProof({ root: trie.root, key, proof: trie.prove(key) })).toEqual({ status: 'present', value });
    }
    const neighbours = entries.flatMap(([key]) => [
      Uint8Array.of(...key, 0),
      key.subarray(0, -1),
      Uint8Array.of(...key.subarray(0, -1), (key.at(-1) ?? 0) ^ 1),
    ]);
    const known = new Set(entries.map(([key]) => toHex(key)));
    for (const key of [...deleted, ...neighbours].filter((other) => !known.has(toHex(other)))) {
      expect(readMptProof({ root: trie.root, key, proof: trie.prove(key) })).toEqual({ status: 'absent' });
    }
  });
});

describe('buildTrie', () => {
  test('gives the empty root for no entries and for empty values', () => {
    expect(buildTrie([]).root).toEqual(EMPTY_TRIE_ROOT);
    expect(buildTrie([[Uint8Array.of(1), new Uint8Array(0)]]).root).toEqual(EMPTY_TRIE_ROOT);
    expect(toHex(EMPTY_TRIE_ROOT)).toBe('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');
  });

  test('rejects a key that appears twice (RangeError)', () => {
    const entry: TrieEntry = [Uint8Array.of(1), Uint8Array.of(2)];
    expect(() => buildTrie([entry, entry])).toThrow(/each key once/);
  });
});
