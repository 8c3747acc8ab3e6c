/** BLS12-381 by the optional package `@chainsafe/blst`, behind the interface of the committee verifier. @module */
import { createRequire } from 'node:module';
import { fromHex, toHex } from '../codec/index.ts';
import type { BlsBackend } from '../ethereum/committee-verifier.ts';

/** A key of the package's: a point that may be infinity. */
export interface BlstKey {
  /** Compressed unless told otherwise. */
  toBytes(compress?: boolean): Uint8Array;
}

/** A signature of the package's. */
export type BlstSignature = object;

/** What is used of the package. Functions that decode throw for what is malformed. */
export interface Blst {
  readonly PublicKey: { fromBytes(bytes: Uint8Array, validate?: boolean): BlstKey };
  readonly Signature: { fromBytes(bytes: Uint8Array, validate?: boolean, refuseInfinity?: boolean): BlstSignature };
  aggregatePublicKeys(keys: readonly BlstKey[]): BlstKey;
  verify(
    message: Uint8Array,
    key: BlstKey,
    signature: BlstSignature,
    validateKey: boolean,
    validateSignature: boolean,
  ): boolean;
}

const COMPRESSED = 0x80;
const INFINITY = 0x40;
const COORDINATE_SIZE = 48;

/** The modulus of the base field. */
const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

/** @throws {Error} when the package or its binary for this platform is not installed. */
export function loadBlst(): Blst {
  const require = createRequire(import.meta.url);
  return require('@chainsafe/blst') as Blst;
}

export function createBlstBackend({
  PublicKey,
  Signature,
  aggregatePublicKeys,
  verify,
}: Blst): BlsBackend<BlstKey, BlstSignature> {
  return {
    decodeKey: (bytes) => decode(bytes, () => PublicKey.fromBytes(bytes, true)),
    encodeKey: (key) => key.toBytes(),
    negateKey: (key) => PublicKey.fromBytes(negate(key.toBytes(false))),
    sumKeys(keys) {
      const sum = aggregatePublicKeys(keys);
      // Uncompressed, since that takes a fifth of the time.
      return ((sum.toBytes(false)[0] ?? INFINITY) & INFINITY) === 0 ? sum : undefined;
    },
    decodeSignature: (bytes) => decode(bytes, () => Signature.fromBytes(bytes, true, true)),
    verify: (key, message, signature) => verify(message, key, signature, false, false),
  };
}

function decode<Point>(bytes: Uint8Array, read: () => Point): Point | undefined {
  if (((bytes[0] ?? 0) & COMPRESSED) === 0) return undefined;
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The package has no negation. No point of the subgroup has y = 0. */
function negate(uncompressed: Uint8Array): Uint8Array {
  const out = Uint8Array.from(uncompressed);
  const y = BigInt(`0x${toHex(uncompressed.subarray(COORDINATE_SIZE))}`);
  out.set(fromHex((P - y).toString(16).padStart(2 * COORDINATE_SIZE, '0')), COORDINATE_SIZE);
  return out;
}
