/**
 * Is a library for BLS12-381 fit to verify? It must know what is right, and none of the traps: infinity, points out of the
 * subgroup, encodings that are not canonical, another suite.
 * @module
 */
import { encodeUtf8, equalBytes, fromHex } from '../codec/index.ts';
import type { BlsBackend } from '../ethereum/committee-verifier.ts';

/** Of the private keys 1, 2 and 3. The first is the generator of its group. */
const KEYS = [
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
  'a572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e',
  '89ece308f9d1f0131765212deca99697b112d61f9be9a5f1f3780a51335b3ff981747a0b2ca2179b96d2c0c9024e5224',
].map((hex) => fromHex(hex));

const MESSAGE = encodeUtf8('causeway'.repeat(4));

/** By the private keys 1 and 2 together. */
const SIGNATURE = fromHex(
  '85415f0770cd67497fa0bfb180a9d82815926e922eae7e8dc95c12f83c45e35b37451b5dc07433458ff8e136f6a21360' +
    '10ee8b7a7fb25d818f0cbf61cb885115d9122b8a45fa18dcb8fb08810f4a9ed99fce017579258badb6255ff0aaa3231d',
);

/** By the private key 1 alone. */
const OTHER_SIGNATURE = fromHex(
  'b094aa33f92297f1b4965c8a448ed18f100894b5266a4ff7fdae959c21bfd10045679d171181dc63287cb02e04caf16b' +
    '0b69fb1f45c769cd1df2e93bfbef8258f338e0c96a13536d25262871f7451692908cc06e7e5374638a06dff433e7b14f',
);

const MODULUS = '1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffff';

/** Each as an encoding of `size` bytes. */
const traps = (size: number, outside: number, raised: string): readonly (readonly [string, Uint8Array])[] => [
  ['at infinity', compressed(size, '', 0xc0)],
  ['at infinity with a sign', compressed(size, '', 0xe0)],
  ['at infinity that has an x', compressed(size, '01', 0xc0)],
  ['with an x that no point has', compressed(size, '01', 0x80)],
  ['out of the subgroup', compressed(size, outside.toString(16).padStart(2, '0'), 0x80)],
  ['with an x beyond the modulus', compressed(size, raised, 0x80)],
  ['without the flag of compression', compressed(size, '02', 0)],
];

const NO_KEYS = traps(48, 4, `${MODULUS}aaaf`);
const NO_SIGNATURES = traps(96, 2, `${MODULUS}aaad`);

/** What the library does wrong, as the end of a sentence; `undefined` when it does all right. May throw what the library throws. */
export function findBlsFault<Key, Signature>(backend: BlsBackend<Key, Signature>): string | undefined {
  const badKey = NO_KEYS.find(([, bytes]) => backend.decodeKey(bytes) !== undefined);
  if (badKey !== undefined) return `it takes a key ${badKey[0]}`;
  const badSignature = NO_SIGNATURES.find(([, bytes]) => backend.decodeSignature(bytes) !== undefined);
  if (badSignature !== undefined) return `it takes a signature ${badSignature[0]}`;
  const keys = KEYS.map((bytes) => backend.decodeKey(bytes));
  const [first, second, third] = keys;
  if (first === undefined || second === undefined || third === undefined) return 'it refuses a right key';
  return findSumFault(backend, [first, second, third]) ?? findSignatureFault(backend, third, second);
}

function findSumFault<Key>(
  backend: BlsBackend<Key, unknown>,
  [first, second, third]: readonly [Key, Key, Key],
): string | undefined {
  const encodes = (key: Key | undefined, want: Uint8Array | undefined): boolean =>
    key !== undefined && want !== undefined && equalBytes(backend.encodeKey(key), want);
  const minusSecond = backend.negateKey(second);
  if (!encodes(backend.sumKeys([first, second]), KEYS[2])) return 'it adds keys wrongly';
  if (!encodes(backend.sumKeys([first, first]), KEYS[1])) return 'it doubles a key wrongly';
  if (!encodes(backend.sumKeys([third, minusSecond]), KEYS[0])) return 'it subtracts keys wrongly';
  if (backend.sumKeys([second, minusSecond]) !== undefined) return 'it does not notice a sum at infinity';
  return undefined;
}

function findSignatureFault<Key, Signature>(
  backend: BlsBackend<Key, Signature>,
  key: Key,
  otherKey: Key,
): string | undefined {
  const signature = backend.decodeSignature(SIGNATURE);
  const otherSignature = backend.decodeSignature(OTHER_SIGNATURE);
  if (signature === undefined || otherSignature === undefined) return 'it refuses the encoding of a right signature';
  if (!backend.verify(key, MESSAGE, signature)) return 'it refuses a right signature';
  if (backend.verify(key, MESSAGE, otherSignature)) return 'it takes a wrong signature';
  if (backend.verify(otherKey, MESSAGE, signature)) return 'it takes the signature of another key';
  if (backend.verify(key, MESSAGE.toReversed(), signature)) return 'it takes a signature over another message';
  return undefined;
}

/** Zeros, then `tail`; the flags are the top bits of the first byte. */
function compressed(size: number, tail: string, flags: number): Uint8Array {
  const bytes = fromHex(tail.padStart(2 * size, '0'));
  bytes[0] = (bytes[0] ?? 0) | flags;
  return bytes;
}
