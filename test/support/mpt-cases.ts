/** Merkle-Patricia cases for every verifier of the project: honest proofs, and each trap. Written to `test/vectors/causeway-mpt`. @module */
import { encodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  buildTrie,
  EMPTY_TRIE_ROOT,
  encodeRlp,
  fromUint,
  type MptFaultCode,
  type RlpItem,
  type TrieEntry,
} from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';

export interface MptCase {
  readonly name: string;
  readonly root: string;
  /** As it is in the trie. */
  readonly key: string;
  readonly proof: readonly string[];
  readonly expected: { readonly value: string } | { readonly absent: true } | { readonly error: MptFaultCode };
}

type Proof = readonly Uint8Array[];

const NOTHING = new Uint8Array(0);
const hex = (text: string): Uint8Array => fromHex(text);
const long = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (7 * i + 1) % 256);
const replaceAt = <T>(list: readonly T[], at: number, item: T): readonly T[] =>
  list.map((old, i) => (i === at ? item : old));

function write(name: string, root: Uint8Array, key: Uint8Array, proof: Proof, expected: MptCase['expected']): MptCase {
  return { name, root: toHex(root), key: toHex(key), proof: proof.map(toHex), expected };
}

/** Keys as accounts and slots have them: hashes of small numbers. */
function secureEntries(count: number): readonly TrieEntry[] {
  return Array.from(
    { length: count },
    (_, i): TrieEntry => [keccak_256(fromUint(BigInt(i + 1))), encodeRlp(long(1 + (i % 90)))],
  );
}

/** Plain keys of all shapes: one a prefix of another, odd and even shares, values short enough to be embedded. */
const PLAIN: readonly TrieEntry[] = [
  [hex('12'), encodeUtf8('two')],
  [hex('1234'), encodeUtf8('four')],
  [hex('123456'), long(40)],
  [hex('123457'), encodeUtf8('x')],
  [hex('1235'), encodeUtf8('five')],
  [hex('a0'), encodeUtf8('a')],
  [hex('a1'), encodeUtf8('b')],
  [hex('b7000000'), long(60)],
  [hex('b7000001'), long(300)],
  [hex('c3ffffff'), long(1500)],
];

export function buildMptCases(): readonly MptCase[] {
  return [...honestCases(), ...listCases(), ...rlpCases(), ...nodeCases(), ...pathCases(), ...canonicalCases()];
}

/** What a trie's own proofs show. */
function prove(entries: readonly TrieEntry[], key: Uint8Array, name: string): MptCase {
  const trie = buildTrie(entries);
  const value = entries.find(([known]) => toHex(known) === toHex(key))?.[1];
  const expected = value === undefined ? ({ absent: true } as const) : { value: toHex(value) };
  return write(name, trie.root, key, trie.prove(key), expected);
}

function honestCases(): readonly MptCase[] {
  const secure = secureEntries(300);
  const single: readonly TrieEntry[] = [[hex('abcdef'), long(50)]];
  const tiny: readonly TrieEntry[] = [[hex('ab'), hex('01')]];
  const absentPlain = [
    '',
    '1',
    '11',
    '13',
    '1230',
    '12345678',
    'a2',
    'b7',
    'b700',
    'b8',
    'b7000002',
    'b700000000',
    'c3fffffe',
    'ff',
  ];
  return [
    ...[0, 1, 55, 56, 89, 299].map((i) => prove(secure, secure[i]?.[0] ?? NOTHING, `accepts a hashed key ${i}`)),
    ...[9001, 9002, 9003, 9004].map((n) =>
      prove(secure, keccak_256(fromUint(BigInt(n))), `accepts the absence of a hashed key ${n}`),
    ),
    ...PLAIN.map(([key]) => prove(PLAIN, key, `accepts a plain key ${toHex(key)}`)),
    ...absentPlain
      .filter((text) => text.length % 2 === 0)
      .map((text) => prove(PLAIN, hex(text), `accepts the absence of a plain key "${text}"`)),
    prove(single, hex('abcdef'), 'accepts a trie of one leaf'),
    prove(single, hex('abcdee'), 'accepts the absence beside the only leaf'),
    prove(single, hex('abcd'), 'accepts the absence of a key shorter than the only leaf'),
    prove(single, hex('abcdef00'), 'accepts the absence of a key longer than the only leaf'),
    prove(single, NOTHING, 'accepts the absence of the empty key'),
    prove([[NOTHING, long(40)], ...PLAIN], NOTHING, 'accepts a value under the empty key'),
    prove(tiny, hex('ab'), 'accepts a root of less than 32 bytes'),
    prove(deep(32), hex(`${'00'.repeat(31)}01`), 'accepts a path through 64 levels'),
    prove(deep(32), hex('00'.repeat(32)), 'accepts the other end of 64 levels'),
    prove(nested(), hex('0011'), 'accepts a leaf in a branch in a branch, all embedded'),
    prove(nested(), hex('0013'), 'accepts an absence inside an embedded branch'),
    prove(nested(), hex('00'), 'accepts an absence where an embedded branch has no value'),
    write('accepts an empty trie without nodes', EMPTY_TRIE_ROOT, hex('ab'), [], { absent: true }),
    write('accepts an empty trie as the one node 0x80', EMPTY_TRIE_ROOT, hex('ab'), [hex('80')], { absent: true }),
  ];
}

/** One key at each level: a branch at every half byte. */
function deep(bytes: number): readonly TrieEntry[] {
  const keys = Array.from(
    { length: bytes * 2 },
    (_, level) => `${'0'.repeat(level)}1${'0'.repeat(bytes * 2 - level - 1)}`,
  );
  return ['00'.repeat(bytes), ...keys].map((key): TrieEntry => [hex(key), long(33)]);
}

/** Short keys with values of one byte, so that whole branches lie in their parents. */
function nested(): readonly TrieEntry[] {
  return [
    [hex('0011'), hex('01')],
    [hex('0012'), hex('02')],
    [hex('10'), long(40)],
  ];
}

/** Whole nodes that are missing, doubled, swapped, foreign or too many. */
function listCases(): readonly MptCase[] {
  const entries = secureEntries(300);
  const { root, prove: nodesOf } = buildTrie(entries);
  const [key, other] = [entries[7]?.[0] ?? NOTHING, entries[8]?.[0] ?? NOTHING];
  const gone = keccak_256(fromUint(9001n));
  const [proof, foreign, absence] = [nodesOf(key), nodesOf(other), nodesOf(gone)];
  const last = proof.at(-1) ?? NOTHING;
  const [top = NOTHING, second = NOTHING] = proof;
  const fails = (name: string, nodes: Proof, error: MptFaultCode, at = key, under = root): MptCase =>
    write(`rejects ${name} (${error})`, under, at, nodes, { error });
  const plain = buildTrie(PLAIN);
  const short = hex('a0');
  const leaf = encodeRlp([hex('20'), encodeUtf8('a')]);
  return [
    fails('no nodes at all', [], 'missing-node'),
    fails('no nodes at all as an absence', [], 'missing-node', gone),
    fails('a proof without its last node', proof.slice(0, -1), 'missing-node'),
    fails('an absence without its last node', absence.slice(0, -1), 'missing-node', gone),
    fails('the root alone', proof.slice(0, 1), 'missing-node'),
    fails('a proof without its first node', proof.slice(1), 'root-mismatch'),
    fails('a proof without its second node', [top, ...proof.slice(2)], 'node-mismatch'),
    fails('two nodes swapped', [second, top, ...proof.slice(2)], 'root-mismatch'),
    fails('a node twice', [top, second, ...proof.slice(1)], 'node-mismatch'),
    fails('the proof of another key', foreign, 'node-mismatch'),
    fails('the last node of another key', [...proof.slice(0, -1), foreign.at(-1) ?? NOTHING], 'node-mismatch'),
    fails('a proof under another root', proof, 'root-mismatch', key, keccak_256(root)),
    fails('a proof under the empty root', proof, 'unused-node', key, EMPTY_TRIE_ROOT),
    fails('one node under the empty root', [last], 'root-mismatch', key, EMPTY_TRIE_ROOT),
    fails('an empty node under the empty root', [NOTHING], 'root-mismatch', key, EMPTY_TRIE_ROOT),
    fails('0x80 twice under the empty root', [hex('80'), hex('80')], 'unused-node', key, EMPTY_TRIE_ROOT),
    fails('0x80 under a root that is not empty', [hex('80')], 'root-mismatch'),
    fails('the root of the trie after the proof', [...proof, top], 'unused-node'),
    fails('an empty node after the proof', [...proof, NOTHING], 'unused-node'),
    fails('a node after an absence', [...absence, last], 'unused-node', gone),
    fails('an empty node as the first', [NOTHING], 'root-mismatch'),
    fails('an embedded node that is repeated', [...plain.prove(short), leaf], 'unused-node', short, plain.root),
    fails('an embedded node as the last alone', [leaf], 'root-mismatch', short, plain.root),
    ...proof.map((node, i) => {
      const spoiled = Uint8Array.from(node);
      spoiled[node.length - 1] = (node.at(-1) ?? 0) ^ 1;
      const code = i === 0 ? 'root-mismatch' : 'node-mismatch';
      return fails(`node ${i} with its last bit flipped`, replaceAt(proof, i, spoiled), code);
    }),
    ...proof.map((node, i) => {
      const code = i === 0 ? 'root-mismatch' : 'node-mismatch';
      return fails(`node ${i} with a byte after it`, replaceAt(proof, i, Uint8Array.of(...node, 0)), code);
    }),
  ];
}

/** The rest of the traps are under a root that names the bad node, so that only its form can be refused. */
function bad(name: string, node: Uint8Array, error: MptFaultCode, key = hex('1234')): MptCase {
  return write(`rejects ${name} (${error})`, keccak_256(node), key, [node], { error });
}

const VALUE = long(40);
const PATH = hex('201234');

function rlpCases(): readonly MptCase[] {
  const leaf = encodeRlp([PATH, VALUE]);
  const content = leaf.subarray(1);
  const code = 'malformed-rlp';
  return [
    bad('an empty node', NOTHING, code),
    bad('a byte after the node', Uint8Array.of(...leaf, 0), code),
    bad('a second node after the node', Uint8Array.of(...leaf, ...leaf), code),
    bad('a list longer than the node', Uint8Array.of((leaf[0] ?? 0) + 1, ...content), code),
    bad('a list shorter than its items', Uint8Array.of((leaf[0] ?? 0) - 1, ...content), code),
    bad('a list with a long form for a short length', Uint8Array.of(0xf8, content.length, ...content), code),
    bad('a length with a leading zero', withLength([0xf9, 0, 60], long(60)), code),
    bad('a list length of eight bytes', withLength([0xff, 255, 255, 255, 255, 255, 255, 255, 255], leaf), code),
    bad('a list length that is cut off', hex('f9'), code),
    bad('a path of one low byte with a prefix', hex('c4812082abcd'), code),
    bad('a value of one low byte with a prefix', hex('c68320123481 05'.replace(' ', '')), code),
    bad('a value with a long form for a short length', hex('c783201234b80105'), code),
    bad('a value longer than its list', hex('c583201234820506'), code),
    bad('a path longer than the node', hex('c6bf2012348105'), code),
    bad('lists inside each other without end', nestedLists(200), code),
  ];
}

function withLength(head: readonly number[], rest: Uint8Array): Uint8Array {
  return Uint8Array.of(...head, ...rest);
}

function nestedLists(depth: number): Uint8Array {
  let item: RlpItem = [];
  for (let i = 0; i < depth; i++) item = [item];
  return encodeRlp(item);
}

function branchOf(children: Readonly<Record<number, RlpItem>>, value: RlpItem = NOTHING): readonly RlpItem[] {
  return [...Array.from({ length: 16 }, (_, i) => children[i] ?? NOTHING), value];
}

function nodeCases(): readonly MptCase[] {
  const code = 'malformed-node';
  const hash = keccak_256(VALUE);
  const node = (name: string, item: RlpItem): MptCase => bad(name, encodeRlp(item), code);
  return [
    node('a string as a node', VALUE),
    node('a hash as a node', hash),
    node('an empty list', []),
    node('a node of one item', [PATH]),
    node('a node of three items', [PATH, VALUE, VALUE]),
    node('a node of 16 items', branchOf({ 1: hash, 2: hash }).slice(0, 16)),
    node('a node of 18 items', [...branchOf({ 1: hash, 2: hash }), NOTHING]),
    node('a list as a path', [[PATH], VALUE]),
    node('a list as the value of a leaf', [PATH, [VALUE]]),
    node('an empty list as the value of a leaf', [PATH, []]),
    node('a list as the value of a branch', branchOf({ 1: hash, 2: hash }, [VALUE])),
    node('an empty list as the value of a branch', branchOf({ 1: hash, 2: hash }, [])),
    node('a child of 31 bytes', branchOf({ 1: hash.subarray(1), 2: hash })),
    node('a child of 33 bytes', branchOf({ 1: Uint8Array.of(0, ...hash), 2: hash })),
    node('a child of one byte', branchOf({ 1: hex('01'), 2: hash })),
    node('a child of 33 bytes beside the way', branchOf({ 1: hash, 2: Uint8Array.of(0, ...hash) })),
    node('an embedded node as a string', branchOf({ 1: encodeRlp([hex('32'), hex('01')]), 2: hash })),
    node('an extension to 31 bytes', [hex('11'), hash.subarray(1)]),
    node('an extension to a string', [hex('11'), encodeUtf8('value')]),
    node('an embedded node of one item', branchOf({ 1: [hex('32')], 2: hash })),
    node('an embedded empty list', branchOf({ 1: [], 2: hash })),
  ];
}

function pathCases(): readonly MptCase[] {
  const code = 'malformed-path';
  const flagged = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((flag) =>
    bad(`a leaf with flag ${flag}`, encodeRlp([Uint8Array.of(flag << 4, 0x12, 0x34), VALUE]), code),
  );
  const hash = keccak_256(VALUE);
  const leaf = encodeRlp([PATH, hash]);
  const asExtension = encodeRlp([hex('001234'), hash]);
  const extension = encodeRlp([hex('0012'), hash]);
  return [
    bad('a path without flags', encodeRlp([NOTHING, VALUE]), code),
    ...flagged,
    bad('a leaf with a padding other than zero', encodeRlp([hex('211234'), VALUE]), code),
    bad('an extension with a padding other than zero', encodeRlp([hex('0f12'), hash]), code),
    bad('an embedded path without flags', encodeRlp(branchOf({ 1: [NOTHING, hex('05')], 2: hash })), code),
    write('rejects a leaf turned into an extension (root-mismatch)', keccak_256(leaf), hex('1234'), [asExtension], {
      error: 'root-mismatch',
    }),
    bad('an extension whose child is the value of a leaf', asExtension, 'missing-node'),
    bad('an extension turned into a leaf that ends above the key', extension, 'missing-node'),
    write('accepts a leaf whose value looks like a hash', keccak_256(leaf), hex('1234'), [leaf], {
      value: toHex(hash),
    }),
    write('accepts the absence below an extension with another path', keccak_256(extension), hex('1334'), [extension], {
      absent: true,
    }),
    write(
      'accepts the absence of a key that ends inside an extension',
      keccak_256(asExtension),
      hex('12'),
      [asExtension],
      {
        absent: true,
      },
    ),
    write(
      'rejects a node after an extension with another path (unused-node)',
      keccak_256(extension),
      hex('1334'),
      [extension, leaf],
      { error: 'unused-node' },
    ),
  ];
}

function canonicalCases(): readonly MptCase[] {
  const code = 'non-canonical-node';
  const hash = keccak_256(VALUE);
  const below = (name: string, top: (hash: Uint8Array) => RlpItem, child: RlpItem, error: MptFaultCode): MptCase => {
    const lower = encodeRlp(child);
    const upper = encodeRlp(top(keccak_256(lower)));
    return write(`rejects ${name} (${error})`, keccak_256(upper), hex('1234'), [upper, lower], { error });
  };
  const extend = (to: Uint8Array): RlpItem => [hex('11'), to];
  const split = (to: Uint8Array): RlpItem => branchOf({ 1: to, 2: hash });
  return [
    bad('a branch with one child', encodeRlp(branchOf({ 1: hash })), code),
    bad('a branch with nothing', encodeRlp(branchOf({})), code),
    bad('a branch with a value alone', encodeRlp(branchOf({}, VALUE)), code),
    bad('a leaf without a value', encodeRlp([PATH, NOTHING]), code),
    bad('an extension without a path', encodeRlp([hex('00'), hash]), code),
    bad('an extension without a child', encodeRlp([hex('11'), NOTHING]), code),
    bad('an embedded node of 32 bytes', encodeRlp(branchOf({ 1: [hex('3234'), long(27)], 2: hash })), code),
    bad('a large embedded node', encodeRlp(branchOf({ 1: [hex('3234'), long(200)], 2: hash })), code),
    bad('an extension with an embedded leaf below it', encodeRlp([hex('11'), [hex('3234'), hex('05')]]), code),
    below('an extension above a leaf', extend, [hex('3234'), VALUE], code),
    below('an extension above an extension', extend, [hex('12'), hash], code),
    below('a short node under its hash', split, [hex('3234'), hex('05')], code),
    below('a lower node of three items', split, [hex('3234'), VALUE, VALUE], 'malformed-node'),
    below('a lower node that is a string', split, VALUE, 'malformed-node'),
    below('a lower branch with one child', split, branchOf({ 2: hash }), code),
  ];
}
