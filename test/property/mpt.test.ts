/** RLP and Merkle-Patricia proofs under random tries and spoiled bytes: a proof proves what is in the trie and nothing else. */
import { compareBytes, DecodeError, toHex } from '@causeway/lightclient/codec';
import {
  buildTrie,
  decodeRlp,
  encodeRlp,
  type MptTrie,
  type RlpItem,
  readMptProof,
  type TrieEntry,
} from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const SEED = 20_261_128;
const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

const { item } = fc.letrec<{ item: RlpItem }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    bytes(0, 3),
    bytes(54, 58),
    bytes(254, 258),
    fc.array(tie('item'), { maxLength: 6 }),
  ),
}));

/** Few different bytes, so that keys share much, end inside each other, and leaves are short enough to be embedded. */
const plainKey = fc
  .array(fc.constantFrom(0x00, 0x01, 0x10, 0x11, 0xff), { maxLength: 4 })
  .map((key) => Uint8Array.from(key));
const value = fc.oneof(bytes(1, 2), bytes(1, 40), bytes(60, 300));
const distinct = (key: fc.Arbitrary<Uint8Array>) =>
  fc.uniqueArray(fc.tuple(key, value), { maxLength: 40, comparator: ([a], [b]) => compareBytes(a, b) === 0 });
const plain: fc.Arbitrary<readonly TrieEntry[]> = distinct(plainKey);
const secure: fc.Arbitrary<readonly TrieEntry[]> = distinct(bytes(1, 4)).map((list) =>
  list.map(([key, held]): TrieEntry => [keccak_256(key), held]),
);
const entries = fc.oneof(plain, secure);
const otherKey = fc.oneof(plainKey, bytes(0, 5), bytes(1, 4).map(keccak_256));

function valueAt(list: readonly TrieEntry[], key: Uint8Array): Uint8Array | undefined {
  return list.find(([known]) => compareBytes(known, key) === 0)?.[1];
}

/** What an honest proof of this key must show. */
function truth(list: readonly TrieEntry[], key: Uint8Array) {
  const held = valueAt(list, key);
  return held === undefined ? { status: 'absent' } : { status: 'present', value: held };
}

function readOwn(trie: MptTrie, key: Uint8Array) {
  return readMptProof({ root: trie.root, key, proof: trie.prove(key) });
}

test('RLP that is encoded is decoded to the same', () => {
  fc.assert(
    fc.property(item, (value) => {
      expect(decodeRlp(encodeRlp(value))).toEqual(value);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test('bytes that are decoded are the only encoding of what they give; others are a DecodeError', () => {
  const spoiled = fc
    .tuple(item, fc.nat(), fc.nat(255), fc.constantFrom('set', 'insert', 'cut'))
    .map(([of, at, byte, how]) => {
      const encoded = encodeRlp(of);
      const place = at % encoded.length;
      if (how === 'set') return encoded.with(place, byte);
      if (how === 'cut') return encoded.slice(0, place);
      return Uint8Array.of(...encoded.subarray(0, place), byte, ...encoded.subarray(place));
    });
  fc.assert(
    fc.property(fc.oneof(spoiled, bytes(0, 80)), (input) => {
      let decoded: RlpItem;
      try {
        decoded = decodeRlp(input);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        return;
      }
      expect(toHex(encodeRlp(decoded))).toBe(toHex(input));
    }),
    { seed: SEED, numRuns: 4000 },
  );
});

test('every key of a random trie is proven, and every other key is proven absent', () => {
  fc.assert(
    fc.property(entries, fc.array(otherKey, { maxLength: 10 }), (list, others) => {
      const trie = buildTrie(list);
      expect(buildTrie([...list].reverse()).root).toEqual(trie.root);
      for (const key of [...list.map(([known]) => known), ...others])
        expect(readOwn(trie, key)).toEqual(truth(list, key));
    }),
    { seed: SEED, numRuns: 250 },
  );
});

test('a trie without one of its entries has another root, and shows the key as absent', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, at) => {
      fc.pre(list.length > 0);
      const [key] = list[at % list.length] ?? [new Uint8Array(0)];
      const [whole, rest] = [buildTrie(list), buildTrie(list.filter(([known]) => known !== key))];
      expect(rest.root).not.toEqual(whole.root);
      expect(readOwn(rest, key)).toEqual({ status: 'absent' });
      expect(readMptProof({ root: whole.root, key, proof: rest.prove(key) }).status).toBe('invalid');
    }),
    { seed: SEED, numRuns: 150 },
  );
});

test('a proof with any byte changed, added or taken away proves nothing', () => {
  fc.assert(
    fc.property(
      entries,
      otherKey,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (list, other, which, at, bits) => {
        const trie = buildTrie(list);
        for (const key of [other, list[which % Math.max(list.length, 1)]?.[0] ?? other]) {
          const proof = trie.prove(key);
          if (proof.length === 0) continue;
          const place = which % proof.length;
          const node = proof[place] ?? new Uint8Array(0);
          const byte = at % node.length;
          const changed = [
            node.with(byte, (node[byte] ?? 0) ^ bits),
            node.slice(0, byte),
            Uint8Array.of(...node, bits),
            Uint8Array.of(...node.subarray(0, byte), bits, ...node.subarray(byte)),
          ];
          for (const spoiled of changed) {
            expect(readMptProof({ root: trie.root, key, proof: proof.with(place, spoiled) }).status).toBe('invalid');
          }
        }
      },
    ),
    { seed: SEED, numRuns: 300 },
  );
});

test('a proof with nodes dropped, doubled, swapped or from elsewhere proves nothing', () => {
  fc.assert(
    fc.property(entries, otherKey, fc.nat(), fc.nat(), (list, other, which, at) => {
      const trie = buildTrie(list);
      const keys = list.map(([known]) => known);
      const foreign = trie.prove(keys[at % Math.max(keys.length, 1)] ?? other);
      for (const key of [other, ...keys.slice(0, 5)]) {
        const proof = trie.prove(key);
        if (proof.length === 0) continue;
        const place = which % proof.length;
        const node = proof[place] ?? new Uint8Array(0);
        const lists: readonly (readonly Uint8Array[])[] = [
          proof.toSpliced(place, 1),
          proof.toSpliced(place, 0, node),
          proof.toSpliced(place, 2, ...proof.slice(place, place + 2).reverse()),
          [...proof, ...proof.slice(-1)],
          [...proof, new Uint8Array(0)],
          [...proof, Uint8Array.of(0x80)],
          foreign,
          [...proof.slice(0, place), ...foreign.slice(place)],
          [],
        ];
        for (const spoiled of lists.filter((candidate) => !isSame(candidate, proof))) {
          expect(readMptProof({ root: trie.root, key, proof: spoiled }).status).toBe('invalid');
        }
      }
    }),
    { seed: SEED, numRuns: 200 },
  );
});

function isSame(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.map(toHex).join() === b.map(toHex).join();
}

/** Whatever a liar could call a node, under a root that names it. */
const nodeLike: fc.Arbitrary<RlpItem> = fc.oneof(
  item,
  fc.tuple(bytes(0, 3), fc.oneof(item, bytes(32, 32))),
  fc.array(fc.oneof(fc.constant(new Uint8Array(0)), bytes(32, 32), fc.tuple(bytes(1, 2), bytes(0, 2)), item), {
    minLength: 16,
    maxLength: 18,
  }),
);

test('nodes that were made up are judged without an exception, and never as absence by a missing node', () => {
  fc.assert(
    fc.property(nodeLike, plainKey, (node, key) => {
      const encoded = encodeRlp(node);
      const reading = readMptProof({ root: keccak_256(encoded), key, proof: [encoded] });
      expect(['present', 'absent', 'invalid']).toContain(reading.status);
      if (encoded.length === 1 && encoded[0] === 0x80) return;
      expect(readMptProof({ root: keccak_256(encoded), key, proof: [] })).toMatchObject({
        reason: { code: 'missing-node' },
      });
    }),
    { seed: SEED, numRuns: 3000 },
  );
});
