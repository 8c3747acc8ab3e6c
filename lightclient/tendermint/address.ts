/** Validator addresses: 20 bytes derived from the public key. Source: CometBFT `crypto/*`, `Address()`. @module */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { ADDRESS_SIZE, KEY_TYPES, type PublicKey } from './validator.ts';

/** Undefined when the key has the wrong size, or a secp256k1eth key is no point of the curve. */
export function deriveAddress({ type, bytes }: PublicKey): Uint8Array | undefined {
  if (bytes.length !== KEY_TYPES[type].keySize) return undefined;
  switch (type) {
    case 'ed25519':
    case 'bls12381':
    case 'mldsa65':
      return sha256(bytes).subarray(0, ADDRESS_SIZE);
    case 'secp256k1':
      return ripemd160(sha256(bytes));
    case 'secp256k1eth':
      return ethereumAddress(bytes);
  }
}

function ethereumAddress(compressed: Uint8Array): Uint8Array | undefined {
  let uncompressed: Uint8Array;
  try {
    uncompressed = secp256k1.Point.fromBytes(compressed).toBytes(false);
  } catch {
    // The library throws for bytes that are no point.
    return undefined;
  }
  return keccak_256(uncompressed.subarray(1)).subarray(32 - ADDRESS_SIZE);
}
