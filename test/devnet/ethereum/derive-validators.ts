/** Keys of the validators that every test network of Ethereum knows ("interop" validators). @module */
import { createHash } from 'node:crypto';
import { bls12_381 } from '@noble/curves/bls12-381.js';

/** A BLS key of the proof-of-possession suite. */
export interface ValidatorKey {
  /** The validator's index in the beacon state. */
  readonly index: number;
  /** 32 bytes, big-endian. */
  readonly secretKey: Uint8Array;
  /** Compressed, 48 bytes. */
  readonly publicKey: Uint8Array;
}

/** The key of validator `index`: SHA-256 over the index as 32 bytes, both little-endian, modulo the order of the group. */
export function deriveValidatorKey(index: number): ValidatorKey {
  const text = Buffer.alloc(32);
  text.writeUInt32LE(index);
  const hash = createHash('sha256').update(text).digest().reverse();
  const scalar = BigInt(`0x${hash.toString('hex')}`) % bls12_381.fields.Fr.ORDER;
  const secretKey = Uint8Array.from(Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex'));
  const publicKey = bls12_381.longSignatures.getPublicKey(secretKey).toBytes(true);
  return { index, secretKey, publicKey };
}
