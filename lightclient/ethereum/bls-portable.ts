/** BLS in pure JavaScript: the reference that faster verifiers are compared with. @module */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { BlsVerifier } from './bls.ts';
import { createCommitteeVerifier } from './committee-verifier.ts';

/** Ethereum's ciphersuite: signatures in the second group, keys whose owners have proven to possess them. */
const SUITE = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';

const { G1, longSignatures } = bls12_381;
const COMPRESSED = 0x80;

/**
 * A verifier that runs everywhere. Keep one for the whole process: it remembers committees. A new committee of 512 takes it
 * about half a second, a signature of a known one some 25 ms.
 */
export function createPortableBls(): BlsVerifier {
  return createCommitteeVerifier({
    decodeKey: (bytes) => decode(() => G1.Point.fromBytes(bytes), bytes),
    encodeKey: (key) => key.toBytes(),
    negateKey: (key) => key.negate(),
    sumKeys(keys) {
      const sum = keys.reduce((total, key) => total.add(key), G1.Point.ZERO);
      return sum.is0() ? undefined : sum;
    },
    decodeSignature: (bytes) => decode(() => longSignatures.Signature.fromBytes(bytes), bytes),
    verify: (key, message, signature) => longSignatures.verify(signature, longSignatures.hash(message, SUITE), key),
  });
}

/** The library throws for points off the curve or out of the subgroup, but takes infinity. */
function decode<Point extends { is0(): boolean }>(read: () => Point, bytes: Uint8Array): Point | undefined {
  if (((bytes[0] ?? 0) & COMPRESSED) === 0) return undefined;
  try {
    const point = read();
    return point.is0() ? undefined : point;
  } catch {
    return undefined;
  }
}
